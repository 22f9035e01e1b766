"""``ask --batch``: the lines of a JSONL file, each with its question and conversation."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _

STANDARD_INPUT = "-"


@dataclass(frozen=True)
class Request:
    """One line of the file."""

    line: int
    text: str = ""
    conversation: str = ""
    """Lines of one id are one conversation; empty for a question of its own."""
    fault: AssistantError | None = None
    """Why the line cannot be answered."""


def read_requests(file: str) -> Iterator[Request]:
    """Yield the requests of a file as they are read; empty lines are left out.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _request(number, line)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("ce n'est pas de l'UTF-8")
        raise UsageError(
            _("{file} est illisible ({reason}).").format(file=file, reason=reason),
            _("Donnez un fichier JSONL en UTF-8, ou « - » pour l'entrée standard."),
        ) from error


def _opened(file: str) -> IO[str]:
    """Open as UTF-8 whatever the console speaks; only a line feed ends a line."""
    standard = file == STANDARD_INPUT
    return open(
        sys.stdin.fileno() if standard else file,
        encoding="utf-8",
        newline="\n",
        closefd=not standard,
    )


def _request(number: int, line: str) -> Request:
    try:
        values = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return _faulty(number, _("ce n'est pas du JSON"))
    if not isinstance(values, dict):
        return _faulty(number, _("ce n'est pas un objet JSON"))
    text, conversation = values.get("text"), values.get("conversation")
    if not isinstance(text, str) or not text.strip():
        return _faulty(number, _("« text » doit être un texte qui n'est pas vide"))
    if not _is_id(conversation):
        return _faulty(number, _("« conversation » doit être un texte ou un nombre entier"))
    return Request(number, text, "" if conversation is None else str(conversation))


def _is_id(value: Any) -> bool:
    return value is None or isinstance(value, str | int) and not isinstance(value, bool)


def _faulty(number: int, what: str) -> Request:
    problem = _("Ligne {number} : {what}.").format(number=number, what=what)
    example = _('Exemple : {"text": "Où est mon colis ?", "conversation": "a"}')
    return Request(number, fault=UsageError(problem, example))
