"""The calculator: finds the arithmetic in a French sentence and answers in French notation.

The reading and the bounds are those of ``arithmetic``. What is found must look like a wish to
calculate: dates, ranges, phone and order numbers, sizes and product names are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from mistral_assistant.errors import ToolError
from mistral_assistant.i18n import _
from mistral_assistant.tools.arithmetic import evaluate
from mistral_assistant.tools.arithmetic_tokens import Token, tokenise
from mistral_assistant.tools.french_numbers import COUNTING_WORDS, NUMBER_WORDS
from mistral_assistant.tools.french_text import Folded, fold_spans
from mistral_assistant.tools.worded_arithmetic import LONGEST as LONGEST_TOLD
from mistral_assistant.tools.worded_arithmetic import told
from mistral_assistant.tools.worded_numbers import in_figures
from mistral_assistant.tools.written_numbers import write_money, write_number

LONGEST = 4_000
"""Characters of a message that may ask for a calculation; a longer one is a document."""
_OPERATORS = ("*", "/", "^")
_OPERANDS = frozenset({"number", "words"})
_BINARY = frozenset({"plus", "minus", "times", "over", "modulo", "power"})
_AFTER = frozenset({"percent", "square", "cube", "unit"})
_BEFORE = frozenset({"root", "cuberoot", "part"})
_SIGNS = re.compile(r"[*×·÷/+^%√∛²³:-]|(?<![a-z])x(?![a-z])")
_SIGN_WORDS = frozenset(
    """plus moins fois foi modulo mod multiplie multipliee multiplies divise divisee divises
    divisees puissance racine cubique sqrt carre cube cent pourcent moitie double triple
    quadruple tiers quart quarts cinquieme dixieme centieme""".split()
)
_COUNTED = re.compile(r"\d|demi|quart")
_ASKED = re.compile(
    r"\bcombien (?:est-ce que )?(?:ca |cela )?(?:font|fait|donnent?|valent|vaut|egalent?)\b"
    r"|\bcalcul\w*|\b(?:font|fait|donne|vaut) combien|\bca (?:fait|donne)\b|\bresultat d[eu']"
    r"|\bqu(?:e|'est-ce que) (?:ca |cela )?(?:font|fait|vaut|valent|donnent?)\b|\bsomme d|="
)
_ASKED_JUST_BEFORE = re.compile(r"(?:font|fait|donnent?|valent|vaut|calcule[rz]?|=) ?:? ?$")
_POLITE = frozenset(
    """bonjour bonsoir salut merci svp stp s il te vous plait et alors dis moi donne combien quel
    quelle est c quoi le la resultat de du euh ok beaucoup d avance""".split()
)
_RESULT_WANTED = frozenset(
    "fait font fais faire calcule calculer calculez cb cmb egale ca cela".split()
)
_DATE_OR_TIME = re.compile(
    r"[0-9]{1,2}([/.-])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
    r"|[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?"
)
_NOUN_AFTER = re.compile(r" (?!(?:plus|moins|fois|multiplie|divise|puissance|et)\b)[a-z]")
_WORD_AND_HYPHEN = re.compile(r"([a-z]+)-$")
_HEXADECIMAL = re.compile(r"0x[0-9a-f]{2}")
_SIZE_UNIT = re.compile(r" ?(?:cm|mm|m|pouces?|px|pixels?|metres?|x)\b")
_CENTS_AFTER = re.compile(rf" (?:\d|(?:{'|'.join(sorted(NUMBER_WORDS))})\b)")
_CURRENCY = re.compile(r"€|\beuros?\b|\beur\b")


def find_expression(text: str) -> tuple[str, int, int] | None:
    """Return the first calculation in a sentence as typed, with its span; None if there is none."""
    if len(text) > LONGEST:
        return None
    folded = fold_spans(text)
    if not _may_hold_one(folded):
        return None
    for tokens in _expressions(folded):
        if _is_meant(folded, tokens):
            start, end = folded.span(tokens[0].start, tokens[-1].end)
            return text[start:end], start, end
    return None


def calculate(expression: str) -> str:
    """Return the result in French notation: ``41,88``, ``3,3333333333…``, ``12 345``.

    Raises:
        ToolError: it is no expression, or too large to be worked out at once.
    """
    return write_number(evaluate(expression))


def applies(text: str, now: datetime) -> bool:
    """Return whether the message asks for a calculation."""
    if find_expression(text) is not None:
        return True
    return _counts(text) and (told(text) or _found(text)) is not None


def run(text: str, now: datetime) -> str:
    """Return the calculation in a message with its result: ``3 x 49,90 = 149,70``.

    Raises:
        ToolError: there is no calculation, or it cannot be worked out.
    """
    found = _found(text)
    worded = None if found and _is_all(text, found) else told(text)
    if worded is None and found is None:
        raise ToolError(
            _("Il n'y a pas de calcul dans ce message."),
            _("Écrivez par exemple « 12 % de 349 »."),
        )
    expression = worded or " ".join(found[0].split() if found else ())
    value = evaluate(expression)
    euros = _is_money(fold_spans(expression).text)
    result = write_number(value, 2 if euros or _has_cents(expression, value) else 0)
    return f"{expression} = {write_money(value, result) if euros else result}"


def _found(text: str) -> tuple[str, int, int] | None:
    """Return the expression of a message as typed, or else with its numbers in figures."""
    return find_expression(text) or (
        find_expression(in_figures(text)) if len(text) <= LONGEST_TOLD else None
    )


def _is_all(text: str, found: tuple[str, int, int]) -> bool:
    """Tell whether a message is its expression and nothing more than the wish to see the result."""
    _expression, start, end = found
    outside = fold_spans(f"{text[:start]} {text[end:]}").words
    return all(word.text in _POLITE or word.text in _RESULT_WANTED for word in outside)


def _counts(text: str) -> bool:
    """Tell whether a message with its numbers in figures would hold any, or a percentage."""
    said = fold_spans(text)
    return not said.vocabulary.isdisjoint(COUNTING_WORDS) or bool(_COUNTED.search(said.text))


def _may_hold_one(folded: Folded) -> bool:
    if not folded.has_digit and folded.vocabulary.isdisjoint(NUMBER_WORDS):
        return False
    return not folded.vocabulary.isdisjoint(_SIGN_WORDS) or bool(_SIGNS.search(folded.text))


def _expressions(folded: Folded) -> Iterator[Sequence[Token]]:
    """Yield every stretch that reads as an expression with something to work out."""
    tokens = tokenise(folded.text)
    position = 0
    while position < len(tokens):
        end = _expression_end(folded, tokens, position)
        if end > position:
            stretch = tokens[position:end]
            if stretch[0].kind == "minus" and _is_share(stretch[1:]):
                stretch = stretch[1:]
            if _works(stretch):
                yield stretch
        position = max(end, position + 1)


def _expression_end(folded: Folded, tokens: Sequence[Token], start: int) -> int:
    """Return where the longest expression from ``start`` on ends; ``start`` if there is none."""
    depth, end, wants_operand = 0, start, True
    for position in range(start, len(tokens)):
        kind = tokens[position].kind
        if wants_operand:
            if kind in _OPERANDS and not _is_code(folded, tokens[position]):
                wants_operand = False
            elif kind == "open":
                depth += 1
            elif kind not in _BEFORE and tokens[position].text not in ("+", "-"):
                break
        elif kind in _BINARY or (kind == "of" and tokens[position - 1].kind == "percent"):
            wants_operand = True
        elif kind == "close" and depth:
            depth -= 1
        elif kind not in _AFTER:
            break
        if not wants_operand and not depth:
            end = position + 1
    return end


def _is_code(folded: Folded, token: Token) -> bool:
    """Return whether a figure is part of a code, a phone number or a date: ``CMD-12``, ``06``."""
    text = folded.text
    before = text[max(0, token.start - 2) : token.start]
    glued = before[-1:].isalnum() and before[-1:] != "x"
    word = _WORD_AND_HYPHEN.search(text[max(0, token.start - 20) : token.start])
    hyphened = word is not None and word.group(1) not in NUMBER_WORDS | _SIGN_WORDS
    if token.kind == "words":
        article = token.text in ("un", "une") and _NOUN_AFTER.match(text, token.end)
        return hyphened or bool(article)
    if _HEXADECIMAL.match(text, token.start):
        return True
    after = text[token.end : token.end + 2]
    suffixed = after[:1].isalpha() and not re.match(
        r"x|(?:go|mo|to|ko|gb|mb|tb|kg|km|cm|mm|[egmlw])(?![a-z0-9])", text[token.end :][:3]
    )
    padded = len(token.text) > 1 and token.text[0] == "0" and token.text.isdecimal()
    return glued or hyphened or suffixed or padded


def _is_share(tokens: Sequence[Token]) -> bool:
    return [token.kind for token in tokens[:3]] == ["number", "percent", "of"]


def _works(tokens: Sequence[Token]) -> bool:
    """Return whether there is anything to work out, beyond a number with a sign."""
    kinds = [token.kind for token in tokens]
    joined = any(
        kind in _BINARY and (before in _OPERANDS or before in _AFTER or before == "close")
        for before, kind in pairwise(kinds)
    )
    return joined or any(
        kind in ("root", "cuberoot", "part", "of", "square", "cube") for kind in kinds
    )


def _is_meant(folded: Folded, tokens: Sequence[Token]) -> bool:
    start, end = tokens[0].start, tokens[-1].end
    before, after = folded.text[:start], folded.text[end:]
    if _in_address(folded.text, start, end) or _is_fragment(before, after):
        return False
    if _DATE_OR_TIME.fullmatch(folded.text[start:end].strip()):
        return False
    if _ASKED_JUST_BEFORE.search(before[-12:]) or after.lstrip()[:1] == "=":
        return True
    if _is_range(tokens, after):
        return False
    if all(word.text in _POLITE or start <= word.start < end for word in folded.words):
        return True
    asked = _ASKED.search(before[-80:]) or _ASKED.search(after[:80])
    return bool(asked) or _is_strong(folded, tokens)


def _is_fragment(before: str, after: str) -> bool:
    """Tell a piece of what cannot be read as a whole: ``'x'*10**9``, *neuf euros dix plus un*."""
    return (
        before.endswith(("euros ", "euro ", "virgule "))
        or bool(_CENTS_AFTER.match(after) and "euro" in before)
        or before.rstrip()[-1:] in _OPERATORS
        or after.lstrip()[:1] in _OPERATORS
        or after.lstrip().startswith(("mill", "cent "))
    )


def _in_address(text: str, start: int, end: int) -> bool:
    first = text.rfind(" ", 0, start) + 1
    last = text.find(" ", end)
    chunk = text[first : last if last >= 0 else len(text)]
    return "://" in chunk or "www." in chunk or "@" in chunk


def _is_range(tokens: Sequence[Token], after: str) -> bool:
    """Tell ``3-5 jours`` and ``12 - 15 €`` from a subtraction."""
    kinds = [token.kind for token in tokens if token.kind != "unit"]
    if kinds not in (["number", "minus", "number"], ["number", "over", "number"]):
        return False
    following = re.match(r" ?([a-z]+)", after)
    asked = following is not None and following.group(1) in _POLITE | _RESULT_WANTED
    if asked and tokens[-1].kind != "unit":
        return False
    tight = len([token for token in tokens if token.kind == "unit"]) < 2
    return tight and bool(re.match(r" ?[a-z€]", after) or tokens[-1].kind == "unit")


def _is_strong(folded: Folded, tokens: Sequence[Token]) -> bool:
    """Return whether the signs alone say that something is to be calculated."""
    kinds = {token.kind for token in tokens}
    if kinds & {"power", "root", "cuberoot", "modulo", "of", "square", "cube", "part"}:
        return True
    if "times" in kinds:
        return not _is_size(folded, tokens) and not folded.text[: tokens[0].start].endswith("en ")
    if any(token.text.startswith("divise") or token.text == "÷" for token in tokens):
        return True
    spaced = all(
        folded.text[token.start - 1] == " " for token in tokens[1:] if token.kind in _BINARY
    )
    if "percent" in kinds:
        return spaced and kinds & {"plus", "minus"} != set()
    decimals = any("," in token.text or "." in token.text for token in tokens)
    return spaced and (decimals or sum(token.kind in _BINARY for token in tokens) > 1)


def _is_size(folded: Folded, tokens: Sequence[Token]) -> bool:
    """Tell ``10x15 cm`` and ``1920x1080`` from a product."""
    times = [token for token in tokens if token.kind == "times"]
    if any(token.text != "x" for token in times) or any(token.kind == "open" for token in tokens):
        return False
    tight = all(folded.text[token.start - 1] != " " for token in times)
    last = tokens[-1]
    measured = last.text in ("cm", "mm", "m") or _SIZE_UNIT.match(folded.text, last.end)
    return bool(measured) or (tight and not any("," in token.text for token in tokens))


def _is_money(folded: str) -> bool:
    found = len(_CURRENCY.findall(folded))
    return found == 1 or (found > 1 and not re.search(r"/|÷|divise", folded))


def _has_cents(expression: str, value: Decimal) -> bool:
    """Return whether the result is best shown like the prices it comes from."""
    exponent = value.normalize().as_tuple().exponent
    prices = re.search(r"[0-9],[0-9]{2}(?![0-9])", expression)
    return bool(prices) and exponent in (-1, -2)
