"""Sums of a purchase told in words: *3 tasses à 5 € et un tapis à 40 €, combien au total ?*

Read are articles with their prices, a percentage off or on top, and a budget of which something
is left. Every number of the message must have found its place; otherwise nothing is read.
"""

import re

from mistral_assistant.tools.worded_numbers import (
    ASKED,
    EURO,
    FIGURES,
    LESS,
    MORE,
    NUMBERS,
    OTHER_FEES,
    PRICE,
    SHARES,
)

_NO_COUNT = (
    r"(?:jours?|heures?|semaines?|mois|ans?|annees?|fois|minutes?|personnes?|pouces?|kilos?|kg|cm"
    r"|metres?|m|watts?|litres?|degres?|%)"
)
_EACH = r" ?(?:l'?unite|(?:la )?(?:piece|paire|boite|bouteille)|chacune?|chaque|pieces|l'une?)\b"
_ITEM = re.compile(
    rf"(?<![\w'-])(\d{{1,4}}|une?)(?: (?!{_NO_COUNT}\b)[a-z'-]+){{0,4}}?"
    rf" (?:(?:a|qui coutent|qui coute|coutant) ({FIGURES})(?:{EURO})?|de ({FIGURES}){EURO})"
    rf"(?:{_EACH})?(?![\w%]| ?%)"
)
_PRICE_OF = re.compile(
    rf"\b(?:prix|cout|total|montant) (?:de |d'|pour )\d{{1,4}} (?!{_NO_COUNT}\b)"
)
_BUDGET = re.compile(
    rf"\b(?:budget (?:total )?(?:est )?(?:de |: ?)?|j'?ai |j'avais |avec |on a |nous avons "
    rf"|(?:donne|tends) (?:un billet de )?|billet de ){PRICE}(?=[ ,.;:?!]|$)"
)
_LEFT = re.compile(r"\b(?:(?:me |m'en )?reste\w*|restant|rend(?:ez|re|s)?|monnaie)\b")
_SPENT = re.compile(
    rf"\b(?:depens\w+|paye?|paie|donne|retire|utilise|puis|ensuite|et|de|pour|a) {PRICE}"
)
_ONE = frozenset({"1", "un", "une"})
_EACH_SAID = re.compile(_EACH)
_AGAIN = re.compile(r"\b(?:puis|encore|ensuite|en plus|supplementaires?)\b")
_LETTERS = re.compile(r"[a-z]")
_ARTICLES = re.compile(r"\bune?\b")
_NOTES = re.compile(rf"\b(\d) billets de (\d+)\b.*?\b(?:pour|pr) {PRICE}")
_OUT_OF = re.compile(rf"\bsur (?:mon|ma|mes|un|les)(?: billet de| total de)? ?{PRICE}")
_LISTED = re.compile(r"\b(?:en tout|au total|total|ca monte|ca fait|cela fait|additionn\w+)\b")
_CHANGE = re.compile(
    rf"\b(?:monnaie|rend\w*)\b.* sur ({FIGURES})(?:{EURO})? (?:pour|d'un|d'une|de)\b.*?"
    rf"({FIGURES})(?:{EURO})?(?![\w%])"
)


def told_purchase(folded: str) -> str | None:
    """Return the expression of a purchase in a folded message; None if it tells none."""
    if OTHER_FEES.search(folded):
        return None
    return (
        _change(folded)
        or _articles(folded)
        or _what_is_left(folded)
        or _listed(folded)
        or _changed_price(folded)
        or _changed_twice(folded)
    )


def _articles(folded: str) -> str | None:
    left = _LEFT.search(folded)
    budget = _BUDGET.search(folded) if left else None
    if left and not budget:
        return None
    rest = _without(folded, [budget.span()]) if budget else folded
    items = [(item.span(), item[1], item[2] or item[3]) for item in _ITEM.finditer(rest)]
    single = len(items) == 1 and items[0][1] in _ONE
    if not items or (single and not budget):
        return None
    rest = _without(rest, [span for span, _count, _price in items])
    listed = (len(items) > 1 or _EACH_SAID.search(folded)) and not _LETTERS.search(
        rest.replace(" et ", " ")
    )
    if not (listed or ASKED.search(folded) or _PRICE_OF.search(folded)):
        return None
    prices = [
        f"{price} €" if count in _ONE else f"{count} x {price} €" for _span, count, price in items
    ]
    total = _with_share(" + ".join(prices), len(prices) > 1, rest)
    if total is None or budget is None:
        return total
    return f"{budget[1]} € - {total}" if total in prices else f"{budget[1]} € - ({total})"


def _with_share(total: str, is_sum: bool, rest: str) -> str | None:
    """Add the percentage that the rest of the message names; None if it holds other numbers."""
    shares = SHARES.findall(rest)
    if NUMBERS.search(_ARTICLES.sub(" ", SHARES.sub(" ", rest))) or len(shares) > 1:
        return None
    if not shares:
        return total
    sign = _sign(rest)
    return f"{f'({total})' if is_sum else total} {sign} {shares[0]} %" if sign else None


def _what_is_left(folded: str) -> str | None:
    """Read *j'ai 200 €, je dépense 45 € puis 62 €, il me reste combien ?*"""
    budget = _BUDGET.search(folded)
    if budget is None or not _LEFT.search(folded) or not ASKED.search(folded):
        return None
    rest = _without(folded, [budget.span()])
    spent = [match[1] for match in _SPENT.finditer(rest)]
    if not spent or len(spent) != len(NUMBERS.findall(rest)) or SHARES.search(rest):
        return None
    return " - ".join(f"{amount} €" for amount in (budget[1], *spent))


def _changed_twice(folded: str) -> str | None:
    """Read *moins 40 % puis encore moins 10 % sur un blender à 70 €*."""
    shares = SHARES.findall(folded)
    amounts = NUMBERS.findall(SHARES.sub(" ", folded))
    if len(shares) != 2 or len(amounts) != 1 or not _AGAIN.search(folded):
        return None
    if _sign(folded) != "-" or not ASKED.search(folded):
        return None
    return f"{amounts[0]} - {shares[0]} % - {shares[1]} %"


def _change(folded: str) -> str | None:
    match = _CHANGE.search(folded)
    if match:
        return f"{match[1]} € - {match[2]} €"
    notes = _NOTES.search(folded)
    if notes and _LEFT.search(folded):
        return f"{notes[1]} x {notes[2]} € - {notes[3]} €"
    whole, amounts = _OUT_OF.search(folded), NUMBERS.findall(folded)
    if "€" not in folded:
        return None
    taken = [amount for amount in amounts if whole and not amount.startswith(whole[1])]
    if whole is None or not _LEFT.search(folded) or len(taken) != len(amounts) - 1 or not taken:
        return None
    return " - ".join((f"{whole[1]} €", *taken)) if ASKED.search(folded) else None


def _listed(folded: str) -> str | None:
    """Read *4,25 €, 7,50 € et 12 €, ça monte à combien ?*"""
    amounts = NUMBERS.findall(folded)
    priced = all("€" in amount or "eur" in amount for amount in amounts)
    if len(amounts) < 2 or not priced or SHARES.search(folded) or not _LISTED.search(folded):
        return None
    return " + ".join(amounts) if ASKED.search(folded) else None


def _changed_price(folded: str) -> str | None:
    """Read a price with a discount or a tax: one percentage, one amount, and a question."""
    shares = SHARES.findall(folded)
    sign = _sign(folded)
    if len(shares) != 1 or not sign or not ASKED.search(folded):
        return None
    amounts = NUMBERS.findall(SHARES.sub(" ", folded))
    figures = [amount for amount in amounts if amount[0].isdigit()]
    return f"{figures[0]} {sign} {shares[0]} %" if len(figures) == 1 else None


def _sign(folded: str) -> str:
    return "-" if LESS.search(folded) else "+" if MORE.search(folded) else ""


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text with blanks where the spans were."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text
