"""Reading pairs of a better and a worse answer, as DPO learns from.

``data export-feedback --pairs`` writes such files: CSV or JSONL with prompt, chosen and rejected,
in JSONL as texts or as lists of messages.
"""

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ChatMessage, Role
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _
from mistral_assistant.training.rows import Row

COLUMNS = ("prompt", "chosen", "rejected")


def read_pairs(file: Path) -> list[Row]:
    """Return the pairs of a file.

    Raises:
        DataError: a column is missing, or a line is not what it should be; it names the line.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as source:
            entries = _objects(source, file) if file.suffix.lower() in (".jsonl", ".ndjson") else (
                _records(source, file))  # fmt: skip
            rows = [_row(number, entry, f"{file}:{line}") for number, (line, entry) in
                    enumerate(entries, 1)]  # fmt: skip
    except UnicodeDecodeError as error:
        raise DataError(
            _("« {file} » n'est pas en UTF-8.").format(file=file),
            _("Enregistrez-le en UTF-8."),
        ) from error
    if not rows:
        raise DataError(
            _("« {file} » ne contient aucune paire.").format(file=file), _remedy(),
        )  # fmt: skip
    return rows


def _records(source: Any, file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(source)
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise DataError(
            _("« {file} » : il manque la colonne {names}.").format(
                file=file, names=", ".join(missing)
            ),
            _remedy(),
        )
    for entry in reader:
        yield reader.line_num, entry


def _objects(source: Any, file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(source, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            entry = None
        if not isinstance(entry, dict):
            raise _wrong(f"{file}:{number}")
        yield number, entry


def _row(number: int, entry: dict[str, Any], where: str) -> Row:
    prompt, chosen, rejected = (_messages(entry.get(name), name) for name in COLUMNS)
    if not prompt or len(chosen) != 1 or len(rejected) != 1:
        raise _wrong(where)
    if chosen == rejected:
        raise DataError(
            _("{where} : les deux réponses sont les mêmes.").format(where=where), _remedy()
        )
    return Row(number, (*prompt, *chosen), rejected=rejected[0].content)


def _messages(value: Any, name: str) -> tuple[ChatMessage, ...]:
    """Return a text or a list of messages as messages; nothing if it is neither."""
    if isinstance(value, str):
        role: Role = "user" if name == "prompt" else "assistant"
        return (ChatMessage(role, value.strip()),) if value.strip() else ()
    try:
        said = [(entry["role"], entry["content"]) for entry in value]
    except (KeyError, TypeError):
        return ()
    sound = all(role in ("system", "user", "assistant") and isinstance(text, str) and text.strip()
                for role, text in said)  # fmt: skip
    return tuple(ChatMessage(role, text) for role, text in said) if sound else ()


def _wrong(where: str) -> DataError:
    return DataError(
        _("{where} : il faut une question et deux réponses, prompt, chosen et rejected.").format(
            where=where
        ),
        _remedy(),
    )


def _remedy() -> str:
    return _("« data export-feedback FICHIER.jsonl --pairs » écrit un tel fichier.")
