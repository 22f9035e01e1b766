"""Lengths of time in a folded French text: ``trois jours``, ``1h30``, ``2 ans et demi``."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from mistral_assistant.tools.clock_times import is_clock
from mistral_assistant.tools.french_numbers import Number
from mistral_assistant.tools.french_text import Folded

Parts = tuple[tuple[str, Decimal], ...]

_UNIT_NAMES = {
    "Y": "an ans annee annees",
    "B": "semestre semestres",
    "T": "trimestre trimestres",
    "M": "mois",
    "W": "semaine semaines sem sems smaine smaines",
    "D": "jour jours j jr jrs journee journees nuit nuits",
    "H": "heure heures h hr hrs",
    "N": "minute minutes min mins mn",
    "S": "seconde secondes sec s",
}
_UNIT = {name: unit for unit, names in _UNIT_NAMES.items() for name in names.split()}
_SHORT = frozenset("j jr jrs h hr hrs min mins mn sec s sem sems".split())
UNIT_WORDS = frozenset(_UNIT)
_MONTHS = {"B": 6, "T": 3}
_ORDER = "YBTMWDHNS"
_UNIT_NAME = "|".join(sorted(_UNIT, key=len, reverse=True))
_ADJECTIVES = (
    r"(?: (?:bon|petit|long|gros|grand|plein|dernier|premier|prochain|seul|simple|entier|court)"
    r"(?:n?e|ue|se|ere)?s?(?= ))?"
)
_AFTER = re.compile(
    rf"{_ADJECTIVES}(?: ?(?:de |d'))?[ -]?(?P<unit>{_UNIT_NAME})"
    r"(?![a-z0-9']|-[a-z0-9])(?! ?/ ?[0-9])"
)
_WISHED = re.compile(r"\b(?:passe[rz]?|souhait\w*)(?: \w+)? $")
_NOT_LONG = re.compile(
    r" sur (?:deux|trois|quatre|cinq|sept|vingt|[0-9])"
    r"|(?<!h)(?<!heures)(?<!min)(?<!minutes) par (?:semaine|mois|an\b)"
)
_HOUR_AND_MINUTES = re.compile(
    r" ?h(?:eures?)? ?([0-5][0-9])(?: ?(?:min|mn|minutes?))?(?![0-9a-z]|[.,][0-9]| ?[€%])"
)
_ENDS = r"(?=$| ?[.,;!?)]| (?:d'|de|pour|et|que|par|au|en|avant|apres|alors|mais|sans)\b)"
_SMALLER = re.compile(
    rf" (?:et )?(?:(?P<half>demie?\b|1/2(?![0-9]))|(?P<threequarters>trois quarts\b)"
    rf"|(?P<quarter>quart\b)|(?P<digits>[0-5][0-9]){_ENDS}"
    rf"|(?P<words>cinq|dix|quinze|vingt(?:[ -]cinq)?|trente(?:[ -]cinq)?|quarante(?:[ -]cinq)?"
    rf"|cinquante(?:[ -]cinq)?){_ENDS})"
)
_MINUTES = {"cinq": 5, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40}
_MINUTES |= {"cinquante": 50}
_JOIN = (" ", " et ")
_RANGE = (" a ", " ou ", "-", " - ", "/")
_ONE_DAY = re.compile(
    r"(?:depuis|pendant|durant|en|sous|dans|de|d'ici|a|apres|il y a|environ|moins d'|fait|d') ?$"
)
_FIXED = re.compile(
    r"(?<![0-9a-z/,.])(?:(?P<three>(?:trois|3) quarts d'heure|3/4 (?:d'heure|h\b))"
    r"|(?P<quarter>(?:un |1 )?quart d'heure|1/4 d'heure)"
    r"|(?P<half>(?:une |1 )?demie?[- ]?heure|1/2 ?(?:heure|h\b))"
    r"|(?P<halfday>(?:une |1 )?demie?[- ]journee|1/2 journee)"
    r"|(?P<fortnight>(?:une )?quinzaine(?: de jours)?(?! d[e'])|sous quinzaine)"
    r"|(?P<week>(?:une )?huitaine(?: de jours)?(?! d[e'])))\b"
)
_FIXED_WORDS = frozenset("demi demie demiheure quart quarts quinzaine huitaine 2 4".split())
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
        number = numbers[position]
        if any(number.start < fixed.end and fixed.start < number.end for fixed in found):
            continue
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
        if is_clock(text, number, minutes=True):
            return None
        parts = (("H", number.value), ("N", Decimal(minutes.group(1))))
        return Duration(parts, number.start, minutes.end())
    if match is None:
        return _start_of_range(text, number, following)
    name = match["unit"]
    unit = _UNIT[name]
    if (name in _SHORT and not number.figures) or _refused(text, number, match):
        return None
    smaller = _SMALLER.match(text.text, match.end()) if len(name) > 1 or name == "h" else None
    read = _with_smaller(unit, number.value, smaller) if smaller else None
    if smaller and read:
        return Duration(read, number.start, smaller.end())
    return Duration(_parts(unit, number.value), number.start, match.end())


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


def _refused(text: Folded, number: Number, match: re.Match[str]) -> bool:
    name = match["unit"]
    unit = _UNIT[name]
    if unit == "H" and is_clock(text, number):
        return True
    if _NOT_LONG.match(text.text, match.end()):
        return True
    wish = text.text[number.end : match.start("unit")].strip() == "bonne"
    if wish and (unit in "DY" or _WISHED.search(text.text[: number.start])):
        return True
    one = number.weak and number.value == 1 and unit in "DS" and name != "journee"
    return one and not _ONE_DAY.search(text.text[max(0, number.start - 12) : number.start])


def _with_smaller(unit: str, count: Decimal, smaller: re.Match[str]) -> Parts | None:
    """Read what follows the unit: ``et demi``, ``et quart``, the 30 of ``2 heures 30``."""
    if smaller["half"]:
        below = {"Y": ("M", 6), "H": ("N", 30), "N": ("S", 30)}.get(unit)
        if below is None:
            return ((unit, count + Decimal("0.5")),)
        return ((unit, count), (below[0], Decimal(below[1])))
    if unit == "H" and (smaller["quarter"] or smaller["threequarters"]):
        return ((unit, count), ("N", Decimal(15 if smaller["quarter"] else 45)))
    below_name = {"H": "N", "N": "S"}.get(unit)
    if below_name is None or not (smaller["digits"] or smaller["words"]):
        return None
    tens, _hyphen, five = (smaller["words"] or "").replace(" ", "-").partition("-")
    value = int(smaller["digits"] or 0) or _MINUTES[tens] + 5 * bool(five)
    return ((unit, count), (below_name, Decimal(value)))


def _parts(unit: str, count: Decimal) -> Parts:
    return (("M", count * _MONTHS[unit]),) if unit in _MONTHS else ((unit, count),)


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
