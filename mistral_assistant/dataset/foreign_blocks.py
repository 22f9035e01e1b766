"""Blocks behind a blank line that are no part of the table: totals, a signature, a second table."""

import re
from collections.abc import Iterable, Iterator

from mistral_assistant.dataset.junk import junk_kind
from mistral_assistant.dataset.records import Record
from mistral_assistant.dataset.shape import Shape

_LEAST_LENGTH = 60
"""Characters of the usual row from which a short one stands out."""
_SHORT = 0.4
_LONGEST_BLOCK = 8
"""Rows that are held back until they are judged."""
_ODD = frozenset({"split_row", "missing_cells", "extra_cells", "unquoted_delimiter"})
_GAPS = frozenset({"blank", "separator", "comment", "page_break"})


def without_foreign_blocks(records: Iterable[Record], shape: Shape) -> Iterator[Record]:
    """Turn the rows of foreign blocks into junk; the other records pass."""
    if shape.mean_length < _LEAST_LENGTH:
        yield from records
        return
    block: list[Record] = []
    behind_gap = foreign = False
    for record in records:
        if record.kind == "junk":
            yield from _settled(block, shape)
            block = []
            behind_gap = behind_gap or _is_gap(record)
            yield record
        elif not behind_gap:
            yield record
        elif foreign and is_unlike(record, shape):
            yield as_junk(record)
        else:
            foreign = False
            block.append(record)
            if not is_unlike(record, shape):
                yield from block
                block, behind_gap = [], False
            elif len(block) >= _LONGEST_BLOCK:
                yield from map(as_junk, block)
                block, foreign = [], True
    yield from _settled(block, shape)


def is_unlike(record: Record, shape: Shape) -> bool:
    """Tell whether a row has nothing of the rows that this file is made of."""
    cells = [cell.strip() for cell in record.cells if cell.strip()]
    text = " ".join(cells)
    if len(text) > _SHORT * shape.mean_length or not cells:
        return False
    return "?" not in text and re.search(r"[.!…]$", cells[-1]) is None


def as_junk(record: Record) -> Record:
    """Return the lines of a row as junk."""
    return Record(record.line, record.raw, [], "junk", junk="second_table")


def _settled(block: list[Record], shape: Shape) -> Iterator[Record]:
    """Yield a block that has ended: junk if it is several unlike rows, or a total."""
    foreign = len(block) > 1 or any(record.rules & _ODD or _is_footer(record) for record in block)
    yield from map(as_junk, block) if foreign else block


def _is_footer(record: Record) -> bool:
    text = " ".join(cell.strip() for cell in record.cells)
    return junk_kind(text, "\0")[0] in ("footer", "row_count")


def _is_gap(record: Record) -> bool:
    """A line of delimiters is an empty row; a gap has none."""
    return record.junk in _GAPS and not record.raw[0].strip(" \t\r\n-=*_\x0c")
