"""Which delimiter and quotation mark a file uses, knowing that its cells are prose.

A comma with a space behind it belongs to a sentence; a delimiter stands tight between two cells.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.dataset.header import header_score
from mistral_assistant.dataset.strict import Dialect, strict_records

DELIMITERS = (
    ",",
    ";",
    "\t",
    "|",
    "^",
    "\x1f",
    "~",
    "\x01",
    "¦",
    "§",
    "¤",
    "，",
    "；",
    "#",
    ":",
    "@",
    "!",
    "/",
)
"""The usual ones first: of two that fit as well, the earlier is taken."""

_RARE = frozenset("#:@!/")
"""Taken only where cells are quoted or the header is split by them."""

_SAMPLE_LINES = 400
_HEADER_LINES = 30


@dataclass(frozen=True)
class _Fit:
    dialect: Dialect
    score: float


def detect(lines: Sequence[str]) -> Dialect:
    """Return the dialect that reads most of the lines as records of one width."""
    sample = [line for line in lines[:_SAMPLE_LINES]]
    text = "".join(sample)
    fits = [
        _fit(sample, Dialect(delimiter, quote))
        for delimiter in DELIMITERS
        if delimiter in text
        for quote in ('"', "'")
        if quote == '"' or _apostrophes_quote(text, delimiter)
    ]
    best = max(fits, key=lambda fit: fit.score, default=None)
    return best.dialect if best and best.score > 0.1 else Dialect(",", '"', 1)


def _apostrophes_quote(text: str, delimiter: str) -> bool:
    """Apostrophes quote where they stand at both sides of most delimiters."""
    around = text.count(f"'{delimiter}'") + text.count(f"'{delimiter} '")
    return around > 0 and around >= text.count(f'"{delimiter}"')


def _fit(lines: Sequence[str], dialect: Dialect) -> _Fit:
    delimiter = dialect.delimiter
    spaced = _spaced("".join(lines), dialect)
    dialect = Dialect(delimiter, dialect.quote, 1, spaced)
    widths: Counter[int] = Counter()
    prose = boundaries = quoted = total = 0
    for _, raw, cells in strict_records(lines, dialect):
        if cells is None or not any(cell.strip() for cell in cells):
            total += cells is None
            continue
        total += 1
        widths[len(cells)] += 1
        if len(cells) > 1:
            text = "".join(raw)
            quoted += f"{dialect.quote}{delimiter}" in text or f"{delimiter}{dialect.quote}" in text
            prose += sum(cell[:1] in " \xa0\u202f" and cell != "" for cell in cells[1:])
            boundaries += len(cells) - 1
    columns = max(
        (width for width in widths if width > 1), key=lambda width: widths[width], default=1
    )
    if columns == 1 or not total:
        return _Fit(dialect, 0.0)
    share = widths[columns] / total
    tight = 1 - (0 if spaced else prose / boundaries)
    header = _header_share(lines, delimiter)
    score = share * (0.15 + 0.85 * tight) + 0.25 * quoted / total + 0.5 * header
    if delimiter in _RARE:
        score -= 0.5
    if dialect.quote == "'":
        score += 0.05
    return _Fit(Dialect(delimiter, dialect.quote, columns, spaced), score)


def _header_share(lines: Sequence[str], delimiter: str) -> float:
    """Return how well the best of the first lines reads as a header with known names."""
    return max(
        (
            header_score([cell.strip(" \"'“”«»") for cell in line.split(delimiter)])
            for line in lines[:_HEADER_LINES]
            if delimiter in line and len(line) < 500
        ),
        default=0.0,
    )


def _spaced(text: str, dialect: Dialect) -> bool:
    """Tell whether a space follows the delimiters: ``"a", "b"``, or in every unquoted row."""
    delimiter, quote = re.escape(dialect.delimiter), re.escape(dialect.quote)
    with_space = len(re.findall(f"{quote}{delimiter} +{quote}", text))
    tight = len(re.findall(f"{quote}{delimiter}{quote}", text))
    return with_space > 2 * tight and with_space > 0
