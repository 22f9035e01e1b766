"""Conversations of a file into the store: all of them or none, and none twice."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.conversations import rows
from mistral_assistant.conversations.exchange.reading import Read
from mistral_assistant.conversations.records import (
    Feedback,
    StoredConversation,
    StoredMessage,
    WholeConversation,
    json_to_sql,
    text_to_sql,
    time_to_sql,
)


@dataclass(frozen=True)
class Imported:
    """What an import has done."""

    added: tuple[int, ...]
    """Ids of the new conversations."""
    known: tuple[StoredConversation, ...]
    """Conversations that were there already, the bin included; they stay as they are."""
    messages: int
    """Added on all branches."""
    traces_dropped: int


def insert(connection: sqlite3.Connection, read: Read, traces_kept: int) -> Imported:
    """Add what is not there yet; the caller holds a write transaction."""
    added, known, messages = [], [], 0
    for whole in read.conversations:
        there = rows.by_uid(connection, whole.about.uid)
        if there:
            known.append(there)
            continue
        added.append(_insert_whole(connection, whole, traces_kept))
        messages += len(whole.messages)
    return Imported(tuple(added), tuple(known), messages, read.traces_dropped)


def _insert_whole(
    connection: sqlite3.Connection, whole: WholeConversation, traces_kept: int
) -> int:
    about = whole.about
    values: rows.Values = {
        "uid": about.uid,
        "title": text_to_sql(about.title),
        "pack": text_to_sql(about.pack),
        "created_at": time_to_sql(about.created_at),
        "updated_at": time_to_sql(about.updated_at),
        "pinned": int(about.pinned),
        "archived": int(about.archived),
        "messages": len(whole.messages),
    }
    conversation_id = rows.insert(connection, "conversations", values)
    ids = _insert_messages(connection, conversation_id, whole.messages, traces_kept)
    for feedback in whole.feedback.values():
        _insert_feedback(connection, ids[feedback.message_id], feedback)
    leaf = None if about.leaf_id is None else ids[about.leaf_id]
    rows.update(connection, "conversations", conversation_id, {"leaf_id": leaf})
    return conversation_id


def _insert_messages(
    connection: sqlite3.Connection,
    conversation_id: int,
    messages: Sequence[StoredMessage],
    traces_kept: int,
) -> dict[int, int]:
    """Add messages, parents first, and return id in the file → id in the store."""
    ids: dict[int, int] = {}
    for message in messages:
        values: rows.Values = {
            "conversation_id": conversation_id,
            "parent_id": None if message.parent_id is None else ids[message.parent_id],
            "role": message.role,
            "content": text_to_sql(message.content),
            "status": message.status,
            "created_at": time_to_sql(message.created_at),
            "pack": text_to_sql(message.pack),
            "backend": text_to_sql(message.backend),
            "state": json_to_sql(message.state.to_json() if message.state else None),
            "first_version": text_to_sql(message.first_version),
        }
        ids[message.id] = rows.insert(connection, "messages", values)
        if message.trace:
            rows.set_trace(connection, ids[message.id], message.trace, traces_kept)
    return ids


def _insert_feedback(connection: sqlite3.Connection, message_id: int, feedback: Feedback) -> None:
    values: rows.Values = {
        "message_id": message_id,
        "verdict": feedback.verdict,
        "correction": text_to_sql(feedback.correction),
        "created_at": time_to_sql(feedback.created_at),
    }
    rows.insert(connection, "feedback", values)
