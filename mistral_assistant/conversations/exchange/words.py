"""What the readable exports say around the messages."""

from collections.abc import Iterator

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations.records import StoredConversation, StoredMessage
from mistral_assistant.i18n import _, ngettext

TIME = "%d/%m/%Y %H:%M"


def title(about: StoredConversation) -> str:
    """Return the title of a conversation, which every conversation has here."""
    return clean_line(about.title) or _("Sans titre")


def about_line(about: StoredConversation) -> str:
    """Return domain, day and size of a conversation."""
    count = ngettext("{count} message", "{count} messages", about.messages)
    parts = [clean_line(about.pack), about.created_at.strftime(TIME)]
    return " · ".join([*(part for part in parts if part), count.format(count=about.messages)])


def speaker(message: StoredMessage) -> str:
    """Return who has written a message."""
    return {"user": _("Vous"), "assistant": _("Assistant")}.get(message.role, _("Système"))


def message_notes(message: StoredMessage) -> Iterator[str]:
    """Yield when a message was written, whether it is whole, and which version it is."""
    yield message.created_at.strftime(TIME)
    if message.status != "complete":
        yield _("interrompu")
    place, count = message.position
    if count > 1:
        yield _("version {place} sur {count}").format(place=place, count=count)
