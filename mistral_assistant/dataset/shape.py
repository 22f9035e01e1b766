"""What the sound records of a file look like: the yardstick for readings of the others."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from mistral_assistant.dataset.header import ALIASES, Columns

_NUMBER = re.compile(r"[-+]?\d[\d.,:/ -]*")
_MOST_VALUES = 12
MOST_ROWS = 2_000
"""From which the shape is learned."""


@dataclass(frozen=True)
class Shape:
    """The habits of a file's columns, learned from the records that need no repair."""

    columns: Columns = field(default_factory=Columns)
    rows: int = 0
    question_share: float = 0.5
    """Of the instructions that end with a question mark."""
    upper_share: float = 0.5
    """Of the responses that begin with a capital letter or a digit."""
    numeric: frozenset[int] = frozenset()
    """Columns of numbers and dates."""
    values: tuple[frozenset[str], ...] = ()
    """The few values of each column that repeats itself; empty for free text."""
    remarks: frozenset[str] = frozenset()
    """What stands behind the last cell of several rows."""
    usual_length: float = 0.0
    """Median of the characters of both sides together."""
    first_names: frozenset[str] = frozenset()
    """How a repeated header may begin."""
    comments: frozenset[str] = frozenset()
    """Marks that begin comment lines in this file."""


def learn(
    rows: Sequence[Sequence[str]],
    columns: Columns,
    comments: frozenset[str] = frozenset(),
    remarks: frozenset[str] = frozenset(),
) -> Shape:
    """Describe the columns of sound records."""
    rows = rows[:MOST_ROWS]
    width = max((len(row) for row in rows), default=0)
    cells = [[row[place] for row in rows if place < len(row)] for place in range(width)]
    instructions = cells[columns.instruction] if 0 <= columns.instruction < width else []
    responses = cells[columns.response] if 0 <= columns.response < width else []
    pairs = list(zip(instructions, responses, strict=False))
    sides = {columns.instruction, columns.response, columns.content}
    return Shape(
        columns,
        len(rows),
        _share(instructions, lambda cell: cell.rstrip(' "').endswith("?")),
        _share(responses, begins_a_sentence),
        frozenset(
            place
            for place in range(width)
            if place not in sides and _share(cells[place], is_number) > 0.9
        ),
        tuple(frozenset() if place in sides else _few(cells[place]) for place in range(width)),
        remarks,
        median([len(one) + len(other) for one, other in pairs]) if pairs else 0.0,
        _first_names(columns),
        comments,
    )


def is_number(cell: str) -> bool:
    """Tell whether a cell holds a number, a date or a time."""
    return _NUMBER.fullmatch(cell.strip()) is not None


def begins_a_sentence(cell: str) -> bool:
    """Tell whether a text does not begin in the middle of a sentence."""
    first = cell.lstrip(" \"'«“\xa0\n\t")[:1]
    return bool(first) and not first.islower()


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, cells)) / len(cells) if cells else 0.5


def _first_names(columns: Columns) -> frozenset[str]:
    if not columns.names:
        return frozenset()
    known = {name for names in ALIASES.values() for name in names}
    return frozenset(known | {columns.names[0].strip().casefold()})


def _few(cells: Sequence[str]) -> frozenset[str]:
    counts = Counter(cell.strip() for cell in cells)
    if len(cells) >= 8 and len(counts) <= min(_MOST_VALUES, len(cells) // 3):
        return frozenset(counts)
    return frozenset()
