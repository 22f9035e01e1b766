"""The conversation on screen: name it, pin it, put it away, remove it for good, write it out.

Imported when first used: all of it needs the store.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_assistant.conversations import changes
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import AssistantError, UnknownIdError
from mistral_assistant.i18n import _
from mistral_assistant.tui.actions.common import idle_assistant, when_failed
from mistral_assistant.tui.screens.questions import ChoiceScreen, ConfirmScreen, LineScreen
from mistral_assistant.tui.session import Thread

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen


def rename(screen: "ChatScreen", title: str = "") -> None:
    """Give the conversation another title, or ask for one."""
    stored = _stored(screen)
    if stored is None:
        return
    store, conversation_id = stored

    def named(text: str | None) -> None:
        if text:
            task = partial(changes.rename, store, conversation_id, text)
            screen.in_background(task, partial(_tell, screen))

    def ask(before: str) -> None:
        screen.app.push_screen(LineScreen(_("Nouveau titre"), before), named)

    if title:
        named(title)
    else:
        screen.in_background(lambda: store.get(conversation_id).title, ask)


def pin(screen: "ChatScreen", _argument: str = "") -> None:
    """List the conversation before all others, or no longer."""
    stored = _stored(screen)
    if stored:
        screen.in_background(partial(changes.toggle_pin, *stored), partial(_tell, screen))


def archive(screen: "ChatScreen", _argument: str = "") -> None:
    """Take the conversation out of the usual list, and off the screen."""
    stored = _stored(screen)
    if stored:
        store, conversation_id = stored
        _put_away(
            screen,
            partial(store.archive, conversation_id),
            lambda store: store.archive(conversation_id, False),
            _("Conversation archivée ; « annuler » la reprend."),
        )


def delete(screen: "ChatScreen", _argument: str = "") -> None:
    """Put the conversation in the bin, and take it off the screen."""
    stored = _stored(screen)
    if stored:
        store, conversation_id = stored
        _put_away(
            screen,
            partial(store.delete, conversation_id),
            lambda store: store.restore(conversation_id),
            _("Conversation mise à la corbeille ; « annuler » la reprend."),
        )


def purge(screen: "ChatScreen", argument: str = "") -> None:
    """Remove the conversation, or all of them, for good, once the user has said yes."""
    assistant = idle_assistant(screen)
    stored = None if argument else _stored(screen)
    store = assistant.store if assistant else None
    if store is None or not (argument or stored):
        return

    def answered(yes: bool | None) -> None:
        if yes:
            screen.set_ready(False)
            task = (
                partial(changes.purge_all, store)
                if argument
                else partial(changes.purge, *stored or ())
            )
            gone = None if argument or stored is None else stored[1]
            screen.in_background(task, partial(_purged, screen, gone), when_failed(screen))

    text = _("Cette conversation, avec ses traces. Cela ne se défait pas.")
    if argument:
        text = _("Toutes les conversations, archives et corbeille comprises, avec leurs traces. "
                 "Cela ne se défait pas.")  # fmt: skip
    screen.app.push_screen(ConfirmScreen(_("Effacer pour de bon ?"), text), answered)


def export(screen: "ChatScreen", form: str = "") -> None:
    """Write the conversation into a new file of the current folder, or ask for a format."""
    stored = _stored(screen)
    if stored is None:
        return
    store, conversation_id = stored

    def chosen(form: str | None) -> None:
        if form:
            task = partial(changes.export, store, conversation_id, form, Path.cwd())
            screen.in_background(task, partial(_tell, screen))

    if form:
        chosen(form)
        return
    screen.app.push_screen(ChoiceScreen(_("Exporter"), changes.format_names()), chosen)


def _stored(screen: "ChatScreen") -> tuple[Store, int] | None:
    """Return the store and the conversation's id there; tell the user where it is not stored."""
    assistant = idle_assistant(screen)
    if assistant is None:
        return None
    conversation = screen.session.thread.conversation
    if assistant.store is None or conversation is None or conversation.id is None:
        screen.tell(_("Cette conversation n'est pas enregistrée."), "warning")
        return None
    return assistant.store, conversation.id


def _tell(screen: "ChatScreen", change: changes.Change) -> None:
    screen.tell(change.told)


def _put_away(
    screen: "ChatScreen", task: Callable[[], None], take_back: Callable[[Store], None], told: str
) -> None:
    """Do something after which the conversation is left; ``annuler`` takes it back."""

    def done(_nothing: None) -> None:
        screen.session.thread.undo = take_back
        if screen.session.clear():
            screen.show_thread(screen.session.thread)
        screen.tell(told)

    screen.in_background(task, done)


def _purged(screen: "ChatScreen", gone: int | None, change: changes.Change) -> None:
    """Forget what is on screen of a conversation that is gone; None means all of them."""
    session = screen.session

    def is_gone(thread: Thread) -> bool:
        number = thread.conversation.id if thread.conversation else None
        return number is not None and gone in (None, number)

    session.cleared = [thread for thread in session.cleared if not is_gone(thread)]
    if is_gone(session.thread):
        screen.composer.set_text("")
        screen.show_thread(Thread())
    screen.set_ready()
    screen.tell(change.told)


def leave_if_gone(screen: "ChatScreen", store: Store) -> None:
    """Leave the conversation on screen where the history has put it away."""
    conversation = screen.session.thread.conversation
    number = conversation.id if conversation else None
    if number is None:
        return

    def look() -> bool:
        return store.get(number).deleted_at is not None

    def found(in_bin: bool) -> None:
        if in_bin:
            screen.session.thread.undo = lambda store: store.restore(number)
            screen.session.clear()
            screen.show_thread(screen.session.thread)
            screen.tell(_("Conversation mise à la corbeille ; « annuler » la reprend."))

    def failed(error: AssistantError) -> None:
        if isinstance(error, UnknownIdError):
            _purged(screen, number, changes.Change(_("Effacée pour de bon, avec ses traces.")))
        else:
            screen.fault(error)

    screen.in_background(look, found, failed)
