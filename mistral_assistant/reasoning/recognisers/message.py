"""What all recognisers read and return; readings that several of them need are made once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from mistral_assistant.tools.date_words import FoundDate
from mistral_assistant.tools.french_dates import find_dates
from mistral_assistant.tools.french_durations import Duration, find_durations
from mistral_assistant.tools.french_numbers import Number, find_numbers
from mistral_assistant.tools.french_text import Folded, fold_spans


class Found(NamedTuple):
    """A value with its span in code points of the message as typed."""

    value: str
    start: int
    end: int
    unit: str = ""
    score: float = 1.0
    whole: tuple[int, int] | None = None
    """A wider span that it takes where nothing else stands there: ``commande n° 482913``."""


@dataclass(frozen=True)
class Message:
    """One message, folded, with the moment that relative dates count from."""

    folded: Folded
    now: datetime

    @classmethod
    def of(cls, text: str, now: datetime) -> "Message":
        """Fold a message."""
        return cls(fold_spans(text), now)

    @property
    def raw(self) -> str:
        """The message as typed."""
        return self.folded.raw

    @property
    def text(self) -> str:
        """The folded message, which the recognisers search."""
        return self.folded.text

    def typed(self, start: int, end: int) -> str:
        """Return the stretch as typed of a span of the folded text."""
        first, last = self.folded.span(start, end)
        return self.raw[first:last]

    def before(self, start: int, length: int) -> str:
        """Return up to ``length`` folded characters before a position."""
        return self.text[max(0, start - length) : start]

    def found(self, value: str, start: int, end: int, unit: str = "", score: float = 1.0) -> Found:
        """Return a value found at a span of the folded text."""
        return Found(value, *self.folded.span(start, end), unit, score)

    @cached_property
    def numbers(self) -> list[Number]:
        """Every number of the message, whatever it counts."""
        return find_numbers(self.folded)

    @cached_property
    def durations(self) -> list[Duration]:
        """Every length of time."""
        return find_durations(self.folded, self.numbers)

    @cached_property
    def dates(self) -> list[FoundDate]:
        """Every date."""
        return find_dates(self.folded, self.now.date(), self.durations)
