"""Which pairs have come before: in memory for most files, on disk for very large ones."""

import sqlite3
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from mistral_assistant.dataset.stored import Folder

IN_MEMORY = 2_000_000
"""Pairs whose fingerprints take up to 150 MiB."""
_FEW = 1 << 16
"""Keys from which a set of them is merged into a larger one."""

Keys: TypeAlias = "NDArray[np.int64]"


class Seen:
    """Remembers pairs by a hash of 64 bits."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._known: set[int] = set()
        self._of_segments = _SortedKeys()
        self._most = in_memory
        self._disk: sqlite3.Connection | None = None
        self._folder: Folder | None = None

    def are_new(self, pairs: Sequence[tuple[str, str]]) -> bool:
        """Tell whether all of some pairs come for the first time, and remember them if so."""
        return self.are_new_keys([key(*pair) for pair in pairs])

    def are_new_keys(self, all_keys: Sequence[int]) -> bool:
        """Do as :meth:`are_new` for pairs by their :func:`key`."""
        if not self._has_room(len(all_keys)) or not self._known.isdisjoint(all_keys):
            return False
        if self._of_segments and self._of_segments.hold_any(np.array(all_keys, np.int64)):
            return False
        before = len(self._known)
        self._known.update(all_keys)
        if len(self._known) - before == len(all_keys):
            return True
        self._known.difference_update(all_keys)  # one of them came twice
        return False

    def is_new_segment(self, keys: Keys) -> bool:
        """Do as :meth:`are_new_keys` for the :meth:`keys` of another object."""
        if not self._has_room(len(keys)):
            return False
        if self._known:  # as an array they are compared several times as fast
            self._of_segments.add(self.keys())
            self._known = set()
        if self._of_segments.hold_any(keys):
            return False
        self._of_segments.add(keys)
        return True

    def _has_room(self, count: int) -> bool:
        known = len(self._known) + len(self._of_segments)
        return self._disk is None and known + count <= self._most

    def is_new(self, pair: tuple[str, str]) -> bool:
        """Tell whether a pair comes for the first time, and remember it."""
        mine = key(*pair)
        if self._of_segments and self._of_segments.hold_any(np.array([mine])):
            return False
        if self._has_room(1):
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

    def keys(self) -> Keys:
        """Return the keys that came, in order, without those on disk and those of segments."""
        return np.sort(np.fromiter(self._known, np.int64, len(self._known)))

    def close(self) -> None:
        """Forget everything."""
        if self._disk is not None:
            self._disk.close()
        if self._folder is not None:
            self._folder.remove()
        self._known.clear()
        self._of_segments = _SortedKeys()


class _SortedKeys:
    """Keys of whole segments, in a tenth of the memory of a set."""

    def __init__(self) -> None:
        self._many = self._few = np.empty(0, np.int64)

    def __len__(self) -> int:
        return len(self._many) + len(self._few)

    def hold_any(self, keys: Keys) -> bool:
        """Tell whether one of some keys is among these."""
        for known in filter(len, (self._many, self._few)):
            places = np.searchsorted(known, keys)
            if (known[np.minimum(places, len(known) - 1)] == keys).any():
                return True
        return False

    def add(self, keys: Keys) -> None:
        """Add keys that are not among these."""
        self._few = _merged(self._few, keys)
        if len(self._few) > max(_FEW, len(self._many) // 4):
            self._many, self._few = _merged(self._many, self._few), np.empty(0, np.int64)


def _merged(one: Keys, other: Keys) -> Keys:
    return np.sort(np.concatenate((one, other)), kind="stable")  # which merges what is sorted


def key(one: str, other: str) -> int:
    """Return a hash of 64 bits of a pair, that of its bytes as they stand in a CSV file."""
    return hash((_quoted(one), _quoted(other)))


def _quoted(text: str) -> bytes:
    return text.replace('"', '""').encode("utf-8", "surrogatepass")
