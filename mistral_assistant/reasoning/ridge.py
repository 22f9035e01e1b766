"""A linear text classifier in closed form: TF-IDF n-grams, dual ridge regression, exact
leave-one-out. numpy only, deterministic, no iteration over the data.

Source: Rifkin & Lippert, "Notes on Regularized Least Squares", MIT CSAIL 2007, for the dual
solution and the leave-one-out residual ``alpha_i / G_ii``.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning import ngrams

Floats = npt.NDArray[np.float32]

RIDGE = 0.6
"""Regularisation of a full example; the anchors' value, flat between 0.3 and 1."""


@dataclass(frozen=True)
class LinearModel:
    """Learned weights. Shapes: F features, C classes."""

    vocabulary: dict[str, int]
    """n-gram → row of ``weights``."""
    idf: Floats
    """(F,)"""
    weights: Floats
    """(F, C)"""
    bias: Floats
    """(C,)"""

    def vector(self, words: list[str]) -> tuple[npt.NDArray[np.int64], Floats]:
        """Return (indices, values) of the message's known n-grams; each of the two n-gram
        families has unit length before both are scaled by √½."""
        indices: list[int] = []
        values: list[float] = []
        for counts in ngrams.count(words):
            known = [(self.vocabulary[gram], number) for gram, number in counts.items()
                     if gram in self.vocabulary]  # fmt: skip
            raw = [(1 + math.log(number)) * float(self.idf[index]) for index, number in known]
            length = math.sqrt(sum(value * value for value in raw) * 2) or 1.0
            indices += [index for index, _number in known]
            values += [value / length for value in raw]
        return np.array(indices, np.int64), np.array(values, np.float32)

    def scores(self, words: list[str]) -> Floats:
        """Return the (C,) scores of a tokenised message: about +1 for a member, −1 for others."""
        indices, values = self.vector(words)
        return values @ self.weights[indices] + self.bias if len(indices) else self.bias


def learn(
    texts: Sequence[list[str]], labels: Sequence[int], classes: int, confidence: Sequence[float]
) -> tuple[LinearModel, Floats]:
    """Learn from N tokenised texts; return the model and the (N, C) leave-one-out scores.

    ``confidence`` weighs each text: 1 for a full example, less for a mere hint.
    """
    vocabulary, idf = _vocabulary(texts)
    empty = LinearModel(vocabulary, idf, np.zeros((0, 0), np.float32), np.zeros(0, np.float32))
    vectors = [empty.vector(words) for words in texts]
    targets = np.full((len(texts), classes), -1, np.float32)
    targets[np.arange(len(texts)), list(labels)] = 1
    kernel = _kernel(vectors, len(vocabulary)) + 1.0  # the 1 stands for the bias
    kernel[np.diag_indices(len(texts))] += RIDGE / np.asarray(confidence, np.float64)
    inverse = np.linalg.inv(kernel)
    alpha = inverse @ targets
    left_out = targets - alpha / np.diag(inverse)[:, None]
    weights = np.zeros((len(vocabulary), classes), np.float32)
    for row, (indices, values) in enumerate(vectors):
        weights[indices] += values[:, None] * alpha[row].astype(np.float32)
    model = LinearModel(vocabulary, idf, weights, alpha.sum(0).astype(np.float32))
    return model, left_out.astype(np.float32)


def _kernel(
    vectors: Sequence[tuple[npt.NDArray[np.int64], Floats]], features: int
) -> npt.NDArray[np.float64]:
    """Return the (N, N) inner products of sparse vectors.

    An n-gram that only one text has touches nothing but that text's own length, so the dense
    product runs over the shared ones alone.
    """
    seen = np.zeros(features, np.int64)
    for indices, _values in vectors:
        seen[indices] += 1
    column = np.cumsum(seen > 1) - 1
    shared = np.zeros((len(vectors), int(column[-1]) + 1 if features else 0), np.float32)
    alone = np.zeros(len(vectors))
    for row, (indices, values) in enumerate(vectors):
        common = seen[indices] > 1
        shared[row, column[indices[common]]] = values[common]
        alone[row] = float(np.square(values[~common]).sum())
    kernel = (shared @ shared.T).astype(np.float64)
    kernel[np.diag_indices(len(vectors))] += alone
    return kernel


def _vocabulary(texts: Sequence[list[str]]) -> tuple[dict[str, int], Floats]:
    seen: Counter[str] = Counter()
    for words in texts:
        for counts in ngrams.count(words):
            seen.update(counts.keys())
    vocabulary = {gram: index for index, gram in enumerate(sorted(seen))}
    idf = [math.log((1 + len(texts)) / (1 + seen[gram])) + 1 for gram in vocabulary]
    return vocabulary, np.array(idf, np.float32)


def softmax(scores: Floats, temperature: float) -> Floats:
    """Return probabilities along the last axis."""
    scaled = scores / temperature
    exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: Floats = exponents / exponents.sum(axis=-1, keepdims=True)
    return result


def fit_temperature(scores: Floats, labels: npt.NDArray[np.int64]) -> float:
    """Return the softmax temperature with the least negative log-likelihood.

    Temperature scaling after Guo et al., "On Calibration of Modern Neural Networks", ICML 2017;
    a grid is enough for one number.
    """
    grid = np.geomspace(0.05, 1.0, 40)
    picked = np.arange(len(labels))
    losses = [
        -float(np.log(softmax(scores, float(step))[picked, labels] + 1e-9).mean()) for step in grid
    ]
    return float(grid[int(np.argmin(losses))])


def fit_logistic(features: Floats, labels: Floats, penalty: float = 1.0) -> Floats:
    """Return (D + 1,) weights, the bias last, of a logistic regression on N×D features.

    Newton's method with an L2 penalty; both classes count the same whatever their size.
    """
    inputs = np.hstack([features, np.ones((len(features), 1), np.float32)]).astype(np.float64)
    share = np.where(labels > 0, 0.5 / max(labels.sum(), 1), 0.5 / max((1 - labels).sum(), 1))
    share = share * len(labels)
    weights = np.zeros(inputs.shape[1])
    for _step in range(25):
        odds = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (share * (odds - labels)) + penalty * weights
        curvature = (inputs.T * (share * odds * (1 - odds))) @ inputs
        weights -= np.linalg.solve(curvature + penalty * np.eye(len(weights)), gradient)
    return weights.astype(np.float32)
