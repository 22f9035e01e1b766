"""Which pairs have come before: in memory for most files, on disk for very large ones."""

import sqlite3
from collections.abc import Iterable, Sequence

from mistral_assistant.dataset.stored import Folder

IN_MEMORY = 2_000_000
"""Pairs whose fingerprints take about 150 MiB."""


class Seen:
    """Remembers pairs by a hash of 64 bits."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._known: set[int] = set()
        self._most = in_memory
        self._disk: sqlite3.Connection | None = None
        self._folder: Folder | None = None

    def are_new(self, pairs: Sequence[tuple[str, str]]) -> bool:
        """Tell whether all of some pairs come for the first time, and remember them if so."""
        return self.are_new_keys([key(*pair) for pair in pairs])

    def are_new_keys(self, all_keys: Sequence[int]) -> bool:
        """Do as :meth:`are_new` for pairs by their :func:`key`."""
        if self._disk is not None or len(self._known) + len(all_keys) > self._most:
            return False
        if not self._known.isdisjoint(all_keys):
            return False
        before = len(self._known)
        self._known.update(all_keys)
        if len(self._known) - before == len(all_keys):
            return True
        self._known.difference_update(all_keys)  # one of them came twice
        return False

    def is_new(self, pair: tuple[str, str]) -> bool:
        """Tell whether a pair comes for the first time, and remember it."""
        mine = key(*pair)
        if self._disk is None and len(self._known) < self._most:
            before = len(self._known)
            self._known.add(mine)
            return len(self._known) > before
        return mine not in self._known and self._new_on_disk(mine)

    def _new_on_disk(self, key: int) -> bool:
        if self._disk is None:
            self._folder = Folder()
            self._disk = sqlite3.connect(self._folder.path / "seen", isolation_level=None)
            self._disk.execute("pragma journal_mode = off")
            self._disk.execute("pragma synchronous = off")
            self._disk.execute("create table seen (key integer primary key) without rowid")
            self._disk.execute("begin")
        added = self._disk.execute("insert or ignore into seen values (?)", (key,))
        return added.rowcount > 0

    def keys(self) -> Iterable[int]:
        """Return the keys that are in memory."""
        return self._known

    def close(self) -> None:
        """Forget everything."""
        if self._disk is not None:
            self._disk.close()
        if self._folder is not None:
            self._folder.remove()
        self._known.clear()


def key(one: str, other: str) -> int:
    """Return a hash of 64 bits of a pair, that of its bytes as they stand in a CSV file."""
    return hash((_quoted(one), _quoted(other)))


def _quoted(text: str) -> bytes:
    return text.replace('"', '""').encode("utf-8", "surrogatepass")
