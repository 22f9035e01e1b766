"""The sheets of an .xlsx workbook as rows of text."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from mistral_assistant.dataset.header import header_score
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _


def sheet_rows(file: IO[bytes]) -> Iterator[list[str]]:
    """Yield the rows of the sheet that holds the pairs, or of the first that holds anything.

    Raises:
        DataError: the workbook is damaged.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped,unused-ignore]
    from openpyxl.utils.exceptions import (  # type: ignore[import-untyped,unused-ignore]
        InvalidFileException,
    )

    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = list(book.worksheets)
        best = max(sheets, key=_header_in, default=None)
        if best is None:
            return
        for row in best.iter_rows(values_only=True):
            yield [as_text(value) for value in row]
    except (InvalidFileException, KeyError, ValueError, zipfile.BadZipFile, OSError) as error:
        raise DataError(
            _("Le classeur ne peut pas être lu : {reason}.").format(reason=error),
            _("Ouvrez-le dans un tableur et enregistrez-le en CSV UTF-8."),
        ) from error


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
