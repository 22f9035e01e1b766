"""Every date of the answer must stand in a source, and its day of the week in the calendar."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from mistral_assistant.french import write_date
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.figures import contradicted, displaced_by, rival_of
from mistral_assistant.reasoning.checks.findings import WARNING, finding, nowhere
from mistral_assistant.reasoning.checks.sources import ReadText, Sources
from mistral_assistant.reasoning.facts import Day, Fact
from mistral_assistant.reasoning.turn import Finding

_WITHOUT = re.compile(
    r"(?<!\w)(?:ni|pas|aucune?|ferm\w+|sauf|hors|hormis|excepte|relache|repos|jamais)(?!\w)"
)

_SHIFTS = {"avant-veille": -2, "veille": -1, "lendemain": 1, "surlendemain": 2}
_SHIFT = re.compile(rf"(?<!\w)({'|'.join(_SHIFTS)})(?!\w)")
"""What moves a day that the sources name."""


def check_dates(answer: ReadText, sources: Sources, today: date) -> Iterator[Finding]:
    """Yield the dates that no source bears out or that the calendar contradicts."""
    known = [
        _resolved(fact.value, today) for fact, _text in sources.facts if isinstance(fact.value, Day)
    ]
    known += _moved(known, sources.folded, today)
    for fact in answer.facts:
        if isinstance(fact.value, Day) and not fact.soft:
            day = _resolved(fact.value, today)
            found = _ungrounded(answer, fact, day, known, sources)
            found = found or _wrong_weekday(answer, fact, day, known, today)
            if found is None and fact.value.day is not None:
                other = displaced_by(answer, fact, sources)
                found = contradicted(answer, fact, other, sources)
            if found is not None:
                yield found


def _resolved(day: Day, today: date) -> Day:
    """Return ``demain`` and the like as the date that they mean."""
    if day.shift is None:
        return day
    meant = today + timedelta(days=day.shift)
    return Day(meant.year, meant.month, meant.day)


def _moved(known: list[Day], folded: str, today: date) -> list[Day]:
    """Return the days that the sources name from another one: *la veille*, *le lendemain*."""
    moved = []
    for shift in {timedelta(days=_SHIFTS[match[1]]) for match in _SHIFT.finditer(folded)}:
        for day in known:
            full = day.full or (_nearest(day, today) if day.day and day.month else None)
            if full is not None:
                meant = full + shift
                moved.append(Day(meant.year if day.year else None, meant.month, meant.day))
    return moved


def _ungrounded(
    answer: ReadText, fact: Fact, day: Day, known: list[Day], sources: Sources
) -> Finding | None:
    if any(day.borne_out_by(other) for other in known) or _left_out(answer, fact, day, known):
        return None
    found = contradicted(answer, fact, rival_of(answer, fact, sources), sources)
    found = found or finding(answer, (fact.start, fact.end), "date", nowhere(answer.shown(fact)))
    vague = fact.value != day or day.month is None or (day.day is None and day.year is None)
    return replace(found, severity=WARNING) if vague else found


def _left_out(answer: ReadText, fact: Fact, day: Day, known: list[Day]) -> bool:
    """Tell whether the answer only says of a weekday what the sources leave out: ``pas le lundi``.

    Where they name opening days at all, another day may be called closed.
    """
    if day.month is not None or not any(other.weekday is not None for other in known):
        return False
    start, end = answer.sentence(fact)
    return _WITHOUT.search(answer.folded.text, start, end) is not None


def _wrong_weekday(
    answer: ReadText, fact: Fact, day: Day, known: list[Day], today: date
) -> Finding | None:
    """Check ``samedi`` of ``samedi 14 mars`` against the calendar of the year that is meant."""
    if day.weekday is None or day.day is None or day.month is None:
        return None
    alike = [other for other in known if (other.month, other.day) == (day.month, day.day)]
    if not day.year and any(other.weekday == day.weekday and not other.year for other in alike):
        return None
    meant = {other.full for other in (day, *alike) if day.year in (None, other.year)}
    nearest = _nearest(day, today)
    days = {full for full in meant if full} or ({nearest} if nearest else set())
    if not days or any(full.weekday() == day.weekday for full in days):
        return None
    evidence = _("Le calendrier dit {date}.").format(
        date=" / ".join(write_date(full) for full in sorted(days))
    )
    return finding(answer, (fact.start, fact.end), "date", evidence)


def _nearest(day: Day, today: date) -> date | None:
    """Return the date nearest to today that has this day and month."""
    years = (today.year - 1, today.year, today.year + 1)
    full = [Day(year, day.month, day.day).full for year in years]
    return min((one for one in full if one), key=lambda one: abs(one - today), default=None)
