"""What several actions need."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant
    from mistral_assistant.conversations.store import Store
    from mistral_assistant.tui.screens.chat import ChatScreen


def idle_assistant(screen: "ChatScreen") -> "Assistant | None":
    """Return the assistant unless it is not there yet or busy, which the user is told."""
    session = screen.session
    if session.run:
        screen.tell(_("Une réponse est en cours : attendez-la ou arrêtez-la avec Échap."))
        return None
    if session.assistant is None:
        screen.tell(_("L'assistant n'est pas encore prêt."))
    return session.assistant


def when_failed(screen: "ChatScreen") -> Callable[[AssistantError], None]:
    """Return what shows why a change failed, and lets the chat go on as before."""

    def failed(error: AssistantError) -> None:
        screen.fault(error)
        screen.set_ready()

    return failed


def changed(screen: "ChatScreen") -> None:
    """Show what a change has said, and let questions be answered again."""
    screen.view.latest()
    screen.set_ready()


def meant_message(screen: "ChatScreen", kind: str, entry: Entry | None = None) -> Entry | None:
    """Return the message an action is for; tell the user where there is none."""
    entries = screen.session.transcript.entries
    chosen = entry or screen.view.marked
    if chosen and chosen.kind != kind and kind == "assistant":
        chosen = screen.session.transcript.after(chosen)
    elif chosen and chosen.kind != kind:
        before = entries[: entries.index(chosen)]
        chosen = next((item for item in reversed(before) if item.kind == kind), None)
    found = chosen if chosen and chosen.kind == kind else None
    if not chosen:
        found = next((item for item in reversed(entries) if item.kind == kind), None)
    if found is None:
        screen.tell(_("Il n'y a pas encore de réponse.") if entries else _("Rien n'a été dit."))
    return found


def stored_message(screen: "ChatScreen", entry: Entry | None) -> "tuple[Store, int] | None":
    """Return the store and the message's id there; tell the user where it is not stored."""
    assistant = screen.session.assistant
    if entry is None or assistant is None:
        return None
    if assistant.store is None or entry.message_id is None:
        screen.tell(_("Ce message n'est pas enregistré."), "warning")
        return None
    return assistant.store, entry.message_id
