"""Records as RFC 4180 writes them, read from lines that stay where they are until accepted."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

LONGEST_FIELD = 16 << 20
"""Characters; a quote that is never closed may swallow as many and no more."""
_WINDOWS = (2, 16, 256, 16_384)
"""Lines within which one record is looked for."""
_COMPACT = 8_192
"""Lines that may lie behind the current one."""

csv.field_size_limit(LONGEST_FIELD)


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are separated and quoted."""

    delimiter: str = ","
    quote: str = '"'
    columns: int = 2
    spaced: bool = False
    """A space stands after the delimiters."""


@lru_cache(maxsize=256)
def divided_by(delimiter: str, dialect: Dialect) -> Dialect:
    """Return a dialect with another delimiter, behind which no space stands."""
    return replace(dialect, delimiter=delimiter, spaced=False)


class Lines(Protocol):
    """Physical lines that can be looked at before they are taken."""

    number: int
    """Of the next line."""

    def peek(self, count: int) -> list[str]:
        """Return the next lines; all that remain if they are fewer."""

    def take(self, count: int) -> list[str]:
        """Return the next lines and be done with them."""


class LineFeed:
    """Physical lines from any source of them."""

    def __init__(self, lines: Iterable[str], number: int = 1) -> None:
        self._lines = iter(lines)
        self._buffer: list[str] = []
        self._place = 0
        self.number = number
        """Of the next line."""

    def peek(self, count: int) -> list[str]:
        """Return the next lines; all that remain if they are fewer."""
        end = self._place + count
        if end > len(self._buffer):
            self._buffer += islice(self._lines, end - len(self._buffer))
        return self._buffer[self._place : end]

    def take(self, count: int) -> list[str]:
        """Return the next lines and be done with them."""
        taken = self.peek(count)
        self._place += len(taken)
        self.number += len(taken)
        if self._place > _COMPACT:
            del self._buffer[: self._place]
            self._place = 0
        return taken


def reader(lines: Iterable[str], dialect: Dialect) -> Any:
    """Return the strict reader of the standard library for a dialect."""
    if not dialect.quote:
        return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
    return csv.reader(
        lines,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        skipinitialspace=dialect.spaced,
        strict=True,
    )


def strict_record(feed: Lines, dialect: Dialect) -> tuple[list[str] | None, int]:
    """Return (cells, lines) of the next record; (None, 1) for a bad line, (None, 0) at the end."""
    for window in _WINDOWS:
        lines = feed.peek(window)
        if not lines:
            return None, 0
        rows = reader(lines, dialect)
        try:
            return next(rows), rows.line_num
        except csv.Error:
            if rows.line_num < len(lines) or len(lines) < window:
                break
    return None, 1


def strict_records(
    lines: Iterable[str], dialect: Dialect
) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Yield (number of the first line, raw lines, cells); cells are None for one bad line."""
    if isinstance(lines, list):
        yield from _records_of(lines, dialect)
        return
    feed = LineFeed(lines)
    while True:
        cells, count = strict_record(feed, dialect)
        if not count:
            return
        number = feed.number
        yield number, feed.take(count), cells


def _records_of(
    lines: list[str], dialect: Dialect
) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Do as :func:`strict_records` for lines in memory, with one reader up to each bad line."""
    place = 0
    while place < len(lines):
        begin = place
        rows = reader(map(lines.__getitem__, range(begin, len(lines))), dialect)
        try:
            for cells in rows:
                end = begin + rows.line_num
                yield place + 1, lines[place:end], cells
                place = end
        except csv.Error:
            yield place + 1, lines[place : place + 1], None
            place += 1
