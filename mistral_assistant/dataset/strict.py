"""Records as RFC 4180 writes them, and the physical lines that each one took."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LONGEST_FIELD = 16 << 20
"""Characters; a quote that is never closed may swallow as many and no more."""

csv.field_size_limit(LONGEST_FIELD)


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are separated and quoted."""

    delimiter: str = ","
    quote: str = '"'
    columns: int = 2
    spaced: bool = False
    """A space stands after the delimiters."""


class LineFeed:
    """Physical lines that can be handed back, and those that were taken since last asked."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._returned: list[str] = []
        self.taken: list[str] = []
        self.number = 1
        """Of the first line that is in ``taken``, or will be."""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.pop() if self._returned else next(self._lines)
        self.taken.append(line)
        return line

    def accept(self) -> list[str]:
        """Return the lines taken since the last call; they are done with."""
        taken, self.taken = self.taken, []
        self.number += len(taken)
        return taken

    def hand_back(self) -> None:
        """Undo the taking of all lines that were not accepted."""
        self._returned.extend(reversed(self.taken))
        self.taken = []

    def look_ahead(self, most_lines: int, most_chars: int = 100_000) -> list[str]:
        """Return the next lines without taking them; all remaining ones if they are fewer."""
        if self.taken:
            raise RuntimeError("lines are still taken")
        chars = 0
        for line in self:
            chars += len(line)
            if len(self.taken) >= most_lines or chars > most_chars:
                break
        ahead = list(self.taken)
        self.hand_back()
        return ahead


def reader(lines: Iterable[str], dialect: Dialect) -> "csv._reader":
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


def strict_records(
    lines: Iterable[str], dialect: Dialect
) -> Iterator[tuple[int, list[str], list[str] | None]]:
    """Yield (number of the first line, raw lines, cells); cells are None for one bad line."""
    feed = LineFeed(lines)
    rows = reader(feed, dialect)
    while True:
        number = feed.number
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error:
            feed.hand_back()
            next(feed)
            yield number, feed.accept(), None
            continue
        yield number, feed.accept(), cells
