"""Absolute dates in every French notation, and the few words that stand for a day.

Values only: which day of the conversation is meant is decided where they are compared.
"""

import re
from collections.abc import Iterator

from mistral_assistant.reasoning.facts.values import Day, Fact

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january",
            "fevrier fevr fev february feb",
            "mars march",
            "avril avr april apr",
            "mai may",
            "juin june",
            "juillet juil july",
            "aout august aug",
            "septembre sept september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "lundi monday",
            "mardi tuesday",
            "mercredi wednesday",
            "jeudi thursday",
            "vendredi friday",
            "samedi saturday",
            "dimanche sunday",
        )
    )
    for name in names.split()
}
_SHIFTS = {"avant-hier": -2, "hier": -1, "apres-demain": 2, "demain": 1, "tomorrow": 1}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})(?![a-z])(?:\.(?= +\d))?"
_MONTH_NAME = re.compile(_MONTH)
_WEEKDAY = rf"(?P<weekday>{'|'.join(_WEEKDAYS)})s?"
_DAY = r"(?:\d{1,2}|premier)(?: ?(?:er|st|nd|rd|th))?"
_YEAR = r"(?P<year>\d{4})(?!\d)"

_WRITTEN = re.compile(
    rf"(?:(?<!\w){_WEEKDAY},? +(?:le +)?)?"
    rf"(?:(?<!\d)(?P<first>{_DAY}) *(?:-|/|au|et|ou|a)(?: *le)? *)?"
    rf"(?<![\d.,])(?P<day>{_DAY}) +(?:de +)?{_MONTH}(?:,? +{_YEAR})?"
)
_ENGLISH = re.compile(rf"(?<![a-z]){_MONTH} +(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? +{_YEAR}")
_MONTH_YEAR = re.compile(rf"(?<![a-z]){_MONTH} +{_YEAR}")
_MONTH_ALONE = re.compile(
    rf"(?<![a-z])(?:en|debut|fin|mi|courant|mois de|mois d'|de|d'|a)[ -]?(?<=\W)(?!sept ){_MONTH}"
)
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\d-])")
_NUMERIC = re.compile(
    r"(?<![\d/.-])(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4}|(?<=/)\d{2})(?![\d/-])"
)
_MONTH_OF_YEAR = re.compile(
    r"(?<![\d/.-])(?P<month>0[1-9]|1[0-2])/(?P<year>20\d\d|19\d\d)(?![\d/])"
)
_SHORT = re.compile(r"(?<![\d/])(?P<day>0[1-9]|[12]\d|3[01])/(?P<month>0[1-9]|1[0-2])(?![\d/])")
_SHORT_AFTER_WORD = re.compile(
    r"(?<!\w)(?:le|du|au|des|avant|depuis) +(?P<day>\d{1,2})/(?P<month>\d{1,2})(?![\d/])"
)
_WEEKDAY_ALONE = re.compile(rf"(?<!\w){_WEEKDAY}(?!\w)")
_ANY_WEEKDAY = "|".join(_WEEKDAYS)
_RANGE = re.compile(
    rf"(?<!\w)(?:du )?(?P<first>{_ANY_WEEKDAY}) (?:au|a|-) (?P<last>{_ANY_WEEKDAY})(?!\w)"
)
_SHIFT = re.compile(rf"(?<![\w-])(?:{'|'.join(_SHIFTS)})(?![\w-])")


def dates(flat: str) -> Iterator[Fact]:
    """Yield the dates of a folded text; of overlapping ones the first is meant."""
    for match in _numeric_matches(flat):
        day = _day(match)
        if day is not None:
            yield _fact(match, day)
    if _MONTH_NAME.search(flat) is None:
        return
    for match in _ENGLISH.finditer(flat):
        yield _fact(match, _written(match))
    for match in _WRITTEN.finditer(flat):
        if _number(match["day"]) <= 31:
            yield from _both_days(match)


def vague_dates(flat: str) -> Iterator[Fact]:
    """Yield months, days of the week and words like ``demain`` that stand alone."""
    if _MONTH_NAME.search(flat):
        for match in _MONTH_YEAR.finditer(flat):
            yield _fact(match, Day(int(match["year"]), _MONTHS[match["month"]]))
        for match in _MONTH_ALONE.finditer(flat):
            yield _fact(match, Day(month=_MONTHS[match["month"]]))
    for match in _RANGE.finditer(flat):
        yield from _between(match)
    for match in _WEEKDAY_ALONE.finditer(flat):
        yield _fact(match, Day(weekday=_WEEKDAYS[match["weekday"]]))
    for match in _SHIFT.finditer(flat):
        yield _fact(match, Day(shift=_SHIFTS[match.group()]))


def _numeric_matches(flat: str) -> Iterator[re.Match[str]]:
    if "-" in flat:
        yield from _ISO.finditer(flat)
    yield from _NUMERIC.finditer(flat)
    if "/" in flat:
        yield from _MONTH_OF_YEAR.finditer(flat)
        yield from _SHORT.finditer(flat)
        yield from _SHORT_AFTER_WORD.finditer(flat)


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if year is not None and year < 100:
        year += 2000
    month = int(parts["month"])
    if "day" not in parts:
        return Day(year, month)
    day = int(parts["day"])
    return Day(year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _written(match: re.Match[str], day: str = "day") -> Day:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    weekday = _WEEKDAYS.get(parts.get("weekday") or "")
    return Day(year, _MONTHS[match["month"]], _number(match[day]), weekday)


def _both_days(match: re.Match[str]) -> Iterator[Fact]:
    """Yield the date, and for ``du 12 au 14 mars`` the first one too."""
    day = _written(match)
    if match["first"] is None:
        yield _fact(match, day)
        return
    first = _written(match, "first")
    yield _fact(match, first, match.start(), match.end("first"))
    last = Day(day.year, day.month, day.day)
    yield _fact(match, last, match.start("day"), match.end())


def _between(match: re.Match[str]) -> Iterator[Fact]:
    """Yield the ends of ``du lundi au vendredi`` to be checked, the days between as support."""
    first, last = _WEEKDAYS[match["first"]], _WEEKDAYS[match["last"]]
    yield _fact(match, Day(weekday=first), match.start("first"), match.end("first"))
    yield _fact(match, Day(weekday=last), match.start("last"), match.end("last"))
    for weekday in range(first + 1, last):
        yield Fact("date", Day(weekday=weekday), *match.span(), soft=True)


def _number(day: str) -> int:
    digits = re.sub(r"\D", "", day)
    return int(digits) if digits else 1


def _fact(match: re.Match[str], day: Day, start: int | None = None, end: int | None = None) -> Fact:
    start = match.start() if start is None else start
    end = match.end() if end is None else end
    return Fact("date", day, start, end)
