"""Dates that name a day of the calendar: ``12 mars 2026``, ``12/03``, ``le 15``, ``Noël``."""

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

_MONTH_NAME = re.compile(rf"\b(?:{MONTH_NAMES})\b(?!-)")
_DAY_BEFORE = re.compile(
    rf"(?:(?P<week>{WEEK_NAMES}),? (?:le )?)?(?<![0-9a-z,./])"
    rf"(?P<day>[0-3]?[0-9]|{DAY_NAMES})(?: ?er)?(?: |-|/|\. ?|)$"
)
_RANGE_BEFORE = re.compile(
    r"(?:\b(?:du|entre le|les?|des?) )(?P<day>[0-3]?[0-9]|premier)(?:er)?"
    r"(?: au | et (?:le )?| ou le )$"
)
_MONTH_ALONE = re.compile(r"\b(?:en|depuis|des|mois de|mois d'|courant|jusqu'en) ?$")
_YEAR_AFTER = re.compile(r"\.?(?: de)?[ \-/](?P<year>(?:19|20)[0-9]{2})(?![0-9])")
_TURN_AFTER = re.compile(rf" (?P<turn>{LAST_OR_NEXT})\b")
_NUMERIC = re.compile(
    r"(?<![0-9a-z/.-])(?:(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})"
    r"|(?P<day>[0-3]?[0-9])(?P<sep>[/.-])(?P<month>[01]?[0-9])"
    r"(?:(?P=sep)(?P<year>[0-9]{4}|[0-9]{2}))?)(?![0-9a-z%]|[/.-][0-9]| ?[€%])"
)
_DAY_ONLY = re.compile(
    r"\b(?:(?:avant|apres|depuis|des|d'ici|pour|livree?s?|prevue?s?|attendue?s?|recue?s?) le"
    r"|jusqu'au|le(?= [0-9]{1,2}(?:er)? au plus tard)) (?P<day>[0-3]?[0-9]|premier)(?:er)?"
    r"(?=$| ?[.,;!?)]| (?:au|et|ou|du mois|de ce mois|prochain|dernier)\b)"
)
_FEAST = re.compile(
    r"\b(?:(?P<f1225>noel)|(?P<f1224>veille de noel|reveillon de noel)|(?P<f0214>st valentin"
    r"|saint[- ]valentin)|(?P<f1101>toussaint)|(?P<f1231>saint[- ]sylvestre)"
    r"|(?P<f0101>jour de l'an|nouvel an)|(?P<e1>lundi de paques)|(?P<e0>paques)"
    r"|(?P<e49>pentecote))\b"
)


def month_dates(text: Folded, today: date) -> Iterator[FoundDate]:
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
        yield from _range_start(text, value, match.start() - len(before) + day.start("day"), year)


def _day_of_month(
    text: Folded,
    today: date,
    wanted: tuple[int, int],
    span: tuple[int, int],
    year: re.Match[str] | None,
) -> tuple[date | None, int]:
    month, number = wanted
    if year:
        return days.in_year(int(year.group("year")), month, number), span[1]
    turn = _TURN_AFTER.match(text.text, span[1])
    if turn:
        side = days.PAST if turns_back(turn.group("turn")) else days.FUTURE
        return days.without_year(today, month, number, side), turn.end()
    return days.without_year(
        today, month, number, side_of_today(text, span[0], days.NEAREST)
    ), span[1]


def _range_start(
    text: Folded, end_day: date, position: int, year: re.Match[str] | None
) -> Iterator[FoundDate]:
    """Give the 12 of ``du 12 au 15 mars`` the month of the 15."""
    offset = max(0, position - 30)
    first = _RANGE_BEFORE.search(text.text[offset:position])
    if first is None:
        return
    number = day_number(first.group("day"))
    month = end_day if number <= end_day.day else days.first_of_month(end_day, -1)
    value = days.in_year(month.year, month.month, number)
    if value:
        yield FoundDate(value, offset + first.start("day"), offset + first.end("day"), bool(year))


def _whole_month(
    text: Folded, today: date, month: int, start: int, end: int, year: re.Match[str] | None
) -> Iterator[FoundDate]:
    if year:
        yield FoundDate(date(int(year.group("year")), month, 1), start, end)
        return
    value = days.without_year(today, month, 1, side_of_today(text, start, days.NEAREST))
    if value and text.text[start:end] != "sept":
        yield FoundDate(value, start, end, False)


def numeric_dates(text: Folded, today: date) -> Iterator[FoundDate]:
    for match in _NUMERIC.finditer(text.text):
        if match["y"]:
            value = days.in_year(int(match["y"]), int(match["m"]), int(match["d"]))
        elif match["year"]:
            value = _with_year(match)
        else:
            value = _day_and_month(text, today, match)
        if value:
            yield FoundDate(value, *match.span(), bool(match["y"] or match["year"]))


def _with_year(match: re.Match[str]) -> date | None:
    year = match["year"]
    if len(year) == 2 and (len(match["day"]) < 2 or len(match["month"]) < 2):
        return None
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < 70 else 1900)
    return days.in_year(number, int(match["month"]), int(match["day"]))


_DATE_BEFORE = re.compile(r"\b(?:le|du|au|date|avant|apres|depuis|des|pour|jusqu'au|et) ?:? ?$")


def _day_and_month(text: Folded, today: date, match: re.Match[str]) -> date | None:
    """Read ``12/03``; ``24/7``, ``3/4`` and marks such as ``10/10`` need a word before them."""
    if match["sep"] != "/":
        return None
    start = match.start()
    announced = _DATE_BEFORE.search(text.text[max(0, start - 10) : start])
    day, month = int(match["day"]), int(match["month"])
    mark = month == 10 and day <= 10
    if not announced and (len(match["month"]) < 2 or mark):
        return None
    return days.without_year(today, month, day, side_of_today(text, start, days.NEAREST))


def days_only(text: Folded, today: date) -> Iterator[FoundDate]:
    for match in _DAY_ONLY.finditer(text.text):
        past = re.match(r"depuis|livre|recu", match.group())
        side = days.PAST if past else days.FUTURE
        value = days.without_month(today, day_number(match["day"]), side)
        if value:
            yield FoundDate(value, *match.span("day"), False)


def feasts(text: Folded, today: date) -> Iterator[FoundDate]:
    for match in _FEAST.finditer(text.text):
        name = str(match.lastgroup)
        side = side_of_today(text, match.start(), days.FUTURE)
        if name.startswith("e"):
            value = days.easter_near(today, int(name[1:]), side)
        else:
            value = days.without_year(today, int(name[1:3]), int(name[3:]), side)
        if value:
            yield FoundDate(value, *match.span(), False)
