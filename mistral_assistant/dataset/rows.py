"""What every reader of rows shares: the row, its faults and how they are told."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from mistral_assistant.dataset.cells import JSON_MARK, from_json, unguarded
from mistral_assistant.dataset.form_names import STRUCTURED
from mistral_assistant.dataset.row_fault import RowFault
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _


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


@contextmanager
def open_text(path: Path) -> Iterator[IO[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            yield stream
        except UnicodeDecodeError as error:
            raise DataError(
                _("« {file} » n'est pas en UTF-8.").format(file=path),
                _("Passez-le d'abord par « data repair », qui reconnaît les encodages."),
            ) from error


def damaged(path: Path, line: int, what: str) -> DataError:
    return DataError(
        _("{file}, ligne {line} : {what}.").format(file=path, line=line, what=what),
        _("Réparez-le d'abord : « data repair {file} --output … ».").format(file=path.name),
    )


def names_of(path: Path, cells: list[str]) -> list[str]:
    double = [name for name in cells if cells.count(name) > 1]
    if double:
        raise damaged(path, 1, _("la colonne « {name} » y est deux fois").format(name=double[0]))
    return cells


def values_of(names: list[str], cells: list[str], guard: bool) -> dict[str, Any]:
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


def missing(package: str) -> DataError:
    """Return the error of a package of the extras that is not installed."""
    return DataError(
        _("Le paquet « {name} » manque.").format(name=package),
        _("Installez les données : pip install 'mistral-assistant[data]' (Parquet : [train])."),
    )
