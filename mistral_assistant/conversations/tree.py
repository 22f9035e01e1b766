"""The walks over the tree of messages, as SQL that touches only the messages it returns.

Every function takes an open connection and runs inside the caller's transaction.
"""

import sqlite3
from collections.abc import Sequence

from mistral_assistant.conversations.records import StoredMessage, message_from_row

_SIBLINGS = """
    SELECT count(*) FROM messages AS sibling
    WHERE sibling.conversation_id = message.conversation_id
    AND sibling.parent_id IS message.parent_id
"""
MESSAGE = f"""
    message.id, message.conversation_id, message.parent_id, message.role, message.content,
    message.status, message.created_at, message.pack, message.backend, message.state,
    message.first_version,
    ({_SIBLINGS} AND sibling.id <= message.id) AS place, ({_SIBLINGS}) AS siblings
"""
"""The columns of a message; neither the trace nor anything else of its size."""

_BRANCH = f"""
    WITH RECURSIVE branch (id, parent_id, depth) AS (
        SELECT id, parent_id, 1 FROM messages WHERE id = :last
        UNION ALL
        SELECT parent.id, parent.parent_id, branch.depth + 1
        FROM branch JOIN messages AS parent ON parent.id = branch.parent_id
        WHERE branch.depth < :limit
    )
    SELECT {MESSAGE} FROM branch JOIN messages AS message ON message.id = branch.id
    ORDER BY branch.depth DESC
"""
_NEWEST_BELOW = """
    WITH RECURSIVE below (id) AS (
        SELECT :id
        UNION ALL
        SELECT child.id FROM below JOIN messages AS child ON child.parent_id = below.id
    )
    SELECT max(id) FROM below
"""


def one(connection: sqlite3.Connection, message_id: int) -> StoredMessage | None:
    """Return a message without its trace, or None."""
    row = connection.execute(
        f"SELECT {MESSAGE} FROM messages AS message WHERE message.id = ?", (message_id,)
    ).fetchone()
    return None if row is None else message_from_row(row)


def branch(
    connection: sqlite3.Connection, last: int | None, limit: int
) -> tuple[StoredMessage, ...]:
    """Return ``last`` and its nearest ancestors, ``limit`` messages at most, oldest first."""
    if last is None or limit < 1:
        return ()
    rows = connection.execute(_BRANCH, {"last": last, "limit": limit}).fetchall()
    return tuple(message_from_row(row) for row in rows)


def all_of(connection: sqlite3.Connection, conversation_id: int) -> tuple[StoredMessage, ...]:
    """Return the messages of all branches, parents before their children."""
    rows = connection.execute(
        f"SELECT {MESSAGE} FROM messages AS message "
        "WHERE message.conversation_id = ? ORDER BY message.id",
        (conversation_id,),
    )
    return tuple(message_from_row(row) for row in rows)


def siblings(connection: sqlite3.Connection, message: StoredMessage) -> Sequence[int]:
    """Return the ids of all versions of ``message``, oldest first, itself included."""
    rows = connection.execute(
        "SELECT id FROM messages WHERE conversation_id = ? AND parent_id IS ? ORDER BY id",
        (message.conversation_id, message.parent_id),
    )
    return tuple(row["id"] for row in rows)


def newest_below(connection: sqlite3.Connection, message_id: int) -> int:
    """Return the newest message that descends from ``message_id``, or that message itself.

    It has no children, for a child is always newer than its parent.
    """
    newest: int = connection.execute(_NEWEST_BELOW, {"id": message_id}).fetchone()[0]
    return newest
