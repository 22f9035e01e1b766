"""Tables from sources that already know their cells: sheets, JSON, Markdown, HTML, SQL."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from mistral_assistant.dataset.header import Columns, by_place, columns_of, header_score, is_generic
from mistral_assistant.dataset.junk import is_header
from mistral_assistant.dataset.records import Record
from mistral_assistant.dataset.tables import Table

_SAMPLE = 200
_HEADER_WITHIN = 40

Row = tuple[int, list[str], list[str] | None]
"""Line number, raw lines, cells; None where the lines are no row."""


def table_of_rows(rows: Iterable[Row], renamed: Mapping[str, str] | None = None) -> Table:
    """Find the header among the first rows and give every row its width."""
    rows = iter(rows)
    head = list(islice(rows, _SAMPLE))
    place = max(
        range(min(len(head), _HEADER_WITHIN)),
        key=lambda index: (
            header_score([cell for cell in head[index][2] or [] if cell.strip()]) - 0.005 * index
        ),
        default=-1,
    )
    found = (
        place >= 0 and header_score([cell for cell in head[place][2] or [] if cell.strip()]) >= 0.6
    )
    if not found and head and head[0][2] and is_generic(head[0][2]):
        place, found = 0, False
        start = 1
    else:
        start = place + 1 if found else 0
    names = (head[place][2] or []) if found else []
    width = max((len(cells) for _, _, cells in head if cells), default=0)
    columns = columns_of(names, renamed) if names else by_place(width)
    return Table(columns, _records(chain(head, rows), start, place if found else -1, columns, width),
                 [] if names else ["no_header"])  # fmt: skip


def _records(
    rows: Iterable[Row], start: int, header: int, columns: Columns, width: int
) -> Iterator[Record]:
    for index, (line, raw, cells) in enumerate(rows):
        if index < start:
            kind = "header" if index in (header, start - 1) else "preamble"
            yield Record(line, raw, [], "junk", junk=kind)
        elif cells is None:
            yield Record(line, raw, [], "unsure", frozenset({"unreadable"}), 0.0)
        elif not any(cell.strip() for cell in cells):
            yield Record(line, raw, [], "junk", junk="blank")
        elif is_header(cells, columns.names):
            yield Record(line, raw, [], "junk", junk="repeated_header")
        else:
            rules = (
                frozenset({"missing_cells"})
                if len(cells) < width and not columns.names
                else frozenset()
            )
            yield Record(line, raw, [*cells, *[""] * (width - len(cells))], rules=rules)


def table_of_values(
    found: Iterable[tuple[int, list[str], Any]], renamed: Mapping[str, str] | None = None
) -> Table:
    """Make a table of objects or lists; the keys of the first objects name the columns."""
    found = iter(found)
    head = list(islice(found, _SAMPLE))
    objects = [value for _, _, value in head if isinstance(value, dict) and value]
    if len(objects) < 0.5 * sum(1 for _, _, value in head if value):
        rows = (
            (line, raw, None if value is None else [_text(one) for one in value])
            for line, raw, value in chain(head, found)
        )
        return table_of_rows(rows, renamed)
    names = list(dict.fromkeys(str(key) for value in objects for key in value))
    columns = columns_of(names, renamed)
    return Table(columns, _object_records(chain(head, found), names))


def _object_records(
    found: Iterable[tuple[int, list[str], Any]], names: Sequence[str]
) -> Iterator[Record]:
    for line, raw, value in found:
        if value is None:
            yield Record(line, raw, [], "unsure", frozenset({"unreadable"}), 0.0)
        elif isinstance(value, dict) and value:
            known = {str(key): one for key, one in value.items()}
            yield Record(line, raw, [_text(known.get(name)) for name in names])
        elif value:
            cells = [_text(one) for one in value]
            yield Record(line, raw, [*cells, *[""] * len(names)][: len(names)])
        else:
            yield Record(line, raw, [], "junk", junk="brackets")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool | int | float):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)
