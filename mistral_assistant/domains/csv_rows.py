"""CSV files of a pack, read strictly: every row has all cells, and no quote swallows the rest."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.domains.files import MAX_FILE_BYTES, Folder
from mistral_assistant.domains.pack import TableRow
from mistral_assistant.domains.vocabulary import nearest, suggest
from mistral_assistant.i18n import _

MAX_RESTARTS = 20


@dataclass(frozen=True)
class CsvFile:
    """A header and its rows; cells are stripped."""

    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_csv(
    folder: Folder, file: str, required: Sequence[str] = (), optional: Sequence[str] | None = None
) -> CsvFile | None:
    """Read one file; None, and a problem, where it has no usable header.

    Columns outside ``required`` and ``optional`` are warned of unless ``optional`` is None.
    """
    text = folder.text(file) if folder.rows_left >= 0 else None
    if text is None:
        return None
    records = _records(folder, file, text)
    if not records:
        folder.report(
            file,
            _("fichier vide"),
            _("Écrivez sur la première ligne les noms des colonnes, séparés par des virgules."),
        )
        return None
    line, header = records[0]
    columns = tuple(cell.strip() for cell in header)
    if not _header_fits(folder, file, line, columns, required, optional):
        return None
    rows = [_row(folder, file, number, columns, cells) for number, cells in records[1:]]
    return CsvFile(columns, tuple(row for row in rows if row))


def _records(folder: Folder, file: str, text: str) -> list[tuple[int, list[str]]]:
    """Return (line on which it starts, cells) of each record; blank lines are no records."""
    # The limit is one for the whole process, so it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_FILE_BYTES))
    lines = [line + "\n" for line in text.split("\n")]
    records: list[tuple[int, list[str]]] = []
    start = 0
    for _restart in range(MAX_RESTARTS):
        faulty = _read_from(folder, file, lines, start, records)
        if faulty is None:
            return records
        _report_quote(folder, file, faulty + 1)
        start = faulty + 1
    folder.report(
        file,
        _("trop de guillemets mal placés pour lire la suite"),
        _("Corrigez d'abord les lignes signalées."),
        line=start,
    )
    return records


def _read_from(
    folder: Folder,
    file: str,
    lines: list[str],
    start: int,
    records: list[tuple[int, list[str]]],
) -> int | None:
    """Add the records from a line on; return the index of the line where a faulty one starts."""
    reader = csv.reader(lines[start:], strict=True)
    before = 0
    try:
        for cells in reader:
            if cells and not folder.take_row(file):
                return None
            if cells:
                records.append((start + before + 1, cells))
            before = reader.line_num
    except csv.Error:
        return start + before
    return None


def _report_quote(folder: Folder, file: str, line: int) -> None:
    folder.report(
        file,
        _("guillemet ouvert et jamais fermé, ou texte après un guillemet fermant"),
        _('Fermez le guillemet ; un guillemet dans une cellule s\'écrit deux fois ("").'),
        line=line,
    )


def _header_fits(
    folder: Folder,
    file: str,
    line: int,
    columns: tuple[str, ...],
    required: Sequence[str],
    optional: Sequence[str] | None,
) -> bool:
    fits = True
    for index, column in enumerate(columns):
        if not column or column in columns[:index]:
            what = _("colonne « {name} » en double") if column else _("colonne {number} sans nom")
            folder.report(
                file,
                what.format(name=column, number=index + 1),
                _("Donnez à chaque colonne un nom différent."),
                line=line,
                key=column,
            )
            fits = False
        elif optional is not None and len(columns) > 1 and column not in (*required, *optional):
            folder.warn(
                file,
                _("colonne « {name} » inconnue : elle n'est pas lue").format(name=column),
                suggest(column, (*required, *optional)),
                line=line,
                key=column,
            )
    for column in required:
        if column not in columns:
            _report_missing_column(folder, file, line, column, columns)
            fits = False
    return fits


def _report_missing_column(
    folder: Folder, file: str, line: int, column: str, columns: tuple[str, ...]
) -> None:
    near = nearest(column, columns)
    remedy = _("Ajoutez « {name} » à la première ligne.").format(name=column)
    if len(columns) == 1 and ";" in columns[0]:
        remedy = _("Séparez les colonnes par des virgules et non par des points-virgules.")
    elif near:
        remedy = _("Renommez la colonne « {near} » en « {name} ».").format(near=near, name=column)
    what = _("il manque la colonne « {name} »").format(name=column)
    folder.report(file, what, remedy, line=line, key=column)


def _row(
    folder: Folder, file: str, line: int, columns: tuple[str, ...], cells: list[str]
) -> TableRow | None:
    if len(cells) != len(columns):
        folder.report(
            file,
            _("{found} cellules au lieu de {expected}").format(
                found=len(cells), expected=len(columns)
            ),
            _('Mettez entre guillemets ("…") les textes qui contiennent une virgule.'),
            line=line,
        )
        return None
    return TableRow(line, dict(zip(columns, (cell.strip() for cell in cells), strict=True)))
