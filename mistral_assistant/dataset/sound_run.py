"""Runs of sound records in which nothing is in need of a cure, found in blocks of bytes.

What is in such a run, :mod:`sound` would find sound and :mod:`curing` plain; what is in none is
looked at by them. So it decides how quickly a file is read and never how.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mistral_assistant.dataset.byte_scan import Layout, Plan
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.strict import Dialect, reader


@dataclass(frozen=True)
class Run:
    """Records that follow each other, as the bytes of the file."""

    line: int
    """Physical line of the file at which the first begins."""
    layout: Layout
    first: int
    stop: int
    """The first of its records in the layout, and the one behind its last."""

    def __len__(self) -> int:
        return self.stop - self.first

    @cached_property
    def data(self) -> bytes:
        """The bytes of all records, with their line ends."""
        layout = self.layout
        return layout.scan.data[layout.starts[self.first] : layout.ends[self.stop - 1]]

    @property
    def dialect(self) -> Dialect:
        """How the records are read."""
        plan = self.layout.scan.plan
        return Dialect(plan.delimiter, plan.quote, plan.columns)

    @property
    def sides(self) -> tuple[int, int]:
        """The columns of the pair."""
        return self.layout.scan.plan.sides

    @property
    def lines(self) -> int:
        """How many physical lines it has."""
        return self._lines_before(self.stop) - self._lines_before(self.first)

    def _lines_before(self, place: int) -> int:
        return int(self.layout.lines[place - 1]) if place else 0

    def hashes(self) -> list[int]:
        """Return the pairs as :func:`seen.key` gives them."""
        data, bounds = self.layout.scan.data, self.layout.bounds(self.first, self.stop)
        if self.layout.scan.plan.quote == '"':
            return [hash((data[a:b], data[c:d])) for a, b, c, d in bounds]
        return [hash((self._quoted(data[a:b]), self._quoted(data[c:d]))) for a, b, c, d in bounds]

    def _quoted(self, cell: bytes) -> bytes:
        return self.text(cell).replace('"', '""').encode()

    def text(self, cell: bytes) -> str:
        """Return a cell as the reader would give it."""
        quote = self.layout.scan.plan.quote
        return cell.decode().replace(quote * 2, quote)

    def to_look_at(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield the pairs of which a cell may be no whole text, as they stand in the file."""
        data = self.layout.scan.data
        for place in self.layout.to_look_at(self.first, self.stop):
            a, b, c, d = self.layout.bounds_of(place)
            yield data[a:b], data[c:d]

    def without_last(self) -> "tuple[Run | None, Run]":
        """Return the records but the last, if there are others, and the last."""
        if len(self) == 1:
            return None, self
        return self._split(self.stop - 1)

    def halves(self) -> "tuple[Run, Run]":
        """Return the first half of several records, and the second."""
        return self._split(self.first + len(self) // 2)

    def _split(self, place: int) -> "tuple[Run, Run]":
        line = self.line + self._lines_before(place) - self._lines_before(self.first)
        return (
            Run(self.line, self.layout, self.first, place),
            Run(line, self.layout, place, self.stop),
        )

    def as_rows(self) -> SoundRows:
        """Return the records as any sound ones are."""
        lines = list(io.StringIO(self.data.decode(), newline=""))
        rows = reader(lines, self.dialect)
        cells, ends = [], []
        for row in rows:
            cells.append(row)
            ends.append(rows.line_num)
        return SoundRows(self.line, lines, ends, cells)


def plan_for(dialect: Dialect, shape: Shape) -> Plan | None:
    """Return what runs look like; None where those of a file cannot be told from bytes alone."""
    columns, marks = shape.columns, dialect.delimiter + dialect.quote
    if dialect.spaced or not columns.has_pairs or columns.input >= 0 or dialect.columns < 2:
        return None
    if not marks.isascii() or len(marks) != 2 or dialect.quote not in "\"'":
        return None
    if max(columns.instruction, columns.response) >= dialect.columns:
        return None
    digit = any(name[:1].isdigit() for name in shape.first_names)
    return Plan(
        dialect.quote,
        dialect.delimiter,
        dialect.columns,
        (columns.instruction, columns.response),
        max((len(name.encode()) for name in shape.first_names), default=0),
        digit,
        bool(shape.comments),
    )


def stored_pairs(
    data: bytes, dialect: Dialect, sides: tuple[int, int]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs of the bytes of a run."""
    one, other = sides
    rows = reader(io.StringIO(data.decode(), newline=""), dialect)
    return ((cells[one], cells[other]) for cells in rows)
