"""Rows into a file of any container, which is whole or not there and never replaces its source."""

import csv
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import IO, Any

from mistral_assistant.dataset.cells import JSON_MARK, as_json, for_workbook, guarded
from mistral_assistant.dataset.form_names import STRUCTURED
from mistral_assistant.dataset.reading import CONTAINERS, Source
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.dataset.rows import Row, at, missing
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _, system_reason

TABLES = ("csv", "tsv", "xlsx", "parquet")
WRITTEN = ("csv", "tsv", "json", "jsonl", "xlsx", "parquet", "txt", "md")


class Schema:
    """The columns of a table to be written, learnt from a first look at all rows."""

    def __init__(self) -> None:
        self._texts: dict[str, int] = {}
        self._others: dict[str, None] = {}
        self._lists: dict[str, int] = {}
        self._rows = 0

    def look(self, values: Mapping[str, Any]) -> None:
        """Take note of one row."""
        self._rows += 1
        for name, value in values.items():
            self._texts.setdefault(name, 0)
            if isinstance(value, str):
                self._texts[name] += 1
            elif name in STRUCTURED and isinstance(value, list):
                self._lists[name] = self._lists.get(name, 0) + 1
            else:
                self._others[name] = None

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all columns, in order of appearance."""
        return tuple(self._texts)

    def header(self) -> dict[str, str]:
        """Return name → column as written: marked where a cell cannot be just a text."""
        return {name: name + JSON_MARK if self._is_json(name) else name for name in self._texts}

    def _is_json(self, name: str) -> bool:
        if name in self._others:
            return True
        if name in self._lists:
            return self._texts[name] > 0
        return self._texts[name] < self._rows or name in STRUCTURED


@contextmanager
def new_file(path: Path, *, force: bool = False, sources: Sequence[Path] = ()) -> Iterator[Path]:
    """Give a temporary path beside ``path`` that becomes ``path`` if all goes well.

    Raises:
        DataError: the file exists (unless ``force``), is one of its sources or cannot be written.
    """
    if any(source.exists() and path.exists() and path.samefile(source) for source in sources):
        raise DataError(
            _("« {file} » est le fichier lu : il ne sera pas remplacé.").format(file=path),
            _("Choisissez un autre nom de sortie."),
        )
    if path.exists() and not force:
        raise DataError(
            _("« {file} » existe déjà.").format(file=path),
            _("Choisissez un autre nom, ou ajoutez « --force » pour le remplacer."),
        )
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield fresh
        fresh.replace(path)
    except OSError as error:
        raise DataError(
            _("« {file} » ne peut pas être écrit ({reason}).").format(
                file=path, reason=system_reason(error)
            ),
            _("Vérifiez le dossier, vos droits et la place libre."),
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink()


def container_of(path: Path) -> str:
    """Return the container that an ending asks for.

    Raises:
        DataError: we do not write it.
    """
    container = CONTAINERS.get(path.suffix.lower(), "")
    if container not in WRITTEN:
        raise DataError(
            _("« {file} » : cette extension ne s'écrit pas.").format(file=path),
            _("Extensions écrites : {names}.").format(names=", ".join(f".{n}" for n in WRITTEN)),
        )
    return container


def write_rows(
    path: Path, rows: Iterable[Row], schema: Schema, source: Source, *, guard: bool = False
) -> int:
    """Write rows that ``schema`` has seen; return how many.

    Args:
        path: a new file, of the container that its ending names (``new_file`` adds ``.tmp``).
        rows: what to write; the lines are for messages.
        schema: the columns.
        source: where the rows come from; its delimiter is kept from CSV to CSV.
        guard: neutralise cells that a spreadsheet would run.

    Raises:
        DataError: a row does not fit; the message names its line in the source.
    """
    name = path.name.removeprefix(".").rsplit(".", 2)[0] if path.suffix == ".tmp" else path.name
    container = container_of(Path(name))
    if container == "parquet":
        return _write_parquet(path, rows, schema, source)
    if container == "xlsx":
        return _write_xlsx(path, rows, schema, source)
    with path.open("w", encoding="utf-8", newline="") as stream:
        if container in ("csv", "tsv"):
            delimiter = "\t" if container == "tsv" else source.delimiter or ","
            return _write_csv(stream, rows, schema, source, delimiter, guard)
        return _write_lines(stream, rows, source, container)


def _write_csv(
    stream: IO[str],
    rows: Iterable[Row],
    schema: Schema,
    source: Source,
    delimiter: str,
    guard: bool,
) -> int:
    # The writer quotes a lone CR only where CR ends its lines; the file gets LF.
    writer = csv.writer(_LfLines(stream), delimiter=delimiter, lineterminator="\r\n")
    header = schema.header()
    writer.writerow(header.values())
    count = 0
    for row in rows:
        with _encodable(source, row):
            cells = table_cells(row.values, header)
            writer.writerow([guarded(cell) for cell in cells] if guard else cells)
        count += 1
    return count


class _LfLines:
    """A file for csv.writer, which writes one whole row at a time."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        """Write a row that ends in CRLF."""
        return self._stream.write(row[:-2] + "\n")


def table_cells(values: Mapping[str, Any], header: Mapping[str, str]) -> list[str]:
    """Return the cells of one row; a missing value is empty."""
    return [
        ""
        if name not in values
        else as_json(values[name])
        if column.endswith(JSON_MARK) or name in STRUCTURED
        else values[name]
        for name, column in header.items()
    ]


def _write_lines(stream: IO[str], rows: Iterable[Row], source: Source, container: str) -> int:
    count = 0
    if container == "json":
        stream.write("[")
    for row in rows:
        with _encodable(source, row):
            if container == "txt":
                stream.write(_only_text(row.values) + "\n")
            elif container == "md":
                stream.write(_only_text(row.values, "content", many_lines=True))
            else:
                between = ("," if count else "") + "\n" if container == "json" else ""
                end = "\n" if container == "jsonl" else ""
                stream.write(between + json.dumps(row.values, ensure_ascii=False) + end)
        count += 1
    if container == "json":
        stream.write("\n]\n")
    return count


def _only_text(values: Mapping[str, Any], column: str = "text", *, many_lines: bool = False) -> str:
    text = values.get(column)
    more = [name for name in values if name != column and not (many_lines and name in (
        "id", "metadata"))]  # fmt: skip
    if not isinstance(text, str) or more:
        raise RowFault(
            _("ce fichier ne garde que la colonne « {name} » ; il perdrait : {more}").format(
                name=column, more=", ".join(more) or column
            )
        )
    if not many_lines and (not text or "\n" in text or "\r" in text):
        raise RowFault(_("un texte vide ou de plusieurs lignes n'entre pas dans un fichier .txt"))
    return text


@contextmanager
def _encodable(source: Source, row: Row) -> Iterator[None]:
    with at(source.path, row.line):
        try:
            yield
        except UnicodeEncodeError as error:
            raise RowFault(_("une moitié de caractère ne s'écrit pas en UTF-8")) from error


def _write_xlsx(path: Path, rows: Iterable[Row], schema: Schema, source: Source) -> int:
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
    except ImportError as error:
        raise missing("openpyxl") from error
    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")

    def cells(texts: Iterable[str]) -> list[Any]:
        made = []
        for text in texts:
            cell = WriteOnlyCell(sheet, "")
            cell.value = for_workbook(text)
            cell.data_type = "s"  # a text that begins with « = » is no formula
            made.append(cell)
        return made

    header, count = schema.header(), 0
    try:
        sheet.append(cells(header.values()))
        for row in rows:
            with _encodable(source, row):
                texts = table_cells(row.values, header)
                "".join(texts).encode()
                if not any(texts):
                    raise RowFault(_("un classeur ne garde pas une ligne entièrement vide"))
                sheet.append(cells(texts))
            count += 1
    finally:
        sheet.close()
    book.save(path)
    return count


def _write_parquet(path: Path, rows: Iterable[Row], schema: Schema, source: Source) -> int:
    try:
        import pyarrow as arrow
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise missing("pyarrow") from error
    header = schema.header()
    pair = {"messages": ("role", "content"), "conversations": ("from", "value")}
    nested = {name: arrow.list_(arrow.struct([(key, arrow.string()) for key in keys]))
              for name, keys in pair.items()}  # fmt: skip
    fields = [(column, nested.get(column, arrow.string())) for column in header.values()]
    table = arrow.schema(fields)
    count, flow = 0, iter(rows)
    with parquet.ParquetWriter(path, table) as writer:
        while batch := list(islice(flow, 5_000)):
            records = []
            for row in batch:
                with _encodable(source, row):
                    texts = table_cells(row.values, header)
                    "".join(texts).encode()
                kept = {
                    column: row.values.get(name) if column in nested else
                    (text if name in row.values else None)
                    for (name, column), text in zip(header.items(), texts, strict=True)
                }  # fmt: skip
                records.append(kept)
            writer.write_table(arrow.Table.from_pylist(records, schema=table))
            count += len(batch)
    return count
