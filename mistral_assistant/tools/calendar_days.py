"""Which day is meant: the arithmetic behind relative and incomplete dates; no text is read here."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

PAST, NEAREST, FUTURE = -1, 0, 1
"""Which side of today a date without a year or a weekday lies on."""

SATURDAY = 5


def in_year(year: int, month: int, day: int) -> date | None:
    """Return the date, or None where the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def without_year(today: date, month: int, day: int, side: int = NEAREST) -> date | None:
    """Return the occurrence of ``day`` and ``month`` on the wanted side of today, or the nearest.

    29 February may lie years away; today itself counts for both sides.
    """
    return _choose(today, _every_year(today, month, day), side)


def without_month(today: date, day: int, side: int = FUTURE) -> date | None:
    """Return the date of the months around today that has this day of the month."""
    return _choose(today, _every_month(today, day), side)


def weekday_and_day(today: date, weekday: int, day: int, side: int = NEAREST) -> date | None:
    """Return the nearest date with this weekday and day of the month, as in ``lundi 12``."""
    fitting = [found for found in _every_month(today, day) if found.weekday() == weekday]
    return _choose(today, fitting or _every_month(today, day), side)


def next_weekday(today: date, weekday: int) -> date:
    """Return the first such weekday after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def last_weekday(today: date, weekday: int) -> date:
    """Return the last such weekday before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)


def weekday_of_week(today: date, weekday: int, weeks: int) -> date:
    """Return the weekday of the week that lies ``weeks`` from this one; weeks begin on Monday."""
    return today + timedelta(days=weekday - today.weekday() + 7 * weeks)


def first_of_month(today: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` from this one.

    Raises:
        ValueError: the date lies outside the calendar.
    """
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, 1)


def last_of_month(day: date) -> date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian computus, Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def easter_near(today: date, offset: int, side: int = FUTURE) -> date | None:
    """Return the feast ``offset`` days after Easter on the wanted side of today."""
    years = range(max(today.year - 1, 1), min(today.year + 2, 9999))
    return _choose(today, (easter(year) + timedelta(days=offset) for year in years), side)


def _choose(today: date, candidates: Iterable[date], side: int) -> date | None:
    wanted = [day for day in candidates if side * (day - today).days >= 0]
    return min(wanted, key=lambda day: (abs((day - today).days), day < today), default=None)


def _every_year(today: date, month: int, day: int) -> Iterator[date]:
    reach = 8 if (month, day) == (2, 29) else 1
    for year in range(max(today.year - reach, 1), min(today.year + reach, 9999) + 1):
        found = in_year(year, month, day)
        if found:
            yield found


def _every_month(today: date, day: int) -> Iterator[date]:
    for offset in range(-3, 4):
        year, month = divmod(today.year * 12 + today.month - 1 + offset, 12)
        found = in_year(year, month + 1, day)
        if found:
            yield found
