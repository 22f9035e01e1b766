"""Dates that are reckoned from today: ``hier``, ``samedi en huit``, ``fin du mois``.

A period stands for its first day (``la semaine prochaine``), its end for the last one.
Recurring days (``ouvert le lundi``) are no dates.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from mistral_assistant.tools import calendar_days as days
from mistral_assistant.tools.date_words import (
    LAST_OR_NEXT,
    MONTH,
    MONTH_NAMES,
    WEEK_NAMES,
    WEEKDAY,
    FoundDate,
    side_of_today,
    turns_back,
)
from mistral_assistant.tools.french_durations import Duration, shift
from mistral_assistant.tools.french_text import Folded

_NEAR = re.compile(
    r"\b(?:(?P<back2>avant[- ]?(?:hier|ier))"
    r"|(?P<on2>apres[- ]demain(?! (?:c'est|c|ce sera|ca sera|sera) trop tard))"
    r"|(?P<today>aujourd(?:h'|'| )?(?: ?h)?ui|ce jour(?!-)|ce matin|ce midi|ce soir"
    r"|cett?e? apres[- ]midi|cette nuit)"
    r"|(?P<back1>hier)|(?P<on1>demain))\b"
)
_NEAR_DAYS = {"back2": -2, "back1": -1, "today": 0, "on1": 1, "on2": 2}
_WEEKDAY_NAME = re.compile(
    rf"\b(?P<week>{WEEK_NAMES})\b(?: (?:(?P<eight>en (?:huit|8)\b)|(?P<fifteen>en (?:quinze|15)\b)"
    rf"|(?P<turn>{LAST_OR_NEXT})"
    rf"|(?:de )?(?:la )?semaine (?P<week_turn>{LAST_OR_NEXT})"
    r"|(?:le )?(?P<day>[0-3]?[0-9])(?:er)?(?![0-9a-z:]|[/.-][0-9]| ?[h€%]| ?[0-9])))?"
)
_RECURRING = re.compile(r"\b(?:le|les|un|du|au|chaque|tous les|sauf) $")
_HOURS = re.compile(r" de [0-9]{1,2} ?(?:h|heures)|,? (?:le )?[0-3]?[0-9][/.-][01]?[0-9]")
_SHORTENED = re.compile(r"\bla semaine (?P<turn>prochaine|derniere|passee) $")
_WEEKEND = re.compile(
    rf"\b(?:(?P<this>ce )|(?:le |du ))?week[- ]?end(?: (?P<turn>{LAST_OR_NEXT}))?\b"
)
_PERIOD = re.compile(
    rf"\b(?:(?:(?:la |le |l')?(?P<what>semaine|mois|an|annee)(?:-ci)? (?P<turn>{LAST_OR_NEXT}))"
    r"|(?:cette |ce )(?P<this>semaine|mois|annee)(?:-ci)?)\b"
)
_EDGE = re.compile(
    r"\b(?:d'ici )?(?P<article>le |la )?(?P<edge>debut|fin|mi|milieu|courant)[- ]"
    r"(?:de l'|de |du |d')?(?:la |ce |cette )?"
    rf"(?P<what>semaine|mois|annee|{MONTH_NAMES})\b"
    rf"(?: (?:(?P<turn>{LAST_OR_NEXT})|(?P<year>20[0-9]{{2}})))?\b"
)
_FROM_NOW = re.compile(
    r"(?:\b(?:(?P<back>il y ?a|i ?l? ?y ?a|y ?'?a)|(?P<on>dans|d'ici))"
    r"(?: environ| a peu pres| a peine| deja| bien| presque| au moins| maintenant| peut-etre"
    r"| exactement| seulement| juste)?"
    r"(?: moins de| plus de)?) ?$"
)
_NOT_FROM_NOW = re.compile(
    r" (?:ouvr|feri|minimum|maximum|entre\b|pour\b|d'attente|d'ecart|de (?!ca\b|cela\b))"
)


def near_dates(text: Folded, today: date) -> Iterator[FoundDate]:
    """Find *hier*, *demain*, *après-demain* and their like."""
    for match in _NEAR.finditer(text.text):
        offset = _NEAR_DAYS[str(match.lastgroup)]
        yield FoundDate(today + timedelta(days=offset), *match.span())


def weekday_dates(text: Folded, today: date) -> Iterator[FoundDate]:
    """Find days of the week: *samedi*, *samedi en huit*, *samedi 14*, *samedi dernier*."""
    for match in _WEEKDAY_NAME.finditer(text.text):
        start = match.start()
        weekday = WEEKDAY[match["week"]]
        shortened = _SHORTENED.search(text.text[max(0, start - 24) : start])
        if match["day"]:
            side = side_of_today(text, start, days.NEAREST)
            value = days.weekday_and_day(today, weekday, int(match["day"]), side)
            if value:
                yield FoundDate(value, *match.span(), False)
            continue
        bare = match.end() == match.end("week")
        if bare and shortened:
            weeks = -1 if turns_back(shortened["turn"]) else 1
            value = days.weekday_of_week(today, weekday, weeks)
            yield FoundDate(value, start - len(shortened.group()), match.end())
            continue
        recurring = _RECURRING.search(text.text[max(0, start - 9) : start])
        if bare and (recurring or _HOURS.match(text.text, match.end())):
            continue
        yield FoundDate(_weekday(text, today, weekday, match), *match.span())


def _weekday(text: Folded, today: date, weekday: int, match: re.Match[str]) -> date:
    if match["week_turn"]:
        weeks = -1 if turns_back(match["week_turn"]) else 1
        return days.weekday_of_week(today, weekday, weeks)
    if match["turn"]:
        back = turns_back(match["turn"])
    else:
        back = side_of_today(text, match.start(), days.FUTURE) == days.PAST
    value = (days.last_weekday if back else days.next_weekday)(today, weekday)
    return value + timedelta(days=7 * bool(match["eight"]) + 14 * bool(match["fifteen"]))


def weekends(text: Folded, today: date) -> Iterator[FoundDate]:
    """Find *ce week-end*, *le week-end prochain*; a weekend is its Saturday."""
    for match in _WEEKEND.finditer(text.text):
        if match["turn"]:
            weeks = -1 if turns_back(match["turn"]) else 1
        elif match["this"]:
            weeks = 0
        else:
            continue
        saturday = days.weekday_of_week(today, days.SATURDAY, weeks)
        yield FoundDate(saturday, *match.span(), vague=True)


def periods(text: Folded, today: date) -> Iterator[FoundDate]:
    """Find *la semaine prochaine*, *ce mois*; a period is its first day."""
    for match in _PERIOD.finditer(text.text):
        what = match["what"] or match["this"]
        offset = 0 if match["this"] else -1 if turns_back(match["turn"]) else 1
        yield FoundDate(_first_day(today, what, offset), *match.span(), vague=True)


def _first_day(today: date, what: str, offset: int) -> date:
    if what == "semaine":
        return days.weekday_of_week(today, 0, offset)
    if what == "mois":
        return days.first_of_month(today, offset)
    return date(today.year + offset, 1, 1)


def edges(text: Folded, today: date) -> Iterator[FoundDate]:
    """Find *fin du mois*, *début mars*, *mi-avril*."""
    for match in _EDGE.finditer(text.text):
        turn = match["turn"]
        offset = 0 if not turn else -1 if turns_back(turn) else 1
        what = match["what"]
        if what in MONTH:
            first = _first_of_named(text, today, match)
        elif match["year"]:
            continue
        else:
            first = _first_day(today, what, offset)
        if first:
            day = _edge(first, what, match["edge"])
            yield FoundDate(day, *match.span(), bool(match["year"]), _is_vague(match))


def _is_vague(match: re.Match[str]) -> bool:
    """Return whether no day is meant: only the end of a week or a year is one, as a deadline."""
    if match["what"] in ("semaine", "annee"):
        return match["edge"] != "fin" or not match["article"]
    return match["edge"] == "courant" or " de mois" in match.group()


def _first_of_named(text: Folded, today: date, match: re.Match[str]) -> date | None:
    month = MONTH[match["what"]]
    if match["year"]:
        return date(int(match["year"]), month, 1)
    side = (
        days.PAST if turns_back(match["turn"]) else side_of_today(text, match.start(), days.NEAREST)
    )
    return days.without_year(today, month, 1, side)


def _edge(first: date, what: str, edge: str) -> date:
    if edge in ("debut", "courant"):
        return first
    if what == "semaine":
        return first + timedelta(days=6 if edge == "fin" else 2)
    if what == "annee":
        return first.replace(month=12, day=31) if edge == "fin" else first.replace(month=7)
    return days.last_of_month(first) if edge == "fin" else first.replace(day=15)


def from_durations(text: Folded, today: date, durations: Sequence[Duration]) -> Iterator[FoundDate]:
    """Read ``il y a 3 jours`` and ``dans deux semaines``."""
    for duration in durations:
        offset = max(0, duration.start - 24)
        match = _FROM_NOW.search(text.text[offset : duration.start])
        if match is None or not duration.in_days:
            continue
        if _NOT_FROM_NOW.match(text.text, duration.end):
            continue
        try:
            value = shift(today, duration, -1 if match["back"] else 1)
        except (ValueError, OverflowError):
            continue
        vague = bool(match["on"]) and any(unit in "YM" for unit, _n in duration.parts)
        yield FoundDate(value, offset + match.start(), duration.end, vague=vague)
