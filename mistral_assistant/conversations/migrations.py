"""The schema of the store, as the list of steps that build it.

A step is never changed once released: a new one is added at the end. ``PRAGMA user_version``
counts the steps a file has been through; all missing ones run in one transaction.
"""

import sqlite3
from pathlib import Path

from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _

APPLICATION_ID = 0x4D414356
"""Marks the file as ours (``MACV``), so that another program's database is never written to."""


def m001_messages_as_a_tree(connection: sqlite3.Connection) -> None:
    """Create conversations, messages, traces, feedback and the full-text index."""
    for statement in _M001:
        connection.execute(statement)


def m002_pinned_archived_and_known_everywhere(connection: sqlite3.Connection) -> None:
    """Let conversations be pinned and archived, and be told apart on every machine."""
    for statement in _M002:
        connection.execute(statement)


MIGRATIONS = (m001_messages_as_a_tree, m002_pinned_archived_and_known_everywhere)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many migrations the open file has been through."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def refuse_unknown(connection: sqlite3.Connection, path: Path) -> None:
    """Check, without writing, that the open file is a store that this program understands.

    Raises:
        StoreError: it was written by a newer version, or by another program.
    """
    version = schema_version(connection)
    if version > len(MIGRATIONS) and _application(connection) == APPLICATION_ID:
        raise StoreError(
            _(
                "Les conversations de « {path} » ont été écrites par une version plus récente "
                "du programme (schéma {found} ; cette version connaît le schéma {known})."
            ).format(path=path, found=version, known=len(MIGRATIONS)),
            _(
                "Mettez le programme à jour, ou indiquez un autre dossier de données. "
                "Le fichier n'a pas été modifié."
            ),
        )
    if _application(connection) != APPLICATION_ID and not _is_blank(connection):
        raise StoreError(
            _("« {path} » est la base de données d'un autre programme.").format(path=path),
            _("Indiquez un autre dossier de données. Le fichier n'a pas été modifié."),
        )


def needs_migration(connection: sqlite3.Connection) -> bool:
    """Tell whether the open file lacks a step; a look, so that a read-only store can be read."""
    return schema_version(connection) < len(MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> None:
    """Run the missing steps; the caller holds a write transaction."""
    if not needs_migration(connection):  # another process was faster
        return
    for migration in MIGRATIONS[schema_version(connection) :]:
        migration(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _application(connection: sqlite3.Connection) -> int:
    identity: int = connection.execute("PRAGMA application_id").fetchone()[0]
    return identity


def _is_blank(connection: sqlite3.Connection) -> bool:
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    return not tables and not schema_version(connection) and not _application(connection)


_M001 = (
    """
    CREATE TABLE conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        pack TEXT NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        deleted_at TEXT,
        leaf_id INTEGER REFERENCES messages (id),
        messages INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE INDEX conversations_recent ON conversations (updated_at DESC, id DESC)
    WHERE deleted_at IS NULL
    """,
    """
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversations (id),
        parent_id INTEGER REFERENCES messages (id),
        role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
        content TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('complete', 'partial', 'interrupted')),
        owner TEXT,
        created_at TEXT NOT NULL,
        pack TEXT NOT NULL DEFAULT '',
        backend TEXT NOT NULL DEFAULT '',
        state TEXT,
        first_version TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX messages_siblings ON messages (conversation_id, parent_id)",
    "CREATE INDEX messages_children ON messages (parent_id)",
    "CREATE INDEX messages_partial ON messages (owner) WHERE status = 'partial'",
    # Apart from the messages: pages never read traces, and old traces go while messages stay.
    # ``seq`` has no gaps that matter, so "the newest N" needs no counting.
    """
    CREATE TABLE traces (
        seq INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id INTEGER NOT NULL UNIQUE REFERENCES messages (id) ON DELETE CASCADE,
        trace TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE feedback (
        message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
        verdict TEXT NOT NULL CHECK (verdict IN ('good', 'bad', 'corrected')),
        correction TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL
    )
    """,
    # An answer is indexed once it is over: indexing each streamed piece would rewrite the index
    # several times a second.
    "CREATE VIEW searchable AS SELECT id, content FROM messages WHERE status <> 'partial'",
    """
    CREATE VIRTUAL TABLE messages_fts USING fts5 (
        content, content='searchable', content_rowid='id', prefix='1 2 3',
        tokenize='unicode61 remove_diacritics 2'
    )
    """,
    """
    CREATE TRIGGER messages_added AFTER INSERT ON messages WHEN new.status <> 'partial' BEGIN
        INSERT INTO messages_fts (rowid, content) VALUES (new.id, new.content);
    END
    """,
    """
    CREATE TRIGGER messages_changing BEFORE UPDATE OF content, status ON messages
    WHEN old.status <> 'partial' BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, content)
        VALUES ('delete', old.id, old.content);
    END
    """,
    """
    CREATE TRIGGER messages_changed AFTER UPDATE OF content, status ON messages
    WHEN new.status <> 'partial' BEGIN
        INSERT INTO messages_fts (rowid, content) VALUES (new.id, new.content);
    END
    """,
    """
    CREATE TRIGGER messages_removed AFTER DELETE ON messages WHEN old.status <> 'partial' BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, content)
        VALUES ('delete', old.id, old.content);
    END
    """,
)

_M002 = (
    "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
    # The number of a conversation holds in its own file only; an export needs a name that holds
    # everywhere, so that it is not taken in twice.
    "ALTER TABLE conversations ADD COLUMN uid TEXT",
    "UPDATE conversations SET uid = lower(hex(randomblob(16)))",
    "CREATE UNIQUE INDEX conversations_uid ON conversations (uid)",
    "DROP INDEX conversations_recent",
    """
    CREATE INDEX conversations_listed
    ON conversations (archived, pinned DESC, updated_at DESC, id DESC) WHERE deleted_at IS NULL
    """,
    """
    CREATE INDEX conversations_recent ON conversations (updated_at DESC, id DESC)
    WHERE deleted_at IS NULL AND archived = 0
    """,
)
