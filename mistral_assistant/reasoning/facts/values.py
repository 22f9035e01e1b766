"""What a hard fact is once it has been read, and when two of them say the same. No parsing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

FactKind = Literal["figure", "date", "contact", "name"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it counts."""

    number: Decimal
    unit: str = ""
    """Singular French name such as ``jour``, ``EUR`` or ``%``; empty where none is known."""
    dimension: str = ""
    """What units are converted to: ``hour``, ``month``, ``EUR``, ``g`` …"""
    base: Decimal = Decimal(0)
    """``number`` in the dimension's unit."""
    qualifier: str = ""
    """``ouvré``, ``ouvrable``, ``calendaire`` … of a number of days."""
    readings: tuple[Decimal, ...] = ()
    """Other ways to read the digits, such as 1.234 for one thousand or for a decimal."""
    vague: bool = False
    """True for ``un mois``, whose article may be no number."""
    bare: bool = False
    """True where no word follows that could be an unknown unit."""

    def numbers(self) -> tuple[Decimal, ...]:
        """Return every way to read the digits, the likeliest first."""
        return (self.number, *self.readings)

    def same_number(self, other: "Figure") -> bool:
        """Tell whether both show the same number, whatever they count.

        Two unlikely readings that agree are no sign: 6 786 and 7 786 both end in 786.
        """
        return self.number in other.numbers() or other.number in self.readings

    def borne_out_by(self, source: "Figure") -> bool:
        """Tell whether ``source`` says this: equal by value, ``48 h`` and ``2 jours`` alike."""
        if not self.unit:
            return self.same_number(source)
        if not source.unit:
            return source.bare and self.same_number(source)
        if self.dimension != source.dimension:
            return False
        if self.qualifier and source.qualifier and self.qualifier != source.qualifier:
            return False
        if self.base == source.base or self._same_week(source) or source._same_week(self):
            return True
        return self.unit == source.unit and self.same_number(source)

    def _same_week(self, days: "Figure") -> bool:
        """Tell whether these weeks are the days of ``days``: 5 ouvrés, 6 ouvrables, or huit jours.

        French counts a week as ``huit jours`` and two as ``quinze jours``.
        """
        if self.unit != "semaine" or days.unit != "jour":
            return False
        if days.qualifier in _DAYS_A_WEEK:
            return self.number * _DAYS_A_WEEK[days.qualifier] == days.number
        return days.number == {1: 8, 2: 15}.get(int(self.number), 0) and self.number in (1, 2)

    def close_to(self, source: "Figure") -> bool:
        """Tell whether this is ``source`` in months, years and days as people count them."""
        mine, other = (_in_days(figure) for figure in (self, source))
        across = self.dimension != source.dimension and bool(mine and other)
        return across and abs(mine - other) <= Decimal("0.035") * max(mine, other)

    def rounds(self, source: "Figure") -> bool:
        """Tell whether this is ``source`` with fewer digits, 10 % off at most."""
        if self.dimension != source.dimension or not source.base:
            return False
        mine, other = (self.base, source.base) if self.unit else (self.number, source.number)
        return abs(mine - other) * 10 <= abs(other) and _digits(self.number) < _digits(
            source.number
        )


_DAYS_A_WEEK = {"ouvré": 5, "ouvrable": 6}


def _in_days(figure: Figure) -> Decimal:
    """Return a time in days, a month having 30 and a year 365; 0 for anything else."""
    if figure.dimension == "hour" and figure.unit in ("jour", "semaine"):
        return figure.base / 24
    if figure.dimension != "month":
        return Decimal(0)
    return figure.base / 12 * 365 if figure.unit == "an" else figure.base * 30


def _digits(number: Decimal) -> int:
    """Return how many digits of a number say something: two in 250, three in 2,51."""
    return len(number.normalize().as_tuple().digits)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which parts may be missing."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    """0 for Monday."""
    shift: int | None = None
    """Days from today, for ``demain`` and the like."""

    @property
    def full(self) -> date | None:
        """The calendar date, or None where a part is missing or the date does not exist."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    def borne_out_by(self, source: "Day") -> bool:
        """Tell whether no part that both name differs, and ``source`` names what this one does.

        The year may be missing in ``source``: an answer may add the year that is meant.
        """
        if self.month is None:
            return self.weekday is not None and self.weekday in (source.weekday, _weekday(source))
        if self.month != source.month or (self.day is not None and self.day != source.day):
            return False
        return self.year is None or source.year in (None, self.year)


def _weekday(day: Day) -> int | None:
    full = day.full
    return full.weekday() if full else None


@dataclass(frozen=True, slots=True)
class Fact:
    """A stretch of text that can be looked up elsewhere."""

    kind: FactKind
    value: Figure | Day | str
    start: int
    """Span in the folded text it was found in."""
    end: int
    soft: bool = False
    """True where it can bear out another fact but is too vague to be checked itself."""
