"""The rows of CSV and TSV, read strictly; what is damaged is named with its line."""

import csv
from collections.abc import Iterator
from pathlib import Path

from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.dataset.rows import Fault, Row, at, damaged, names_of, open_text, values_of
from mistral_assistant.dataset.strict import Dialect, strict_records
from mistral_assistant.i18n import _

LARGEST_FIELD = 100_000_000


def delimiter_of(path: Path) -> str:
    with open_text(path) as stream:
        head = stream.readline()
    return max(",;\t|", key=lambda sign: (head.count(sign), sign == ","))


def csv_rows(path: Path, delimiter: str, guard: bool) -> Iterator[Row]:
    csv.field_size_limit(LARGEST_FIELD)
    with open_text(path) as stream:
        reader = csv.reader(stream, delimiter=delimiter, strict=True)
        names: list[str] | None = None
        line = 1
        try:
            for cells in reader:
                if names is None:
                    names = names_of(path, cells)
                elif len(cells) != len(names) and cells:
                    raise damaged(path, line, _cell_count(cells, names))
                elif cells:
                    with at(path, line):
                        yield Row(line, values_of(names, cells, guard))
                line = reader.line_num + 1
        except csv.Error as error:
            raise damaged(path, line, _("guillemets ou séparateurs faux")) from error


def csv_rows_or_faults(path: Path, delimiter: str, guard: bool) -> Iterator[Row | Fault]:
    names: list[str] | None = None
    with open_text(path) as stream:
        for line, _raw, cells in strict_records(stream, Dialect(delimiter)):
            if cells is None:
                yield Fault(line, _("guillemets ou séparateurs faux"))
            elif names is None:
                names = names_of(path, cells)
            elif cells and len(cells) != len(names):
                yield Fault(line, _cell_count(cells, names))
            elif cells:
                try:
                    yield Row(line, values_of(names, cells, guard))
                except RowFault as fault:
                    yield Fault(line, str(fault))


def _cell_count(cells: list[str], names: list[str]) -> str:
    return _("{found} cellules au lieu de {wanted}").format(found=len(cells), wanted=len(names))
