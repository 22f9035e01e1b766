"""Which records are what they seem: strictly read, of the right width, cut where a cell ends."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.dataset.header import LONGEST_NAME
from mistral_assistant.dataset.junk import comment_mark, is_blank, is_header
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect, LineFeed, reader, strict_record

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


def take_sound_rows(feed: LineFeed, dialect: Dialect, shape: Shape) -> SoundRows | None:
    """Take the sound records up to the first that is not."""
    lines = feed.peek(BATCH_LINES)
    rows = reader(lines, dialect)
    found: list[list[str]] = []
    ends: list[int] = []
    start = 0
    try:
        for cells in rows:
            end = rows.line_num
            if not _clearly_sound(cells, dialect, shape):
                if not is_sound(lines[start:end], cells, dialect, shape) or is_header(
                    cells, shape.columns.names
                ):
                    break
            found.append(cells)
            ends.append(end)
            start = end
    except csv.Error:
        pass  # the record with the error is looked at by itself
    if not found:
        return None
    number = feed.number
    return SoundRows(number, feed.take(ends[-1]), ends, found)


def _clearly_sound(cells: list[str], dialect: Dialect, shape: Shape) -> bool:
    """Do as :func:`is_sound` by the cells alone; in doubt the answer is no."""
    if len(cells) != dialect.columns:
        return False
    quote, before = dialect.quote, ""
    for cell in cells:
        if not cell:
            if dialect.columns == 2:
                return False
        elif cell[0] == " " or (before.isdigit() and cell[0].isdigit()):
            return False
        elif quote in cell and cell.count(quote) & 1:
            return False
        before = cell[-1:]
    first = cells[0]
    if len(first) < LONGEST_NAME and first.strip().casefold() in shape.first_names:
        return False
    return not shape.comments or comment_mark(first) not in shape.comments


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


def sound_count(lines: Sequence[str], dialect: Dialect, shape: Shape, most: int) -> int:
    """Count the sound records at the beginning of ``lines``; the end of the file counts as many."""
    if not lines:
        return most
    feed = LineFeed(lines)
    count = 0
    while count < most:
        cells, length = strict_record(feed, dialect)
        if not length:
            return most if count else 0
        raw = feed.take(length)
        if length == 1 and is_blank(raw[0], dialect.delimiter, dialect.quote):
            continue
        if cells is None:
            return count
        if not is_sound(raw, cells, dialect, shape) and not is_header(cells, shape.columns.names):
            return count
        count += 1
    return count
