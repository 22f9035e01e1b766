"""Built-in recogniser of amounts of money."""

import re
from collections.abc import Iterator
from decimal import Decimal

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.tools.french_numbers import Number, read_figures

CURRENCY = re.compile(
    r"(?:[.,]-{1,2})? ?(?P<scale>k|m(?= ?€))? ?(?:d'|de )?(?:(?P<sign>[€$£])"
    r"|(?P<word>euros?|eur|balles?|roros?|chf|francs?(?: suisses?)?|dollars?|usd"
    r"|livres? sterling|gbp|centimes?|cts|e)(?:(?![a-z0-9'])|(?=[0-9]{2}(?![0-9a-z]))|(?=ttc|ht)))"
)
_GLUED = re.compile(
    r"(?:\b(?P<eur>eur)|\b(?:a|de|pour)|(?<![a-z0-9])[0-9]{1,3} ?x)"
    r"(?P<figures>[0-9]{1,6}(?:[.,][0-9]{1,2})?)(?(eur)(?![0-9a-z])|(?: ?€| ?euros?\b))"
)
_RANGE = re.compile(r" ?(?:-|/|a|ou|et) ?")
_RANGE_BEFORE = re.compile(
    r"\b(?:entre|(?P<of>(?:[a-z]+ )?de)|environ|vers|les|budget|prix|coute\w*|pay\w+|pour|compter)"
    r"(?: de)? $|^$|[,:;(] ?$"
)
_SIGN_BEFORE = re.compile(r"(?:^|[^a-z0-9])(?P<unit>€|\$|£|eur|usd|chf|gbp) ?$")
_UNITS = {"€": "EUR", "$": "USD", "£": "GBP", "d": "USD", "u": "USD", "l": "GBP", "g": "GBP"}
_UNITS |= {"f": "CHF", "ch": "CHF"}
_SCALES = {None: 1, "k": 1_000, "m": 1_000_000}
_AMOUNT_ENDS = (
    r"(?=$| ?[.,;!?)/]| (?:de|d'|pour|pr|en|a|au|aux|sur|ttc|ht|et|ou|seulement|par|mais|max|je"
    r"|j'|on|le|la|les|l'|c|c'|ca|sa|que|alors|chez|dans|sans|avec|il|elle|vs|vous|svp|stp|piece"
    r"|chacun)\b)"
)
_CENTS = re.compile(
    rf"(?P<tight>(?<=[€$£esr])[0-9]{{2}})(?![0-9]|[.,][0-9])(?: ?(?:centimes?|cts?)\b)?"
    r"|(?: et)? (?P<named>[0-9]{1,2}) ?(?:centimes?|cts?)\b"
    rf"|(?: et)? (?P<loose>[0-9]{{2}}){_AMOUNT_ENDS}"
)
_WORD_CENTS = re.compile(rf"(?P<named> centimes?\b)|{_AMOUNT_ENDS}")
_GAMES = re.compile(r" de (?:tennis|golf|ping|foot|padel|baseball|squash|jonglage|fusil)")
_ORDINAL_BEFORE = re.compile(r"\b(?:le|la|les|l'|du|au|aux|mon|ma|son|sa|notre|votre|cette|ce) ?$")
_PRICE_BEFORE = re.compile(
    r"\b(?:coute\w*|prix|pay\w+|total|montant|rembours\w+|factur\w+|debit\w+|frais|moins de|plus de"
    r"|environ|vaut|budget|avoir|remise|reduction|pour|pr|a|de|sont|est|ai|jai|j'ai|c|c'est|cout|frais"
    r"|port|reste|doi[st]|devez|rend\w*|bon|carte|offre|sa|ca|fait|fai)\b"
)
_PRICE_AFTER = re.compile(
    r" (?:de (?:port|frais|remise|reduction|livraison|difference|rabais|trop|moins|plus)|d'achat"
    r"|ttc|ht|l'unite|la piece|piece|chacun|le port)"
)
_COUNTED = frozenset("paire lot boite paquet carton sachet bouteille pack rouleau".split())
"""Nouns of which ``de 12 à 30 €`` tells the size and the price rather than two prices."""


def find_amount(message: Message) -> Iterator[Found]:
    """Yield amounts of money with two decimals at least; the unit is the ISO 4217 code."""
    for position, number in enumerate(message.numbers):
        after = CURRENCY.match(message.text, number.end)
        before = _SIGN_BEFORE.search(message.before(number.start, 5)) if number.figures else None
        if after and _is_amount(message, number, after):
            following = message.numbers[position + 1 : position + 2]
            yield _amount(message, number, after, following[0] if following else None)
            yield from _start_of_range(message, position, after)
        elif before:
            start = number.start - (len(before.string) - before.start("unit"))
            value = _written(_money(message, number))
            yield message.found(value, start, number.end, _currency(before["unit"]))
    if message.folded.has_digit:
        for match in _GLUED.finditer(message.text):
            value = _written(read_figures(match["figures"]))
            start = match.start() if match["eur"] else match.start("figures")
            yield message.found(value, start, match.end(), "EUR")


def _start_of_range(message: Message, position: int, after: re.Match[str]) -> Iterator[Found]:
    """Give the 20 of ``entre 20 et 30 €`` its currency; ``Zéphyr 300 à 199 €`` is no range."""
    if not position or after["scale"]:
        return
    first, last = message.numbers[position - 1], message.numbers[position]
    between = message.text[first.end : last.start]
    if first.weak or first.figures != last.figures or not _RANGE.fullmatch(between):
        return
    before = _RANGE_BEFORE.search(message.before(first.start, 20))
    if before is None or (between == " et " and "entre" not in before.group()):
        return
    counted = (before["of"] or "").removesuffix(" de").removesuffix("s")
    if counted not in _COUNTED:
        name = after["sign"] or after["word"]
        yield message.found(_written(_money(message, first)), *first[1:3], _currency(name))


def _is_amount(message: Message, number: Number, after: re.Match[str]) -> bool:
    word = after["word"] or ""
    if word.startswith("balle"):
        return number.value != 1 and not _GAMES.match(message.text, after.end())
    return word != "e" or _is_price(message, number, after)


def _is_price(message: Message, number: Number, after: re.Match[str]) -> bool:
    """Tell the price ``20 e`` from ``le 20e`` and ``20e étage``."""
    if not number.figures or after["scale"]:
        return False
    if re.search(r"[.,][0-9]{2}$", message.text[number.start : number.end]):
        return True
    if _ORDINAL_BEFORE.search(message.before(number.start, 8)):
        return False
    if _PRICE_AFTER.match(message.text, after.end()):
        return True
    rest = message.text[after.end() : after.end() + 14]
    if rest[:2].isdecimal():
        return True
    ends = re.match(_AMOUNT_ENDS, rest)
    return bool(ends and _PRICE_BEFORE.search(message.before(number.start, 25)))


def _amount(
    message: Message, number: Number, after: re.Match[str], following: Number | None
) -> Found:
    value = _money(message, number) * _SCALES[after["scale"]]
    name = after["sign"] or after["word"]
    end = after.end()
    if name.startswith(("centime", "cts")):
        return message.found(_written(value / 100), number.start, end, "EUR")
    if value == int(value) and not after["scale"]:
        cents, end = _cents(message, end, following)
        value += cents
    return message.found(_written(value), number.start, end, _currency(name))


def _cents(message: Message, end: int, following: Number | None) -> tuple[Decimal, int]:
    """Read what follows the euros: ``49€90``, ``49 euros 90``, ``deux euros cinquante``."""
    match = _CENTS.match(message.text, end)
    if match:
        digits = match["tight"] or match["named"] or match["loose"]
        return Decimal(digits) / 100, match.end()
    if following and not following.figures and following.value < 100 and not following.weak:
        gap = message.text[end : following.start]
        ends = _WORD_CENTS.match(message.text, following.end)
        if gap in (" ", " et ") and ends:
            return following.value / 100, ends.end()
    return Decimal(0), end


def _money(message: Message, number: Number) -> Decimal:
    written = message.text[number.start : number.end]
    if number.figures and not re.search("[a-z]", written):
        return read_figures(written, dot_groups=True)
    return number.value


def _written(value: Decimal) -> str:
    exponent = value.normalize().as_tuple().exponent
    return f"{value:.2f}" if isinstance(exponent, int) and exponent >= -2 else f"{value:f}"


def _currency(name: str) -> str:
    return _UNITS.get(name[:2]) or _UNITS.get(name[0], "EUR")
