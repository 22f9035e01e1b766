"""Which records are what they seem: strictly read, of the right width, cut where a cell ends."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.dataset.header import LONGEST_NAME
from mistral_assistant.dataset.junk import comment_mark, is_blank, is_header
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect, LineFeed, Lines, reader, strict_record

BATCH_LINES = 256
"""Lines that are read at once."""


@dataclass(slots=True)
class SoundRows:
    """Sound records that follow each other, kept together for speed."""

    line: int
    """Physical line of the file at which the first begins."""
    lines: list[str]
    ends: list[int]
    """For each record, the number of lines up to its end."""
    rows: list[list[str]]


def take_sound_rows(
    feed: Lines, dialect: Dialect, shape: Shape, most: int = BATCH_LINES
) -> SoundRows | None:
    """Take the sound records up to the first that is not, of at most ``most`` lines."""
    lines = feed.peek(most)
    rows = reader(lines, dialect)
    found: list[list[str]] = []
    ends: list[int] = []
    try:
        for cells in rows:
            found.append(cells)
            ends.append(rows.line_num)
    except csv.Error:
        pass  # the record with the error is looked at by itself
    count = _sound_at_first(lines, found, ends, dialect, shape)
    del found[count:], ends[count:]
    if not found:
        return None
    number = feed.number
    return SoundRows(number, feed.take(ends[-1]), ends, found)


def take_if_sound(
    feed: Lines, dialect: Dialect, shape: Shape
) -> tuple[SoundRows | None, tuple[list[str] | None, int]]:
    """Take the next line if it is a sound record; return what the strict reader gives, too."""
    number, (cells, count) = feed.number, strict_record(feed, dialect)
    batch = None
    if cells and count == 1 and _sound_at_first(feed.peek(1), [cells], [1], dialect, shape):
        batch = SoundRows(number, feed.take(1), [1], [cells])
    return batch, (cells, count)


def _sound_at_first(
    lines: Sequence[str],
    rows: Sequence[list[str]],
    ends: Sequence[int],
    dialect: Dialect,
    shape: Shape,
) -> int:
    """Count the records before the first that is not sound."""
    width = dialect.columns
    count = len(rows)
    if count and set(map(len, rows)) != {width}:
        count = next(place for place, cells in enumerate(rows) if len(cells) != width)
    if not count:
        return 0
    for place in sorted(_doubtful(rows[:count], dialect, shape)):
        cells, raw = rows[place], lines[ends[place - 1] if place else 0 : ends[place]]
        if not is_sound(raw, cells, dialect, shape) or is_header(cells, shape.columns.names):
            return place
    return count


def _doubtful(rows: Sequence[list[str]], dialect: Dialect, shape: Shape) -> set[int]:
    """Return the places of records of the right width that may be something else.

    All are looked at together, which takes a fraction of the time.
    """
    found: set[int] = set()
    columns, quote = list(zip(*rows, strict=True)), dialect.quote
    for place, column in enumerate(columns):
        firsts = {cell[:1] for cell in column}
        if " " in firsts or "" in firsts:
            empty = dialect.columns == 2
            found |= {i for i, cell in enumerate(column) if (cell or " " * empty)[:1] == " "}
        if quote and any([quote in cell for cell in column]):
            found |= {i for i, cell in enumerate(column) if cell.count(quote) & 1}
        if place and any(map(str.isdigit, firsts)):
            meets = enumerate(zip(columns[place - 1], column, strict=True))
            found |= {i for i, (a, b) in meets if b[:1].isdigit() and a[-1:].isdigit()}
    return found | _marked(columns[0] if columns else (), shape)


def _marked(cells: Sequence[str], shape: Shape) -> set[int]:
    """Return the places of first cells that may name a column or begin a comment."""
    found: set[int] = set()
    names = [cell.strip().casefold() for cell in cells if len(cell) < LONGEST_NAME]
    if not shape.first_names.isdisjoint(names):
        known = shape.first_names
        found |= {i for i, cell in enumerate(cells) if cell.strip().casefold() in known}
    if shape.comments:
        found |= {i for i, cell in enumerate(cells) if comment_mark(cell) in shape.comments}
    return found


def is_sound(raw: Sequence[str], cells: Sequence[str], dialect: Dialect, shape: Shape) -> bool:
    """Tell whether a record that the strict reader took is what it seems."""
    if len(cells) != dialect.columns or not any(cell.strip() for cell in cells):
        return False
    text = raw[0] if len(raw) == 1 else "".join(raw)
    delimiter, quote = dialect.delimiter, dialect.quote
    if quote and text.count(quote) & 1:
        return False
    if not dialect.spaced and f"{delimiter} " in text:
        tight = f"{delimiter}{quote}"
        for cell in cells[1:]:
            if cell[:1] == " " and cell.strip() and tight + cell[:9] not in text:
                return False
    if delimiter in ",.:" and _between_digits(cells, text, delimiter, shape):
        return False
    return not shape.comments or comment_mark(text) not in shape.comments


def _between_digits(cells: Sequence[str], text: str, delimiter: str, shape: Shape) -> bool:
    """A comma between two digits is one of a number, as in 12,50, where no column is of numbers."""
    return any(
        one[-1:].isdigit() and other[:1].isdigit() and f"{one[-1]}{delimiter}{other[0]}" in text
        for place, (one, other) in enumerate(zip(cells, cells[1:], strict=False))
        if place not in shape.numeric and place + 1 not in shape.numeric
    )


def sound_count(
    lines: Sequence[str], dialect: Dialect, shape: Shape, most: int, ends: bool = True
) -> int:
    """Count the sound records at the beginning of ``lines``.

    Where the file ``ends`` with them, the end counts as many.
    """
    if not lines:
        return most if ends else 0
    feed = LineFeed(lines)
    count = 0
    while count < most:
        cells, length = strict_record(feed, dialect)
        if not length:
            return most if count and ends else count
        raw = feed.take(length)
        if length == 1 and is_blank(raw[0], dialect.delimiter, dialect.quote):
            continue
        if cells is None:
            return count
        if not is_sound(raw, cells, dialect, shape) and not is_header(cells, shape.columns.names):
            return count
        count += 1
    return count


def may_be_sound(line: str, dialect: Dialect, shape: Shape) -> bool:
    """Tell whether a line is a sound record, or may be one with the lines behind it."""
    if line.count(dialect.quote) & 1 or is_blank(line, dialect.delimiter, dialect.quote):
        return True
    return sound_count((line,), dialect, shape, 1) > 0


def is_unsound(line: str, dialect: Dialect, shape: Shape) -> bool:
    """Tell whether a line is a whole record and not sound, whatever stands behind it."""
    cells, _ = strict_record(LineFeed((line,)), dialect)
    if cells is None or is_blank(line, dialect.delimiter, dialect.quote):
        return False
    return not is_sound((line,), cells, dialect, shape) and not is_header(
        cells, shape.columns.names
    )
