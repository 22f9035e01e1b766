"""How the segments of a file are read once its first has told what they look like."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.foreign_blocks import without_foreign_blocks
from mistral_assistant.dataset.header import Columns
from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.record import Record
from mistral_assistant.dataset.records import Reader
from mistral_assistant.dataset.segments import Part, Segment
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.sound_run import Run
from mistral_assistant.dataset.strict import Dialect

Mender = Callable[[Notes], Callable[[str, int], str]]
"""Returns what mends one line, given with its number, and notes it."""


@dataclass(frozen=True)
class Source:
    """A file as bytes, for what can be read from them."""

    again: Callable[[], Iterable[bytes] | None]
    """Returns the text from the beginning; None where it is not UTF-8."""
    mender: Mender
    notes: Notes
    part: Part | None = None
    """Returns a part of the text once more; None for what lies in an archive."""


@dataclass(frozen=True)
class Rest:
    """The segments behind the first, and how each of them is read."""

    dialect: Dialect
    shape: Shape
    mender: Mender
    segments: Iterator[Segment]

    @property
    def columns(self) -> Columns:
        """Where the pair stands."""
        return self.shape.columns

    def feed(self, segment: Segment, notes: Notes) -> ByteFeed:
        """Return the lines of a segment."""
        return ByteFeed(segment.chunks, self.mender(notes), segment.line)

    def all_records(self, notes: Notes) -> Iterator[Record | SoundRows | Run]:
        """Yield the records of all segments."""
        for segment in self.segments:
            yield from self.records(self.feed(segment, notes))

    def records(self, feed: ByteFeed) -> Iterator[Record | SoundRows | Run]:
        """Yield the records of lines."""
        reader = Reader(feed, self.dialect, self.shape)
        return without_foreign_blocks(reader.records(), self.shape)
