"""Reading the CSV that a pack is proposed from: strictly, nothing is repaired or guessed."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.authoring.text_columns import shortened
from mistral_assistant.cleaning import clean
from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _, ngettext, system_reason

MAX_BYTES = 64 * 1024 * 1024
MIN_ROWS = 10
"""Different messages from which a pack can be proposed."""
MESSAGE, RESPONSE, CATEGORY = "message", "response", "category"
"""What a column can hold …"""
COLUMNS = {
    MESSAGE: """instruction text question message prompt texte demande query utterance input
        user""".split(),
    RESPONSE: "response answer reponse output reply completion assistant".split(),
    CATEGORY: "category categorie intent intention label etiquette class classe topic".split(),
}
"""… and what it may be called, without case or accents; the first of these that is there counts."""
_SHOWN_NAME = 40
"""Characters of a column's name in a message; a file without a header has sentences there."""


@dataclass(frozen=True)
class Row:
    """One usable row; no control characters in its cells, no white space at their ends."""

    line: int
    text: str
    response: str = ""
    category: str = ""


@dataclass(frozen=True)
class Rows:
    """What the CSV holds."""

    rows: tuple[Row, ...]
    has_responses: bool
    has_categories: bool
    ignored_columns: tuple[str, ...]
    renamed_columns: tuple[tuple[str, str], ...]
    """(what, column as it is called) of those with another name than the first in COLUMNS."""
    without_text: int
    """Rows left out because they lack the message, or the response where there is such a column."""


def read_rows(path: Path) -> Rows:
    """Read a UTF-8 file with the columns instruction (or text), response, category.

    Commas, semicolons or tabs separate them, as in its first line.

    Raises:
        UsageError: the file cannot be read as such, with the first line that is wrong.
    """
    records = _records(path, _text(path))
    if not records:
        raise UsageError(
            _("{file} est vide.").format(file=path.name),
            _("La première ligne nomme les colonnes : instruction,response."),
        )
    columns = tuple(cell.strip() for cell in records[0][1])
    _check_columns(path, columns)
    used = _used_columns(columns)
    if MESSAGE not in used:
        raise _no_message(path, columns)
    _check_cells(path, columns, records)
    found = [_row(line, dict(zip(columns, cells, strict=True)), used)
             for line, cells in records[1:]]  # fmt: skip
    usable = tuple(row for row in found if row.text and (row.response or RESPONSE not in used))
    _check_enough(path, usable)
    return Rows(
        rows=usable,
        has_responses=RESPONSE in used,
        has_categories=any(row.category for row in usable),
        ignored_columns=tuple(name for name in columns if name not in used.values()),
        renamed_columns=tuple(item for item in used.items() if item[1] not in _PLAIN),
        without_text=len(found) - len(usable),
    )


_PLAIN = ("instruction", "text", RESPONSE, CATEGORY)


def _used_columns(columns: Sequence[str]) -> dict[str, str]:
    """Return what → the column that holds it."""
    by_name = {fold(name): name for name in reversed(columns)}
    return {
        what: by_name[names[0]]
        for what, known in COLUMNS.items()
        if (names := [name for name in known if name in by_name])
    }


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            _("{path} est illisible ({reason}).").format(path=path, reason=system_reason(error)),
            _("Vérifiez que le fichier existe et que vous avez le droit de le lire."),
        ) from error
    if len(data) > MAX_BYTES:
        raise UsageError(
            _("{file} dépasse {limit} Mio.").format(file=path.name, limit=MAX_BYTES // 2**20),
            _("Donnez-en un extrait : quelques milliers de lignes suffisent à un domaine."),
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(
            _("{file}, ligne {line} : ce n'est pas de l'UTF-8 (octet 0x{byte}).").format(
                file=path.name,
                line=data.count(b"\n", 0, error.start) + 1,
                byte=f"{data[error.start]:02X}",
            ),
            _("Enregistrez le fichier au format UTF-8 (dans un tableur : « CSV UTF-8 »)."),
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _records(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return (line on which it starts, cells) of each record; blank lines are no records."""
    # The limit is one for the whole process, so it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))
    lines = (line + "\n" for line in text.split("\n"))
    reader = csv.reader(lines, strict=True, delimiter=_separator(text))
    records = []
    before = 0
    try:
        for cells in reader:
            if cells:
                records.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        raise UsageError(
            _(
                "{file}, ligne {line} : guillemet ouvert et jamais fermé, ou texte après un "
                "guillemet fermant."
            ).format(file=path.name, line=before + 1),
            _('Un guillemet dans une cellule s\'écrit deux fois ("").'),
        ) from error
    return records


def _separator(text: str) -> str:
    """Return what the first line has most of; French spreadsheets write semicolons."""
    return max(",;\t", key=text.partition("\n")[0].count)


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    for column, number in Counter(columns).items():
        if number > 1:
            raise UsageError(
                _("{file} : la colonne « {name} » est en double.").format(
                    file=path.name, name=column
                ),
                _("Donnez à chaque colonne un nom différent."),
            )


def _no_message(path: Path, columns: Sequence[str]) -> UsageError:
    names = ", ".join(shortened(name, _SHOWN_NAME) for name in columns)
    return UsageError(
        _("{file} n'a pas de colonne « instruction » (trouvé : {names}).").format(
            file=path.name, names=names
        ),
        _(
            "La première ligne nomme les colonnes : instruction (ou question, message), et si l'on "
            "veut response (ou réponse) et category (ou catégorie)."
        ),
    )


def _check_cells(
    path: Path, columns: Sequence[str], records: Sequence[tuple[int, list[str]]]
) -> None:
    wrong = [(line, len(cells)) for line, cells in records if len(cells) != len(columns)]
    if wrong:
        line, number = wrong[0]
        more = ngettext("{count} ligne en tout", "{count} lignes en tout", len(wrong))
        raise UsageError(
            _("{file}, ligne {line} : {found} cellules au lieu de {expected} ({more}).").format(
                file=path.name, line=line, found=number, expected=len(columns),
                more=more.format(count=len(wrong)),
            ),
            _('Mettez entre guillemets ("…") les textes qui contiennent une virgule.'),
        )  # fmt: skip


def _row(line: int, cells: dict[str, str], used: Mapping[str, str]) -> Row:
    text, response, category = (
        clean(cells.get(used.get(what, ""), "")).strip() for what in (MESSAGE, RESPONSE, CATEGORY)
    )
    return Row(line, text, response, " ".join(category.split()))


def _check_enough(path: Path, rows: Sequence[Row]) -> None:
    different = len({row.text for row in rows})
    if not different:
        raise UsageError(
            _("{file} ne contient aucun message.").format(file=path.name),
            _("Il en faut au moins {least}.").format(least=MIN_ROWS),
        )
    if different < MIN_ROWS:
        found = ngettext("{count} message différent", "{count} messages différents", different)
        raise UsageError(
            _("{file} ne contient que {found}.").format(
                file=path.name, found=found.format(count=different)
            ),
            _("Il en faut au moins {least}.").format(least=MIN_ROWS),
        )
