"""Raw texts to go on pre-training with: a file, or every text file of a folder.

``.txt`` and ``.md`` are one text each; a JSONL line is one, its longer fields one after the other.
"""

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _
from mistral_assistant.training.rows import Row

PLAIN, LINES = (".txt", ".md"), (".jsonl", ".ndjson")
FIELDS = ("title", "question", "text", "content", "context", "answer")
"""Of a JSONL object, in the order in which they are read; equal ones once."""


def read_texts(place: Path) -> list[Row]:
    """Return every text in a file or folder, each once.

    Raises:
        DataError: there is none, a file is not UTF-8, or a line is no JSON object of texts.
    """
    files = _files(place)
    seen: dict[str, None] = {}
    for file in files:
        for text in _texts(file):
            clean = unicodedata.normalize("NFC", text).replace("\r\n", "\n").strip()
            if clean:
                seen[clean] = None
    if not seen:
        raise DataError(
            _("« {file} » ne contient aucun texte.").format(file=place),
            _("Donnez un dossier ou un fichier .txt, .md ou .jsonl (champ « text »)."),
        )
    return [Row(number, text=text) for number, text in enumerate(seen, 1)]


def _files(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    found = [file for file in place.rglob("*") if file.suffix.lower() in PLAIN + LINES]
    return sorted(file for file in found if file.is_file() and file.stem.upper() != "README")


def _texts(file: Path) -> Iterator[str]:
    try:
        whole = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            _("« {file} » n'est pas en UTF-8.").format(file=file),
            _("Enregistrez-le en UTF-8 ; un CSV se répare avec « data repair »."),
        ) from error
    if file.suffix.lower() not in LINES:
        yield whole
        return
    for number, line in enumerate(whole.splitlines(), 1):
        if line.strip():
            yield _joined(line, f"{file}:{number}")


def _joined(line: str, where: str) -> str:
    try:
        entry: Any = json.loads(line)
        parts = [entry[name] for name in FIELDS if isinstance(entry.get(name), str)]
    except (ValueError, AttributeError, RecursionError) as error:
        raise DataError(
            _("{where} : ce n'est pas un objet JSON.").format(where=where),
            _('Chaque ligne : {"text": "…"}.'),
        ) from error
    if not parts:
        raise DataError(
            _("{where} : aucun des champs {names}.").format(where=where, names=", ".join(FIELDS)),
            _('Chaque ligne : {"text": "…"}.'),
        )
    return "\n".join(dict.fromkeys(parts))
