"""Numbers with what they count, and times of day."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from mistral_assistant.reasoning.facts.compounds import (
    afternoon,
    fraction_after,
    implied,
    second_part,
)
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
_MOMENTS = ("seconde", "minute", "fois", "point")
"""Units after which ``un`` is hardly ever a number: ``une minute, je regarde``, ``un point``."""
_GLUED = re.compile(r"(?<=[a-z]{2})\d+(?:[.,]\d+)?(?= )")
"""Digits that stick to the word before them, as in texts taken from web pages: ``de8 jours``."""
_WORD_NEXT = re.compile(r" ?[a-z]")


class _Unit(NamedTuple):
    """What a number counts, and where that ends in the folded text."""

    name: str
    qualifier: str
    multiple: int
    end: int


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
    """Yield every number of a folded text with its unit, in figures, in words and implied."""
    flat = text.text
    marks = {index for match in _ENUMERATION.finditer(flat) for index in range(*match.span())}
    for number, unit in _summed(flat, _with_units(flat, _numbers(text))):
        ordinal = number.figures and _ORDINAL_END.match(flat, number.end)
        soft = bool(ordinal) or number.start in marks or (not number.figures and not unit.name)
        if number.weak and unit.name in ("", *_MOMENTS):
            continue
        yield Fact("figure", _read(flat, number, unit), number.start, unit.end, soft)
    for worth, name, start, end in implied(flat):
        yield Fact("figure", _figure(worth, name), start, end, soft=True)


def _numbers(text: Folded) -> list[Number]:
    """Return the numbers of a text, with those that stick to a word if a unit follows."""
    found = find_numbers(text)
    if not text.has_digit:
        return found
    glued = [
        Number(read_figures(match.group()), *match.span(), True)
        for match in _GLUED.finditer(text.text)
        if unit_at(text.text, match.end())[0]
    ]
    return sorted((*found, *glued), key=lambda number: number.start) if glued else found


def _with_units(flat: str, found: list[Number]) -> list[tuple[Number, _Unit]]:
    """Return the numbers with their units; ``3 à 5 jours`` gives both theirs."""
    units = [_unit_after(flat, number) for number in found]
    for index in range(len(found) - 2, -1, -1):
        between = flat[found[index].end : found[index + 1].start]
        if not units[index].name and _LINKED.fullmatch(between):
            units[index] = units[index + 1]._replace(end=found[index].end)
    return [
        (number, unit if unit.name else unit._replace(name=currency_before(flat, number.start)))
        for number, unit in zip(found, units, strict=True)
    ]


def _unit_after(flat: str, number: Number) -> _Unit:
    name, qualifier, multiple, end = unit_at(flat, number.end)
    return _Unit(name, qualifier, multiple, max(end, number.end))


def _summed(flat: str, found: list[tuple[Number, _Unit]]) -> Iterator[tuple[Number, _Unit]]:
    """Yield the numbers, ``trois euros vingt`` and ``un an et demi`` as one."""
    left = iter([*found, None])
    current = next(left)
    for following in left:
        if current is None:
            return
        number, unit = current
        more, end = fraction_after(flat, unit.end) if unit.name else (Decimal(0), unit.end)
        if unit.name == "heure" and not more:
            more, end = afternoon(flat, number.value, unit.end)
        if following and not more and not following[0].weak:
            other, its = following
            between = flat[unit.end : other.start]
            more = second_part(unit.name, between, other.value, its.name)
            end = its.end if more else unit.end
            following = next(left) if more else following
        yield (
            number._replace(value=number.value + more, weak=number.weak and not more),
            unit._replace(end=end),
        )
        current = following


def _read(flat: str, number: Number, unit: _Unit) -> Figure:
    readings = _readings(flat[number.start : number.end]) if number.figures else ()
    bare = not unit.name and _WORD_NEXT.match(flat, number.end) is None
    figure = _figure(number.value * unit.multiple, unit.name, unit.qualifier)
    return replace(figure, readings=readings, vague=number.weak, bare=bare)


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
