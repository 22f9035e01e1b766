"""Rows that one single mending makes sound, when no other one does: read without weighing.

Most damaged rows have one flaw: a mark or a delimiter lost, doubled or exchanged. Where exactly one
way to mend it gives a row like the others, the costly search of ``row_repair`` could only find the
same; where two ways do, or none, it is asked.
"""

import csv
from collections.abc import Iterator, Sequence

from mistral_assistant.dataset.cuts import is_prose
from mistral_assistant.dataset.junk import is_header, junk_kind
from mistral_assistant.dataset.row_readings import Reading
from mistral_assistant.dataset.shape import Shape, begins_a_sentence, is_number
from mistral_assistant.dataset.strict import Dialect, divided_by, reader

_LONGEST = 4_000
"""Characters of a text that is tried."""
_MOST = 0.7
"""Share of a habit from which a row that does not keep it is left to the search."""

_BY_HABIT = frozenset({"unquoted_delimiter", "other_delimiter"})
"""Mendings in which nothing but the text says where a cell ends."""

_Mended = tuple[str, float, list[str]]
"""Rule, its cost as in ``row_readings``, the cells."""


def read_one_flaw(text: str, dialect: Dialect, shape: Shape) -> Reading | None:
    """Return the row that a text is, up to one flaw; None where that is not certain.

    ``text`` holds the lines of a stretch, which end with LF.
    """
    if not dialect.quote or dialect.spaced or len(text) > _LONGEST or not shape.columns.has_pairs:
        return None
    if not _is_one_row(text, dialect) or junk_kind(text.split("\n", 1)[0], dialect.delimiter)[0]:
        return None
    found: dict[tuple[str, ...], tuple[str, float]] = {}
    for rule, cost, cells in _mended(text, dialect):
        if _fits(cells, dialect, shape) and (rule not in _BY_HABIT or _asks(cells, shape)):
            found.setdefault(tuple(cells), (rule, cost))
    if len(found) != 1:
        return None
    (cells_found, (rule, cost)), *_ = found.items()
    return Reading("row", 0, len(text), cost, cells_found, frozenset((rule,)))


def _is_one_row(text: str, dialect: Dialect) -> bool:
    """Tell whether no line but the first has a delimiter that could begin another cell."""
    first = text.find("\n") + 1
    if not first or first == len(text):
        return True
    places = (i for i in range(first, len(text)) if text[i] in ",;\t|")
    delimiters = {dialect.delimiter} | set(";\t" if dialect.delimiter == "," else ",;\t")
    return all(
        text[i] not in delimiters or is_prose(text[i - 1], text[i], text[i + 1 : i + 2])
        for i in places
    )


def _mended(text: str, dialect: Dialect) -> Iterator[_Mended]:
    """Yield what each single mending makes of a text."""
    quote, delimiter, width = dialect.quote, dialect.delimiter, dialect.columns
    body = text.removesuffix("\n")
    if body.count(quote) % 2:
        yield "unclosed_quote", 2.0, _read(body + quote, dialect)
        yield "unopened_quote", 2.0, _read(quote + body, dialect)
        return
    cells = _read(body, dialect)
    if len(cells) == 1 and delimiter in cells[0]:
        yield "row_in_quotes", 0.6, _read(cells[0], dialect)
    if width == 2 and len(cells) == 3 and not cells[1]:
        yield "doubled_delimiter", 0.7, [cells[0], cells[2]]
    if len(cells) == width + 1 and body.endswith(f"{quote}{delimiter}{cells[-1]}") and cells[-1]:
        yield "extra_cells", 1.0, cells[:-1]
    if quote not in body:
        yield from _unquoted(body, dialect)
    for other in ",;\t|":
        if other != delimiter and other in body:
            yield "other_delimiter", 0.7, _read(body, divided_by(other, dialect))
    if body.startswith(quote) and f"{quote}\n{quote}" in body:
        yield (
            "split_row",
            1.2,
            _read(body.replace(f"{quote}\n{quote}", f"{quote}{delimiter}{quote}", 1), dialect),
        )


def _unquoted(body: str, dialect: Dialect) -> Iterator[_Mended]:
    """Yield the cells of a row in which delimiters that are punctuation were not quoted."""
    delimiter = dialect.delimiter
    cuts = [i for i, char in enumerate(body) if char == delimiter]
    tight = [i for i in cuts if not is_prose(body[i - 1 : i], delimiter, body[i + 1 : i + 2])]
    if len(tight) == dialect.columns - 1 < len(cuts) and "\n" not in body:
        ends = [*tight, len(body)]
        starts = [0, *(i + 1 for i in tight)]
        yield "unquoted_delimiter", 0.2, [body[a:b] for a, b in zip(starts, ends, strict=True)]


def _read(text: str, dialect: Dialect) -> list[str]:
    """Return the cells of one record; none where the text is not exactly one."""
    try:
        rows = list(reader((text,), dialect))
    except csv.Error:
        return []
    return rows[0] if len(rows) == 1 else []


def _fits(cells: Sequence[str], dialect: Dialect, shape: Shape) -> bool:
    """Tell whether a row is like the others of the file in every respect."""
    if len(cells) != dialect.columns:
        return False
    columns, glued = shape.columns, f"{dialect.quote}{dialect.delimiter}"
    one, other = cells[columns.instruction].strip(), cells[columns.response].strip()
    if not one or not other or any(glued in cell for cell in cells):
        return False
    if any(cell.count(dialect.quote) % 2 for cell in cells):
        return False  # a mark of the cell may be the flaw
    if cells[columns.response][:1].isspace() or cells[columns.instruction][-1:].isspace():
        return False
    for place, cell in enumerate(cells):
        if place in shape.numeric and not is_number(cell):
            return False
        if place < len(shape.values) and shape.values[place] and cell not in shape.values[place]:
            return False
    if shape.upper_share > _MOST and not begins_a_sentence(other):
        return False
    return not is_header(list(cells), shape.columns.names)


def _asks(cells: Sequence[str], shape: Shape) -> bool:
    """Tell whether an instruction ends as those of the file do."""
    end = cells[shape.columns.instruction].strip()[-1]
    return shape.question_share < 1 - _MOST or end in "?!.…»"
