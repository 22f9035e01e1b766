"""Dates that name a day of the calendar: ``12 mars 2026``, ``12/03``, ``Noël``.

The day alone (``avant le 15``) is read in ``days_of_month``.
"""

import re
from collections.abc import Iterator
from datetime import date

from mistral_assistant.tools import calendar_days as days
from mistral_assistant.tools.date_words import (
    DAY_NAMES,
    LAST_OR_NEXT,
    MONTH,
    MONTH_NAMES,
    WEEK_NAMES,
    FoundDate,
    day_number,
    side_of_today,
    turns_back,
)
from mistral_assistant.tools.french_text import Folded

_MONTH_NAME = re.compile(rf"(?<![a-z])(?:{MONTH_NAMES})(?![a-z])(?!-[a-z])")
_DAY_BEFORE = re.compile(
    rf"(?:(?P<week>{WEEK_NAMES}),? (?:le )?)?(?<![0-9a-z,./])"
    rf"(?P<day>[0-3]?[0-9]|{DAY_NAMES})(?: ?er|°)?(?: |-|/|\. ?|)(?:de )?$"
)
_SERIES_BEFORE = re.compile(
    r"(?P<article>\b(?:du|entre le|les?|des?|au) )?(?<![0-9a-z,./])(?P<day>[0-3]?[0-9]|premier)"
    r"(?: ?er)?(?: (?:au |le )?(?:matin|midi|soir))?"
    r"(?P<link> au | et (?:le |du )?| ou (?:le |du )?| jusqu'au |, ?(?:le |du )?| ?- ?)$"
)
_LONGEST_SERIES = 5
_MONTH_ALONE = re.compile(r"\b(?:en|depuis|des|mois de|mois d'|courant|jusqu'en) ?$")
_YEAR_AFTER = re.compile(
    r"\.?(?: de|,)?(?:[ \-/]|(?<=[a-z]))"
    r"(?:(?P<year>(?:19|20)[0-9]{2})(?![0-9]|[.,][0-9]| ?[€%])"
    r"|(?:(?<=[-/])|')(?P<short>[0-9]{2})(?![0-9a-z]|[.,:/-][0-9]| ?[€%]))"
)
_TURN_AFTER = re.compile(rf" (?P<turn>{LAST_OR_NEXT})\b")
_NO_UNIT = rf"(?! ?(?:[€$%]|(?:eur|euros?|kg|g|cm|mm|m|h|go|v|w|{MONTH_NAMES})(?![a-z])))"
_NUMERIC = re.compile(
    r"(?<![0-9a-z/.,-])(?<![0-9] )"
    r"(?:(?P<y>[0-9]{4})(?P<big>[/-])(?P<m>[0-9]{2})(?P=big)(?P<d>[0-9]{2})"
    r"|(?P<day>[0-3]?[0-9])(?P<sep>[/.-])(?P<month>[01]?[0-9])"
    r"(?:(?P=sep)(?P<year>[0-9]{4}|[0-9]{2}))?"
    r"|(?P<day_>[0-3][0-9]) (?P<month_>[01][0-9]) (?P<year_>20[0-9]{2}))"
    rf"(?![0-9a-z%]|[/.-][0-9]| [0-9]{{2}} [0-9]{{2}}){_NO_UNIT}"
)
_DATE_BEFORE = re.compile(
    r"\b(?:les?|du|au|date|avant|apres|depuis|des|pour|jusqu'au|et|a partir du|ce|dates?"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) ?:? ?$"
)
_NO_DATE_BEFORE = re.compile(
    r"\b(?:version|firmware|python|v|ios|android|windows|prix|note|taille|pointure|ratio|tome"
    r"|chapitre|article|page|format) ?:? ?$"
)
_YEARS_AROUND = 5
"""How far from this year a year of two figures after dots may lie: beyond, it is a version."""
_FEAST = re.compile(
    r"\b(?:(?P<f1225>noel)|(?P<f1224>veille de noel|reveillon de noel)|(?P<f0214>st valentin"
    r"|saint[- ]valentin)|(?P<f1101>toussaint)|(?P<f1231>saint[- ]sylvestre)"
    r"|(?P<f0101>jour de l'an|nouvel an)|(?P<e1>lundi de paques)|(?P<e0>paques)"
    r"|(?P<e49>pentecote))\b"
)


def month_dates(text: Folded, today: date) -> Iterator[FoundDate]:
    """Yield ``12 mars``, each day of ``du 12 au 15 mars``, and months, which are vague."""
    for match in _MONTH_NAME.finditer(text.text):
        month = MONTH[match.group()]
        before = text.text[max(0, match.start() - 45) : match.start()]
        day = _DAY_BEFORE.search(before)
        year = _YEAR_AFTER.match(text.text, match.end())
        end = year.end() if year else match.end()
        if day is None:
            if year or _MONTH_ALONE.search(before):
                yield from _whole_month(text, today, month, match.start(), end, year)
            continue
        if match.group() == "sept" and not day.group("day").isdecimal():
            continue
        start = match.start() - len(before) + day.start()
        number = day_number(day.group("day"))
        value, end = _day_of_month(text, today, (month, number), (start, end), year)
        if value is None:
            continue
        yield FoundDate(value, start, end, bool(year))
        yield from _series(text, value, match.start() - len(before) + day.start("day"), year)


def numeric_dates(text: Folded, today: date) -> Iterator[FoundDate]:
    """Yield ``12/03/2026``, ``12.3.26``, ``12/03`` and ``2026-03-12``."""
    for match in _NUMERIC.finditer(text.text):
        if match["y"]:
            value = days.in_year(int(match["y"]), int(match["m"]), int(match["d"]))
        elif match["year_"]:
            value = days.in_year(int(match["year_"]), int(match["month_"]), int(match["day_"]))
        elif match["year"]:
            value = _with_year(text, today, match)
        else:
            value = _day_and_month(text, today, match)
        if value:
            complete = bool(match["y"] or match["year"] or match["year_"])
            yield FoundDate(value, *match.span(), complete)


def feasts(text: Folded, today: date) -> Iterator[FoundDate]:
    """Yield the feasts whose day is known to everybody."""
    for match in _FEAST.finditer(text.text):
        name = str(match.lastgroup)
        side = side_of_today(text, match.start(), days.FUTURE)
        if name.startswith("e"):
            value = days.easter_near(today, int(name[1:]), side)
        else:
            value = days.without_year(today, int(name[1:3]), int(name[3:]), side)
        if value:
            yield FoundDate(value, *match.span(), False)


def _day_of_month(
    text: Folded,
    today: date,
    wanted: tuple[int, int],
    span: tuple[int, int],
    year: re.Match[str] | None,
) -> tuple[date | None, int]:
    month, number = wanted
    if year:
        return days.in_year(_year(year), month, number), span[1]
    turn = _TURN_AFTER.match(text.text, span[1])
    if turn:
        side = days.PAST if turns_back(turn.group("turn")) else days.FUTURE
        return days.without_year(today, month, number, side), turn.end()
    return days.without_year(
        today, month, number, side_of_today(text, span[0], days.NEAREST)
    ), span[1]


def _year(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else _century(int(match["short"]))


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _series(
    text: Folded, last: date, position: int, year: re.Match[str] | None
) -> Iterator[FoundDate]:
    """Give the 12 of ``du 12 au 15 mars`` the month of the 15."""
    found: list[FoundDate] = []
    while len(found) < _LONGEST_SERIES:
        offset = max(0, position - 40)
        before = _SERIES_BEFORE.search(text.text[offset:position])
        if before is None:
            return
        number = day_number(before["day"])
        month = last if number <= last.day else days.first_of_month(last, -1)
        value = days.in_year(month.year, month.month, number)
        if value is None:
            return
        position = offset + before.start("day")
        found.append(FoundDate(value, position, offset + before.end("day"), bool(year)))
        if before["article"]:
            yield from found
            found = []
        if before["link"] == " au ":
            return


def _whole_month(
    text: Folded, today: date, month: int, start: int, end: int, year: re.Match[str] | None
) -> Iterator[FoundDate]:
    if year:
        yield FoundDate(date(_year(year), month, 1), start, end, vague=True)
        return
    value = days.without_year(today, month, 1, side_of_today(text, start, days.NEAREST))
    if value and text.text[start:end] != "sept":
        yield FoundDate(value, start, end, False, vague=True)


def _with_year(text: Folded, today: date, match: re.Match[str]) -> date | None:
    year = match["year"]
    number = int(year) if len(year) == 4 else _century(int(year))
    if len(year) == 2 and match["sep"] != "/":
        full = len(match["day"]) == len(match["month"]) == 2
        if not (full or _announced(text, match)) or abs(number - today.year) > _YEARS_AROUND:
            return None
        if _NO_DATE_BEFORE.search(text.text[max(0, match.start() - 12) : match.start()]):
            return None
    return days.in_year(number, int(match["month"]), int(match["day"]))


def _announced(text: Folded, match: re.Match[str]) -> bool:
    return bool(_DATE_BEFORE.search(text.text[max(0, match.start() - 12) : match.start()]))


def _day_and_month(text: Folded, today: date, match: re.Match[str]) -> date | None:
    """Read ``12/03``; ``24/7``, ``3/4`` and marks such as ``10/10`` need a word before them."""
    announced = _announced(text, match)
    start = match.start()
    day, month = int(match["day"]), int(match["month"])
    if match["sep"] != "/" and not (announced and len(match["month"]) == len(match["day"]) == 2):
        return None
    mark = month == 10 and day <= 10
    if not announced and (len(match["month"]) < 2 or mark):
        return None
    if _NO_DATE_BEFORE.search(text.text[max(0, start - 12) : start]):
        return None
    return days.without_year(today, month, day, side_of_today(text, start, days.NEAREST))
