"""The single rows behind the store: found, added, changed. Walks over the tree are in ``tree``.

Every function takes an open connection and runs inside the caller's transaction.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from mistral_assistant.conversations import tree
from mistral_assistant.conversations.records import (
    Feedback,
    StoredConversation,
    StoredMessage,
    WholeConversation,
    conversation_from_row,
    json_from_sql,
    json_to_sql,
    text_from_sql,
    text_to_sql,
    time_from_sql,
    time_to_sql,
)
from mistral_assistant.conversations.titles import title_of
from mistral_assistant.errors import UnknownIdError
from mistral_assistant.i18n import _

Values = Mapping[str, str | bytes | int | None]
"""Column → value as SQLite stores it."""


def now() -> str:
    """Return the present time as it is stored."""
    return time_to_sql(datetime.now(UTC))


def conversation(connection: sqlite3.Connection, conversation_id: int) -> StoredConversation:
    """Return a conversation, even one in the bin.

    Raises:
        UnknownIdError: there is none with this id.
    """
    row = connection.execute(
        "SELECT * FROM conversations WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        raise UnknownIdError(
            _("La conversation {id} n'existe pas.").format(id=conversation_id),
            _("Choisissez-en une dans l'historique."),
        )
    return conversation_from_row(row)


def message(
    connection: sqlite3.Connection, message_id: int, conversation_id: int | None = None
) -> StoredMessage:
    """Return a message without its trace.

    Raises:
        UnknownIdError: there is none with this id, or not in ``conversation_id`` if given.
    """
    found = tree.one(connection, message_id)
    if found is None or conversation_id not in (None, found.conversation_id):
        raise UnknownIdError(
            _("Le message {id} n'existe pas dans cette conversation.").format(id=message_id),
            _("Rouvrez la conversation depuis l'historique."),
        )
    return found


def by_uid(connection: sqlite3.Connection, uid: str) -> StoredConversation | None:
    """Return the conversation that bears this name on every machine, even one in the bin."""
    row = connection.execute("SELECT * FROM conversations WHERE uid = ?", (uid,)).fetchone()
    return None if row is None else conversation_from_row(row)


def rated(connection: sqlite3.Connection) -> Sequence[int]:
    """Return the ids of the conversations with feedback, oldest first, the bin left out."""
    found = connection.execute(
        "SELECT DISTINCT conversations.id FROM feedback "
        "JOIN messages ON messages.id = feedback.message_id "
        "JOIN conversations ON conversations.id = messages.conversation_id "
        "WHERE conversations.deleted_at IS NULL ORDER BY conversations.id"
    )
    return tuple(row["id"] for row in found)


def insert(connection: sqlite3.Connection, table: str, values: Values) -> int:
    """Add a row and return its id."""
    columns, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    cursor = connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
    return int(cursor.lastrowid or 0)


def update(connection: sqlite3.Connection, table: str, row_id: int, values: Values) -> None:
    """Change the named columns of one row."""
    changes = ", ".join(f"{name} = :{name}" for name in values)
    if changes:
        connection.execute(f"UPDATE {table} SET {changes} WHERE id = :id", {**values, "id": row_id})


def grow(connection: sqlite3.Connection, added: StoredMessage) -> None:
    """Make ``added`` the leaf of its conversation, count it, and take a title from it.

    Who goes on with a conversation that lies in the bin or the archive, as another window may
    have it on screen, will look for it in the list.
    """
    connection.execute(
        "UPDATE conversations SET leaf_id = ?, messages = messages + 1, updated_at = ? "
        "WHERE id = ?",
        (added.id, time_to_sql(added.created_at), added.conversation_id),
    )
    if added.role == "user":
        connection.execute(
            "UPDATE conversations SET deleted_at = NULL, archived = 0 WHERE id = ?",
            (added.conversation_id,),
        )
        connection.execute(
            "UPDATE conversations SET title = ? WHERE id = ? AND title = ''",
            (title_of(added.content), added.conversation_id),
        )


def listed(
    connection: sqlite3.Connection, limit: int, offset: int, *, deleted: bool, archived: bool | None
) -> Sequence[StoredConversation]:
    """Return a page of the conversations, pinned ones first, then those last written to.

    ``archived`` None means both those in the archive and the others; it says nothing of the bin.
    """
    if deleted:
        which = "deleted_at IS NOT NULL"
    elif archived is None:
        which = "deleted_at IS NULL"
    else:
        which = f"deleted_at IS NULL AND archived = {int(archived)}"
    found = connection.execute(
        f"SELECT * FROM conversations WHERE {which} "
        "ORDER BY pinned DESC, updated_at DESC, id DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return tuple(conversation_from_row(row) for row in found)


def latest(connection: sqlite3.Connection) -> StoredConversation | None:
    """Return the conversation last written to, neither in the archive nor in the bin."""
    row = connection.execute(
        "SELECT * FROM conversations WHERE deleted_at IS NULL AND archived = 0 "
        "ORDER BY updated_at DESC, id DESC LIMIT 1"
    ).fetchone()
    return None if row is None else conversation_from_row(row)


def trace(connection: sqlite3.Connection, message_id: int) -> dict[str, Any]:
    """Return the trace of an answer; empty where there is none or it has been dropped."""
    row = connection.execute(
        "SELECT trace FROM traces WHERE message_id = ?", (message_id,)
    ).fetchone()
    return {} if row is None else json_from_sql(row["trace"])


def set_trace(
    connection: sqlite3.Connection, message_id: int, values: Mapping[str, Any], kept: int
) -> None:
    """Store the trace of an answer, and drop the oldest traces beyond ``kept``."""
    connection.execute(
        "INSERT INTO traces (message_id, trace) VALUES (?, ?) "
        "ON CONFLICT (message_id) DO UPDATE SET trace = excluded.trace",
        (message_id, json_to_sql(values)),
    )
    connection.execute("DELETE FROM traces WHERE seq <= (SELECT max(seq) FROM traces) - ?", (kept,))


def traces_before(
    connection: sqlite3.Connection, seq: int, limit: int
) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return the traces older than ``seq`` with their numbers, newest first, bins left out."""
    rows = connection.execute(
        """
        SELECT traces.seq, traces.trace, answer.id, answer.conversation_id, answer.created_at,
            answer.pack, answer.backend, question.content AS question
        FROM traces
        CROSS JOIN messages AS answer ON answer.id = traces.message_id
        CROSS JOIN conversations ON conversations.id = answer.conversation_id
        LEFT JOIN messages AS question ON question.id = answer.parent_id
        WHERE traces.seq < ? AND conversations.deleted_at IS NULL
        ORDER BY traces.seq DESC LIMIT ?
        """,
        (seq, limit),
    ).fetchall()
    return [(row["seq"], _trace_record(row)) for row in rows]


def feedback(connection: sqlite3.Connection, message_id: int) -> Feedback | None:
    """Return what the user said about an answer, or None."""
    row = connection.execute(
        "SELECT * FROM feedback WHERE message_id = ?", (message_id,)
    ).fetchone()
    return None if row is None else _feedback(row)


def set_feedback(
    connection: sqlite3.Connection, message_id: int, verdict: str | None, correction: str
) -> None:
    """Store what the user said about an answer, in place of before; None takes it back."""
    if verdict is None:
        connection.execute("DELETE FROM feedback WHERE message_id = ?", (message_id,))
        return
    connection.execute(
        "INSERT INTO feedback (message_id, verdict, correction, created_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (message_id) DO UPDATE SET verdict = excluded.verdict, "
        "correction = excluded.correction, created_at = excluded.created_at",
        (message_id, verdict, text_to_sql(correction), now()),
    )


def _feedback(row: sqlite3.Row) -> Feedback:
    return Feedback(
        message_id=row["message_id"],
        verdict=row["verdict"],
        correction=text_from_sql(row["correction"]),
        created_at=time_from_sql(row["created_at"]),
    )


def _trace_record(row: sqlite3.Row) -> dict[str, Any]:
    question = row["question"]
    return {
        "message_id": row["id"],
        "conversation_id": row["conversation_id"],
        "created_at": row["created_at"],
        "pack": text_from_sql(row["pack"]),
        "backend": text_from_sql(row["backend"]),
        "question": "" if question is None else text_from_sql(question),
        "trace": json_from_sql(row["trace"]),
    }


def whole(connection: sqlite3.Connection, conversation_id: int) -> WholeConversation:
    """Return a conversation with all its branches, traces and feedback."""
    about = conversation(connection, conversation_id)
    traces = connection.execute(
        "SELECT traces.message_id, traces.trace FROM messages JOIN traces "
        "ON traces.message_id = messages.id WHERE messages.conversation_id = ?",
        (conversation_id,),
    )
    kept = {row["message_id"]: json_from_sql(row["trace"]) for row in traces}
    said = connection.execute(
        "SELECT feedback.* FROM messages JOIN feedback ON feedback.message_id = messages.id "
        "WHERE messages.conversation_id = ?",
        (conversation_id,),
    )
    return WholeConversation(
        about,
        tuple(
            replace(message, trace=kept.get(message.id, {}))
            for message in tree.all_of(connection, conversation_id)
        ),
        {row["message_id"]: _feedback(row) for row in said},
    )
