"""The conversations of a store as a whole: listed, named, put away, removed.

What is said in them is in ``store``.
"""

import secrets
import sqlite3
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations import purging, rows
from mistral_assistant.conversations.database import Database
from mistral_assistant.conversations.records import StoredConversation, text_to_sql


class ConversationList:
    """What can be done with a conversation without looking into it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, pack: str, title: str = "") -> StoredConversation:
        """Start a conversation; without a title the first user message gives one."""
        now = rows.now()
        values: rows.Values = {
            "uid": secrets.token_hex(16),
            "pack": text_to_sql(pack),
            "title": clean_line(title),
            "created_at": now,
            "updated_at": now,
        }
        return self._database.write(
            lambda connection: rows.conversation(
                connection, rows.insert(connection, "conversations", values)
            )
        )

    def get(self, conversation_id: int) -> StoredConversation:
        """Return a conversation, even one in the bin."""
        return self._database.read(
            lambda connection: rows.conversation(connection, conversation_id)
        )

    def latest(self) -> StoredConversation | None:
        """Return the conversation last written to, archive and bin left out, or None."""
        return self._database.read(rows.latest)

    def list(
        self,
        limit: int = 50,
        offset: int = 0,
        *,
        deleted: bool = False,
        archived: bool | None = False,
    ) -> Sequence[StoredConversation]:
        """Return the conversations, pinned ones first, then those last written to.

        With ``archived`` those in the archive instead, with None both; with ``deleted`` those in
        the bin.
        """
        return self._database.read(
            lambda connection: rows.listed(
                connection, limit, offset, deleted=deleted, archived=archived
            )
        )

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title; an empty one lets the next question give it."""
        self._change(conversation_id, {"title": clean_line(title)})

    def set_pack(self, conversation_id: int, pack: str) -> None:
        """Remember the pack that the conversation goes on with."""
        self._change(conversation_id, {"pack": text_to_sql(pack)})

    def delete(self, conversation_id: int) -> None:
        """Put a conversation in the bin: hidden from lists, search and trace export, but kept."""
        self._change(conversation_id, {"deleted_at": rows.now()})

    def restore(self, conversation_id: int) -> None:
        """Take a conversation out of the bin."""
        self._change(conversation_id, {"deleted_at": None})

    def pin(self, conversation_id: int, pinned: bool = True) -> None:
        """List a conversation before all others, or no longer."""
        self._change(conversation_id, {"pinned": int(pinned)})

    def archive(self, conversation_id: int, archived: bool = True) -> None:
        """Take a conversation out of the usual list, or put it back; a search finds it still."""
        self._change(conversation_id, {"archived": int(archived)})

    def purge(self, *conversation_ids: int) -> None:
        """Remove conversations for good, with messages, traces and feedback (see ``purging``).

        None of them goes if one does not exist. With 100,000 messages it costs about 1.2 s of
        processor time.
        """
        self._database.write(partial(purging.remove, conversation_ids=conversation_ids))
        self._database.scrub()

    def purge_all(self, *, bin_only: bool = False) -> int:
        """Remove every conversation for good, or every one in the bin; return how many."""
        gone = self._database.write(partial(purging.remove_all, bin_only=bin_only))
        self._database.scrub()
        return gone

    def copy_to(self, path: Path) -> None:
        """Copy the store as it stands into the new file ``path`` (see ``backup``)."""
        self._database.copy_to(path)

    def _change(self, conversation_id: int, values: rows.Values) -> None:
        def work(connection: sqlite3.Connection) -> None:
            rows.conversation(connection, conversation_id)
            rows.update(connection, "conversations", conversation_id, values)

        self._database.write(work)
