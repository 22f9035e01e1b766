"""``ask``: one question, or a batch of them, through the same path as the chat; nothing stored."""

import argparse
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.cli.batch import Fault, print_results, required_text
from mistral_assistant.cli.output import print_json
from mistral_assistant.cli.values import instant
from mistral_assistant.cli.waiting import wait_for_model
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.plain_text import Printer, answer_lines, trace_lines
from mistral_assistant.reasoning.events import TurnFailed, TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer what stands on the command line, in the file or on standard input."""
    now = instant(options.now)
    if options.batch is not None:
        if options.text:
            raise UsageError(
                _("« --batch » ne va pas avec une question."), _("Donnez l'un ou l'autre.")
            )
        return _batch(_assistant(settings, options.wait), options.batch, now)
    text = _question(options.text)
    turn = one_turn(_assistant(settings, options.wait), text, Conversation(), now)
    if options.json:
        print_json(as_object(turn))
    else:
        _print(turn, trace=options.trace or settings.debug)
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


def _assistant(settings: Settings, patience: float) -> Assistant:
    """Build an assistant that stores nothing; a fault of the pack shows before any answer.

    A model that loads is waited for up to ``patience`` seconds; without it the pack answers alone.
    """
    assistant = Assistant(settings)
    assistant.load()
    wait_for_model(assistant, patience, sys.stderr)
    return assistant


def _print(turn: Turn, *, trace: bool) -> None:
    printer = Printer()
    values = turn.trace()
    printer.print(turn.answer.text)
    for line in answer_lines(values):
        printer.print(line, Printer.DIM)
    for line in trace_lines(values) if trace else ():
        printer.print(line, Printer.DIM)


def _question(words: list[str]) -> str:
    example = _('Exemple : mistral-assistant ask "Où est mon colis ?"')
    if words:
        text = " ".join(words)
    elif sys.stdin.isatty():
        raise UsageError(_("Il manque la question."), example)
    else:
        text = sys.stdin.read()
    if not text.strip():
        raise UsageError(_("La question est vide."), example)
    return text.strip()


def _batch(assistant: Assistant, file: str, now: datetime | None) -> int:
    conversations: dict[str, Conversation] = {}

    def result(values: Mapping[str, Any]) -> dict[str, Any]:
        text, name = required_text(values, "text"), _conversation(values)
        kept = conversations.setdefault(name, Conversation()) if name else Conversation()
        return as_object(one_turn(assistant, text, kept, now))

    example = _('Exemple : {"text": "Où est mon colis ?", "conversation": "a"}')
    print_results(file, result, example=example, failed=_unanswered)
    return 0


def _conversation(values: Mapping[str, Any]) -> str:
    """Return the id that joins lines to a conversation; empty for a question of its own."""
    name = values.get("conversation")
    if name is None:
        return ""
    if not isinstance(name, str | int) or isinstance(name, bool):
        raise Fault(_("« conversation » doit être un texte ou un nombre entier"))
    return str(name)


def _unanswered(lines: str, count: int) -> str:
    return _("Lignes restées sans réponse : {numbers} (en tout {count}).").format(
        numbers=lines, count=count
    )
