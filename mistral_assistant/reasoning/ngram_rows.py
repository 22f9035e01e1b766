"""Which row of the learned weights belongs to which n-gram, in a sixth of a dictionary's memory."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt


class NgramRows(Mapping[str, int]):
    """n-gram → row, for the F n-grams of a text of lines, in the order of the lines.

    Kept are the text and, sorted, Python's own 64-bit hash of each n-gram. An n-gram that is not
    among them would be taken for one that is with a probability of F / 2**64.
    """

    def __init__(self, text: bytes) -> None:
        self._text = text
        hashes = np.array([hash(gram) for gram in self], np.int64)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._rows = array("q"), array("i")
        self._hashes.frombytes(hashes[order].tobytes())
        self._rows.frombytes(order.astype(np.int32).tobytes())
        self._sorted = np.frombuffer(self._hashes, np.int64) if order.size else hashes
        self._row_of = np.frombuffer(self._rows, np.int32) if order.size else hashes

    def __iter__(self) -> Iterator[str]:
        return iter(self._text.decode().split("\n") if self._text else ())

    def __len__(self) -> int:
        return len(self._hashes)

    def __getitem__(self, gram: str) -> int:
        number = hash(gram)
        place = bisect_left(self._hashes, number)
        if place == len(self._hashes) or self._hashes[place] != number:
            raise KeyError(gram)
        return self._rows[place]

    @property
    def text(self) -> bytes:
        """The n-grams, a line each, in UTF-8."""
        return self._text

    def rows(self, grams: Collection[str]) -> npt.NDArray[np.int64]:
        """Return the row of each n-gram, -1 for one that was not learned."""
        if not self._hashes:
            return np.full(len(grams), -1)
        wanted = np.fromiter(map(hash, grams), np.int64, len(grams))
        places = np.minimum(self._sorted.searchsorted(wanted), len(self._sorted) - 1)
        return np.where(self._sorted[places] == wanted, self._row_of[places], -1)
