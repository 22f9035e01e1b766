"""Copying a message, one of its blocks, or a trace; the ladder of ways is in ``clipboard``."""

import json
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mistral_assistant.cleaning import clean
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import meant_message
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen


def copy(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Copy a message, or the code block or table that bears the mark."""
    message = entry or screen.view.marked or meant_message(screen, "assistant")
    if message is None:
        return
    number = screen.view.block if message is screen.view.marked else None
    if number is None:
        _copy_text(screen, clean(message.text))
    else:
        _copy_block(screen, message, number)


def copy_named(screen: "ChatScreen", argument: str = "") -> None:
    """Copy the last answer, or its n-th code block or table."""
    answer = meant_message(screen, "assistant")
    if answer and argument:
        _copy_block(screen, answer, int(argument) - 1)
    elif answer:
        _copy_text(screen, clean(answer.text))


def copy_trace(screen: "ChatScreen", trace: Mapping[str, Any]) -> None:
    """Copy what the reasoning panel shows, as JSON."""
    _copy_text(screen, clean(json.dumps(trace, ensure_ascii=False, indent=2)))


def _copy_block(screen: "ChatScreen", entry: Entry, number: int) -> None:
    from mistral_assistant.tui.extracts import extracts

    found = extracts(clean(entry.text))
    if 0 <= number < len(found):
        _copy_text(screen, found[number].text)
    else:
        text = _("Cette réponse a {count} bloc(s) de code ou tableau(x).")
        screen.tell(text.format(count=len(found)), "warning")


def _copy_text(screen: "ChatScreen", text: str) -> None:
    from mistral_assistant.tui.clipboard import Copied
    from mistral_assistant.tui.clipboard import copy as copy_out

    folder = screen.app.settings.data_dir

    def send(sequence: str) -> None:
        screen.app.call_from_thread(screen.app.write_sequence, sequence)

    def done(copied: Copied) -> None:
        match copied.way:
            case "tool":
                screen.tell(_("Copié."))
            case "terminal":
                screen.tell(_("Envoyé au terminal, qui ne dit pas s'il a copié."))
            case _:
                told = _("Trop long pour le terminal : copié dans {file}.")
                screen.tell(told.format(file=copied.file))

    screen.in_background(partial(copy_out, text, send, folder), done)
