"""``history``: what the store holds, listed, searched and exported."""

import argparse
from typing import Any

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli.open import opened_store
from mistral_assistant.cli.output import print_json
from mistral_assistant.conversations.store import StoredConversation, StoredMessage
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

LISTED = 50
ALL = 2**62


def list_all(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the latest conversations, newest first."""
    with opened_store(settings) as store:
        conversations = store.list(LISTED)
    if not conversations:
        print(_("Aucune conversation."))
    for item in conversations:
        day = item.updated_at.strftime("%d/%m/%Y %H:%M")
        print(f"{item.id:>5}  {day}  {clean_line(item.pack):<20}  {clean_line(item.title)}")
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Print the messages that hold all words, newest first."""
    with opened_store(settings) as store:
        found = store.search(" ".join(options.words))
    if not found:
        print(_("Aucun message."))
    for hit in found:
        line = _("{name} : {text}").format(name=hit.title, text=hit.snippet)
        print(f"{hit.conversation_id:>5}  {clean_line(line)}")
    return 0


def export(options: argparse.Namespace, settings: Settings) -> int:
    """Print the active branch of one conversation."""
    with opened_store(settings) as store:
        conversation = store.get(options.id)
        messages = store.page(options.id, limit=ALL)
    if options.format == "json":
        print_json(_conversation_object(conversation, messages), indent=2)
        return 0
    print(f"# {clean_line(conversation.title)}\n")
    for message in messages:
        print(f"**{_who(message)}**\n\n{clean(message.content)}\n")
    return 0


def traces(options: argparse.Namespace, settings: Settings) -> int:
    """Print the stored traces as JSON lines, newest first."""
    with opened_store(settings) as store:
        for trace in store.traces(options.limit):
            print_json(trace)
    return 0


def _who(message: StoredMessage) -> str:
    who = _("Vous") if message.role == "user" else _("Assistant")
    return who if message.status == "complete" else _("{who} (interrompu)").format(who=who)


def _conversation_object(conversation: StoredConversation, messages: Any) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "title": conversation.title,
        "pack": conversation.pack,
        "messages": [_message_object(message) for message in messages],
    }


def _message_object(message: StoredMessage) -> dict[str, Any]:
    return {
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "created_at": message.created_at.isoformat(),
        "pack": message.pack,
        "backend": message.backend,
    }
