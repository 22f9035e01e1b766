"""``--batch``: every line of a JSONL file through one function, each result or fault in place."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import IO, Any

from mistral_assistant.cli.output import print_json
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _, system_reason

STANDARD_INPUT = "-"
_NAMED = 10
"""Lines that the message at the end names."""


class Fault(Exception):
    """What is wrong with a line, as a part of a sentence."""


def print_results(
    file: str,
    result: Callable[[Mapping[str, Any]], Any],
    *,
    example: str,
    failed: Callable[[str, int], str],
) -> None:
    """Print ``result`` of each line's object as JSON, as each is done; empty lines are left out.

    A line that is no object, or for which ``result`` raises :class:`Fault` or an AssistantError, is
    reported in its place; ``example`` shows what a line should be.

    Raises:
        UsageError: the file cannot be read.
        AssistantError: at the end, in the words of ``failed``, if there were such lines.
    """
    faulty = []
    for number, line in _lines(file):
        try:
            value = result(_object(line))
        except Fault as fault:
            faulty.append(number)
            problem = _("Ligne {number} : {what}.").format(number=number, what=fault)
            value = {"line": number, "error": str(UsageError(problem, example))}
        except AssistantError as error:
            faulty.append(number)
            value = {"line": number, "error": str(error)}
        print_json(value)
    if faulty:
        named = [str(number) for number in faulty[:_NAMED]] + ["…"] * (len(faulty) > _NAMED)
        raise AssistantError(
            failed(", ".join(named), len(faulty)), _("La raison est dans « error », à leur place.")
        )


def required_text(values: Mapping[str, Any], key: str) -> str:
    """Return the text under ``key``.

    Raises:
        Fault: it is missing, empty or no text.
    """
    text = values.get(key)
    if not isinstance(text, str) or not text.strip():
        raise Fault(_("« {key} » doit être un texte qui n'est pas vide").format(key=key))
    return text


def _lines(file: str) -> Iterator[tuple[int, str]]:
    try:
        with _opened(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as error:
        reason = (
            system_reason(error) if isinstance(error, OSError) else _("ce n'est pas de l'UTF-8")
        )
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


def _object(line: str) -> Mapping[str, Any]:
    try:
        values = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        raise Fault(_("ce n'est pas du JSON")) from None
    if not isinstance(values, dict):
        raise Fault(_("ce n'est pas un objet JSON"))
    return values
