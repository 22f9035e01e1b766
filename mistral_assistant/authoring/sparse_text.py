"""Texts as sparse TF-IDF vectors and, from those, as short dense ones (latent semantic analysis).

numpy only; the same texts always give the same vectors.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning import ngrams

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

MAX_CHARS = 600
"""Of a text; what it is about stands in its beginning."""
DIMENSIONS = 150
_OVERSAMPLED = 20
_PASSES = 1
_NONE = np.zeros(0, np.int64)
_CHUNK = 4_000
"""Stored values that are multiplied at a time: their products stay in the processor's cache."""


@dataclass(frozen=True)
class SparseRows:
    """A matrix by rows: row ``i`` has ``values[starts[i]:starts[i + 1]]`` in those ``columns``."""

    starts: Ints
    columns: Ints
    values: Floats
    width: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def times(self, dense: Floats) -> Floats:
        """Return the product with a (width, D) matrix."""
        product = np.zeros((len(self), dense.shape[1]), np.float32)
        first = 0
        while first < len(self):
            limit = int(self.starts[first]) + _CHUNK
            last = max(first + 1, int(np.searchsorted(self.starts, limit, "right")) - 1)
            begin, end = self.starts[first], self.starts[last]
            parts = self.values[begin:end, None] * dense[self.columns[begin:end]]
            filled = np.flatnonzero(np.diff(self.starts[first : last + 1]))
            if len(filled):
                begins = self.starts[first + filled] - begin
                product[first + filled] = np.add.reduceat(parts, begins, axis=0)
            first = last
        return product

    def transposed(self) -> "SparseRows":
        """Return the matrix with rows and columns exchanged."""
        order = np.argsort(self.columns, kind="stable")
        rows = np.repeat(np.arange(len(self)), np.diff(self.starts))
        counts = np.bincount(self.columns, minlength=self.width)
        starts = np.concatenate([[0], np.cumsum(counts)])
        return SparseRows(starts, rows[order], self.values[order], len(self))


def tfidf(texts: Sequence[str]) -> SparseRows:
    """Return one unit vector a text; words with word pairs weigh as much as character n-grams.

    A text that shares no n-gram with another one is all zero.
    """
    collected = (_Counts(), _Counts())
    for text in texts:
        words = [word for word, _start, _end in ngrams.tokens(text[:MAX_CHARS])]
        for counts, found in zip(collected, ngrams.count(words), strict=True):
            counts.add(found)
    one, two = (counts.unit_rows() for counts in collected)
    starts = one.starts + two.starts
    columns = np.empty(starts[-1], np.int64)
    values = np.empty(starts[-1], np.float32)
    for family, shift, before in ((one, 0, two.starts[:-1]), (two, one.width, one.starts[1:])):
        # Within a row, the words stand before the characters.
        place = np.arange(len(family.columns)) + np.repeat(before, np.diff(family.starts))
        columns[place] = family.columns + shift
        values[place] = family.values * np.float32(math.sqrt(0.5))
    return SparseRows(starts, columns, values, one.width + two.width)


class _Counts:
    """The n-grams of one family, text by text, as numbers: Counters need ten times more."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._grams: list[Ints] = []
        self._times: list[Floats] = []

    def add(self, found: Counter[str]) -> None:
        """Add the n-grams of the next text."""
        number = self._number
        grams = [number.setdefault(gram, len(number)) for gram in found]
        self._grams.append(np.array(grams, np.int64))
        self._times.append(np.fromiter(found.values(), np.float32, len(found)))

    def unit_rows(self) -> SparseRows:
        """Return unit vectors over the n-grams that two texts have at least."""
        grams = np.concatenate([_NONE, *self._grams])
        times = np.concatenate([np.zeros(0, np.float32), *self._times])
        rows = np.repeat(np.arange(len(self._grams)), [len(text) for text in self._grams])
        seen = np.bincount(grams, minlength=len(self._number))
        kept = seen[grams] > 1
        idf = np.log((1 + len(self._grams)) / (1 + seen)) + 1
        values = (1 + np.log(times[kept])) * idf[grams[kept]]
        rows = rows[kept]
        squares = np.bincount(rows, values**2, len(self._grams))
        values = values / np.sqrt(np.maximum(squares, 1e-12))[rows]
        column = np.cumsum(seen > 1) - 1
        counts = np.bincount(rows, minlength=len(self._grams))
        return SparseRows(
            np.concatenate([[0], np.cumsum(counts)]),
            column[grams[kept]],
            values.astype(np.float32),
            int((seen > 1).sum()),
        )


def embed(rows: SparseRows, dimensions: int = DIMENSIONS) -> Floats:
    """Return (N, D) unit vectors on the strongest directions of the rows; zero rows stay zero.

    Sources: Deerwester et al., "Indexing by Latent Semantic Analysis", JASIS 41, 1990; Halko,
    Martinsson & Tropp, "Finding structure with randomness", SIAM Review 53, 2011, algorithm 4.4.
    """
    size = max(1, min(dimensions, len(rows) // 3, rows.width))
    if not rows.width:
        return np.zeros((len(rows), 1), np.float32)
    columns = rows.transposed()
    start = np.random.default_rng(0).standard_normal((rows.width, size + _OVERSAMPLED))
    basis = _orthonormal(rows.times(start.astype(np.float32)))
    for _pass in range(_PASSES):
        basis = _orthonormal(rows.times(_orthonormal(columns.times(basis))))
    small = columns.times(basis)
    left, strengths, _right = np.linalg.svd((small.T @ small).astype(np.float64))
    scaled = left[:, :size] * np.sqrt(np.maximum(strengths[:size], 0))
    return unit(basis @ scaled.astype(np.float32))


def unit(rows: Floats) -> Floats:
    """Scale every row to length 1; what is practically zero becomes zero."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.where(lengths > 1e-6, rows / np.maximum(lengths, 1e-6), 0)
    return scaled.astype(np.float32)


def _orthonormal(columns: Floats) -> Floats:
    basis: Floats = np.linalg.qr(columns)[0]
    return basis
