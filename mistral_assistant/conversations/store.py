"""The conversations, as everything above the store sees them.

Messages form a tree: an edited question or a regenerated answer is a new child of the same
parent, so nothing that was said is ever overwritten. A conversation remembers its *leaf*, the
last message of the branch on display. What a method wrote has reached the disk when it returns.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from mistral_assistant.chat import ConversationState, Role
from mistral_assistant.conversations import rows, tree
from mistral_assistant.conversations.database import PATIENCE_S, Database
from mistral_assistant.conversations.exchange.importing import Imported, insert
from mistral_assistant.conversations.exchange.reading import Read
from mistral_assistant.conversations.listing import ConversationList
from mistral_assistant.conversations.owners import Owner, mark_left_behind, work_for_recovery
from mistral_assistant.conversations.records import (
    Feedback,
    StoredConversation,
    StoredMessage,
    Verdict,
    WholeConversation,
    json_to_sql,
    text_to_sql,
    time_to_sql,
)
from mistral_assistant.conversations.search import SearchResult, find

__all__ = ["Feedback", "SearchResult", "Store", "StoredConversation", "StoredMessage"]

TRACES_KEPT = 5_000
_TRACE_BATCH = 50
_AFTER_ALL = 2**62


class Store(ConversationList):
    """The conversation database. Any thread may call any method (see ``database``).

    Every method raises ``StoreError`` where the file cannot be read or written, and where an id
    is unknown.
    """

    def __init__(
        self, path: Path, *, traces_kept: int = TRACES_KEPT, patience: float = PATIENCE_S
    ) -> None:
        """Open the store at ``path``; a busy file is tried again for ``patience`` seconds.

        Raises:
            StoreError: the file cannot be opened, is damaged, newer than us, or not ours.
        """
        self.path = path
        self._traces_kept = traces_kept
        super().__init__(Database(path, patience))
        self._owner = Owner(path)

    def close(self) -> None:
        """Close the file; answers still partial now count as left behind."""
        self._database.close()
        self._owner.release()

    @property
    def journal(self) -> str:
        """``wal`` or ``delete``; see ``database.journal_mode``."""
        return self._database.journal

    def recover(self) -> Sequence[int]:
        """Mark the partial answers of processes that are gone, and return their ids.

        To be called at start-up. Each process that streams holds a lock on a file of its own
        (see ``owners``), and every partial message bears that file's name. Where the lock is
        free the writer is gone; another window that is still streaming holds its lock, so its
        answer is left alone.
        """
        # A look first: a store that can only be read must still open.
        if not self._database.read(lambda connection: work_for_recovery(connection, self.path)):
            return ()
        return self._database.write(lambda connection: mark_left_behind(connection, self.path))

    def add_message(
        self,
        conversation_id: int,
        parent_id: int | None,
        role: Role,
        content: str,
        *,
        status: str = "complete",
        pack: str = "",
        backend: str = "",
        trace: dict[str, Any] | None = None,
        state: ConversationState | None = None,
        first_version: str = "",
        created_at: datetime | None = None,
    ) -> StoredMessage:
        """Add a message below ``parent_id`` (None: at the start) and make it the active leaf.

        A second child of one parent is how an edited question or a regenerated answer is kept.
        An answer that will be streamed is added as ``partial``.
        """
        values: rows.Values = {
            "conversation_id": conversation_id,
            "parent_id": parent_id,
            "role": role,
            "content": text_to_sql(content),
            "status": status,
            "created_at": time_to_sql(created_at or datetime.now(UTC)),
            "pack": text_to_sql(pack),
            "backend": text_to_sql(backend),
            "state": json_to_sql(state.to_json() if state else None),
            "first_version": text_to_sql(first_version),
        }

        def work(connection: sqlite3.Connection) -> StoredMessage:
            rows.conversation(connection, conversation_id)
            if parent_id is not None:
                rows.message(connection, parent_id, conversation_id)
            owner = self._owner.hold() if status == "partial" else None
            message_id = rows.insert(connection, "messages", {**values, "owner": owner})
            if trace:
                rows.set_trace(connection, message_id, trace, self._traces_kept)
            added = rows.message(connection, message_id)
            rows.grow(connection, added)
            return replace(added, trace=trace or {})

        return self._database.write(work)

    def update_message(
        self,
        message_id: int,
        *,
        content: str | None = None,
        status: str | None = None,
        backend: str | None = None,
        trace: dict[str, Any] | None = None,
        state: ConversationState | None = None,
        first_version: str | None = None,
    ) -> None:
        """Change what is given of a message; while an answer streams, twice a second is plenty.

        Each call is a commit that waits for the disk.
        """
        texts = {"content": content, "backend": backend, "first_version": first_version}
        values: dict[str, str | bytes | int | None] = {
            name: text_to_sql(text) for name, text in texts.items() if text is not None
        }
        if state is not None:
            values["state"] = json_to_sql(state.to_json())
        if status is not None:
            values["status"] = status

        def work(connection: sqlite3.Connection) -> None:
            conversation_id = rows.message(connection, message_id).conversation_id
            if status is not None:
                values["owner"] = self._owner.hold() if status == "partial" else None
                rows.update(
                    connection, "conversations", conversation_id, {"updated_at": rows.now()}
                )
            rows.update(connection, "messages", message_id, values)
            if trace:
                rows.set_trace(connection, message_id, trace, self._traces_kept)

        self._database.write(work)

    def whole(self, conversation_id: int) -> WholeConversation:
        """Return a conversation with all its branches, traces and feedback."""
        return self._database.read(partial(rows.whole, conversation_id=conversation_id))

    def rated(self) -> Sequence[int]:
        """Return the ids of the conversations with feedback, oldest first, the bin left out."""
        return self._database.read(rows.rated)

    def take_in(self, read: Read) -> Imported:
        """Add the conversations of a file, all or none; one that is there stays as it is."""
        return self._database.write(partial(insert, read=read, traces_kept=self._traces_kept))

    def message(self, message_id: int) -> StoredMessage:
        """Return a message with its trace."""

        def work(connection: sqlite3.Connection) -> StoredMessage:
            found = rows.message(connection, message_id)
            return replace(found, trace=rows.trace(connection, message_id))

        return self._database.read(work)

    def page(
        self, conversation_id: int, *, limit: int = 20, before_id: int | None = None
    ) -> Sequence[StoredMessage]:
        """Return the last ``limit`` messages of the active branch, oldest first, without traces.

        With ``before_id``, the ``limit`` messages that lead to that message. The cost depends on
        ``limit`` only, not on the length of the conversation.
        """

        def work(connection: sqlite3.Connection) -> Sequence[StoredMessage]:
            last = rows.conversation(connection, conversation_id).leaf_id
            if before_id is not None:
                last = rows.message(connection, before_id, conversation_id).parent_id
            return tree.branch(connection, last, limit)

        return self._database.read(work)

    def show_branch(self, message_id: int) -> int:
        """Make the branch through a message active, down to its newest end, and return that end."""

        def work(connection: sqlite3.Connection) -> int:
            conversation_id = rows.message(connection, message_id).conversation_id
            leaf_id = tree.newest_below(connection, message_id)
            rows.update(connection, "conversations", conversation_id, {"leaf_id": leaf_id})
            return leaf_id

        return self._database.write(work)

    def siblings(self, message_id: int) -> Sequence[int]:
        """Return the ids of all versions of a message, oldest first, itself included."""
        return self._database.read(
            lambda connection: tree.siblings(connection, rows.message(connection, message_id))
        )

    def search(self, query: str, limit: int = 50) -> Sequence[SearchResult]:
        """Return the newest messages that hold every word of ``query`` (see ``search``)."""
        return self._database.read(lambda connection: find(connection, query, limit))

    def traces(self, limit: int | None = None) -> Iterator[dict[str, Any]]:
        """Yield the newest traces with question, pack and backend, as plain JSON values.

        The store keeps the newest ``traces_kept``; those of conversations in the bin are left
        out.
        """
        seq, left = _AFTER_ALL, _AFTER_ALL if limit is None else limit
        while left > 0:
            batch = self._database.read(
                partial(rows.traces_before, seq=seq, limit=min(left, _TRACE_BATCH))
            )
            if not batch:
                return
            yield from (record for _, record in batch)
            seq, left = batch[-1][0], left - len(batch)

    def feedback(self, message_id: int) -> Feedback | None:
        """Return what the user said about an answer, or None."""
        return self._database.read(lambda connection: rows.feedback(connection, message_id))

    def set_feedback(self, message_id: int, verdict: Verdict | None, correction: str = "") -> None:
        """Store what the user says about an answer; None takes it back."""

        def work(connection: sqlite3.Connection) -> None:
            rows.message(connection, message_id)
            rows.set_feedback(connection, message_id, verdict, correction)

        self._database.write(work)
