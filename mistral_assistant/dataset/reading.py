"""Files of training data of any container, row by row, with the line of each row.

CSV is read strictly here: what is damaged is named with its line, and ``csv_repair`` repairs it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.dataset import delimited_rows, json_rows, passages, stored_tables
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.formats import Layout, layout_of
from mistral_assistant.dataset.hub import local_copy
from mistral_assistant.dataset.rows import Fault, Row, at
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _, system_reason

CONTAINERS: Mapping[str, str] = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".xlsx": "xlsx", ".parquet": "parquet", ".txt": "txt", ".md": "md",
    ".js": "x-archive",
}  # fmt: skip
"""Ending → container."""


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
            yield from delimited_rows.csv_rows_or_faults(self.path, self.delimiter, self.guarded)
        elif self.container == "jsonl":
            yield from json_rows.jsonl_rows_or_faults(self.path)
        else:
            yield from self.rows()

    def layout(self, renamed: Mapping[str, str] | None = None) -> Layout:
        """Return which columns play which role.

        Raises:
            DataError: no form fits.
        """
        if not self.columns:
            raise DataError(
                _("« {file} » n'a aucune ligne de données.").format(file=self.path),
                _("Il faut une ligne d'en-tête et au moins une ligne de données."),
            )
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
    path = local_copy(path)
    container = CONTAINERS.get(path.suffix.lower())
    if container is None:
        raise DataError(
            _("« {file} » : l'extension n'est pas connue.").format(file=path),
            _("Extensions lues : {names} ; « data repair » lit aussi les archives, le HTML et le "
              "SQL.").format(names=", ".join(CONTAINERS)),
        )  # fmt: skip
    if path.is_file() and not path.stat().st_size:
        raise DataError(
            _("Le fichier « {path} » est vide.").format(path=path),
            _("Il faut une ligne d'en-tête et au moins une ligne de données."),
        )
    delimiter = {"csv": ",", "tsv": "\t"}.get(container, "")
    try:
        if container == "csv":
            delimiter = delimited_rows.delimiter_of(path)
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


def _rows(path: Path, container: str, delimiter: str, guard: bool) -> Iterator[Row]:
    if container in ("csv", "tsv"):
        return delimited_rows.csv_rows(path, delimiter, guard)
    readers: Mapping[str, Callable[[Path], Iterator[Row]]] = {
        "json": json_rows.json_rows,
        "jsonl": json_rows.jsonl_rows,
        "xlsx": stored_tables.xlsx_rows,
        "parquet": stored_tables.parquet_rows,
        "txt": passages.txt_rows,
        "md": passages.md_rows,
        "x-archive": json_rows.archive_rows,
    }
    return readers[container](path)
