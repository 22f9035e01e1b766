"""``history``: what the store holds, listed, searched and exported."""

import argparse
import sys
from pathlib import Path
from typing import Any

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.cli.open import open_store
from mistral_assistant.cli.output import json_text
from mistral_assistant.conversations.store import StoredMessage
from mistral_assistant.i18n import _
from mistral_assistant.settings import Settings

ALL = 1_000_000


def list_all(_options: argparse.Namespace, settings: Settings) -> int:
    """Print the latest conversations, newest first."""
    conversations = open_store(settings).list(50)
    if not conversations:
        print(_("Aucune conversation."))
    for item in conversations:
        day = item.updated_at.astimezone().strftime("%d/%m/%Y %H:%M")
        print(f"{item.id:>5}  {day}  {clean_line(item.pack):<20}  {clean_line(item.title)}")
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Print the messages that hold all words, best first."""
    for hit in open_store(settings).search(" ".join(options.words)):
        print(f"{hit.conversation_id:>5}  {clean_line(hit.title)} : {clean_line(hit.snippet)}")
    return 0


def export(options: argparse.Namespace, settings: Settings) -> int:
    """Print the active branch of one conversation."""
    store = open_store(settings)
    conversation = store.get(options.id)
    messages = store.page(options.id, limit=ALL)
    if options.format == "json":
        exported = {
            "title": conversation.title,
            "pack": conversation.pack,
            "messages": [_as_object(item) for item in messages],
        }
        print(json_text(exported, indent=2))
        return 0
    print(f"# {clean_line(conversation.title)}\n")
    for item in messages:
        who = _("Vous") if item.role == "user" else _("Assistant")
        print(f"**{who}**\n\n{clean(item.content)}\n")
    return 0


def traces(options: argparse.Namespace, settings: Settings) -> int:
    """Print the stored traces as JSON lines, newest first."""
    for trace in open_store(settings).traces(options.limit):
        sys.stdout.write(json_text(trace, default=_plain) + "\n")
    return 0


def _as_object(message: StoredMessage) -> dict[str, Any]:
    return {
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "created_at": message.created_at.isoformat(),
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Path) or hasattr(value, "isoformat") else vars(value)
