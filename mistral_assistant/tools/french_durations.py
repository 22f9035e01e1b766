"""Lengths of time in a folded French text: ``trois jours``, ``1h30``, ``2 ans et demi``."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mistral_assistant.tools.french_numbers import Number
from mistral_assistant.tools.french_text import Folded

Parts = tuple[tuple[str, Decimal], ...]

_UNIT_NAMES = {
    "Y": "an ans annee annees",
    "T": "trimestre trimestres",
    "M": "mois",
    "W": "semaine semaines sem",
    "D": "jour jours j journee journees nuit nuits",
    "H": "heure heures h hr hrs",
    "N": "minute minutes min mins mn",
    "S": "seconde secondes sec s",
}
_UNIT = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
_SHORT = frozenset({"j", "h", "hr", "hrs", "min", "mins", "mn", "sec", "s", "sem"})
UNIT_WORDS = frozenset(_UNIT)
_ORDER = "YTMWDHNS"
_UNIT_NAME = "|".join(sorted(_UNIT, key=len, reverse=True))
_AFTER = re.compile(rf"(?: ?(?:de |d'))?[ -]?(?P<unit>{_UNIT_NAME})(?![a-z0-9])(?! ?/ ?[0-9])")
_HOUR_AND_MINUTES = re.compile(
    r" ?h(?:eures?)? ?([0-5][0-9])(?: ?(?:min|mn|minutes?))?(?![0-9a-z])"
)
_HALF = re.compile(r" et demie?\b")
_JOIN = (" ", " et ")
_RANGE = (" a ", " ou ", "-", " - ", "/")
_ONE_DAY = re.compile(
    r"(?:depuis|pendant|durant|en|sous|dans|de|d'ici|a|apres|il y a|environ|moins d'|fait) ?$"
)
_CLOCK_BEFORE = re.compile(
    r"(?:(?:^|[ (,])(?:a|vers|avant|apres|des|jusqu'a|entre)|entre [0-9h: ]{1,8}et|[0-9]h ?[-/]"
    r"|de [0-9h: ]{1,8}a) ?$"
)
_CLOCK_AFTER = re.compile(r"(?: ?h| heures?)?[0-9]{0,2} ?(?:-|/|a) ?[0-9]{1,2} ?(?:h|heures)")
_FIXED = re.compile(
    r"\b(?:(?P<three>trois quarts d'heure)|(?P<quarter>(?:un )?quart d'heure)"
    r"|(?P<half>(?:une )?demi[- ]heure)|(?P<halfday>(?:une )?demi[- ]journee)"
    r"|(?P<fortnight>sous quinzaine)|(?P<week>sous huitaine|une huitaine(?: de jours)?))\b"
)
_FIXED_WORDS = frozenset({"demi", "quart", "quarts", "quinzaine", "huitaine"})
_FIXED_PARTS: dict[str, Parts] = {
    "three": (("N", Decimal(45)),),
    "quarter": (("N", Decimal(15)),),
    "half": (("N", Decimal(30)),),
    "halfday": (("H", Decimal(12)),),
    "fortnight": (("D", Decimal(15)),),
    "week": (("D", Decimal(8)),),
}


@dataclass(frozen=True)
class Duration:
    """A length of time with its span in the folded text."""

    parts: Parts
    """(unit, how many), the largest unit first; N is the minute."""
    start: int
    end: int

    def iso(self) -> str:
        """Return the ISO 8601 form, such as ``P3D`` or ``PT1H30M``."""
        days = "".join(f"{_plain(n)}{unit}" for unit, n in self.parts if unit in "YMWD")
        clock = "".join(
            f"{_plain(n)}{'M' if unit == 'N' else unit}" for unit, n in self.parts if unit in "HNS"
        )
        return f"P{days}T{clock}" if clock else f"P{days}"

    @property
    def in_days(self) -> bool:
        """Whether it counts whole days or more, so that it leads from one date to another."""
        return all(unit in "YMWD" and n == int(n) for unit, n in self.parts)


def find_durations(text: Folded, numbers: Sequence[Number]) -> list[Duration]:
    """Return the durations of the text in order; times of day are left out."""
    found: list[Duration] = []
    if not text.vocabulary.isdisjoint(_FIXED_WORDS):
        found += [
            Duration(_FIXED_PARTS[str(match.lastgroup)], *match.span())
            for match in _FIXED.finditer(text.text)
        ]
    counted: list[Duration] = []
    for position in range(len(numbers) - 1, -1, -1):
        duration = _counted(text, numbers, position, counted[-1] if counted else None)
        if duration:
            counted.append(duration)
    return sorted([*found, *_merged(text, counted[::-1])], key=lambda item: item.start)


def shift(day: date, duration: Duration, sign: int = 1) -> date:
    """Return ``day`` plus (or minus) a duration of whole days; the month's end stops a month.

    Raises:
        OverflowError: the date lies outside the calendar.
    """
    for unit, n in duration.parts:
        count = sign * int(min(n, Decimal(10**6)))
        if unit in "YM":
            day = _add_months(day, count * (12 if unit == "Y" else 1))
        else:
            day += timedelta(days=count * (7 if unit == "W" else 1))
    return day


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("year out of range")
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _counted(
    text: Folded, numbers: Sequence[Number], position: int, following: Duration | None
) -> Duration | None:
    number = numbers[position]
    match = _AFTER.match(text.text, number.end)
    minutes = _HOUR_AND_MINUTES.match(text.text, number.end) if number.figures else None
    if minutes:
        if _is_clock(text, number):
            return None
        parts = (("H", number.value), ("N", Decimal(minutes.group(1))))
        return Duration(parts, number.start, minutes.end())
    if match is None:
        return _start_of_range(text, number, following)
    name = match.group("unit")
    unit = _UNIT[name]
    if (name in _SHORT and not number.figures) or _refused(text, number, unit):
        return None
    half = _HALF.match(text.text, match.end())
    end = half.end() if half else match.end()
    return Duration(_parts(unit, number.value, bool(half)), number.start, end)


def _start_of_range(text: Folded, number: Number, following: Duration | None) -> Duration | None:
    """Give the 3 of ``3 à 5 jours`` the unit of the 5."""
    if following is None:
        return None
    between = text.text[number.end : following.start]
    spanned = between == " et " and text.text.endswith("entre ", 0, number.start)
    if between not in _RANGE and not spanned:
        return None
    if len(following.parts) > 1 or number.weak:
        return None
    return Duration(((following.parts[0][0], number.value),), number.start, number.end)


def _refused(text: Folded, number: Number, unit: str) -> bool:
    if unit == "H" and _is_clock(text, number):
        return True
    one = number.weak and number.value == 1 and unit in "DS"
    return one and not _ONE_DAY.search(text.text[max(0, number.start - 12) : number.start])


def _is_clock(text: Folded, number: Number) -> bool:
    if number.value >= 24:
        return False
    before = text.text[max(0, number.start - 14) : number.start]
    return bool(_CLOCK_BEFORE.search(before) or _CLOCK_AFTER.match(text.text, number.end))


def _parts(unit: str, count: Decimal, half: bool) -> Parts:
    if unit == "T":
        unit, count = "M", count * 3
    if not half:
        return ((unit, count),)
    smaller = {"Y": ("M", 6), "H": ("N", 30), "N": ("S", 30)}.get(unit)
    if smaller is None:
        return ((unit, count + Decimal("0.5")),)
    return ((unit, count), (smaller[0], Decimal(smaller[1])))


def _merged(text: Folded, durations: list[Duration]) -> list[Duration]:
    """Join ``1 an et 3 mois`` into one; a range keeps its two ends.

    The ``30 min`` of ``2 h 30 min`` has been read with its hours already.
    """
    merged: list[Duration] = []
    for duration in durations:
        last = merged[-1] if merged else None
        if last and duration.start < last.end:
            continue
        if last and _continues(text, last, duration):
            merged[-1] = replace(last, parts=last.parts + duration.parts, end=duration.end)
        else:
            merged.append(duration)
    return merged


def _continues(text: Folded, last: Duration, duration: Duration) -> bool:
    units = [unit for unit, _n in (*last.parts, *duration.parts)]
    return (
        text.text[last.end : duration.start] in _JOIN
        and _ORDER.index(units[len(last.parts) - 1]) < _ORDER.index(units[len(last.parts)])
        and "W" not in units
    )


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
