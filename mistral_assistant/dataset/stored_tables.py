"""The rows of workbooks and of Parquet files."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.cells import JSON_MARK, from_json, from_workbook
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.dataset.rows import Row, at, missing, names_of, values_of
from mistral_assistant.dataset.workbooks import (
    DAMAGED,
    as_text,
    damaged_workbook,
    has_rows,
    same_sheets,
)
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _


def xlsx_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet that has any, and of those with the same columns.

    Raises:
        DataError: the workbook is damaged, or has other sheets, which would be lost.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise missing("openpyxl") from error
    try:
        with closing(load_workbook(path, read_only=True, data_only=True)) as book:
            sheets = book.worksheets
            chosen, others = same_sheets(sheets, next(filter(has_rows, sheets), None))
            if others:
                raise _several_sheets(path, [*chosen, *others])
            for sheet in chosen:
                yield from _sheet(path, sheet)
    except DAMAGED as error:
        if isinstance(error, FileNotFoundError | RowFault):
            raise
        raise damaged_workbook(error) from error


def _sheet(path: Path, sheet: Any) -> Iterator[Row]:
    """Yield the rows of a sheet; its first row names the columns."""
    names: list[str] | None = None
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        texts = [from_workbook(as_text(value)) for value in cells]
        if names is None:
            names = names_of(path, texts)
        elif any(texts):
            texts = [*texts, *[""] * (len(names) - len(texts))][: len(names)]
            with at(path, number):
                yield Row(number, values_of(names, texts, False))


def _several_sheets(path: Path, sheets: Sequence[Any]) -> DataError:
    names = ", ".join(f"« {sheet.title} »" for sheet in sheets)
    return DataError(
        _("« {file} » a plusieurs feuilles aux colonnes différentes : {names}.").format(
            file=path, names=names
        ),
        _("Enregistrez chacune dans un fichier ; « data repair » prend celle des paires."),
    )


def parquet_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a Parquet file; a null is a value that is missing."""
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise missing("pyarrow") from error
    if not path.exists():
        raise FileNotFoundError(2, "", str(path))
    try:
        number = 0
        for batch in parquet.ParquetFile(path).iter_batches(batch_size=5_000):
            for values in batch.to_pylist():
                number += 1
                with at(path, number):
                    yield Row(number, _plain(values))
    except (arrow.ArrowException, OSError) as error:
        raise DataError(
            _("« {file} » n'est pas un fichier Parquet lisible.").format(file=path),
            _("Écrivez-le de nouveau, ou prenez le JSONL dont il vient."),
        ) from error


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for name, value in values.items():
        if value is None:
            continue
        if name.endswith(JSON_MARK) and isinstance(value, str):
            kept[name.removesuffix(JSON_MARK)] = from_json(value, name)
        elif name == "history" and isinstance(value, str):
            kept[name] = from_json(value, name)
        else:
            kept[name] = value if isinstance(value, str | int | float | list | dict) else (
                as_text(value))  # fmt: skip
    return kept
