"""Amounts that come again, told in words: so much a month for so long, points for each euro."""

import re
from collections.abc import Sequence

from mistral_assistant.tools.told_terms import UNITS, Term, same_measure, singular
from mistral_assistant.tools.worded_numbers import BEGINS, HOW_MUCH

_PERIOD = r"(?:jour|semaine|mois|trimestre|semestre|an|annee)"
_EVERY = re.compile(
    rf"(?:\bpar|\bchaque|\btous les|\btoutes les|/|\bau|\bla|\ble) ?(?P<unit>{_PERIOD})s?\b"
)
_ONE_PERIOD = re.compile(
    rf"\b(?:pendant|durant|sur|au bout d'|apres|en|dans|bout d') ?une? (?P<unit>{_PERIOD})\b"
)
_FOR_LONG = re.compile(
    r"\b(?:pendant|durant|sur|au bout de|apres|en|dans|bout de|d'ici)(?: les)? $|, $|: $"
)
_ASKED_BEFORE = re.compile(rf"{HOW_MUCH}[^,;.!?:]*$|\bmensualites?\b[^,;.!?:]*$")
_HOW_LONG = re.compile(rf"{HOW_MUCH} de (?:mois|temps|semaines|jours|mensualites|annees)\b")
_DAYS = {"jour": 365, "semaine": 52}
_POINTS_EACH = re.compile(rf"{BEGINS}(\d+) points? (?:par|pour chaque|pour un|l'|a l') ?(?:€|euro)")
_GIVES_ONE = re.compile(
    rf"{BEGINS}(\d+) points (?:donnent|font|valent|rapportent) une? (?P<what>[a-z]+)\b"
    rf"(?=.*{HOW_MUCH} (?:de |d')(?P=what))"
)
_WORTH = re.compile(
    rf"{BEGINS}(\d+) points (?:donnent|font|valent|rapportent|=) (\d+(?:,\d+)?) ?(?:€|euros?\b)"
)
_POINTS_ASKED = re.compile(
    rf"{HOW_MUCH} (?:[a-z'-]+ )?(?:de |en )?points?\b|{HOW_MUCH}.*\bpoints?\b"
)


def over_time(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *20 € chaque mois pendant un an*, and *30 € par mois, combien de mois pour 150 € ?*"""
    prices = [term for term in terms if term.kind in ("money", "rate")]
    spans = [term for term in terms if term.kind == "measure" and _is_time(term)]
    if len(prices) + len(spans) != len(terms) or not re.search(rf"{HOW_MUCH}|\btotal\b", flat):
        return None
    unit = _unit(flat, prices)
    if not unit:
        return None
    if _HOW_LONG.search(flat) and len(prices) == 2 and not spans:
        rated = [term for term in prices if term.kind == "rate"] or prices[:1]
        whole = [term for term in prices if term is not rated[0]]
        even = rated[0].number and not whole[0].number % rated[0].number
        return f"{whole[0].figures} / {rated[0].figures}" if even else ""
    if len(prices) != 1:
        return None
    count = _count(flat, unit, spans)
    return f"{prices[0].figures} € x {count}" if count else None


def _is_time(term: Term) -> bool:
    return UNITS.get(singular(term.unit), ("",))[0] in ("time", "months")


def _unit(flat: str, prices: Sequence[Term]) -> str:
    """Return how often the amount comes: told beside it, not in what is asked for."""
    for price in prices:
        if price.kind == "rate":
            return singular(price.unit) if price.unit != "each" else ""
    for match in _EVERY.finditer(flat):
        said = match.group().startswith(("par", "chaque", "tous", "toutes", "/"))
        if said and not _ASKED_BEFORE.search(flat[: match.start()]):
            return match["unit"]
    return ""


def _count(flat: str, unit: str, spans: Sequence[Term]) -> str:
    """Return how many times the amount comes; empty if that is not told."""
    if len(spans) == 1:
        if not _FOR_LONG.search(flat[: spans[0].start]):
            return ""
        length, number = singular(spans[0].unit), spans[0].figures
    else:
        one = None if spans else _ONE_PERIOD.search(flat)
        length, number = (one["unit"], "1") if one else ("", "")
    if not length or length == unit:
        return number if length and spans else ""
    sizes = same_measure(length, unit)
    if sizes and sizes[0] % sizes[1] == 0:
        times = str(sizes[0] // sizes[1])
        return times if number == "1" else f"{number} x {times}"
    if length in ("an", "annee") and unit in _DAYS:
        return f"{number} x {_DAYS[unit]}"
    return ""


def points(flat: str, terms: Sequence[Term]) -> str | None:
    """Read *à 1 point par euro, combien de points pour 350 € ?* and how many vouchers they give."""
    gives = _GIVES_ONE.search(flat)
    if gives and len(terms) == 2 and all(singular(term.unit) == "point" for term in terms):
        held = [term for term in terms if term.start != gives.start()]
        return f"{held[0].figures} / {gives[1]}" if len(held) == 1 else None
    worth = _WORTH.search(flat)
    if worth and len(terms) == 3 and re.search(HOW_MUCH, flat):
        held = [term for term in terms if not worth.start() <= term.start < worth.end()]
        whole = singular(held[0].unit) == "point" and not held[0].number % float(worth[1])
        return f"{held[0].figures} / {worth[1]} x {worth[2]} €" if whole else None
    each = _POINTS_EACH.search(flat)
    if each is None or len(terms) != 2 or not _POINTS_ASKED.search(flat):
        return None
    spent = [term for term in terms if not each.start() <= term.start < each.end()]
    if len(spent) != 1 or spent[0].kind not in ("money", "bare"):
        return None
    return f"{spent[0].figures} x {each[1]}"
