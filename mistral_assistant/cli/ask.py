"""``ask``: one question, or a batch of them, through the same path as the chat; nothing stored."""

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.cli.output import json_text
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.line_mode import Printer, answer_lines, trace_lines
from mistral_assistant.reasoning.events import TurnFailed, TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer what stands on the command line, in the file or on standard input."""
    now = _instant(options.now)
    assistant = Assistant(settings)
    if options.batch:
        return _batch(assistant, options.batch, now)
    text = " ".join(options.text).strip() or _standard_input()
    turn = one_turn(assistant, text, Conversation(), now)
    if options.json:
        print(json_text(as_object(turn)))
        return 0
    printer = Printer()
    for line in answer_lines(turn.trace()):
        printer.print(line)
    if options.trace or settings.debug:
        for line in trace_lines(turn.trace()):
            printer.print(line)
    return 0


def one_turn(
    assistant: Assistant, text: str, conversation: Conversation, now: datetime | None
) -> Turn:
    """Answer one message and return the finished turn.

    Raises:
        AssistantError: the turn failed.
    """
    for event in assistant.answer(text, conversation, now=now):
        if isinstance(event, TurnFinished):
            return event.turn
        if isinstance(event, TurnFailed):
            raise event.error
    raise AssistantError(_("La question est restée sans réponse."))


def as_object(turn: Turn) -> dict[str, Any]:
    """Return what ``--json`` and ``--batch`` print for a turn."""
    return {
        "answer": turn.answer.text,
        "sources": list(turn.answer.sources),
        "trace": turn.trace(),
    }


def _standard_input() -> str:
    if sys.stdin.isatty():
        raise UsageError(
            _("Il manque la question."), _('Exemple : mistral-assistant ask "Où est mon colis ?"')
        )
    text = sys.stdin.read().strip()
    if not text:
        raise UsageError(_("L'entrée standard est vide."), _("Donnez-y la question."))
    return text


def _instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(
            _("« {text} » n'est pas une date.").format(text=text),
            _("Écrivez-la ainsi : 2026-03-12T10:00:00."),
        ) from error


def _batch(assistant: Assistant, file: Path, now: datetime | None) -> int:
    """Print one JSON object a line; a line that fails is reported in its place."""
    conversations: dict[str, Conversation] = {}
    failed = 0
    for number, text, key in _requests(file):
        conversation = conversations.setdefault(key, Conversation()) if key else Conversation()
        try:
            result = as_object(one_turn(assistant, text, conversation, now))
        except AssistantError as error:
            failed += 1
            result = {"error": str(error), "line": number}
        print(json_text(result), flush=True)
    return 1 if failed else 0


def _requests(file: Path) -> Iterator[tuple[int, str, str]]:
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            _("{file} est illisible : {error}.").format(file=file, error=error),
            _("Donnez un fichier JSONL en UTF-8."),
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            request = json.loads(line)
            text = request["text"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise UsageError(
                _("{file}, ligne {line} : pas d'objet JSON avec « text ».").format(
                    file=file, line=number
                ),
                _('Exemple : {"text": "Où est mon colis ?"}'),
            ) from error
        if not isinstance(text, str):
            raise UsageError(
                _("{file}, ligne {line} : « text » doit être un texte.").format(
                    file=file, line=number
                )
            )
        yield number, text, str(request.get("conversation") or "")
