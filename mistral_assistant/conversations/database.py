"""The SQLite file behind the store: opened privately, shared by threads and processes, retried.

A store has two connections, one that writes and one that only reads, each behind a lock: any
thread may call anything, a reader never waits for a writer of its own process, and closing needs
no account of threads. A store does not survive ``fork``; open one per process.
"""

import json
import os
import random
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import Literal, TypeVar

from mistral_assistant.conversations.faults import is_busy, store_error
from mistral_assistant.conversations.migrations import migrate, needs_migration, refuse_unknown
from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _

WAL_SAFE_FROM = (3, 51, 3)
"""First SQLite without the WAL-reset bug (sqlite.org/wal.html#walresetbug)."""
PATIENCE_S = 20.0
"""How long a busy store is tried again before the user is told."""
_BUSY_TIMEOUT_S = 1.0
_FIRST_PAUSE_S = 0.005
_LONGEST_PAUSE_S = 0.25
SIDE_FILES = ("", "-journal", "-wal", "-shm")

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Database:
    """An open store file."""

    journal: str
    """``wal`` or ``delete``, as SQLite reports it."""

    def __init__(self, path: Path, patience: float = PATIENCE_S) -> None:
        """Open ``path``, create it where it is missing, and bring its schema up to date.

        Raises:
            StoreError: the file cannot be opened, is no store of ours, or is newer than us.
        """
        self.path = path
        self._patience = patience
        self._closed = False
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._patiently(lambda: make_private(path))
        with ExitStack() as opened:
            self._writer = self._patiently(lambda: opened.enter_context(_connect(path)))
            self.journal = self._patiently(lambda: _prepare(self._writer, path))
            self._reader = self._patiently(lambda: opened.enter_context(_connect(path)))
            self._patiently(lambda: self._reader.execute("PRAGMA query_only = ON"))
            self._connections = opened.pop_all()

    def close(self) -> None:
        """Wait for what is running, then close; a second call does nothing."""
        with self._write_lock, self._read_lock:
            self._closed = True
            self._connections.close()

    def read(self, work: Work[T]) -> T:
        """Return ``work(connection)``, all of which sees one state of the store.

        Raises:
            StoreError: the store stayed busy, is damaged or closed.
        """
        with self._read_lock:
            self._refuse_if_closed()
            return self._patiently(lambda: _transaction(self._reader, "BEGIN", work))

    def write(self, work: Work[T]) -> T:
        """Return ``work(connection)`` once it is committed to the disk.

        ``work`` runs again from the start when another process was in the way; whatever is
        raised undoes it.

        Raises:
            StoreError: the store stayed busy, is damaged, full, read-only or closed.
        """
        with self._write_lock:
            self._refuse_if_closed()
            return self._patiently(lambda: _transaction(self._writer, "BEGIN IMMEDIATE", work))

    def scrub(self) -> None:
        """Write the file anew, so that nothing of what was removed can be read in it any more.

        Raises:
            StoreError: another window held the store all the time, the disk is full.
        """
        with self._write_lock:
            self._refuse_if_closed()
            self._patiently(lambda: self._writer.execute("VACUUM"))
            if self.journal == "wal":
                self._patiently(lambda: _empty_wal(self._writer))

    def copy_to(self, path: Path) -> None:
        """Copy the store as it stands, whoever uses it meanwhile, into the new file ``path``.

        Raises:
            StoreError: the store cannot be read, or the copy not be written.
        """
        with self._read_lock:
            self._refuse_if_closed()
            self._patiently(lambda: copy_database(self._reader, path))

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise StoreError(
                _("Les conversations de « {path} » sont déjà fermées.").format(path=self.path),
                _("Relancez le programme."),
            )

    def _patiently(self, work: Callable[[], T]) -> T:
        deadline = time.monotonic() + self._patience
        pause = _FIRST_PAUSE_S
        while True:
            try:
                return work()
            except (sqlite3.Error, OSError, json.JSONDecodeError) as error:
                if not is_busy(error) or time.monotonic() >= deadline:
                    raise store_error(error, self.path) from error
            time.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(2 * pause, _LONGEST_PAUSE_S)


def journal_mode(
    version: tuple[int, ...] = sqlite3.sqlite_version_info,
) -> Literal["delete", "wal"]:
    """Return the journal that is safe with several processes on this version of SQLite."""
    return "wal" if version >= WAL_SAFE_FROM else "delete"


def make_private(path: Path) -> None:
    """Create ``path`` readable by its owner only, whatever the umask, or take others' rights away.

    Journals inherit the rights of the file. Folders that are missing are made 0700; one that
    exists keeps its rights.

    Raises:
        OSError: the folder or file cannot be made.
    """
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        # Not opened again: closing a second descriptor would drop the POSIX locks of a store that
        # is open on this file elsewhere in the process.
        for suffix in SIDE_FILES:
            _tighten(path.with_name(path.name + suffix))


def _tighten(path: Path) -> None:
    with suppress(FileNotFoundError):  # journals come and go with every commit elsewhere
        mode = path.stat().st_mode
        if stat.S_ISREG(mode) and stat.S_IMODE(mode) & 0o077:
            path.chmod(0o600)


def _connect(path: Path) -> closing[sqlite3.Connection]:
    connection = sqlite3.connect(
        path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    connection.row_factory = sqlite3.Row
    # What people wrote must not spill into a folder for temporary files.
    connection.execute("PRAGMA temp_store = MEMORY")
    return closing(connection)


def _prepare(connection: sqlite3.Connection, path: Path) -> str:
    # In one transaction: another process may be making the schema at this very moment.
    _transaction(connection, "BEGIN", lambda reader: refuse_unknown(reader, path))
    journal = _set_journal(connection, journal_mode())
    connection.execute("PRAGMA synchronous = FULL")
    # What is removed or written over is blanked in the file at once.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    if needs_migration(connection):
        _transaction(connection, "BEGIN IMMEDIATE", migrate)
    return journal


def _set_journal(connection: sqlite3.Connection, wanted: str) -> str:
    mode: str = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != wanted:
        mode = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    return mode


def copy_database(source: sqlite3.Connection, path: Path) -> None:
    """Copy an open database into ``path``, which is made private and then holds nothing else.

    Raises:
        sqlite3.Error, OSError: it cannot be read, or not be written.
    """
    make_private(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        source.backup(target)
        # One file is the whole copy.
        target.execute("PRAGMA journal_mode = DELETE")


def _empty_wal(connection: sqlite3.Connection) -> None:
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        error = sqlite3.OperationalError("another process reads the write-ahead log")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def _transaction(connection: sqlite3.Connection, begin: str, work: Work[T]) -> T:
    try:
        connection.execute(begin)
        result = work(connection)
        connection.execute("COMMIT")
        return result
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
