"""Dates in a folded French text, absolute and relative to a given day.

A date without a year is the nearest one, unless the words before it point to the past or the
future.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from mistral_assistant.french import WEEKDAYS
from mistral_assistant.tools import absolute_dates, days_of_month, relative_dates
from mistral_assistant.tools.date_spelling import spelt_right
from mistral_assistant.tools.date_words import MONTH, FoundDate
from mistral_assistant.tools.french_durations import Duration
from mistral_assistant.tools.french_text import Folded

Finder = Callable[[Folded, date], Iterator[FoundDate]]
_NEAR_WORDS = "hier demain hui ui jour matin soir midi nuit"
_FEAST_WORDS = "noel valentin toussaint sylvestre an paques pentecote"
_FINDERS: tuple[tuple[frozenset[str], Finder], ...] = (
    (frozenset(_FEAST_WORDS.split()), absolute_dates.feasts),
    (frozenset(_NEAR_WORDS.split()), relative_dates.near_dates),
    (frozenset(WEEKDAYS), relative_dates.weekday_dates),
    (frozenset({"end", "weekend"}), relative_dates.weekends),
    (frozenset({"semaine", "mois", "an", "annee"}), relative_dates.periods),
    (frozenset({"debut", "fin", "mi", "milieu", "courant"}), relative_dates.edges),
)
"""Each reader with words of which the text must hold one."""
_MONTHS = frozenset(MONTH)
_WITH_FIGURES: tuple[Finder, ...] = (absolute_dates.numeric_dates, days_of_month.days_only)


def find_dates(text: Folded, today: date, durations: Sequence[Duration] = ()) -> list[FoundDate]:
    """Return the dates of the text in order, without overlaps."""
    found = list(relative_dates.from_durations(text, today, durations))
    right, back = spelt_right(text)
    for finder in _finders(right):
        try:
            dates = list(finder(right, today))
        except (ValueError, OverflowError):
            # What lies beyond year 9999 is no date.
            continue
        if back:
            dates = [replace(one, start=back[one.start], end=back[one.end]) for one in dates]
        found += dates
    return _without_overlaps(found)


def _finders(text: Folded) -> Iterator[Finder]:
    if text.has_digit or not text.vocabulary.isdisjoint(_MONTHS):
        yield absolute_dates.month_dates
    for gate, finder in _FINDERS:
        if not text.vocabulary.isdisjoint(gate):
            yield finder
    if text.has_digit:
        yield from _WITH_FIGURES


def _without_overlaps(found: list[FoundDate]) -> list[FoundDate]:
    kept: list[FoundDate] = []
    taken: set[int] = set()
    for item in sorted(found, key=lambda item: (-item.length, item.start)):
        stretch = range(item.start, item.end)
        if taken.isdisjoint(stretch):
            taken.update(stretch)
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)
