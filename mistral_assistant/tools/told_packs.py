"""How many told in words: packs that hold enough, articles that a budget pays."""

import re
from collections.abc import Sequence

from mistral_assistant.tools.told_terms import UNITS, Term, singular
from mistral_assistant.tools.worded_numbers import HOW_MUCH

_HOW_MANY = re.compile(rf"{HOW_MUCH} (?:de |d')(?P<noun>[a-z'-]+)")
_OF_THEM = re.compile(
    rf"{HOW_MUCH} (?:est-ce que )?(?:puis-je|je peux|peut-on|on peut|pourrai-je) (?:m')?en\b"
    rf"|{HOW_MUCH} (?:j'en|je m'en|on en) \w+"
)
_WITH_BUDGET = re.compile(
    r"\b(?:je peux|puis-je|on peut|peut-on|pourra\w*|avoir|acheter|prendre|m'offrir|payer|avec)\b"
)
_CONTAINERS = re.compile(
    r"\b(?:packs?|lots?|boites?|paquets?|cartons?|sachets?|caisses?|plaques?) de $"
)


def how_many(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *combien de packs de 8 pour 40 personnes ?* and *combien à 12 € avec 50 € ?*"""
    asked = _HOW_MANY.search(flat)
    if len(terms) != 2 or any(term.kind in ("share", "parts") for term in terms):
        return None
    packs = [term for term in terms if _CONTAINERS.search(flat[: term.start])]
    if packs and asked and _CONTAINERS.match(f"{asked['noun']} de "):
        other = next(term for term in terms if term is not packs[0]) if len(packs) == 1 else None
        return _whole_packs(packs[0], other) if other and other.kind != "money" else None
    prices = [term for term in terms if term.kind in ("money", "rate")]
    if len(prices) != 2 or not _WITH_BUDGET.search(flat):
        return None
    budget, price = sorted(prices, key=lambda term: -term.number)
    if not asked:
        return _down(budget, price) if _OF_THEM.search(flat) else None
    if UNITS.get(singular(asked["noun"])):
        return None
    return _down(budget, price)


def _whole_packs(pack: Term, needed: Term) -> str:
    size, wanted = pack.number, needed.number
    if size and wanted % size:
        return f"({needed.figures} + {_short(size - wanted % size)}) / {pack.figures}"
    return f"{needed.figures} / {pack.figures}"


def _down(budget: Term, price: Term) -> str | None:
    if not price.number:
        return None
    left = budget.number % price.number
    if left < 1e-9:
        return f"{budget.figures} / {price.figures}"
    return f"({budget.figures} - {budget.figures} modulo {price.figures}) / {price.figures}"


def _short(number: float) -> str:
    return f"{number:g}".replace(".", ",")
