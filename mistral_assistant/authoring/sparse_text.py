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

MAX_CHARS = 2_000
"""Of a text; what it is about stands in its beginning."""
DIMENSIONS = 150
_OVERSAMPLED = 20
_PASSES = 2
_CHUNK = 100_000
"""Stored values that are multiplied at a time: 70 MB of products."""


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
    counted = [
        ngrams.count([word for word, _start, _end in ngrams.tokens(text[:MAX_CHARS])])
        for text in texts
    ]
    families = [_family([pair[index] for pair in counted]) for index in (0, 1)]
    width = families[0].width
    columns, values, starts = [], [], [0]
    for row in range(len(texts)):
        for shift, family in ((0, families[0]), (width, families[1])):
            part = slice(family.starts[row], family.starts[row + 1])
            columns.append(family.columns[part] + shift)
            values.append(family.values[part] * np.float32(math.sqrt(0.5)))
        starts.append(starts[-1] + len(columns[-2]) + len(columns[-1]))
    return SparseRows(
        np.array(starts, np.int64),
        np.concatenate([np.zeros(0, np.int64), *columns]),
        np.concatenate([np.zeros(0, np.float32), *values]),
        width + families[1].width,
    )


def _family(counts: Sequence[Counter[str]]) -> SparseRows:
    """Return unit vectors over the n-grams of one family that two texts have at least."""
    seen: Counter[str] = Counter()
    for grams in counts:
        seen.update(grams.keys())
    kept = sorted(gram for gram, number in seen.items() if number > 1)
    column = {gram: index for index, gram in enumerate(kept)}
    idf = {gram: math.log((1 + len(counts)) / (1 + seen[gram])) + 1 for gram in kept}
    columns: list[int] = []
    values: list[float] = []
    starts = [0]
    for grams in counts:
        row = [(column[g], (1 + math.log(n)) * idf[g]) for g, n in grams.items() if g in column]
        length = math.sqrt(sum(value * value for _column, value in row)) or 1.0
        columns += [index for index, _value in row]
        values += [value / length for _index, value in row]
        starts.append(len(columns))
    return SparseRows(
        np.array(starts, np.int64),
        np.array(columns, np.int64),
        np.array(values, np.float32),
        len(kept),
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
