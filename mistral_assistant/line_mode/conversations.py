"""What the chat line by line does with the whole conversation that is being led."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations import changes
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.recording import Conversation

if TYPE_CHECKING:
    from mistral_assistant.line_mode.chat import LineChat


def rename(chat: "LineChat", title: str) -> None:
    """Give the conversation another title, or ask for one."""
    store, conversation_id = _stored(chat)
    title = title or (chat.read(_("Nouveau titre : ")) or "").strip()
    if title:
        _tell(chat, changes.rename(store, conversation_id, title))


def pin(chat: "LineChat", _argument: str) -> None:
    """List the conversation before all others, or no longer."""
    _tell(chat, changes.toggle_pin(*_stored(chat)))


def archive(chat: "LineChat", _argument: str) -> None:
    """Take the conversation out of the usual list and begin another."""
    store, conversation_id = _stored(chat)
    store.archive(conversation_id)
    _leave(chat, conversation_id, lambda: store.archive(conversation_id, False))
    chat.printer.print(_("Conversation archivée ; « annuler » la reprend."))


def delete(chat: "LineChat", _argument: str) -> None:
    """Put the conversation in the bin and begin another."""
    store, conversation_id = _stored(chat)
    store.delete(conversation_id)
    _leave(chat, conversation_id, lambda: store.restore(conversation_id))
    chat.printer.print(_("Conversation mise à la corbeille ; « annuler » la reprend."))


def purge(chat: "LineChat", everything: str) -> None:
    """Remove the conversation, or all of them, for good, once the user has said yes."""
    store = chat.assistant.store
    conversation_id = None if everything else _stored(chat)[1]
    if store is None:
        raise UsageError(_("Les conversations ne sont pas enregistrées."))
    asked = _("Effacer pour de bon ? Cela ne se défait pas. [oui/non] ")
    if (chat.read(asked) or "").strip().lower() not in ("o", "oui", "y", "yes"):
        chat.printer.print(_("Rien n'a été effacé."))
        return
    change = (
        changes.purge_all(store)
        if conversation_id is None
        else changes.purge(store, conversation_id)
    )

    def is_gone(item: Conversation) -> bool:
        return item.id is not None and conversation_id in (None, item.id)

    chat.cleared = [item for item in chat.cleared if not is_gone(item)]
    if is_gone(chat.conversation):
        chat.conversation, chat.last = chat.assistant.new_conversation(), None
    _tell(chat, change)


def export(chat: "LineChat", form: str) -> None:
    """Write the conversation into a new file of the current folder, as Markdown if not said."""
    store, conversation_id = _stored(chat)
    _tell(chat, changes.export(store, conversation_id, form or "md", Path.cwd()))


def _leave(chat: "LineChat", conversation_id: int, take_back: Callable[[], None]) -> None:
    chat.undos[conversation_id] = take_back
    chat.cleared.append(chat.conversation)
    chat.conversation, chat.last = chat.assistant.new_conversation(), None


def _stored(chat: "LineChat") -> tuple[Store, int]:
    store, conversation_id = chat.assistant.store, chat.conversation.id
    if store is None or conversation_id is None:
        raise UsageError(_("Cette conversation n'est pas enregistrée."))
    return store, conversation_id


def _tell(chat: "LineChat", change: changes.Change) -> None:
    chat.printer.print(clean_line(change.told))
