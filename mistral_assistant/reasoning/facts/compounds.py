"""Amounts that French writes in two parts, and figures that a word implies; no units are read."""

import re
from collections.abc import Iterator
from decimal import Decimal

_PARTS = {
    "EUR": (100, ("", "centime")),
    "heure": (60, ("", "minute")),
    "m": (100, ("", "cm")),
}
"""Unit → how many of the smaller part make one, and how that part may be named."""
_LINK = re.compile(r" (?:et )?")
_LATE = re.compile(
    r"(?P<range> (?:a|et) (?:\d{1,2}|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze)"
    r" ?(?:h|heures?))? (?:du soir|de l'apres-midi)(?!\w)"
)
_FRACTIONS = ((re.compile(r" et demie?(?!\w)"), Decimal("0.5")),
              (re.compile(r" et (?:un )?quart(?!\w)"), Decimal("0.25")))  # fmt: skip
_PERIODS = {
    "journali": "jour", "quotidien": "jour", "jour": "jour", "journee": "jour",
    "hebdomadaire": "semaine", "semaine": "semaine", "mensuel": "mois", "mois": "mois",
    "trimestr": "trimestre", "trimestre": "trimestre", "semestr": "semestre",
    "semestre": "semestre", "annuel": "an", "an": "an", "annee": "an",
    "heure": "heure", "minute": "minute",
}  # fmt: skip
_EACH = re.compile(
    r"(?<!\w)(?:chaque|tou(?:s|tes) les|par|a la|dans l[ae]) (?P<each>jour|journee|semaine|mois"
    r"|trimestre|semestre|an|annee|heure|minute)s?(?!\w)"
    r"|(?<!\w)(?P<kind>journali|quotidien|hebdomadaire|mensuel|trimestr|semestr|annuel)[a-z]{0,6}"
    r"|(?<!\w)(?P<euro>par euro)(?!\w)"
)
_WORDS = {
    "midi": ("12", "heure"), "minuit": ("0", "heure"), "moitie": ("50", "%"),
    "tiers": ("33", "%"), "trois quarts": ("75", "%"), "quart": ("25", "%"),
    "gratuit": ("0", "EUR"), "offert": ("0", "EUR"), "sans frais": ("0", "EUR"),
    "double": ("2", "fois"), "triple": ("3", "fois"),
    "demi-heure": ("30", "minute"), "quart d'heure": ("15", "minute"),
    "trois quarts d'heure": ("45", "minute"),
}  # fmt: skip
_WORD = re.compile(
    rf"(?<!\w)(?P<word>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:e|s|es|ement)?(?!\w)"
)


def second_part(unit: str, between: str, number: Decimal, of: str) -> Decimal:
    """Return what ``number`` adds to an amount in ``unit`` right before it; 0 if nothing.

    ``of`` is the unit of ``number`` itself: ``trois euros vingt``, ``deux heures trente``.
    """
    size, names = _PARTS.get(unit, (0, ()))
    fits = of in names and number == int(number) and 0 < number < size
    return number / size if fits and _LINK.fullmatch(between) else Decimal(0)


def fraction_after(flat: str, position: int) -> tuple[Decimal, int]:
    """Return the part that ``et demi`` at ``position`` adds, and where it ends."""
    for pattern, worth in _FRACTIONS:
        match = pattern.match(flat, position)
        if match:
            return worth, match.end()
    return Decimal(0), position


def afternoon(flat: str, hours: Decimal, position: int) -> tuple[Decimal, int]:
    """Return the hours that ``du soir`` at ``position`` adds to a time of day, and its end."""
    match = _LATE.match(flat, position)
    if match is None or hours >= 12:
        return Decimal(0), position
    return Decimal(12), position if match["range"] else match.end()


def implied(flat: str) -> Iterator[tuple[Decimal, str, int, int]]:
    """Yield number, unit and span of what is said without a number: ``chaque mois``, ``midi``."""
    for match in _EACH.finditer(flat):
        unit = "EUR" if match["euro"] else _PERIODS[match["each"] or match["kind"]]
        yield Decimal(1), unit, *match.span()
    for match in _WORD.finditer(flat):
        number, unit = _WORDS[match["word"]]
        yield Decimal(number), unit, *match.span()
