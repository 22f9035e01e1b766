"""Removal for good. What is gone from here must not be readable in the file any more either:
``Database.scrub`` writes it anew afterwards. Putting in the bin is only a mark, see ``Store``.
"""

import sqlite3
from collections.abc import Iterable

from mistral_assistant.conversations import rows


def remove(connection: sqlite3.Connection, conversation_ids: Iterable[int]) -> None:
    """Remove conversations with their messages, traces and feedback.

    Raises:
        UnknownIdError: one of them does not exist.
    """
    # Parents go in one statement with their children, and the leaf before its conversation.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for conversation_id in conversation_ids:
        rows.conversation(connection, conversation_id)
        connection.execute("DELETE FROM messages WHERE conversation_id = ?", (conversation_id,))
        connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
    # The index only notes that a word is gone; all its parts made one, it is.
    connection.execute("INSERT INTO messages_fts (messages_fts) VALUES ('optimize')")


def remove_all(connection: sqlite3.Connection, *, bin_only: bool) -> int:
    """Remove every conversation, or every one in the bin, and return how many there were."""
    which = "WHERE deleted_at IS NOT NULL" if bin_only else ""
    found = [row["id"] for row in connection.execute(f"SELECT id FROM conversations {which}")]
    remove(connection, found)
    return len(found)
