"""Numbers with what they count, and times of day."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from mistral_assistant.reasoning.facts.units import convert, currency_before, unit_at
from mistral_assistant.reasoning.facts.values import Fact, Figure
from mistral_assistant.tools.french_numbers import Number, find_numbers, read_figures
from mistral_assistant.tools.french_text import Folded

_TIME = re.compile(
    r"(?<![\w.,:])(?P<hour>[01]?\d|2[0-4]) ?(?:h|heures?|:) ?(?P<minute>[0-5]\d)"
    r"(?::[0-5]\d)?(?![\w:])"
)
_EUROS_CENTS = re.compile(
    r"(?<![\w.,])(?P<euros>\d+) ?(?:€|euros?) ?(?:et )?(?P<cents>\d{2})(?!\d)"
)
_ENUMERATION = re.compile(
    r"(?:^|\n)[ >*-]*\d{1,2}[.)](?= )|\[\d{1,2}\]|(?<!\w)etapes? \d{1,2}(?!\w)"
)
_SPACED = re.compile(r"\d+(?: \d{3})+(?:[.,]\d+)?")
_LINKED = re.compile(r" ?(?:-|a|au|et|ou|/|x) ?$")
_ORDINAL_END = re.compile(r"(?:er|ere|e|eme|nde?|st|rd|th)s?(?!\w)")
_MOMENTS = ("seconde", "minute", "fois")
"""Units after which ``un`` is hardly ever a number: ``une minute, je regarde``."""
_WORD_NEXT = re.compile(r" ?[a-z]")


def clock_times(flat: str) -> Iterator[Fact]:
    """Yield ``9 h 30`` and ``18:00`` as hours, ``12 € 50`` as euros."""
    for match in _TIME.finditer(flat):
        hours = Decimal(match["hour"]) + Decimal(match["minute"]) / 60
        yield Fact("figure", _figure(hours, "heure"), *match.span())
    if "€" in flat or "euro" in flat:
        for match in _EUROS_CENTS.finditer(flat):
            euros = Decimal(match["euros"]) + Decimal(match["cents"]) / 100
            if not unit_at(flat, match.end())[0]:
                yield Fact("figure", _figure(euros, "EUR"), *match.span())


def figures(text: Folded) -> Iterator[Fact]:
    """Yield every number of a folded text with its unit, in figures and in words."""
    flat = text.text
    marks = {index for match in _ENUMERATION.finditer(flat) for index in range(*match.span())}
    found = find_numbers(text)
    units = [unit_at(flat, number.end) for number in found]
    for index in range(len(found) - 2, -1, -1):
        if not units[index][0] and _LINKED.fullmatch(
            flat[found[index].end : found[index + 1].start]
        ):
            unit, qualifier, multiple, _ = units[index + 1]
            units[index] = (unit, qualifier, multiple, found[index].end)
    for number, (unit, qualifier, multiple, end) in zip(found, units, strict=True):
        unit = unit or currency_before(flat, number.start)
        ordinal = number.figures and _ORDINAL_END.match(flat, number.end)
        soft = bool(ordinal) or number.start in marks or (not number.figures and not unit)
        if number.weak and unit in ("", *_MOMENTS):
            continue
        figure = _read(flat, number, unit, qualifier, multiple)
        yield Fact("figure", figure, number.start, max(end, number.end), soft)


def _read(flat: str, number: Number, unit: str, qualifier: str, multiple: int) -> Figure:
    readings = _readings(flat[number.start : number.end]) if number.figures else ()
    bare = not unit and _WORD_NEXT.match(flat, number.end) is None
    value = number.value * multiple
    return replace(_figure(value, unit, qualifier), readings=readings, vague=number.weak, bare=bare)


def _figure(value: Decimal, unit: str, qualifier: str = "") -> Figure:
    dimension, base = convert(value, unit) if unit else ("", value)
    return Figure(value, unit, dimension, base, qualifier)


def _readings(written: str) -> tuple[Decimal, ...]:
    """Return the other ways to read digits in groups: ``1.234``, or ``2 150 000`` as 150 000."""
    if _SPACED.fullmatch(written):
        parts = written.split()
        tails = (read_figures("".join(parts[start:])) for start in range(1, len(parts)))
        return tuple(tail for tail in tails if tail)
    groups = re.fullmatch(r"(\d{1,3})[.,'](\d{3})", written)
    if groups is None:
        return ()
    return Decimal("".join(groups.groups())), Decimal(".".join(groups.groups()))
