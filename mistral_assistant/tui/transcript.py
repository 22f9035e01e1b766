"""The messages of the conversation on screen, and which of them are shown. No Textual here.

Entries hold raw text; it is cleaned where it is drawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

PAGE = 20
"""Messages shown when a conversation is opened, and added when its top is reached."""
MOST_SHOWN = 100
"""Beyond it the far end of the window is folded away again."""

Kind = Literal["user", "assistant", "note", "error"]
Status = Literal["complete", "waiting", "running", "interrupted", "failed"]


@dataclass(eq=False)
class Entry:
    """One message as it is shown; ``touch`` it after a change."""

    kind: Kind
    text: str
    when: str = ""
    """Time of day, or date and time, ready to be shown."""
    status: Status = "complete"
    message_id: int | None = None
    """In the store; None if it is not (or not yet) stored."""
    trace: Mapping[str, Any] = field(default_factory=dict)
    """``Turn.trace()`` of an answer."""
    first_version: str = ""
    """Text before the repair; empty if there was none."""
    opened: bool = False
    """The first version is unfolded."""
    hint: str = ""
    """What to do about an error."""
    versions: tuple[int, int] = (1, 1)
    """Which version this is, and how many there are: of a question said otherwise, or of an
    answer given again."""
    verdict: str = ""
    """What the user thinks of an answer: ``good``, ``bad``, ``corrected``, or nothing yet."""
    correction: str = ""
    """The answer as the user says it should have been."""
    changes: int = 0

    def touch(self) -> None:
        """Note that something has changed."""
        self.changes += 1

    def part(self, step: str) -> Mapping[str, Any]:
        """Return what a step of the trace found; empty if it did not run."""
        value = self.trace.get(step)
        return value if isinstance(value, Mapping) else {}

    @property
    def milliseconds(self) -> float | None:
        """How long the turn took, from the trace."""
        timings = self.trace.get("timings_ms")
        return sum(timings.values()) if timings else None


@dataclass
class Transcript:
    """All entries loaded so far, and the window ``first:last`` of those shown."""

    entries: list[Entry] = field(default_factory=list)
    older_stored: bool = False
    """The store holds messages from before the first entry."""
    first: int = 0
    last: int = 0
    oldest_id: int | None = None
    """Id of the oldest message read from the store, kept when it leaves the screen by ``cut``."""

    def __post_init__(self) -> None:
        if self.entries and self.oldest_id is None:
            self.oldest_id = self.entries[0].message_id

    @property
    def shown(self) -> Sequence[Entry]:
        """The entries of the window, oldest first."""
        return self.entries[self.first : self.last]

    @property
    def at_end(self) -> bool:
        """True when the newest entry is shown."""
        return self.last == len(self.entries)

    @property
    def more_above(self) -> bool:
        """True when there are entries before the window, loaded or not."""
        return self.first > 0 or self.older_stored

    def add(self, entry: Entry) -> None:
        """Put ``entry`` at the end; the window follows if it reaches so far."""
        at_end = self.at_end
        self.entries.append(entry)
        if at_end:
            self.last += 1

    def insert_after(self, entry: Entry, before: Entry) -> None:
        """Put ``entry`` right behind ``before``."""
        place = self.entries.index(before) + 1
        at_end = self.at_end
        self.entries.insert(place, entry)
        if place < self.first:
            self.first += 1
        if place <= self.last or at_end:
            self.last += 1

    def add_older(self, entries: Sequence[Entry], *, more: bool) -> None:
        """Put a page of the store before all others; the window stays on its entries."""
        self.entries[:0] = entries
        self.first += len(entries)
        self.last += len(entries)
        self.older_stored = more
        if entries:
            self.oldest_id = entries[0].message_id

    def remove(self, entry: Entry) -> None:
        """Take ``entry`` away."""
        place = self.entries.index(entry)
        del self.entries[place]
        self.first -= place < self.first
        self.last -= place < self.last

    def cut(self, entry: Entry) -> None:
        """Take ``entry`` and all that follows away."""
        place = self.entries.index(entry)
        del self.entries[place:]
        self.first, self.last = min(self.first, place), min(self.last, place)

    def after(self, entry: Entry) -> Entry | None:
        """Return what stands right behind ``entry``."""
        place = self.entries.index(entry) + 1
        return self.entries[place] if place < len(self.entries) else None

    def show_older(self, count: int = PAGE) -> int:
        """Widen the window upwards and return by how many entries."""
        added = min(count, self.first)
        self.first -= added
        self.last = min(self.last, self.first + MOST_SHOWN)
        return added

    def show_newer(self, count: int = PAGE) -> int:
        """Widen the window downwards and return how many entries went away at its top."""
        self.last = min(len(self.entries), self.last + count)
        dropped = max(0, self.last - MOST_SHOWN - self.first)
        self.first += dropped
        return dropped

    def show_latest(self) -> None:
        """Show the last page."""
        self.last = len(self.entries)
        self.first = max(0, self.last - PAGE)


def time_of_day(time: datetime, now: datetime) -> str:
    """Return when a message was written: ``14:02``, with the date if it was not today."""
    return time.strftime("%H:%M" if time.date() == now.date() else "%d/%m/%Y %H:%M")
