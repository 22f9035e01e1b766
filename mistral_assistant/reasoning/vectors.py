"""Messages as sparse vectors: which n-grams count, and how much.

An n-gram counts by the classes that have it, not by the texts: what ten examples of one class
share says more than what two classes share (inverse class frequency; Ren & Sohrab, "Class-indexing-
based term weighting for automatic text classification", Information Sciences 236, 2013).
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.ngram_rows import NgramRows

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

SHARES = (0.22, 0.18, 0.60)
"""Part of a vector's squared length that words, neighbours and character n-grams have."""
SHARES_TOGETHER = (0.20, 0.20, 0.30, 0.30)
"""The same with the pairs of words that stand together."""
REMEMBERED = 8192
"""Words whose character n-grams are kept as rows."""
RARE = 12
"""Up to this many texts with an n-gram, their products are cheaper pair by pair."""


@dataclass(frozen=True)
class LinearModel:
    """Learned weights. Shapes: F features, C classes."""

    vocabulary: NgramRows
    """n-gram → row of ``weights``."""
    icf: Floats
    """(F,) inverse class frequencies."""
    weights: Floats
    """(F, C); in half precision in what a pack has learned"""
    bias: Floats
    """(C,)"""
    together: bool = False
    """Whether pairs of words that stand together, and words by threes, were learned."""

    def vector(self, words: list[str]) -> tuple[Ints, Floats]:
        """Return (indices, values) of the message's known n-grams; each family of n-grams has its
        share of the unit length."""
        own, neighbours, *pairs = map(self._known, ngrams.of_words(words, self.together))
        pieces = Counter(chain.from_iterable(map(self.pieces, words)))
        return self._weigh([own, neighbours, pieces, *pairs])

    @cached_property
    def pieces(self) -> Callable[[str], tuple[int, ...]]:
        """Word → the rows of its known character n-grams; the last words are remembered."""
        return lru_cache(maxsize=REMEMBERED)(self._pieces)

    def _pieces(self, word: str) -> tuple[int, ...]:
        rows = self.vocabulary.rows(ngrams.char_ngrams(word, ngrams.LEARNED_SIZES))
        return tuple(rows[rows >= 0].tolist())

    def _known(self, counts: Mapping[str, int]) -> dict[int, int]:
        """Return the rows of the n-grams that were learned, each with its number."""
        rows = self.vocabulary.rows(counts).tolist()
        return {row: number for row, number in zip(rows, counts.values(), strict=True) if row >= 0}

    def _weigh(self, families: Iterable[Mapping[int, int]]) -> tuple[Ints, Floats]:
        indices: list[int] = []
        values: list[float] = []
        shares = SHARES_TOGETHER if self.together else SHARES
        icf = self._icf
        for counts, share in zip(families, shares, strict=True):
            raw = [icf[row] if number == 1 else icf[row] * (1 + math.log(number))
                   for row, number in counts.items()]  # fmt: skip
            length = math.sqrt(sum(value * value for value in raw) / share) or 1.0
            indices += counts
            values += [value / length for value in raw]
        return np.array(indices, np.int64), np.array(values, np.float32)

    @cached_property
    def _icf(self) -> list[float]:
        """Plain numbers, which are quicker than numpy's one at a time.

        There are no more different ones than classes, so each is kept once.
        """
        different, places = np.unique(self.icf, return_inverse=True)
        numbers: list[float] = different.tolist()
        return [numbers[place] for place in places.tolist()]

    def scores(self, words: list[str]) -> Floats:
        """Return the (C,) scores of a tokenised message."""
        indices, values = self.vector(words)
        return values @ self.weights[indices] + self.bias if len(indices) else self.bias


@dataclass(frozen=True)
class Rows:
    """N sparse vectors over F features: row i is ``indices[starts[i]:starts[i + 1]]``."""

    starts: Ints
    indices: Ints
    values: Floats
    features: int

    def __len__(self) -> int:
        return len(self.starts) - 1

    def row(self, number: int) -> tuple[Ints, Floats]:
        """Return the (indices, values) of one row."""
        part = slice(self.starts[number], self.starts[number + 1])
        return self.indices[part], self.values[part]

    def some(self, numbers: Ints) -> "Rows":
        """Return the rows of these numbers, in their order."""
        picked = [np.arange(self.starts[i], self.starts[i + 1]) for i in numbers]
        places = np.concatenate(picked) if picked else np.zeros(0, np.int64)
        starts = np.concatenate([[0], np.cumsum([len(part) for part in picked], dtype=np.int64)])
        return Rows(starts, self.indices[places], self.values[places], self.features)

    def beside(self, dense: Floats) -> "Rows":
        """Return the rows with the (N, D) columns of ``dense`` behind their own features."""
        parts = [self.row(number) for number in range(len(self))]
        columns = np.arange(self.features, self.features + dense.shape[1])
        return Rows(
            self.starts + dense.shape[1] * np.arange(len(self.starts)),
            np.concatenate([part for indices, _values in parts for part in (indices, columns)]),
            np.concatenate(
                [part for (_indices, values), more in zip(parts, dense, strict=True)
                 for part in (values, more)]
            ),
            self.features + dense.shape[1],
        )  # fmt: skip

    def weights(self, alpha: Floats) -> Floats:
        """Return Σ rowᵢ · alphaᵢ: the (F, C) primal weights of (N, C) dual ones."""
        result = np.zeros((self.features, alpha.shape[1]), np.float32)
        for number in range(len(self)):
            indices, values = self.row(number)
            result[indices] += values[:, None] * alpha[number]
        return result


def vectorise(
    texts: Sequence[list[str]], labels: Sequence[int], classes: int, together: bool = False
) -> tuple[LinearModel, Rows]:
    """Return an untaught model for these tokenised texts, and the texts' vectors."""
    counted = [ngrams.families(words, together) for words in texts]
    owners: dict[str, set[int]] = defaultdict(set)
    for families, label in zip(counted, labels, strict=True):
        for counts in families:
            for gram in counts:
                owners[gram].add(label)
    vocabulary = NgramRows("\n".join(sorted(owners)).encode())
    icf = [math.log((1 + classes) / (1 + len(owners[gram]))) + 1 for gram in vocabulary]
    empty = np.zeros((0, classes), np.float32)
    model = LinearModel(
        vocabulary, np.array(icf, np.float32), empty, np.zeros(classes, np.float32), together
    )
    vectors = [model._weigh(map(model._known, families)) for families in counted]
    lengths = np.array([0, *(len(indices) for indices, _values in vectors)], np.int64)
    return model, Rows(
        np.cumsum(lengths),
        np.concatenate([indices for indices, _values in vectors] or [np.zeros(0, np.int64)]),
        np.concatenate([values for _indices, values in vectors] or [np.zeros(0, np.float32)]),
        len(vocabulary),
    )


def inner_products(rows: Rows) -> Floats:
    """Return the (N, N) inner products of the rows.

    Most n-grams stand in a handful of texts, and for them the products of those few are summed;
    only the common ones go through a dense product.
    """
    count = len(rows)
    owners = np.repeat(np.arange(count), np.diff(rows.starts))
    order = np.argsort(rows.indices, kind="stable")
    feature, owner, value = rows.indices[order], owners[order], rows.values[order]
    seen = np.bincount(feature, minlength=rows.features)
    common = seen > RARE
    column = np.cumsum(common) - 1
    dense = np.zeros((count, int(common.sum())), np.float32)
    entry = common[feature]
    dense[owner[entry], column[feature[entry]]] = value[entry]
    products = dense @ dense.T
    begins = np.cumsum(seen) - seen
    flat = products.reshape(-1)
    for size in range(1, RARE + 1):
        places = begins[seen == size][:, None] + np.arange(size)
        cells = owner[places][:, :, None] * count + owner[places][:, None, :]
        pairs = value[places][:, :, None] * value[places][:, None, :]
        flat += np.bincount(cells.ravel(), pairs.ravel(), count * count).astype(np.float32)
    return products
