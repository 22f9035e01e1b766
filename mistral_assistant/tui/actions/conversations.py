"""Whole conversations: begin another, go back, open an old one.

What changes or removes the one on screen is in ``keeping``.
"""

from functools import partial
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
    """Go back to the conversation before the last ``clear``, out of the bin or the archive."""
    if not screen.session.undo():
        screen.tell(_("Il n'y a rien à annuler."))
        return
    thread = screen.session.thread
    screen.show_thread(thread)
    take_back, thread.undo = thread.undo, None
    store = screen.session.assistant.store if screen.session.assistant else None
    if take_back is None or store is None:
        screen.tell(_("Conversation rouverte."))
        return

    def done(_nothing: None) -> None:
        screen.tell(_("Conversation rouverte."))

    screen.in_background(partial(take_back, store), done)


def show_history(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the list of old conversations."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return
    if assistant.store is None:
        screen.tell(_("Les conversations ne sont pas enregistrées."))
        return
    from mistral_assistant.tui.actions.keeping import leave_if_gone
    from mistral_assistant.tui.screens.history import HistoryScreen
    from mistral_assistant.tui.screens.history_parts import Chosen

    store = assistant.store

    def chosen(found: Chosen | None) -> None:
        if found is None:
            leave_if_gone(screen, store)
        else:
            open_conversation(screen, found.conversation_id, found.message_id)

    screen.app.push_screen(HistoryScreen(store, screen.session.clock), chosen)
