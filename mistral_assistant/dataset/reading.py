"""Files of training data of any container, row by row, with the line of each row.

CSV is read strictly here: what is damaged is named with its line, and ``csv_repair`` repairs it.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from mistral_assistant.dataset.cells import JSON_MARK, from_json, from_workbook, unguarded
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.formats import STRUCTURED, Layout, RowFault, layout_of
from mistral_assistant.dataset.strict import Dialect, strict_records
from mistral_assistant.dataset.workbooks import as_text
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _, system_reason

CONTAINERS: Mapping[str, str] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".xlsx": "xlsx", ".parquet": "parquet", ".txt": "txt", ".md": "md",
    ".js": "x-archive",
}  # fmt: skip
"""Ending → container."""
LARGEST_FIELD = 100_000_000
_CHUNK = 1 << 20
_APPLICATION = re.compile(r"##\s+Application\s*:\s*(.+?)\s*$")
_TITLE = re.compile(r"#\s+(?!Application\b[^:]*:)(.+?)\s*$")
_IDENTIFIER = re.compile(r"(?:\*\*ID\s*:\*\*|#\s+Application d['’]identifiant\s*:)\s*(\S+)", re.M)


@dataclass(frozen=True)
class Row:
    """One row of a file."""

    line: int
    """Physical line where it begins; in a workbook or Parquet file the number of the row."""
    values: dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """Lines of a file that are no row."""

    line: int
    what: str


@dataclass(frozen=True)
class Source:
    """A file that can be read again and again."""

    path: Path
    container: str
    columns: tuple[str, ...]
    delimiter: str = ""
    guarded: bool = False
    """Its formulas were neutralised by us."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows.

        Raises:
            DataError: a row cannot be read; the message names its line.
        """
        yield from _rows(self.path, self.container, self.delimiter, self.guarded)

    def rows_or_faults(self) -> Iterator[Row | Fault]:
        """Yield the rows, and the lines of CSV, TSV and JSONL that are none; reading goes on.

        Raises:
            DataError: the file as a whole cannot be read, or is of another container and damaged.
        """
        if self.container in ("csv", "tsv"):
            yield from _csv_rows_or_faults(self.path, self.delimiter, self.guarded)
        elif self.container == "jsonl":
            yield from _jsonl_rows_or_faults(self.path)
        else:
            yield from self.rows()

    def layout(self, renamed: Mapping[str, str] | None = None) -> Layout:
        """Return which columns play which role.

        Raises:
            DataError: no form fits.
        """
        found = layout_of(self.columns, renamed)
        if found is None:
            raise DataError(
                _("« {file} » : aucune forme connue. Colonnes trouvées : {names}.").format(
                    file=self.path, names=", ".join(self.columns) or _("aucune")
                ),
                _(
                    "Il faut instruction et response, messages, conversations, prompt et "
                    "completion, ou text ; « --columns question=instruction » renomme."
                ),
            )
        return found

    def examples(self, renamed: Mapping[str, str] | None = None) -> Iterator[Example]:
        """Yield every row as an example.

        Raises:
            DataError: a row does not fit its form; the message names its line.
        """
        layout = self.layout(renamed)
        for row in self.rows():
            with at(self.path, row.line):
                yield layout.read(row.values, row.line)


def open_source(path: Path, *, guarded: bool = False, damaged: bool = False) -> Source:
    """Look at a file: its container by its ending, its columns.

    ``damaged``: look past lines that are no row.

    Raises:
        DataError: the file is missing, empty or of no known kind.
    """
    container = CONTAINERS.get(path.suffix.lower())
    if container is None:
        raise DataError(
            _("« {file} » : l'extension n'est pas connue.").format(file=path),
            _("Extensions lues : {names}.").format(names=", ".join(CONTAINERS)),
        )
    delimiter = {"csv": ",", "tsv": "\t"}.get(container, "")
    try:
        if container == "csv":
            delimiter = _delimiter(path)
        columns: dict[str, None] = {}
        first = Source(path, container, (), delimiter, guarded)
        for row in first.rows_or_faults() if damaged else first.rows():
            if isinstance(row, Fault):
                continue
            columns |= dict.fromkeys(row.values)
            if row.line > 1_000:
                break
    except OSError as error:
        reason = system_reason(error)
        raise DataError(
            _("« {file} » ne peut pas être lu ({reason}).").format(file=path, reason=reason),
            _("Vérifiez le chemin et vos droits."),
        ) from error
    return Source(path, container, tuple(columns), delimiter, guarded)


@contextmanager
def at(path: Path, line: int) -> Iterator[None]:
    """Give a fault its file and line."""
    try:
        yield
    except RowFault as fault:
        raise DataError(
            _("{file}, ligne {line} : {what}.").format(file=path, line=line, what=fault),
            _("Corrigez la ligne, ou passez le fichier par « data repair » d'abord."),
        ) from fault


def _rows(path: Path, container: str, delimiter: str, guard: bool) -> Iterator[Row]:
    if container in ("csv", "tsv"):
        return _csv_rows(path, delimiter, guard)
    readers: Mapping[str, Callable[[Path], Iterator[Row]]] = {
        "json": _json_rows, "jsonl": _jsonl_rows, "xlsx": _xlsx_rows, "parquet": _parquet_rows,
        "txt": _txt_rows, "md": _md_rows, "x-archive": _archive_rows,
    }  # fmt: skip
    return readers[container](path)


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            yield stream
        except UnicodeDecodeError as error:
            raise DataError(
                _("« {file} » n'est pas en UTF-8.").format(file=path),
                _("Passez-le d'abord par « data repair », qui reconnaît les encodages."),
            ) from error


def _delimiter(path: Path) -> str:
    with _text(path) as stream:
        head = stream.readline()
    return max(",;\t|", key=lambda sign: (head.count(sign), sign == ","))


def _csv_rows(path: Path, delimiter: str, guard: bool) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_FIELD)
    with _text(path) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        names: list[str] | None = None
        line = 1
        try:
            for cells in reader:
                if names is None:
                    names = _names(path, cells)
                elif len(cells) != len(names) and cells:
                    raise _damaged(path, line, _cell_count(cells, names))
                elif cells:
                    with at(path, line):
                        yield Row(line, _cells(names, cells, guard))
                line = reader.line_num + 1
        except csv.Error as error:
            raise _damaged(path, line, _("guillemets ou séparateurs faux")) from error


def _csv_rows_or_faults(path: Path, delimiter: str, guard: bool) -> Iterator[Row | Fault]:
    names: list[str] | None = None
    with _text(path) as stream:
        for line, _raw, cells in strict_records(stream, Dialect(delimiter)):
            if cells is None:
                yield Fault(line, _("guillemets ou séparateurs faux"))
            elif names is None:
                names = _names(path, cells)
            elif cells and len(cells) != len(names):
                yield Fault(line, _cell_count(cells, names))
            elif cells:
                try:
                    yield Row(line, _cells(names, cells, guard))
                except RowFault as fault:
                    yield Fault(line, str(fault))


def _cell_count(cells: list[str], names: list[str]) -> str:
    return _("{found} cellules au lieu de {wanted}").format(found=len(cells), wanted=len(names))


def _damaged(path: Path, line: int, what: str) -> DataError:
    return DataError(
        _("{file}, ligne {line} : {what}.").format(file=path, line=line, what=what),
        _("Réparez-le d'abord : « data repair {file} --output … ».").format(file=path.name),
    )


def _names(path: Path, cells: list[str]) -> list[str]:
    double = [name for name in cells if cells.count(name) > 1]
    if double:
        raise _damaged(path, 1, _("la colonne « {name} » y est deux fois").format(name=double[0]))
    return cells


def _cells(names: list[str], cells: list[str], guard: bool) -> dict[str, Any]:
    """Return the values of a row; an empty cell of a JSON column is a value that is missing."""
    values: dict[str, Any] = {}
    for name, cell in zip(names, cells, strict=True):
        text = unguarded(cell) if guard else cell
        if name.endswith(JSON_MARK):
            if text:
                values[name.removesuffix(JSON_MARK)] = from_json(text, name)
        elif name in STRUCTURED:
            if text:
                values[name] = from_json(text, name)
        else:
            values[name] = text
    return values


def _jsonl_rows(path: Path) -> Iterator[Row]:
    with _text(path) as stream:
        for number, line in enumerate(_lines(stream), 1):
            if line.strip():
                with at(path, number):
                    yield Row(number, _object(line))


def _jsonl_rows_or_faults(path: Path) -> Iterator[Row | Fault]:
    with _text(path) as stream:
        for number, line in enumerate(_lines(stream), 1):
            if not line.strip():
                continue
            try:
                yield Row(number, _object(line))
            except RowFault as fault:
                yield Fault(number, str(fault))


def _lines(stream: IO[str]) -> Iterator[str]:
    """Yield lines by LF and CRLF only: a lone CR is white space to JSON."""
    for line in stream:
        rest = line
        while rest.endswith("\r"):
            more = next(stream, "")
            if not more:
                break
            rest += more
        yield rest


def _object(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RowFault(_("ce n'est pas du JSON")) from error
    if not isinstance(value, dict):
        raise RowFault(_("il faut un objet JSON"))
    return value


def _json_rows(path: Path) -> Iterator[Row]:
    """Yield the objects of one JSON array, of which only a window is in memory."""
    with _text(path) as stream:
        yield from _array(stream, path)


def _array(stream: IO[str], path: Path) -> Iterator[Row]:
    decoder = json.JSONDecoder()
    window, line, size = stream.read(_CHUNK), 1, _CHUNK
    start = len(window) - len(window.lstrip())
    line += window[:start].count("\n")
    if window[start : start + 1] != "[":
        raise DataError(
            _("{file}, ligne {line} : {what}.").format(
                file=path, line=line, what=_("le fichier doit être une liste JSON")
            ),
            _("Mettez un objet par ligne dans un fichier .jsonl."),
        )
    place = start + 1
    while True:
        begin = re.compile(r"[\s,]*").match(window, place).end()  # type: ignore[union-attr]
        if begin < len(window) and window[begin] == "]":
            return
        try:
            value, end = decoder.raw_decode(window, begin)
            done = end < len(window)
        except (ValueError, RecursionError):
            done = False
        if done:
            line += window.count("\n", place, begin)
            with at(path, line):
                if not isinstance(value, dict):
                    raise RowFault(_("il faut un objet JSON"))
                yield Row(line, value)
            line += window.count("\n", begin, end)
            place, size = end, _CHUNK
            continue
        more = stream.read(size)
        if not more:
            line += window.count("\n", place, begin)
            raise _damaged(path, line, _("ce n'est pas du JSON"))
        window, place, size = window[place:] + more, 0, size * 2


def _txt_rows(path: Path) -> Iterator[Row]:
    with _text(path) as stream:
        for number, line in enumerate(stream, 1):
            text = line.rstrip("\r\n")
            if text:
                yield Row(number, {"text": text})


def _xlsx_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of the first sheet; its first row names the columns."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise missing("openpyxl") from error
    try:
        sheet = load_workbook(path, read_only=True, data_only=True).worksheets[0]
        names: list[str] | None = None
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [from_workbook(as_text(value)) for value in cells]
            if names is None:
                names = _names(path, texts)
            elif any(texts):
                texts = [*texts, *[""] * (len(names) - len(texts))][: len(names)]
                with at(path, number):
                    yield Row(number, _cells(names, texts, False))
    except (KeyError, ValueError, IndexError, OSError) as error:
        if isinstance(error, FileNotFoundError | RowFault):
            raise
        raise DataError(
            _("Le classeur ne peut pas être lu : {reason}.").format(reason=error),
            _("Ouvrez-le dans un tableur et enregistrez-le en CSV UTF-8."),
        ) from error


def _parquet_rows(path: Path) -> Iterator[Row]:
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


def _md_rows(path: Path) -> Iterator[Row]:
    """Yield a catalogue of applications, one passage for each; together they are the file."""
    with _text(path) as stream:
        held: list[str] = []
        begun, name = 1, ""
        for number, line in enumerate(stream, 1):
            head = _APPLICATION.match(line) or _TITLE.match(line)
            if head and held:
                yield _passage(begun, name, held)
                held, begun = [], number
            if head:
                name = head[1]
            held.append(line)
        if held:
            yield _passage(begun, name, held)


def _passage(line: int, name: str, lines: list[str]) -> Row:
    content = "".join(lines)
    identifier = _IDENTIFIER.search(content)
    metadata = {"nom": name} | ({"id": identifier[1]} if identifier else {})
    key = f"chunk_{identifier[1]}_main" if identifier else f"chunk_l{line}"
    return Row(line, {"id": key, "content": content, "metadata": metadata})


def _archive_rows(path: Path) -> Iterator[Row]:
    """Yield the tweets of an X archive: JSON after an assignment."""
    with _text(path) as stream:
        head = stream.read(200)
        cut = head.find("[", head.find("=") + 1)
        if cut < 0:
            raise _damaged(path, 1, _("ce n'est pas une archive de X"))
        with _at_place(path, head, cut) as rest:
            for row in _array(rest, path):
                tweet = row.values.get("tweet", row.values)
                if not isinstance(tweet, dict) or "id_str" not in tweet:
                    raise _damaged(path, row.line, _("ce n'est pas un tweet"))
                text = tweet.get("full_text", tweet.get("text", ""))
                yield Row(row.line, {"id_tweet": tweet["id_str"], "texte": text,
                                     "date_creation": _date(tweet.get("created_at"))})  # fmt: skip


@contextmanager
def _at_place(path: Path, head: str, cut: int) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        stream.read(cut)
        yield stream


def _date(text: Any) -> str:
    """Return X's own date in ISO form; another one as it is."""
    try:
        return datetime.strptime(str(text), "%a %b %d %H:%M:%S %z %Y").isoformat(sep=" ")
    except ValueError:
        return str(text or "")


def missing(package: str) -> DataError:
    """Return the error of a package of the extras that is not installed."""
    return DataError(
        _("Le paquet « {name} » manque.").format(name=package),
        _("Installez les données : pip install 'mistral-assistant[data]' (Parquet : [train])."),
    )
