"""Tables from sources that already know their cells: sheets, JSON, Markdown, HTML, SQL."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from mistral_assistant.dataset.header import (
    Columns,
    by_place,
    columns_of,
    folded,
    header_score,
    is_generic,
    names_columns,
)
from mistral_assistant.dataset.junk import is_header
from mistral_assistant.dataset.record import Record
from mistral_assistant.dataset.tables import HEADER_FROM, HEADER_WITHIN, Table

_SAMPLE = 200

Row = tuple[int, list[str], list[str] | None]
"""Line number, raw lines, cells; None where the lines are no row."""
Found = tuple[int, list[str], Any]
"""Line number, raw lines, and an object or a list; None where the lines are neither."""


def table_of_rows(rows: Iterable[Row], renamed: Mapping[str, str] | None = None) -> Table:
    """Find the header among the first rows and give every row its width."""
    rows = iter(rows)
    head = list(islice(rows, _SAMPLE))
    known = {folded(name) for name in renamed or {}}
    header = _header(head, known)
    names = (head[header][2] or []) if header >= 0 else []
    width = max((len(cells) for _, _, cells in head if cells), default=0)
    start = header + 1
    if not names and head and head[0][2] and is_generic(head[0][2]):
        start = 1
    columns = columns_of(names, renamed) if names else by_place(width)
    rules = [] if names else ["no_header"]
    return Table(columns, _records(chain(head, rows), start, columns, width), rules)


def _header(rows: Sequence[Row], known: Collection[str]) -> int:
    """Return the index of the header; -1 where none of the first rows is one."""
    scores = [
        header_score([cell for cell in cells or [] if cell.strip()], known) - 0.005 * index
        for index, (_, _, cells) in enumerate(rows[:HEADER_WITHIN])
    ]
    best = max(range(len(scores)), key=scores.__getitem__, default=-1)
    if scores and scores[best] >= HEADER_FROM:
        return best
    below = [cells for _, _, cells in rows[1:] if cells]
    return 0 if rows and rows[0][2] and names_columns(rows[0][2], below) else -1


def _records(rows: Iterable[Row], start: int, columns: Columns, width: int) -> Iterator[Record]:
    for index, (line, raw, cells) in enumerate(rows):
        if index < start:
            kind = "header" if index == start - 1 else "preamble"
            yield Record(line, raw, [], "junk", junk=kind)
        elif cells is None:
            yield Record(line, raw, [], "unsure", frozenset({"unreadable"}), 0.0)
        elif not any(cell.strip() for cell in cells):
            yield Record(line, raw, [], "junk", junk="blank")
        elif is_header(cells, columns.names):
            yield Record(line, raw, [], "junk", junk="repeated_header")
        else:
            yield Record(line, raw, [*cells, *[""] * (width - len(cells))])


def table_of_values(found: Iterable[Found], renamed: Mapping[str, str] | None = None) -> Table:
    """Make a table of objects or lists; the keys of the first objects name the columns."""
    found = iter(found)
    head = list(islice(found, _SAMPLE))
    objects = [value for _, _, value in head if isinstance(value, dict) and value]
    if len(objects) < 0.5 * sum(1 for _, _, value in head if value):
        return table_of_rows((_listed(one) for one in chain(head, found)), renamed)
    names = list(dict.fromkeys(str(key) for value in objects for key in value))
    records = (_record(one, names) for one in chain(head, found))
    return Table(columns_of(names, renamed), records)


def _listed(found: Found) -> Row:
    line, raw, value = found
    return line, raw, None if value is None else [as_text(one) for one in value]


def _record(found: Found, names: Sequence[str]) -> Record:
    line, raw, value = found
    if value is None:
        return Record(line, raw, [], "unsure", frozenset({"unreadable"}), 0.0)
    if not value:
        return Record(line, raw, [], "junk", junk="brackets")
    if isinstance(value, dict):
        known = {str(key): one for key, one in value.items()}
        return Record(line, raw, [as_text(known.get(name)) for name in names])
    cells = [as_text(one) for one in value]
    return Record(line, raw, [*cells, *[""] * len(names)][: len(names)])


def as_text(value: Any) -> str:
    """Return a JSON value as the text of a cell; lists and objects stay JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)
