"""A TOML file of a pack: parsed, with typed access to its keys; faults go to the folder."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.toml_lines import KeyPath, excess_line, key_lines
from mistral_assistant.domains.vocabulary import suggest
from mistral_assistant.i18n import _

MAX_TOML_BYTES = 256 * 1024
"""tomllib needs up to 1.5 s a megabyte on hostile input."""


class Document:
    """One parsed file that knows on which line each key stands."""

    def __init__(self, folder: Folder, file: str, text: str, values: dict[str, Any]) -> None:
        self.folder = folder
        self.file = file
        self.values = values
        self._text = text

    @cached_property
    def _lines(self) -> dict[KeyPath, int]:
        return key_lines(self._text)

    def line(self, path: KeyPath) -> int:
        """Return the line of a key, or of the nearest table around it; 1 where there is none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def report(self, path: KeyPath, what: str, remedy: str, severity: str = "error") -> None:
        """Add a problem with a key of this file."""
        self.folder.add(self.file, self.line(path), dotted(path), what, remedy, severity)

    def warn(self, path: KeyPath, what: str, remedy: str) -> None:
        """Add a warning about a key of this file."""
        self.report(path, what, remedy, "warning")

    def check_known(
        self, path: KeyPath, name: str, known: Collection[str] | None, what: str
    ) -> None:
        """Report a name that is none of ``known``; where ``known`` is None nothing is unknown."""
        if name and known is not None and name not in known:
            line = self.line(path)
            self.folder.check_known(self.file, line, dotted(path), name, known, what)

    def top(self) -> "Section":
        """Return the whole document as a section."""
        return Section(self, (), self.values)


def dotted(path: KeyPath) -> str:
    """Write a path as people read it, counting from 1: ``rule[3].when.category``."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part + 1}]"
        else:
            quoted = part if re.fullmatch(r"[\w-]+", part) else f'"{part}"'
            text += f".{quoted}" if text else quoted
    return text


def read_toml(folder: Folder, file: str) -> Document | None:
    """Parse one file of the folder; None, and a problem, where that is impossible."""
    text = folder.text(file)
    if text is None:
        return None
    if len(text) > MAX_TOML_BYTES:
        folder.report(
            file,
            _("plus de {limit} Kio pour un fichier TOML").format(limit=MAX_TOML_BYTES // 1024),
            _("Mettez les longs contenus dans examples.csv, knowledge/ ou tables/."),
        )
        return None
    line = excess_line(text)
    try:
        values = {} if line else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _report_syntax(folder, file, text, str(error))
        return None
    except (RecursionError, ValueError):
        line = 1  # int() refuses numbers of more than 4,300 digits with a plain ValueError
    if line:
        folder.report(
            file,
            _("crochets, clés ou nombres bien trop longs pour un fichier de domaine"),
            _("Récrivez ce passage simplement ; voyez docs/domain-packs.md."),
            line=line,
        )
        return None
    return Document(folder, file, text, values)


def _syntax_texts() -> dict[str, str]:
    """Return how each message of tomllib begins, with what it says in the user's language."""
    return {
        "Cannot declare": _("cette table est déclarée deux fois"),
        "Cannot overwrite": _("cette clé est donnée deux fois"),
        "Duplicate inline": _("cette clé est donnée deux fois"),
        "Expected '='": _("il manque « = » après la clé"),
        "Unclosed array": _("il manque le crochet « ] » de la fin de la liste"),
        "Unclosed inline": _("il manque l'accolade « } » de la fin"),
        "Unterminated string": _("il manque le guillemet de la fin du texte"),
        "Illegal character": _("caractère interdit ici, ou guillemet de la fin manquant"),
        "Invalid value": _("valeur incorrecte : un texte se met entre guillemets"),
        "Expected newline": _("une seule clé par ligne : il y a quelque chose de trop"),
        "Unescaped": _('dans un texte entre "…", la barre oblique inverse s\'écrit \\\\'),
        "Invalid initial": _("une clé commence par une lettre, un chiffre ou un guillemet"),
        "Invalid date": _("cette date n'existe pas"),
    }


def _report_syntax(folder: Folder, file: str, text: str, message: str) -> None:
    place = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    lines = text.rstrip("\n").split("\n")
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    what = next((said for start, said in _syntax_texts().items() if message.startswith(start)), "")
    written = lines[line - 1] if line <= len(lines) else ""
    key = re.match(r"\s*\[{0,2}\s*([^=\[\]#]*[^=\[\]#\s])", written)
    folder.report(
        file,
        _("syntaxe TOML, colonne {column} : {what}").format(
            column=column, what=what or message.split(" (at ")[0]
        ),
        _("Corrigez cette ligne ; la suite du fichier n'a pas pu être vérifiée."),
        line=line,
        key=key[1] if key else "",
    )


class Section:
    """One table of a document; every key that was not asked for is unknown."""

    def __init__(self, document: Document, path: KeyPath, values: Mapping[str, Any]) -> None:
        self.document = document
        self.path = path
        self.values = values
        self._known: list[str] = []

    def report(self, key: str, what: str, remedy: str) -> None:
        """Add an error about one key of this table."""
        self.document.report((*self.path, key), what, remedy)

    def _get(self, key: str, kind: type | tuple[type, ...], expected: str) -> Any:
        """Return the value of a key, or None where it is absent or of another type."""
        self._known.append(key)
        value = self.values.get(key)
        if value is None or _is(value, kind):
            return value
        self.report(
            key,
            _("{found} au lieu de {expected}").format(found=_type_name(value), expected=expected),
            _wrong_type_remedy(value, kind),
        )
        return None

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, stripped."""
        value = self._get(key, str, _("un texte"))
        if required and not (value or "").strip() and (value is not None or self.missing(key)):
            self._report_missing(key, value)
        return str(value or "").strip()

    def missing(self, key: str) -> bool:
        """Return True when the file does not hold the key at all."""
        return key not in self.values

    def _report_missing(self, key: str, value: str | None) -> None:
        what = _("il manque « {key} »") if value is None else _("« {key} » est vide")
        self.report(key, what.format(key=key), _('Ajoutez {key} = "…".').format(key=key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, stripped; empty ones are reported and left out."""
        return tuple(text for _index, text in self.numbered_texts(key))

    def numbered_texts(self, key: str) -> list[tuple[int, str]]:
        """Return (index in the file, text) for a list of texts."""
        kept: list[tuple[int, str]] = []
        for index, value in enumerate(self._get(key, list, _("une liste de textes")) or ()):
            path = (*self.path, key, index)
            if not isinstance(value, str):
                self.document.report(
                    path,
                    _("{found} au lieu d'un texte").format(found=_type_name(value)),
                    _("Mettez la valeur entre guillemets."),
                )
            elif not value.strip():
                self.document.report(path, _("texte vide"), _("Écrivez un texte ou retirez-le."))
            else:
                kept.append((index, value.strip()))
        return kept

    def number(self, key: str, default: float, low: float, high: float) -> float:
        """Return a number within bounds."""
        value = self._get(key, (int, float), _("un nombre"))
        if value is None:
            return default
        if not low <= value <= high:
            self.report(
                key,
                _("{value} n'est pas entre {low} et {high}").format(
                    value=value, low=f"{low:g}", high=f"{high:g}"
                ),
                _("Choisissez une valeur dans ces bornes, par exemple {default}.").format(
                    default=f"{default:g}"
                ),
            )
            return default
        return float(value)

    def whole(self, key: str, default: int, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        value = self._get(key, int, _("un nombre entier"))
        return default if value is None else int(self.number(key, default, low, high))

    def flag(self, key: str, default: bool) -> bool:
        """Return true or false."""
        value = self._get(key, bool, _("true ou false"))
        return default if value is None else bool(value)

    def choice(self, key: str, known: Collection[str], *, required: bool = False) -> str:
        """Return a text that must be one of ``known``; empty, and a problem, if it is not."""
        value = self.text(key, required=required)
        self.document.check_known((*self.path, key), value, known, _("« {name} » est inconnu"))
        return value if value in known else ""

    def table(self, key: str) -> "Section":
        """Return a table below this one; an empty one where the file has none."""
        value = self._get(key, dict, _("une table"))
        return Section(self.document, (*self.path, key), value or {})

    def tables(self) -> Iterator[tuple[str, "Section"]]:
        """Yield every key of this table, each of which must be a table."""
        for key in self.values:
            yield key, self.table(key)

    def rows(self, key: str) -> list["Section"]:
        """Return an array of tables, ``[[key]]``."""
        sections = []
        for index, value in enumerate(self._get(key, list, _("des tables [[…]]")) or ()):
            path = (*self.path, key, index)
            if isinstance(value, dict):
                sections.append(Section(self.document, path, value))
            else:
                self.document.report(
                    path,
                    _("{found} au lieu d'une table").format(found=_type_name(value)),
                    _("Écrivez [[{key}]] suivi de ses clés.").format(key=key),
                )
        return sections

    def text_map(self, key: str) -> dict[str, str]:
        """Return a table of texts."""
        section = self.table(key)
        return {name: section.text(name) for name in section.values}

    def end(self) -> None:
        """Report every key that was never asked for."""
        for key in self.values:
            if key not in self._known:
                self.report(
                    key,
                    _("clé inconnue « {key} »").format(key=key),
                    suggest(key, self._known),
                )


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """Return True for a value of the kind; a bool is no number."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, kind)


def _type_name(value: Any) -> str:
    if isinstance(value, bool):
        return _("true ou false")
    names = {str: _("un texte"), int: _("un nombre entier"), float: _("un nombre à virgule")}
    names |= {list: _("une liste"), dict: _("une table")}
    return names.get(type(value), _("une date ou une heure"))


def _wrong_type_remedy(value: Any, kind: type | tuple[type, ...]) -> str:
    if kind is list and isinstance(value, str):
        return _('Mettez le texte entre crochets : ["…"].')
    if kind is str:
        return _("Mettez la valeur entre guillemets.")
    if kind is bool:
        return _("Écrivez true ou false, sans guillemets.")
    if kind is dict:
        return _("Écrivez une table : [nom] suivi de ses clés, ou { clé = valeur }.")
    if kind is list:
        return _("Écrivez une liste entre crochets.")
    return _("Écrivez un nombre sans guillemets, avec un point décimal.")
