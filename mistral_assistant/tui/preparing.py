"""How the assistant comes to the chat screen: built and loaded in threads after the first frame."""

from typing import TYPE_CHECKING

from mistral_assistant.errors import AssistantError
from mistral_assistant.tui.reopening import open_latest
from mistral_assistant.tui.session import pack_names

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant
    from mistral_assistant.tui.screens.chat import ChatScreen

LOADING_LOOK_S = 0.5
"""Seconds between two looks at a model that is being loaded."""
TYPING_S = 0.2
"""Keys that follow one another so closely are typing."""


def prepare(screen: "ChatScreen") -> None:
    """Build the assistant, or load its pack once more after that has failed."""

    def failed(error: AssistantError) -> None:
        screen.session.failed = True
        screen.app.take_draft()
        screen.give_back(screen.session.take_back())
        screen.fault(error)

    def ready(packs: tuple[str, ...]) -> None:
        screen.session.packs = packs
        assistant = screen.session.assistant
        if assistant and assistant.store_fault:
            screen.fault(assistant.store_fault)
        if screen.app.resume:
            open_latest(screen)
        else:
            screen.set_ready()

    def built(assistant: "Assistant") -> None:
        screen.session.assistant = assistant
        screen.in_background(lambda: _load(assistant), ready, failed)

    assistant = screen.session.assistant
    if assistant is None:
        screen.in_background(screen.app.build_assistant, built, failed)
    else:
        built(assistant)


def _load(assistant: "Assistant") -> tuple[str, ...]:
    """Load the pack and what else the first answer needs; return the names of all packs."""
    from mistral_assistant.tui.markdown_blocks import blocks
    from mistral_assistant.tui.memory import settle_memory

    list(blocks("*"))  # loads the Markdown parser before it is needed
    assistant.load()
    settle_memory()
    return pack_names(assistant.settings)


def follow_loading(screen: "ChatScreen") -> None:
    """Keep how far a model's loading is in the status line until it is done.

    While the user types, the line waits: a key is painted sooner alone.
    """
    typing = screen.app.seconds_without_key < TYPING_S
    if not typing:
        screen.show_state()
    if typing or (screen.session.assistant and screen.session.assistant.backend_status):
        screen.set_timer(TYPING_S if typing else LOADING_LOOK_S, lambda: follow_loading(screen))
