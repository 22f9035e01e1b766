"""How stored conversations come back on screen: the last page first, older ones on demand."""

from typing import TYPE_CHECKING, NamedTuple

from mistral_assistant.errors import AssistantError, PackError, UsageError
from mistral_assistant.tui.session import Thread
from mistral_assistant.tui.stored import load_back_to, load_page
from mistral_assistant.tui.transcript import Entry, Transcript

if TYPE_CHECKING:
    from mistral_assistant.assistant import Conversation
    from mistral_assistant.conversations.store import StoredConversation
    from mistral_assistant.tui.screens.chat import ChatScreen


class Opened(NamedTuple):
    """A stored conversation that was taken up."""

    conversation: "Conversation"
    entries: list[Entry]
    more: bool
    """Older messages are not read yet."""
    fault: AssistantError | None = None
    """Why it goes on with another pack than its own."""


def open_conversation(
    screen: "ChatScreen", conversation_id: int, message_id: int | None = None
) -> None:
    """Show a stored conversation, at ``message_id`` if one is given, and go on with it."""
    session = screen.session
    assistant = session.assistant
    if assistant is None or assistant.store is None:
        return
    store = assistant.store

    def read() -> Opened:
        entries, more = load_back_to(store, conversation_id, message_id, session.clock())
        try:
            return Opened(assistant.open(conversation_id), entries, more)
        except (UsageError, PackError) as fault:
            from mistral_assistant.conversations.faults import lacking_pack

            # What was said is more than what said it: it goes on with the pack that is there.
            kept = assistant.open(conversation_id, keep_pack=True)
            return Opened(kept, entries, more, lacking_pack(fault, assistant.pack_title))

    def opened(found: Opened) -> None:
        _show(screen, found)
        chosen = next((entry for entry in found.entries if entry.message_id == message_id), None)
        if message_id is not None and chosen:
            screen.view.choose(chosen)

    def failed(error: AssistantError) -> None:
        screen.app.take_draft()
        screen.fault(error)
        screen.set_ready()

    screen.set_ready(False)
    screen.in_background(read, opened, failed)


def _show(screen: "ChatScreen", found: Opened) -> None:
    """Put an opened conversation on screen."""
    transcript = Transcript(found.entries, found.more, 0, len(found.entries))
    screen.show_thread(Thread(found.conversation, transcript))
    for entry in found.entries:
        if entry.kind == "user":
            screen.composer.remember(entry.text)
    if found.fault:
        screen.session.fault(found.fault)
        screen.view.latest()
    screen.set_ready()


def open_latest(screen: "ChatScreen") -> None:
    """Take up the conversation last written to, if there is one."""
    assistant = screen.session.assistant
    store = assistant.store if assistant else None

    def found(conversation: "StoredConversation | None") -> None:
        if conversation:
            open_conversation(screen, conversation.id)
        else:
            screen.app.take_draft()
            screen.set_ready()

    screen.in_background(lambda: store.latest() if store else None, found)


def show_older(screen: "ChatScreen") -> None:
    """Show older messages of the conversation on screen, from memory or from the store."""
    session = screen.session
    transcript, conversation = session.transcript, session.thread.conversation
    if transcript.show_older():
        screen.view.sync()
        return
    store = session.assistant.store if session.assistant else None
    first = transcript.oldest_id
    if screen.loading_older or store is None or conversation is None or conversation.id is None:
        return
    screen.loading_older = True
    conversation_id, now = conversation.id, session.clock()

    def add(found: tuple[list[Entry], bool]) -> None:
        screen.loading_older = False
        transcript.add_older(found[0], more=found[1])
        transcript.show_older()
        screen.view.sync()

    def failed(error: AssistantError) -> None:
        screen.loading_older = False
        transcript.older_stored = False  # or each scroll to the top would say it once more
        screen.fault(error)

    screen.in_background(lambda: load_page(store, conversation_id, first, now), add, failed)
