"""A TOML file of a pack, parsed, that knows its lines; ``section.py`` gives access to its keys."""

import re
import tomllib
from collections.abc import Collection
from functools import cached_property
from typing import Any

from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.toml_lines import (
    MAX_KEY_PARTS,
    MAX_NESTING,
    KeyPath,
    excess_line,
    key_lines,
)
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
    try:
        # Long dotted keys cost tomllib quadratic time, so they are looked for before.
        values = None if _may_hold_long_key(text) and excess_line(text) else tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        _report_syntax(folder, file, text, str(error))
        return None
    except (RecursionError, ValueError):
        values = None  # int() refuses more than 4,300 digits with a plain ValueError
    if values is None or _deeper(values, MAX_NESTING):
        folder.report(
            file,
            _("crochets, clés ou nombres bien trop longs pour un fichier de domaine"),
            _("Récrivez ce passage simplement ; voyez docs/domain-packs.md."),
            line=excess_line(text) or 1,
        )
        return None
    return Document(folder, file, text, values)


def _may_hold_long_key(text: str) -> bool:
    return any(line.count(".") >= MAX_KEY_PARTS for line in text.split("\n"))


def _deeper(value: object, levels: int) -> bool:
    """Return True when lists and tables nest deeper than ``levels``."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(item, levels - 1) for item in inner)


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
