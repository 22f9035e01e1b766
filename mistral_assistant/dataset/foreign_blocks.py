"""Blocks behind a blank line that are no part of the table: totals, a signature, a second table."""

import re
from collections.abc import Iterable, Iterator

from mistral_assistant.dataset.junk import junk_kind
from mistral_assistant.dataset.record import Record, one_by_one
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.sound_run import Run

_LEAST_LENGTH = 60
"""Characters of the usual row from which a short one stands out."""
_SHORT = 0.4
_LONGEST_BLOCK = 8
"""Rows that are held back until they are judged."""
_ODD = frozenset({"split_row", "missing_cells", "extra_cells", "unquoted_delimiter"})
_GAPS = frozenset({"blank", "separator", "comment", "page_break"})


def without_foreign_blocks(
    records: Iterable[Record | SoundRows | Run], shape: Shape
) -> Iterator[Record | SoundRows | Run]:
    """Turn the rows of foreign blocks into junk; the other records pass."""
    if shape.usual_length < _LEAST_LENGTH:
        yield from records
        return
    state = _Blocks(shape)
    for record in records:
        if not state.behind_gap and not (isinstance(record, Record) and record.kind == "junk"):
            yield record
        else:
            for one in one_by_one((record,)):
                yield from state.after(one)
    yield from state.settled()


class _Blocks:
    """The rows since the last gap, as long as nothing tells them from a foreign block."""

    def __init__(self, shape: Shape) -> None:
        self._shape = shape
        self._block: list[Record] = []
        self._foreign = False
        self.behind_gap = False

    def after(self, record: Record) -> Iterator[Record]:
        """Yield what is certain once this record has come."""
        if record.kind == "junk":
            yield from self.settled()
            self.behind_gap = self.behind_gap or _is_gap(record)
            yield record
        elif not self.behind_gap:
            yield record
        elif not is_unlike(record, self._shape):
            yield from self._block
            yield record
            self._block, self.behind_gap, self._foreign = [], False, False
        elif self._foreign:
            yield as_junk(record)
        else:
            self._block.append(record)
            if len(self._block) >= _LONGEST_BLOCK:
                yield from map(as_junk, self._block)
                self._block, self._foreign = [], True

    def settled(self) -> Iterator[Record]:
        """Yield a block that has ended: junk if it is several unlike rows, or a total."""
        block, self._block = self._block, []
        foreign = len(block) > 1 or any(one.rules & _ODD or _is_footer(one) for one in block)
        yield from map(as_junk, block) if foreign else block


def is_unlike(record: Record, shape: Shape) -> bool:
    """Tell whether a row has nothing of the rows that this file is made of."""
    cells = [cell.strip() for cell in record.cells if cell.strip()]
    text = " ".join(cells)
    if len(text) > _SHORT * shape.usual_length or not cells:
        return False
    return "?" not in text and re.search(r"[.!…]$", cells[-1]) is None


def as_junk(record: Record) -> Record:
    """Return the lines of a row as junk."""
    return Record(record.line, record.raw, [], "junk", junk="second_table")


def _is_footer(record: Record) -> bool:
    text = " ".join(cell.strip() for cell in record.cells)
    return junk_kind(text, "\0")[0] in ("footer", "row_count")


def _is_gap(record: Record) -> bool:
    """A line of delimiters is an empty row; a gap has none."""
    return record.junk in _GAPS and not record.raw[0].strip(" \t\r\n-=*_\x0c")
