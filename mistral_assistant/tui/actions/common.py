"""What several actions need."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant
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
