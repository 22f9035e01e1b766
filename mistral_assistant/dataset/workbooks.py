"""The sheets of an .xlsx workbook as rows of text."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from mistral_assistant.dataset.header import header_score
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

DAMAGED = (
    zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError, KeyError, ValueError,
    IndexError, TypeError, AttributeError,
)  # fmt: skip
"""What openpyxl lets through where a workbook is damaged; ``SyntaxError`` is that of its XML."""


def sheet_rows(file: IO[bytes]) -> tuple[Iterator[list[str]], list[str]]:
    """Return the rows of the sheet that holds the pairs, and the names of what is not read.

    Sheets that begin with the same row go on with it. The pairs' sheet is the one with the most
    likely header, or the first that holds anything.

    Raises:
        DataError: the workbook is damaged.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        best = max(book.worksheets, key=_header_in, default=None)
        chosen, others = same_sheets(book.worksheets, best)
        return _rows_of(chosen), [str(sheet.title) for sheet in others]
    except DAMAGED as error:
        raise damaged_workbook(error) from error


def same_sheets(sheets: Sequence[Any], first: Any) -> tuple[list[Any], list[Any]]:
    """Return ``first`` and the sheets that begin with the same row, and the others with rows."""
    if first is None:
        return [], []
    chosen: list[Any] = [first]
    others: list[Any] = []
    header = _first_row(first)
    for sheet in sheets:
        row = _first_row(sheet)
        if sheet is not first and row:
            (chosen if row == header else others).append(sheet)
    return chosen, others


def has_rows(sheet: Any) -> bool:
    """Tell whether any cell of a sheet holds anything."""
    return bool(_first_row(sheet))


def _first_row(sheet: Any) -> tuple[str, ...]:
    """Return the first row that holds anything, without what is empty at its end."""
    for row in sheet.iter_rows(values_only=True):
        texts = [as_text(value).strip() for value in row]
        if any(texts):
            return tuple(text for text in texts if text)
    return ()


def _rows_of(sheets: Sequence[Any]) -> Iterator[list[str]]:
    try:
        for sheet in sheets:
            for row in sheet.iter_rows(values_only=True):
                yield [as_text(value) for value in row]
    except DAMAGED as error:
        raise damaged_workbook(error) from error


def damaged_workbook(error: Exception) -> DataError:
    return DataError(
        _("Le classeur ne peut pas être lu : {reason}.").format(reason=error),
        _("Ouvrez-le dans un tableur et enregistrez-le en CSV UTF-8."),
    )


def _header_in(sheet: Any) -> tuple[float, int]:
    rows: Sequence[Sequence[Any]] = list(islice(sheet.iter_rows(values_only=True), 40))
    names = [header_score([as_text(value) for value in row if value is not None]) for row in rows]
    return max(names, default=0.0), min(len(rows), 2)


def as_text(value: Any) -> str:
    """Return what a cell shows: whole numbers without a point, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
