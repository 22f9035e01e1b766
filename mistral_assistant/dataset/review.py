"""Rows that need a person: written to a file that any spreadsheet opens, and read back."""

import csv
from collections.abc import Iterable
from io import StringIO
from pathlib import Path

from mistral_assistant.dataset.encoding import text_of
from mistral_assistant.dataset.labels import label
from mistral_assistant.dataset.report import Entry
from mistral_assistant.dataset.spreadsheet import neutralised, restored
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

_COLUMNS = ("line", "instruction", "response", "reason", "original")
_TO_REVIEW = ("unsure", "dropped")
_DUPLICATE = "duplicate"


def write_review(path: Path, entries: Iterable[Entry]) -> int:
    """Write the rows that were left out, but duplicates; return how many.

    The proposed reading stands in the two columns to correct; a row whose two cells are empty stays
    out when the file is read back.
    """
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        for entry in entries:
            if entry.action not in _TO_REVIEW or _DUPLICATE in entry.rules:
                continue
            proposed = (*entry.result, "", "")[:2]
            reason = ", ".join(map(label, entry.rules)) or label("unsure")
            cells = (*proposed, reason, entry.original)
            writer.writerow((entry.line, *map(neutralised, cells)))
            count += 1
    return count


def read_review(path: Path) -> dict[int, tuple[str, str]]:
    """Return line → corrected pair from a file that :func:`write_review` wrote.

    Raises:
        DataError: a row has no line number, or only one of its two cells is filled in, or the
            file is no such file.
    """
    corrections: dict[int, tuple[str, str]] = {}
    faults: list[str] = []
    rows = _rows(path)
    for row in rows:
        sides = [restored(row.get(name) or "").strip() for name in _COLUMNS[1:3]]
        number = (row.get("line") or "").strip()
        if not any(sides):
            continue
        if not number.isdecimal() or not all(sides):
            faults.append(str(rows.line_num))
            continue
        corrections[int(number)] = (sides[0], sides[1])
    if faults:
        raise DataError(
            _("Le fichier « {name} » a des lignes incomplètes : {lines}.").format(
                name=path.name, lines=", ".join(faults)
            ),
            _("Remplissez « instruction » et « response », ou videz les deux."),
        )
    return corrections


def _rows(path: Path) -> "csv.DictReader[str]":
    text = text_of(path)
    # Excel in French saves with semicolons, and in cp1252, what it opened with commas in UTF-8.
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)
    names = list(rows.fieldnames or ())
    if not set(_COLUMNS[:3]) <= set(names):
        raise DataError(
            _(
                "Le fichier « {name} » ne vient pas de --review. Colonnes trouvées : {names}."
            ).format(name=path.name, names=", ".join(names)[:200] or _("aucune")),
            _("Il faut les colonnes line, instruction et response."),
        )
    return rows
