"""Whole conversations: begin another, go back, open an old one."""

from typing import TYPE_CHECKING

from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import idle_assistant
from mistral_assistant.tui.reopening import open_conversation

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen


def clear(screen: "ChatScreen", _argument: str = "") -> None:
    """Begin another conversation."""
    screen.stop()
    if screen.session.clear():
        screen.show_thread(screen.session.thread)
        screen.tell(_("Conversation rangée dans l'historique ; « annuler » la rouvre."))


def begin_private(screen: "ChatScreen", _argument: str = "") -> None:
    """Begin a conversation that is never stored."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    screen.session.clear()
    screen.session.thread.conversation = assistant.new_conversation(private=True)
    screen.show_thread(screen.session.thread)
    screen.tell(_("Conversation privée : rien n'en est enregistré."))


def undo(screen: "ChatScreen", _argument: str = "") -> None:
    """Go back to the conversation before the last ``clear``."""
    if screen.session.undo():
        screen.show_thread(screen.session.thread)
        screen.tell(_("Conversation rouverte."))
    else:
        screen.tell(_("Il n'y a rien à annuler."))


def show_history(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the list of old conversations."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    if assistant.store is None:
        screen.tell(_("Les conversations ne sont pas enregistrées."))
        return
    from mistral_assistant.tui.screens.history import HistoryScreen

    def chosen(conversation_id: int | None) -> None:
        if conversation_id is not None:
            open_conversation(screen, conversation_id)

    screen.app.push_screen(HistoryScreen(assistant.store, screen.session.clock), chosen)
