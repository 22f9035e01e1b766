"""The kinds of facts that a French page tells and that a question asks for: prices, times, places …

Recognised in the text itself, whatever its heading says; patterns are over folded text.
"""

import re
from collections.abc import Iterator, Mapping

_WEEKDAY = r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)s?"
_MONTH = (
    r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
    r"|vacances|saison|ete|hiver"
)
_COUNT = r"\d+|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|vingt|trente"
_UNIT = r"minutes?|heures?|h|jours?|semaines?|mois|ans?|annees?|nuits?"


def _patterns(**patterns: str) -> Mapping[str, re.Pattern[str]]:
    return {kind: re.compile(pattern) for kind, pattern in patterns.items()}


_TOLD = _patterns(
    price=r"\d\s*(?:€|euros?\b)|\bgratuit|\boffert|\bsans frais|\bpayant|\d\s*%",
    hour=r"\b(?:[01]?\d|2[0-4])\s?h(?:\s?\d\d)?\b",
    day=rf"\b{_WEEKDAY}\b",
    date=rf"\b(?:{_MONTH})\b",
    span=rf"\b(?:{_COUNT})\s+(?:premiere?s? )?(?:{_UNIT})\b|\bla veille\b|\ba l'avance\b",
    place=r"\b(?:rue|avenue|boulevard|place|quai|route|impasse|chemin|allee|parking|gare|arret)\b",
    phone=r"\b0\d(?:[ .]?\d\d){4}\b",
    mail=r"\S@\S",
    pay=r"\b(?:cheques?|especes|virement|cartes?|titres?|cb|paiement)\b",
    count=rf"\d|\b(?:{_COUNT})\b",
)
_ASKED = _patterns(
    price=r"\bcombien(?! d[e'])|\bprix\b|\btarif|\bcher\b|\bcout|\bpay(?:er|ant|e)\b|\bgratuit|€"
    r"|\beuros?\b|\breduc|\bfrais\b|\bcb\b",
    hour=r"\bquelle heure|\bhoraire|\bouv(?:ert|r)|\bferm|\bjusqu'? ?a quand|\btard\b",
    day=rf"\bquand\b|\bquels? jours?|\b{_WEEKDAY}\b|\bouv(?:ert|r)|\bferm",
    date=rf"\bquand\b|\bdates?\b|\bperiode|\bconges?\b|\bnoel\b|\b(?:{_MONTH})\b",
    span=r"\bcombien de (?:temps|jours?|mois|semaines?)|\bdelai|\bduree?|\blongtemps"
    r"|\bcombien (?:avant|apres)|\bd'avance|\ba l'avance|\battend|\bau bout|\bdure"
    r"|\bjusqu'? ?a quand",
    place=r"(?:^|[,;] ?)ou\b|\bou (?:est|se|etes|peut|dois|vais|puis|on|je|va)\b|\badresse"
    r"|\bsitue|\bgarer|\bparking|\brue\b|\bvenir chez",
    phone=r"\bjoindre|\bj?appel|\btelephon|\bnumero|\bcontact|\bdecroche",
    mail=r"\be?mail|\becrire|\bcourriel",
    pay=r"\b(?:payer|regler|reglement|carte|cheque|espece|cb|virement|fois|mensualite|tickets?"
    r"|paye|liquide)",
    count=r"\bcombien d",
)
_HOLIDAY = re.compile(
    r"\b(?:14 juillet|1er (?:mai|janvier|novembre)|8 mai|11 novembre|15 aout|25 decembre|noel"
    r"|jour de l'an|paques|ascension|pentecote|toussaint)\b"
)
_AGE = re.compile(r"(?<!depuis )\b(\d{1,2}) ?(ans|mois)\b")
_BETWEEN = re.compile(r"(\d+)(?: ans)? ?(?:a|-|et) ?(\d+) ans")
_BELOW = re.compile(r"(?:moins de|jusqu'a|avant) (\d+) ans")
_ABOVE = re.compile(r"(?:plus de|des|a partir de|au-dela de) (\d+) ans")
OLDEST = 120


def told(folded: str) -> frozenset[str]:
    """Return the kinds of facts that stand in a folded text."""
    return frozenset(kind for kind, pattern in _TOLD.items() if pattern.search(folded))


def asked(folded: str) -> tuple[str, ...]:
    """Return the kinds of facts that a folded question, or a heading, asks for."""
    return tuple(kind for kind, pattern in _ASKED.items() if pattern.search(folded))


def names_holiday(folded: str) -> bool:
    """Tell whether a public holiday is named by its date or name."""
    return bool(_HOLIDAY.search(folded))


def age_of(folded: str) -> float | None:
    """Return the age in years that a question names: « ma fille de 8 ans »."""
    found = _AGE.search(folded)
    if found is None:
        return None
    return int(found[1]) if found[2] == "ans" else int(found[1]) / 12


def age_ranges(folded: str) -> Iterator[tuple[int, int]]:
    """Yield (youngest, oldest), in years, for each range of ages that a text names."""
    yield from ((int(found[1]), int(found[2])) for found in _BETWEEN.finditer(folded))
    yield from ((0, int(found[1])) for found in _BELOW.finditer(folded))
    yield from ((int(found[1]), OLDEST) for found in _ABOVE.finditer(folded))
