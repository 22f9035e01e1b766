"""``ask``: one question, or a batch of them, through the same path as the chat; nothing stored."""

import argparse
import sys
from datetime import datetime
from typing import Any

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.cli.batch import Request, read_requests
from mistral_assistant.cli.output import print_json
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.plain_text import Printer, answer_lines, trace_lines
from mistral_assistant.reasoning.events import TurnFailed, TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

YEARS = range(1900, 2200)
"""Within which ``--now`` may lie; "hier" and "dans cent ans" must be dates as well."""


def ask(options: argparse.Namespace, settings: Settings) -> int:
    """Answer what stands on the command line, in the file or on standard input."""
    now = _instant(options.now)
    if options.batch is not None:
        if options.text:
            raise UsageError(
                _("« --batch » ne va pas avec une question."), _("Donnez l'un ou l'autre.")
            )
        return _batch(_assistant(settings), options.batch, now)
    text = _question(options.text)
    turn = one_turn(_assistant(settings), text, Conversation(), now)
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


def _assistant(settings: Settings) -> Assistant:
    """Build an assistant that stores nothing; a fault of the pack shows before any answer."""
    assistant = Assistant(settings)
    assistant.load()
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


def _instant(text: str | None) -> datetime | None:
    """Read ``--now`` as local time without a zone, which is what the steps compare with."""
    if text is None:
        return None
    try:
        now = datetime.fromisoformat(text)
        if now.year not in YEARS:
            raise ValueError(now.year)
        return now.astimezone().replace(tzinfo=None) if now.tzinfo else now
    except ValueError as error:
        raise UsageError(
            _("« {text} » n'est pas une date possible.").format(text=text),
            _("Écrivez-la ainsi : 2026-03-12T10:00:00 (de {first} à {last}).").format(
                first=YEARS[0], last=YEARS[-1]
            ),
        ) from error


def _batch(assistant: Assistant, file: str, now: datetime | None) -> int:
    """Print one JSON object a line; a line that fails is reported in its place."""
    conversations: dict[str, Conversation] = {}
    failed: list[int] = []
    for request in read_requests(file):
        kept = conversations.setdefault(request.conversation, Conversation())
        conversation = kept if request.conversation else Conversation()
        try:
            result = as_object(_answered(assistant, request, conversation, now))
        except AssistantError as error:
            failed.append(request.line)
            result = {"line": request.line, "error": str(error)}
        print_json(result)
    if failed:
        raise _unanswered(failed)
    return 0


def _answered(
    assistant: Assistant, request: Request, conversation: Conversation, now: datetime | None
) -> Turn:
    if request.fault:
        raise request.fault
    return one_turn(assistant, request.text, conversation, now)


def _unanswered(lines: list[int], shown: int = 10) -> AssistantError:
    numbers = [str(number) for number in lines[:shown]] + ["…"] * (len(lines) > shown)
    return AssistantError(
        _("Lignes restées sans réponse : {numbers} (en tout {count}).").format(
            numbers=", ".join(numbers), count=len(lines)
        ),
        _("La raison est dans « error », à leur place."),
    )
