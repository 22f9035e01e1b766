"""Questions about the calendar: today, days between two dates, weekdays, dates some days away."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from mistral_assistant.errors import ToolError
from mistral_assistant.french import WEEKDAYS, plural, write_date
from mistral_assistant.i18n import _
from mistral_assistant.tools import calendar_days as days
from mistral_assistant.tools.date_words import FoundDate
from mistral_assistant.tools.french_dates import find_dates
from mistral_assistant.tools.french_durations import Duration, find_durations, shift
from mistral_assistant.tools.french_numbers import find_numbers
from mistral_assistant.tools.french_text import Folded, fold_spans

_WORDS = frozenset("jour jours date combien semaines semaine mois heure".split())
_TODAY = re.compile(
    r"\bquel(?:le)? (?:est la )?(?:date|jour)(?: et quel(?:le)? \w+)? (?:sommes[- ]nous|est[- ]on"
    r"|on est|est[- ]il|nous sommes|aujourd'hui|du jour|sommes nous)"
    r"|\bquel(?:le)? (?:est la date|est le jour)(?: (?:d'aujourd'hui|du jour|de ce jour|actuelle)"
    r"| ?\?? ?$)"
    r"|\b(?:on est|nous sommes|sommes[- ]nous|est[- ]on) (?:quel(?:le)? (?:jour|date)|le combien)"
    r"|^(?:donne(?:-moi)? )?(?:la )?date (?:du jour|d'aujourd'hui|actuelle)\b"
    r"|\bc'est quel jour aujourd'hui|\baujourd'hui c'est quel jour|^quel jour ?\?? ?$"
)
_BETWEEN = re.compile(
    r"\b(?:combien (?:de|y a[- ]t[- ]il de|reste[- ]t[- ]il de|il reste de|il y a de)"
    r"|nombre de|il reste combien de) (?P<unit>jours?|semaines?|mois)\b"
)
_UNTIL = re.compile(r"\b(?:avant|d'ici|jusqu'a|jusqu'au|pour arriver)\b")
_SINCE = re.compile(r"\b(?:depuis|ecoules?|passes? depuis)\b")
_WHICH_DAY = re.compile(
    r"\bquel jour (?:de la semaine )?"
    r"(?:tombe(?:ra|rait|nt)?|tombait|est tombe|etait|sera|est|serons[- ]nous)\b"
    r"|\b(?:tombe(?:ra)?|tombait|est|sera|etait) (?:un |le )?quel jour\b"
)
_WHICH_DATE = re.compile(
    r"\b(?:quel(?:le)? (?:jour|date)|le combien|on (?:est|sera) quand|ca (?:fait|donne) quelle date"
    r"|ca tombe quand)\b"
)
_FROM_DATE = re.compile(r"\b(?P<side>apres|avant|plus tard que|a partir du|a compter du|des)\b")
_MANY_DAYS = 60


@dataclass(frozen=True)
class DateQuestion:
    """What is asked about the calendar."""

    kind: str
    """``today``, ``between``, ``weekday`` or ``shift``."""
    first: date
    second: date | None = None
    unit: str = "jours"
    duration: str = ""
    """As typed, for a shift."""


def find(text: str, now: datetime) -> DateQuestion | None:
    """Return the question about the calendar that a message asks, if it asks one."""
    folded = fold_spans(text)
    if folded.vocabulary.isdisjoint(_WORDS):
        return None
    today = now.date()
    durations = find_durations(folded, find_numbers(folded))
    dates = find_dates(folded, today, durations)
    for reader in _READERS:
        question = reader(folded, today, dates, durations)
        if question:
            return question
    return None


def answer(text: str, now: datetime) -> str:
    """Answer the question about the calendar that a message asks.

    Raises:
        ToolError: there is none, or the date lies outside the calendar.
    """
    question = find(text, now)
    if question is None:
        raise ToolError(
            _("Il n'y a pas de question de date dans ce message."),
            _("Écrivez par exemple « combien de jours entre le 3 mars et le 14 avril ? »."),
        )
    return _ANSWERS[question.kind](question, now.date())


def applies(text: str, now: datetime) -> bool:
    """Return whether the message asks about the calendar."""
    return find(text, now) is not None


def _between(
    folded: Folded, today: date, dates: list[FoundDate], durations: list[Duration]
) -> DateQuestion | None:
    match = _BETWEEN.search(folded.text)
    if match is None or not dates:
        return None
    unit = {"j": "jours", "s": "semaines", "m": "mois"}[match["unit"][0]]
    if len(dates) >= 2:
        first, second = _in_order(dates[0], dates[1], today)
        return DateQuestion("between", first, second, unit)
    before = folded.text[: dates[0].start]
    if _UNTIL.search(before):
        return DateQuestion("between", today, _on_side(dates[0], today, days.FUTURE), unit)
    if _SINCE.search(before):
        return DateQuestion("between", _on_side(dates[0], today, days.PAST), today, unit)
    return None


def _in_order(first: FoundDate, second: FoundDate, today: date) -> tuple[date, date]:
    """Give both the year of one of them, or of today, so that the first comes first."""
    start, end = first.day, second.day
    if not first.complete and second.complete:
        start = _in_year(start, end.year)
        start = _in_year(start, end.year - 1) if start > end else start
    elif first.complete and not second.complete:
        end = _in_year(end, start.year)
        end = _in_year(end, start.year + 1) if end < start else end
    elif not first.complete:
        start, end = _in_year(start, today.year), _in_year(end, today.year)
        end = _in_year(end, today.year + 1) if end < start else end
    return start, end


def _in_year(day: date, year: int) -> date:
    return days.in_year(year, day.month, day.day) or day


def _on_side(found: FoundDate, today: date, side: int) -> date:
    if found.complete or (found.day - today).days * side >= 0:
        return found.day
    return days.without_year(today, found.day.month, found.day.day, side) or found.day


def _weekday(
    folded: Folded, today: date, dates: list[FoundDate], durations: list[Duration]
) -> DateQuestion | None:
    match = _WHICH_DAY.search(folded.text)
    named = [found for found in dates if found.length > 2]
    if match is None or not named or _shifted_from(folded, dates, durations):
        return None
    past = re.search(r"tombait|est tombe|etait", match.group())
    day = _on_side(named[0], today, days.PAST if past else days.FUTURE)
    return DateQuestion("weekday", day)


def _shift(
    folded: Folded, today: date, dates: list[FoundDate], durations: list[Duration]
) -> DateQuestion | None:
    if not _WHICH_DATE.search(folded.text) or not durations or not durations[0].in_days:
        return None
    found = _shifted_from(folded, dates, durations)
    if found:
        return found
    relative = next((item for item in dates if item.end == durations[0].end), None)
    if relative is None:
        return None
    return DateQuestion("shift", relative.day, duration=_typed(folded, relative))


def _shifted_from(
    folded: Folded, dates: list[FoundDate], durations: list[Duration]
) -> DateQuestion | None:
    """Read ``45 jours après le 3 mars``."""
    for duration in durations:
        base = next((found for found in dates if found.start > duration.end), None)
        if base is None or not duration.in_days:
            continue
        side = _FROM_DATE.search(folded.text[duration.end : base.start])
        if side:
            sign = -1 if side["side"] == "avant" else 1
            stretch = replace(base, start=duration.start)
            typed = _typed(folded, stretch)
            return DateQuestion("shift", _moved(base.day, duration, sign), duration=typed)
    return None


def _today(
    folded: Folded, today: date, dates: list[FoundDate], durations: list[Duration]
) -> DateQuestion | None:
    other = [found for found in dates if found.day != today]
    return DateQuestion("today", today) if _TODAY.search(folded.text) and not other else None


def _moved(day: date, duration: Duration, sign: int) -> date:
    try:
        return shift(day, duration, sign)
    except (ValueError, OverflowError) as error:
        raise ToolError(
            _("Cette date sort du calendrier."), _("Choisissez une durée plus courte.")
        ) from error


def _typed(folded: Folded, found: FoundDate) -> str:
    start, end = folded.span(found.start, found.end)
    return folded.raw[start:end]


def _say_today(question: DateQuestion, today: date) -> str:
    return f"Nous sommes le {write_date(question.first)}."


def _say_between(question: DateQuestion, today: date) -> str:
    end = question.second or today
    count = abs((end - question.first).days)
    text = f"Du {write_date(question.first)} au {write_date(end)}, il y a {_days(count)}."
    if question.unit == "semaines" or (question.unit == "jours" and count > _MANY_DAYS):
        weeks, rest = divmod(count, 7)
        detail = plural("{count} semaine", "{count} semaines", weeks).format(count=weeks)
        if rest:
            detail = f"{detail} et {_days(rest)}"
        return f"{text[:-1]} ({detail})."
    if question.unit == "mois":
        return f"{text[:-1]} ({_months(*sorted((question.first, end)))})."
    return text


def _months(first: date, second: date) -> str:
    months = (second.year - first.year) * 12 + second.month - first.month
    start = days.first_of_month(first, months)
    anchor = start.replace(day=min(first.day, days.last_of_month(start).day))
    if anchor > second:
        months -= 1
        start = days.first_of_month(first, months)
        anchor = start.replace(day=min(first.day, days.last_of_month(start).day))
    text = plural("{count} mois", "{count} mois", months).format(count=months)
    rest = (second - anchor).days
    return f"{text} et {_days(rest)}" if rest else text


def _days(count: int) -> str:
    return plural("{count} jour", "{count} jours", count).format(count=count)


def _say_weekday(question: DateQuestion, today: date) -> str:
    weekday = WEEKDAYS[question.first.weekday()]
    name = write_date(question.first).removeprefix(f"{weekday} ")
    if question.first < today:
        return f"Le {name} était un {weekday}."
    return f"Le {name} tombe un {weekday}."


def _say_shift(question: DateQuestion, today: date) -> str:
    start = question.duration[:1].upper() + question.duration[1:]
    return f"{start} : {write_date(question.first)}."


_READERS: tuple[
    Callable[[Folded, date, list[FoundDate], list[Duration]], DateQuestion | None], ...
] = (_between, _today, _weekday, _shift)
_ANSWERS: dict[str, Callable[[DateQuestion, date], str]] = {
    "today": _say_today,
    "between": _say_between,
    "weekday": _say_weekday,
    "shift": _say_shift,
}
