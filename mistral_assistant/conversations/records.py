"""What the store hands out: plain values, and how text, times and JSON stand in the file.

Text is kept raw. SQLite cannot hold a lone surrogate as text, so a text with one is stored as a
BLOB of its UTF-8 bytes with ``surrogatepass``; every text comes back equal to what was given.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from mistral_assistant.chat import ConversationState, Role
from mistral_assistant.cleaning import clean_line

TITLE_CHARS = 60

Verdict = Literal["good", "bad", "corrected"]


@dataclass(frozen=True)
class StoredMessage:
    """One node of the message tree."""

    id: int
    conversation_id: int
    parent_id: int | None
    role: Role
    content: str
    """Raw, as it came; cleaned at every display."""
    status: str
    """``complete``, ``partial`` (being written) or ``interrupted``."""
    created_at: datetime
    """Aware, in the local time zone."""
    pack: str = ""
    backend: str = ""
    trace: dict[str, Any] = field(default_factory=dict)
    """``Turn.trace()`` of the answer; empty for user messages. Loaded by ``message()`` only."""
    state: ConversationState | None = None
    """What the conversation remembered after this message (answers only)."""
    first_version: str = ""
    """Text before the repair."""
    position: tuple[int, int] = (1, 1)
    """(k, n): this message is the k-th of n siblings."""


@dataclass(frozen=True)
class StoredConversation:
    """A conversation without its messages."""

    id: int
    title: str
    pack: str
    created_at: datetime
    updated_at: datetime
    leaf_id: int | None
    """Last message of the active branch."""
    messages: int
    """On all branches."""
    deleted_at: datetime | None = None
    """When it was put in the bin; None while it is listed."""
    pinned: bool = False
    """Listed before all others."""
    archived: bool = False
    """Out of the usual list, but still found by a search."""
    uid: str = ""
    """The same in every copy of the conversation, on every machine."""


@dataclass(frozen=True)
class Feedback:
    """What the user said about one answer."""

    message_id: int
    verdict: Verdict
    correction: str
    """The answer as it should have been; empty unless the verdict is ``corrected``."""
    created_at: datetime


@dataclass(frozen=True)
class WholeConversation:
    """A conversation with all its branches, as it is taken out of the store or into it."""

    about: StoredConversation
    messages: tuple[StoredMessage, ...]
    """Parents before their children; answers with their traces."""
    feedback: Mapping[int, Feedback] = field(default_factory=dict)
    """Id of an answer → what the user said about it."""

    def branch(self, leaf_id: int | None = None) -> tuple[StoredMessage, ...]:
        """Return the messages down to ``leaf_id`` (None: the one on display), oldest first."""
        by_id = {message.id: message for message in self.messages}
        line: list[StoredMessage] = []
        at = self.about.leaf_id if leaf_id is None else leaf_id
        while at is not None and at in by_id:
            line.append(by_id[at])
            at = by_id[at].parent_id
        return tuple(reversed(line))


def text_to_sql(text: str) -> str | bytes:
    """Return the value that SQLite stores for ``text``."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def text_from_sql(value: str | bytes) -> str:
    """Return the text that :func:`text_to_sql` stored."""
    return value.decode("utf-8", "surrogatepass") if isinstance(value, bytes) else value


def json_to_sql(value: Mapping[str, Any] | None) -> str | bytes | None:
    """Return the value that SQLite stores for plain JSON values; None stays NULL."""
    # Not ASCII: escapes would join two adjacent lone surrogates into one character on reading.
    return None if value is None else text_to_sql(json.dumps(value, ensure_ascii=False))


def json_from_sql(value: str | bytes | None) -> dict[str, Any]:
    """Return the values that :func:`json_to_sql` stored; NULL is an empty dict."""
    loaded: dict[str, Any] = json.loads(text_from_sql(value)) if value is not None else {}
    return loaded


def time_to_sql(time: datetime) -> str:
    """Return ``time`` as ISO 8601 in UTC with microseconds, which sorts as text.

    A naive time is taken as local time.
    """
    return time.astimezone(UTC).isoformat(timespec="microseconds")


def time_from_sql(value: str) -> datetime:
    """Return a stored time in the local time zone, ready to be shown."""
    return datetime.fromisoformat(value).astimezone()


def short_title(text: str, limit: int = TITLE_CHARS) -> str:
    """Return ``text`` on one line of at most ``limit`` characters, cut between words."""
    line = clean_line(text)
    if len(line) <= limit:
        return line
    head = line[:limit]
    words = head.rpartition(" ")[0]
    return f"{words or head[:-1]}…"


def message_from_row(row: sqlite3.Row) -> StoredMessage:
    """Return the message of a row of :data:`tree.MESSAGE`, without its trace."""
    state = row["state"]
    return StoredMessage(
        id=row["id"],
        conversation_id=row["conversation_id"],
        parent_id=row["parent_id"],
        role=row["role"],
        content=text_from_sql(row["content"]),
        status=row["status"],
        created_at=time_from_sql(row["created_at"]),
        pack=text_from_sql(row["pack"]),
        backend=text_from_sql(row["backend"]),
        state=None if state is None else ConversationState.from_json(json_from_sql(state)),
        first_version=text_from_sql(row["first_version"]),
        position=(row["place"], row["siblings"]),
    )


def conversation_from_row(row: sqlite3.Row) -> StoredConversation:
    """Return the conversation of a row of the table ``conversations``."""
    deleted = row["deleted_at"]
    return StoredConversation(
        id=row["id"],
        title=text_from_sql(row["title"]),
        pack=text_from_sql(row["pack"]),
        created_at=time_from_sql(row["created_at"]),
        updated_at=time_from_sql(row["updated_at"]),
        leaf_id=row["leaf_id"],
        messages=row["messages"],
        deleted_at=None if deleted is None else time_from_sql(deleted),
        pinned=bool(row["pinned"]),
        archived=bool(row["archived"]),
        uid=row["uid"],
    )
