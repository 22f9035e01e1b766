"""The project's own JSON of conversations: everything the store knows of them. Read in ``reading``.

The schema is described in docs/command-line.md; a change of it raises SCHEMA_VERSION.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from mistral_assistant.conversations.records import Feedback, StoredMessage, WholeConversation
from mistral_assistant.json_text import json_text

FORMAT = "mistral-assistant/conversations"
SCHEMA_VERSION = 1


def json_pieces(conversations: Iterable[WholeConversation]) -> Iterator[str]:
    """Yield the text of a JSON file, one conversation at a time."""
    head = {
        "format": FORMAT,
        "schema_version": SCHEMA_VERSION,
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    yield json_text(head, 2).removesuffix("\n}") + ',\n  "conversations": ['
    comma = ""
    for whole in conversations:
        yield f"{comma}\n{json_text(conversation_object(whole), 2)}"
        comma = ","
    yield "\n  ]\n}\n"


def conversation_object(whole: WholeConversation) -> dict[str, Any]:
    """Return a conversation with all its branches as plain JSON values."""
    about = whole.about
    return {
        "uid": about.uid,
        "title": about.title,
        "pack": about.pack,
        "created_at": _time(about.created_at),
        "updated_at": _time(about.updated_at),
        "pinned": about.pinned,
        "archived": about.archived,
        "leaf": about.leaf_id,
        "messages": [
            _message_object(message, whole.feedback.get(message.id)) for message in whole.messages
        ],
    }


def _message_object(message: StoredMessage, feedback: Feedback | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": message.id,
        "parent": message.parent_id,
        "role": message.role,
        "content": message.content,
        "status": message.status,
        "created_at": _time(message.created_at),
        "pack": message.pack,
    }
    if message.role != "user":
        values |= {
            "backend": message.backend,
            "first_version": message.first_version,
            "state": message.state.to_json() if message.state else None,
            "trace": message.trace,
            "feedback": _feedback_object(feedback),
        }
    return values


def _feedback_object(feedback: Feedback | None) -> dict[str, Any] | None:
    if feedback is None:
        return None
    return {
        "verdict": feedback.verdict,
        "correction": feedback.correction,
        "created_at": _time(feedback.created_at),
    }


def _time(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")
