"""From a file to its table: lines, rewriting, dialect, header, and then the stream of records."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from mistral_assistant.dataset.dialect import detect
from mistral_assistant.dataset.foreign_blocks import without_foreign_blocks
from mistral_assistant.dataset.header import (
    LONGEST_NAME,
    Columns,
    by_place,
    columns_of,
    folded,
    header_score,
    is_generic,
    names_columns,
    role_of,
)
from mistral_assistant.dataset.junk import comment_mark, is_blank
from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.record import Record
from mistral_assistant.dataset.records import Reader
from mistral_assistant.dataset.rest import Rest, Source
from mistral_assistant.dataset.rewriting import rewritten
from mistral_assistant.dataset.segments import segments
from mistral_assistant.dataset.shape import MOST_ROWS, Shape, learn
from mistral_assistant.dataset.sound import SoundRows, is_sound
from mistral_assistant.dataset.sound_run import Run, plan_for
from mistral_assistant.dataset.strict import Dialect, LineFeed, reader, strict_records

SAMPLE_LINES = 4_000
SAMPLE_CHARS = 1_000_000
HEADER_WITHIN = 40
"""Lines within which a header is looked for."""
HEADER_FROM = 0.6
"""Score of a header."""


_Strict = tuple[int, list[str], list[str] | None]
"""A record as ``strict_records`` yields it: line, raw lines, cells."""


@dataclass
class Table:
    """Records with named columns, and what was found about the file on the way."""

    columns: Columns
    records: Iterator[Record | SoundRows | Run]
    rules: list[str] = field(default_factory=list)
    dialect: Dialect | None = None
    notes: Notes = field(default_factory=Notes)
    encoding: str = ""
    container: str = ""
    rest: Rest | None = None
    """What comes behind the records, where they are only those of the first segment."""

    def all_records(self) -> Iterator[Record | SoundRows | Run]:
        """Yield the records of all segments."""
        yield from self.records
        if self.rest:
            yield from self.rest.all_records(self.notes)


def read_delimited(
    head: list[str],
    lines: Iterator[str],
    renamed: Mapping[str, str] | None = None,
    source: Source | None = None,
) -> Table:
    """Read delimited text of any dialect as a table; ``head`` are its first lines."""
    rules: list[str] = []
    as_they_are = head
    head, lines = rewritten(head, lines, rules)
    dialect = detect(head)
    known = {folded(name) for name in renamed or {}}
    start, names, header_line = _find_header(head, dialect, known)
    columns, dialect = _columns(head[start:], names, dialect, rules, renamed)
    comments = _comments(head)
    by_text = not names and not columns.has_pairs
    strict = list(strict_records(head[start:], dialect))
    sound = _sound_rows(strict, dialect, None if by_text else MOST_ROWS)
    if by_text:
        columns = by_place(dialect.columns, _text_columns(sound, dialect.columns))
    shape = learn(sound, columns, comments, _remarks(strict, dialect))
    top = _top(head, start, header_line, dialect, names)
    every = source.again() if source and head is as_they_are else None
    if source is None or every is None:
        reader = Reader(LineFeed(chain(head[start:], lines), start + 1), dialect, shape)
        records = without_foreign_blocks(reader.records(), shape)
        return Table(columns, chain(top, records), rules, dialect)
    parts = segments(every, plan_for(dialect, shape), shape, source.part)
    first = next(parts)
    rest = Rest(dialect, shape, source.mender, parts)
    feed = rest.feed(first, source.notes)
    feed.take(start)
    return Table(columns, chain(top, rest.records(feed)), rules, dialect, rest=rest)


def _sound_rows(records: list[_Strict], dialect: Dialect, most: int | None) -> list[list[str]]:
    """Return the first records of a sample that are what they seem; all where ``most`` is None."""
    shape = Shape()
    rows = (cells for _, raw, cells in records if cells and is_sound(raw, cells, dialect, shape))
    return list(islice(rows, most))


def head_of(lines: Iterator[str]) -> list[str]:
    """Take the lines that a decision about the whole file is based on."""
    head: list[str] = []
    chars = 0
    for line in lines:
        head.append(line)
        chars += len(line)
        if len(head) >= SAMPLE_LINES or chars >= SAMPLE_CHARS:
            break
    return head


def has_plain_header(lines: Sequence[str]) -> bool:
    """Tell whether the first line names both sides between delimiters, with no rule below it."""
    full = [line for line in lines[:20] if line.strip()][:2]
    if not full or full[0].lstrip()[:1] in "|<{[(" or not full[-1].strip(" -|:\r\n"):
        return False
    return any(
        header_score([cell.strip(" \t\r\n\"'") for cell in full[0].split(delimiter)]) >= 0.95
        for delimiter in ",;\t|"
    )


def _find_header(
    lines: Sequence[str], dialect: Dialect, known: Collection[str]
) -> tuple[int, list[str], int]:
    """Return (index of the first data line, the names, index of the header line or -1)."""
    best: tuple[float, int, list[str]] = (0.0, -1, [])
    for index, line in enumerate(lines[:HEADER_WITHIN]):
        for delimiter in dict.fromkeys((dialect.delimiter, ",", ";", "\t", "|")):
            cells = _cells(line, delimiter)
            score = header_score(cells, known) - 0.005 * index
            if score > best[0] and score >= HEADER_FROM:
                best = (score, index, cells)
    if best[1] < 0 and dialect.columns == 1:
        best = _single_name(lines)
    if best[1] >= 0:
        start = best[1] + 1
        while start < len(lines) and start < best[1] + 3 and _second_header(lines[start], dialect):
            start += 1
        return start, best[2], best[1]
    first = _first_row(lines, dialect)
    if first < len(lines):
        line = lines[first]
        cells = _cells(line, dialect.delimiter)
        if line.lower().startswith("sep="):
            return first + 1, [], -1
        if is_generic(cells):
            return first + 1, [], first
        below = [
            row for _, _, row in strict_records(lines[first + 1 : first + 200], dialect) if row
        ]
        if names_columns(cells, below):
            return first + 1, cells, first
    return (first if any(map(is_blank, lines[:first])) else 0), [], -1


def _cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line that may be a header, without what stands around them."""
    try:
        rows = list(reader([line], Dialect(delimiter)))
        cells = rows[0] if rows else []
    except csv.Error:
        cells = line.split(delimiter)
    return [cell.strip(" \t\r\n\"'“”«»") for cell in cells]


def _first_row(lines: Sequence[str], dialect: Dialect) -> int:
    """Return the index of the first line that has a delimiter; 0 where it is far down."""
    near = lines[:HEADER_WITHIN]
    return next((i for i, line in enumerate(near) if dialect.delimiter in line), 0)


def _single_name(lines: Sequence[str]) -> tuple[float, int, list[str]]:
    """Find the header of a file of one column."""
    first = next((i for i, line in enumerate(lines) if not is_blank(line)), -1)
    name = lines[first].strip(" \t\r\n\"'") if first >= 0 else ""
    return (1.0, first, [name]) if role_of(name)[1] == 1.0 else (0.0, -1, [])


_TYPES = {"string", "str", "text", "texte", "varchar", "object", "char", "type"}


def _second_header(line: str, dialect: Dialect) -> bool:
    """Tell whether the line under the header names the columns once more, or their types."""
    cells = [cell.lower() for cell in _cells(line, dialect.delimiter)]
    if len(cells) < 2 or not all(cells):
        return False
    return all(cell in _TYPES or cell.startswith("varchar(") for cell in cells) or (
        header_score(cells) >= 0.75
    )


def _columns(
    lines: Sequence[str],
    names: list[str],
    dialect: Dialect,
    rules: list[str],
    renamed: Mapping[str, str] | None,
) -> tuple[Columns, Dialect]:
    """Give the columns their roles, for the width that the body has."""
    if not names:
        rules.append("no_header")
        return Columns(), dialect
    columns = columns_of(names, renamed)
    if columns.aliases:
        rules.append("column_alias")
    shift = _unnamed_index(lines, names, dialect)
    if shift:
        names = [""] * shift + names
        columns = columns_of(names, renamed)
        rules.append("unnamed_index")
    width = len(names)
    while width > 2 and not names[width - 1].strip() and dialect.columns < width:
        width -= 1
    if dialect.columns > width and not shift:
        wider = sum(1 for _, _, cells in strict_records(lines[:400], dialect)
                    if cells and len(cells) == dialect.columns and any(cells[width:]))  # fmt: skip
        if not wider:
            pass
    return columns, replace(dialect, columns=max(width, 1))


def _unnamed_index(lines: Sequence[str], names: Sequence[str], dialect: Dialect) -> int:
    """Return 1 where every row begins with a running number that the header does not name."""
    rows = [cells for _, _, cells in strict_records(lines[:200], dialect) if cells]
    numbered = [row for row in rows if len(row) == len(names) + 1 and row[0].strip().isdigit()]
    return 1 if rows and len(numbered) >= 0.6 * len(rows) else 0


def _remarks(records: Sequence[_Strict], dialect: Dialect) -> frozenset[str]:
    """Return short texts that stand alone behind the last cell of several rows."""
    found = Counter(
        cells[-1].strip()
        for _, _, cells in records
        if cells and len(cells) == dialect.columns + 1 and len(cells[-1]) < LONGEST_NAME
    )
    return frozenset(text for text, count in found.items() if count > 1 and text)


def _comments(lines: Sequence[str]) -> frozenset[str]:
    """Return the comment marks of lines that can be nothing else: no delimiter in them."""
    marks = [
        comment_mark(line)
        for line in lines
        if comment_mark(line) and not any(mark in line for mark in ",;\t|")
    ]
    return frozenset(mark for mark in marks if marks.count(mark) >= 1)


def _text_columns(rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """Return the columns of prose, in their order."""
    if not rows:
        return list(range(width))
    lengths = [
        sum(len(row[place]) for row in rows if place < len(row)) / len(rows)
        for place in range(width)
    ]
    longest = sorted(range(width), key=lambda place: -lengths[place])[:2]
    return sorted(longest)


def _top(
    lines: Sequence[str], start: int, header: int, dialect: Dialect, names: Sequence[str]
) -> Iterator[Record]:
    """Yield what stands above the data: junk, one line each."""
    for index in range(start):
        line = lines[index]
        if index == header:
            kind = "header"
        elif is_blank(line):
            kind = "blank"
        elif index > header >= 0:
            kind = "second_header"
        else:
            kind = "preamble"
        yield Record(index + 1, [line], [], "junk", junk=kind)
