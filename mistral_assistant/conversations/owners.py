"""Which process is writing an unfinished answer, and whether it still lives.

Each process that streams holds a lock on a small file of its own beside the store, and every
partial message names that file. The kernel drops the lock when the process ends, however it
ends, so "the lock can be had" means "the writer is gone". A process id would not do: ids are
used again, and Windows offers no harmless way to ask for one.

Lock files are made and judged only inside a write transaction of the store, which serves as the
mutex between "made" and "locked".
"""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from mistral_assistant.file_lock import lock


class Owner:
    """This store's sign of life."""

    def __init__(self, store: Path) -> None:
        self.token = secrets.token_hex(8)
        self._path = lock_path(store, self.token)
        self._descriptor: int | None = None

    def hold(self) -> str:
        """Take the lock if it is not held yet, and return the token to write into messages.

        Raises:
            OSError: the lock file cannot be made or locked.
        """
        if self._descriptor is None:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                lock(descriptor)
            except OSError:
                os.close(descriptor)
                self._path.unlink()
                raise
            self._descriptor = descriptor
        return self.token

    def release(self) -> None:
        """Give the lock up; messages still partial now count as left behind."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
            _remove(self._path)


def work_for_recovery(connection: sqlite3.Connection, store: Path) -> bool:
    """Tell whether there is an unfinished answer or a lock file, of the dead or the living."""
    row = connection.execute("SELECT 1 FROM messages WHERE status = 'partial' LIMIT 1").fetchone()
    return row is not None or any(tokens(store))


def mark_left_behind(connection: sqlite3.Connection, store: Path) -> Sequence[int]:
    """Mark the partial messages of dead owners as interrupted, and return their ids.

    The caller holds a write transaction.
    """
    partial = connection.execute(
        "SELECT id, owner FROM messages WHERE status = 'partial'"
    ).fetchall()
    dead = {owner for owner in {owner for _, owner in partial} if not is_alive(store, owner)}
    left = sorted(message_id for message_id, owner in partial if owner in dead)
    connection.executemany(
        "UPDATE messages SET status = 'interrupted', owner = NULL WHERE id = ?",
        [(message_id,) for message_id in left],
    )
    remove_dead(store)
    return tuple(left)


def lock_path(store: Path, token: str) -> Path:
    """Return the lock file of the owner ``token``."""
    return store.with_name(f"{store.name}-owner-{token}")


def is_alive(store: Path, token: str) -> bool:
    """Tell whether the owner ``token`` still holds its lock; in doubt, it does."""
    try:
        descriptor = os.open(lock_path(store, token), os.O_RDWR)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        lock(descriptor)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


def remove_dead(store: Path) -> None:
    """Remove the lock files whose processes are gone."""
    for token in tokens(store):
        if not is_alive(store, token):
            _remove(lock_path(store, token))


def tokens(store: Path) -> Iterator[str]:
    """Yield the token of every lock file beside the store."""
    start = f"{store.name}-owner-"
    for name in os.listdir(store.parent):
        if name.startswith(start):
            yield name.removeprefix(start)


def _remove(path: Path) -> None:
    # An empty file that stays behind does no harm: the next start looks at it again.
    with contextlib.suppress(OSError):
        path.unlink()
