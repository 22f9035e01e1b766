"""Runs of sound records in which nothing is in need of a cure, told by one pattern of bytes.

What such a pattern takes, :mod:`sound` would find sound and :mod:`curing` plain; what it leaves is
looked at by them. So it decides how quickly a file is read and never how.
"""

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import add

from mistral_assistant.dataset.plain_bytes import bare_cell, quoted_cell
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.strict import Dialect, reader

_COMMENT = rb"(?![ \t]*(?:#|//|--|/\*|<!--|%%|;;|[Rr][Ee][Mm]))"


@dataclass(frozen=True)
class RunPattern:
    """How the plain records of a file are recognised and taken apart."""

    dialect: Dialect
    run: re.Pattern[bytes]
    """Matches as many records as there are; its group is the last of them."""
    pair: re.Pattern[bytes]
    """Takes one record of a run apart: both sides of its pair, each as two groups."""
    sides: tuple[int, int]
    """The columns of the pair."""


@dataclass(frozen=True)
class Run:
    """Records that follow each other, as the bytes of the file."""

    line: int
    """Physical line of the file at which the first begins."""
    data: bytes
    pattern: RunPattern

    def sides(self) -> tuple[list[bytes], list[bytes]]:
        """Return the instructions and the responses; doubled quotation marks stay doubled."""
        found = self.pattern.pair.findall(self.data)
        one, one_bare, other, other_bare = zip(*found, strict=True)
        sides = list(map(add, one, one_bare)), list(map(add, other, other_bare))
        return sides if self.pattern.sides[0] < self.pattern.sides[1] else sides[::-1]

    def text(self, cell: bytes) -> str:
        """Return a cell as the reader would give it."""
        quote = self.pattern.dialect.quote
        return cell.decode().replace(quote * 2, quote)

    def keys(self, ones: list[bytes], others: list[bytes]) -> Iterable[tuple[bytes, bytes]]:
        """Return the pairs as :func:`seen.key` takes them, quotation marks doubled."""
        if self.pattern.dialect.quote == '"':
            return zip(ones, others, strict=True)
        return ((self.text(one).replace('"', '""').encode(),
                 self.text(other).replace('"', '""').encode())
                for one, other in zip(ones, others, strict=True))  # fmt: skip

    def as_rows(self) -> SoundRows:
        """Return the records as any sound ones are."""
        text = self.data.decode()
        lines = list(io.StringIO(text, newline=""))
        rows = reader(lines, self.pattern.dialect)
        cells, ends = [], []
        for row in rows:
            cells.append(row)
            ends.append(rows.line_num)
        return SoundRows(self.line, lines, ends, cells)


def pattern_for(dialect: Dialect, shape: Shape) -> RunPattern | None:
    """Return the patterns of a file; None where its runs cannot be told from bytes alone."""
    columns, marks = shape.columns, dialect.delimiter + dialect.quote
    if dialect.spaced or not columns.has_pairs or columns.input >= 0 or dialect.columns < 2:
        return None
    if not marks.isascii() or len(marks) != 2 or dialect.quote not in "\"'":
        return None
    if max(columns.instruction, columns.response) >= dialect.columns:
        return None
    quote, delimiter = (re.escape(mark).encode() for mark in (dialect.quote, dialect.delimiter))
    quoted = quote + quoted_cell(dialect.quote) + quote
    cell = b"(?:" + quoted + b"|" + bare_cell(dialect.quote, dialect.delimiter) + b")"
    between = delimiter
    if dialect.delimiter in ",.:":
        between += rb"(?!(?<=[0-9]" + delimiter + rb")[0-9])"  # not the comma of 12,50
    record = (
        _beginning(shape, quote, delimiter) + between.join([cell] * dialect.columns) + rb"\r?\n"
    )
    return RunPattern(
        dialect,
        re.compile(b"(" + record + b")*+"),
        _pair(dialect.columns, (columns.instruction, columns.response), quote, delimiter),
        (columns.instruction, columns.response),
    )


def _beginning(shape: Shape, quote: bytes, delimiter: bytes) -> bytes:
    """Return what keeps repeated headers and comments out of a run."""
    longest = max((len(name.encode()) for name in shape.first_names), default=0)
    comment = quote + b"?+" + _COMMENT if shape.comments else b""
    if not longest:
        return b"(?=" + comment + b")" if comment else b""
    digit = b"" if any(name[:1].isdigit() for name in shape.first_names) else b"[0-9]|"
    least = str(longest + 1).encode()
    name = quote + b"?+(?:" + digit + b"[^\n" + quote + delimiter + b"]{" + least + b"})"
    return b"(?=" + name + b")" + (b"(?=" + comment + b")" if comment else b"")


def _pair(width: int, sides: tuple[int, int], quote: bytes, delimiter: bytes) -> re.Pattern[bytes]:
    """Return a pattern of one record with groups for the two sides, the instruction first."""
    inside, bare = (
        b"(?:[^" + quote + b"]++|" + quote * 2 + b")*+",
        b"[^\r\n" + quote + delimiter + b"]*+",
    )
    cells = []
    for place in range(width):
        if place in sides:
            cells.append(b"(?:" + quote + b"(" + inside + b")" + quote + b"|(" + bare + b"))")
        else:
            cells.append(b"(?:" + quote + inside + quote + b"|" + bare + b")")
    return re.compile(delimiter.join(cells) + rb"\r?\n")


def stored_pairs(
    data: bytes, dialect: Dialect, sides: tuple[int, int]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of the bytes of a run."""
    one, other = sides
    rows = reader(io.StringIO(data.decode(), newline=""), dialect)
    return ((cells[one], cells[other]) for cells in rows)
