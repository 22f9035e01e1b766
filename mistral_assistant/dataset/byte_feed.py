"""The lines of a UTF-8 file: one by one where they are looked at, in runs of bytes elsewhere."""

import re
from collections.abc import Callable, Iterable

_PIECE = 512
"""Bytes that are split into lines at once."""
_AHEAD = 1 << 16
"""Bytes that lie behind a place before a run from there is looked for, and the most it holds."""
_LONG = 1 << 20
"""Bytes without a line feed from which a carriage return counts as the end of a line."""


class ByteFeed:
    """Lines that can be looked at before they are taken, as :class:`strict.LineFeed`, and runs."""

    def __init__(self, chunks: Iterable[bytes], mend: Callable[[str, int], str]) -> None:
        self.number = 1
        """Of the next line."""
        self._chunks = iter(chunks)
        self._mend = mend
        self._data = b""
        self._ended = False
        self._lines: list[str] = []
        self._ends: list[int] = []
        """For each of the lines, where it ends in the data."""
        self._place = 0
        """Of the next line in the two lists."""
        self._begin = 0
        """Where the first of the lines begins in the data."""

    def peek(self, count: int) -> list[str]:
        """Return the next lines; all that remain if they are fewer."""
        while len(self._lines) - self._place < count and self._split():
            pass
        return self._lines[self._place : self._place + count]

    def take(self, count: int) -> list[str]:
        """Return the next lines and be done with them."""
        taken = self.peek(count)
        self._place += len(taken)
        self.number += len(taken)
        return taken

    def run(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        """Take what a pattern of whole lines matches from the next line on."""
        while len(self._data) - self._at() < _AHEAD and self._refill():
            pass
        match = pattern.match(self._data, self._at(), self._at() + _AHEAD)
        if match is None or match.end() == match.start():
            return None
        self.number += match[0].count(b"\n")
        self._lines, self._ends, self._place, self._begin = [], [], 0, match.end()
        return match

    def _at(self) -> int:
        """Return where the next line begins in the data."""
        return self._ends[self._place - 1] if self._place else self._begin

    def _split(self) -> bool:
        """Split a piece of the data into lines; False at the end of the file."""
        stop = self._piece_end()
        start = self._ends[-1] if self._ends else self._begin
        if stop == start:
            return False
        number = self.number + len(self._lines) - self._place
        for raw in self._data[start:stop].splitlines(True):
            start += len(raw)
            line = raw.decode("utf-8", "surrogateescape")
            self._lines.append(self._mend(line, number))
            self._ends.append(start)
            number += 1
        return True

    def _piece_end(self) -> int:
        """Return where a piece of whole lines ends, behind what is split already."""
        while True:
            data, start = self._data, self._ends[-1] if self._ends else self._begin
            stop = data.find(b"\n", start + _PIECE) + 1 or data.rfind(b"\n", start) + 1
            if stop <= start and len(data) - start > _LONG:
                stop = data.rfind(b"\r", start, len(data) - 1) + 1
            if stop > start:
                return stop
            if not self._refill():
                return len(self._data)

    def _refill(self) -> bool:
        """Read on, and forget what was taken; False at the end of the file."""
        chunk = b"" if self._ended else next(self._chunks, b"")
        if not chunk:
            self._ended = True
            return False
        begin = self._at()
        self._data = self._data[begin:] + chunk
        self._lines = self._lines[self._place :]
        self._ends = [end - begin for end in self._ends[self._place :]]
        self._begin = self._place = 0
        return True
