"""JSON Lines files of a pack: one object a line, read strictly, each fault with its line."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mistral_assistant.domains.files import Folder
from mistral_assistant.i18n import _


def read_json_lines(folder: Folder, file: str) -> Iterator["JsonLine"]:
    """Yield every line that holds an object; blank lines are left out."""
    text = folder.text(file) if folder.rows_left >= 0 else None
    for number, line in enumerate((text or "").split("\n"), 1):
        if line.strip():
            if not folder.take_row(file):
                return
            values = _parse(folder, file, number, line)
            if values is not None:
                yield JsonLine(folder, file, number, "", values)


def _parse(folder: Folder, file: str, number: int, line: str) -> dict[str, Any] | None:
    doubles: list[str] = []
    try:
        values = json.loads(line, object_pairs_hook=lambda pairs: _object(pairs, doubles))
    except (ValueError, RecursionError) as error:
        column = getattr(error, "colno", 1)
        folder.report(
            file,
            _("JSON incorrect à la colonne {column}").format(column=column),
            _("Écrivez un objet {…} entier sur une seule ligne, textes entre guillemets."),
            line=number,
        )
        return None
    for key in doubles:
        folder.report(
            file,
            _("la clé « {key} » est donnée deux fois").format(key=key),
            _("Retirez-la une fois."),
            line=number,
            key=key,
        )
    if isinstance(values, dict):
        return values
    folder.report(
        file,
        _("cette ligne n'est pas un objet JSON"),
        _("Commencez la ligne par { et finissez-la par }."),
        line=number,
    )
    return None


def _object(pairs: list[tuple[str, Any]], doubles: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in pairs:
        if key in values:
            doubles.append(key)
        values[key] = value
    return values


class JsonLine:
    """One object; every key that was not asked for is unknown."""

    def __init__(
        self, folder: Folder, file: str, line: int, path: str, values: Mapping[str, Any]
    ) -> None:
        self.folder = folder
        self.file = file
        self.line = line
        self.values = values
        self._path = path
        self._known: list[str] = []

    def report(self, key: str, what: str, remedy: str) -> None:
        """Add an error about one key."""
        self.folder.report(self.file, what, remedy, line=self.line, key=self._full(key))

    def check_known(self, key: str, name: str, known: Collection[str] | None, what: str) -> None:
        """Report a name that is none of ``known``."""
        self.folder.check_known(self.file, self.line, self._full(key), name, known, what)

    def _full(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _get(self, key: str, kind: type, expected: str) -> Any:
        self._known.append(key)
        value = self.values.get(key)
        if value is None or isinstance(value, kind):
            return value
        self.report(
            key,
            _("« {key} » doit être {expected}").format(key=key, expected=expected),
            _("Corrigez la valeur ; voyez docs/domain-packs.md."),
        )
        return None

    def text(self, key: str, *, required: bool = True) -> str:
        """Return a text, stripped."""
        value = self._get(key, str, _("un texte"))
        wrong_type = value is None and self.values.get(key) is not None
        if required and not wrong_type and not (value or "").strip():
            self.report(
                key,
                _("il manque « {key} »").format(key=key),
                _('Ajoutez "{key}": "…".').format(key=key),
            )
        return (value or "").strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self._get(key, list, _("une liste de textes")) or []
        for value in values:
            if not isinstance(value, str) or not value.strip():
                self.report(
                    key,
                    _("« {key} » ne doit contenir que des textes non vides").format(key=key),
                    _('Corrigez la liste : ["…", "…"].'),
                )
        return tuple(value for value in values if isinstance(value, str) and value.strip())

    def rows(self, key: str) -> list["JsonLine"]:
        """Return a list of objects."""
        rows = []
        for index, value in enumerate(self._get(key, list, _("une liste d'objets")) or [], 1):
            path = self._full(f"{key}[{index}]")
            if isinstance(value, dict):
                rows.append(JsonLine(self.folder, self.file, self.line, path, value))
            else:
                self.report(
                    f"{key}[{index}]",
                    _("ce n'est pas un objet"),
                    _("Écrivez {…} avec ses clés."),
                )
        return rows

    def ignore(self, key: str) -> None:
        """Let a key stand unread."""
        self._known.append(key)

    def end(self) -> None:
        """Report every key that was never asked for."""
        for key in self.values:
            self.check_known(key, key, self._known, _("clé inconnue « {name} »"))
