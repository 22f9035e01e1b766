"""The file that a pack's passages are searched in: SQLite FTS5 over stems, under the content hash.

It is built once and opened read-only; nothing of it is held in memory but what SQLite caches.
"""

import os
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

from mistral_assistant.domains.pack import DomainPack, KnowledgeEntry
from mistral_assistant.errors import KnowledgeError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.related import related_words
from mistral_assistant.knowledge.stems import WORD, stem, stems

_FORMAT = 9
SHORTEST_WORD = 5
"""Letters from which a word is kept for the correction of misspelt ones."""


def open_index(pack: DomainPack, cache_dir: Path | None) -> sqlite3.Connection:
    """Open the index of this content, building it if it is not there or damaged.

    The file only saves time: where none can be written the index is kept in memory.
    """
    if cache_dir is not None:
        file = cache_dir / f"knowledge-{_FORMAT}-{pack.content_hash}.sqlite"
        for _attempt in range(2):
            with suppress(OSError, sqlite3.Error):
                if not file.exists():
                    _build(file, pack.knowledge)
                return _checked(file)
            with suppress(OSError):
                file.unlink(missing_ok=True)
    try:
        return _fill(sqlite3.connect(":memory:", check_same_thread=False), pack.knowledge)
    except sqlite3.Error as error:
        raise KnowledgeError(
            _(
                "Les connaissances du domaine « {pack} » ne peuvent pas être indexées : {error}."
            ).format(pack=pack.name, error=error),
            _("Le SQLite de ce Python doit avoir FTS5 ; mistral-assistant doctor le montre."),
        ) from error


def _checked(file: Path) -> sqlite3.Connection:
    """Open an index read-only and look whether it is one."""
    database = sqlite3.connect(
        f"{file.resolve().as_uri()}?mode=ro", uri=True, check_same_thread=False
    )
    try:
        database.execute("SELECT passages FROM stems LIMIT 1").fetchone()
        database.execute("SELECT stem FROM words LIMIT 1").fetchone()
        database.execute("SELECT others FROM kin LIMIT 1").fetchone()
    except sqlite3.Error:
        database.close()
        raise
    return database


def _build(file: Path, entries: Sequence[KnowledgeEntry]) -> None:
    """Build beside the final name and rename: another window may be doing the same."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=file.parent, suffix=".sqlite")
    os.close(descriptor)
    try:
        with closing(sqlite3.connect(name)) as database:
            _fill(database, entries)
        os.replace(name, file)
    finally:
        Path(name).unlink(missing_ok=True)


def _fill(database: sqlite3.Connection, entries: Sequence[KnowledgeEntry]) -> sqlite3.Connection:
    database.execute("PRAGMA journal_mode = OFF")
    database.execute(
        "CREATE VIRTUAL TABLE passages USING fts5(title, questions, body, tokenize = 'unicode61')"
    )
    database.execute("INSERT INTO passages (passages, rank) VALUES ('rank', 'bm25(4.0, 3.0, 1.0)')")
    database.executemany(
        "INSERT INTO passages (rowid, title, questions, body) VALUES (?, ?, ?, ?)",
        (
            (
                number,
                " ".join(stems(entry.title)),
                " | ".join(" ".join(stems(line)) for line in entry.questions),
                " ".join(stems(entry.text)),
            )
            for number, entry in enumerate(entries, 1)
        ),
    )
    _add_counts(database)
    _add_kin(database)
    _add_words(database, entries)
    database.commit()
    return database


def _add_counts(database: sqlite3.Connection) -> None:
    """Count once in how many passages a stem stands; the search engine would count each time."""
    database.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab('passages', 'row')")
    database.execute("CREATE TABLE stems (stem TEXT PRIMARY KEY, passages INTEGER) WITHOUT ROWID")
    database.execute("INSERT INTO stems SELECT term, doc FROM vocabulary")
    database.execute("DROP TABLE vocabulary")


def _add_kin(database: sqlite3.Connection) -> None:
    """Keep what leads to words of the passages; of other words only that they are French."""
    held = {stem for (stem,) in database.execute("SELECT stem FROM stems")}
    database.execute("CREATE TABLE kin (stem TEXT PRIMARY KEY, others TEXT) WITHOUT ROWID")
    database.executemany(
        "INSERT INTO kin VALUES (?, ?)",
        ((term, " ".join(sorted(others & held))) for term, others in related_words().items()),
    )


def _add_words(database: sqlite3.Connection, entries: Sequence[KnowledgeEntry]) -> None:
    """Keep the words as written, forwards and backwards, for the correction of misspelt ones."""
    database.execute(
        "CREATE TABLE words (word TEXT PRIMARY KEY, backwards TEXT, stem TEXT) WITHOUT ROWID"
    )
    database.executemany(
        "INSERT OR IGNORE INTO words VALUES (?, ?, ?)",
        (
            (fold(word), fold(word)[::-1], stem(word))
            for word in sorted(set(chain.from_iterable(map(_words_of, entries))))
            if len(word) >= SHORTEST_WORD
        ),
    )
    database.execute("CREATE INDEX words_backwards ON words (backwards)")


def _words_of(entry: KnowledgeEntry) -> list[str]:
    return WORD.findall(" ".join((entry.title, *entry.questions, entry.text)))
