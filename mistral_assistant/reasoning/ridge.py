"""Learning from few texts: two losses on one kernel, in closed form or nearly so.

Ridge regression on ±1 targets draws borders where paraphrases are many; softmax regression is
better with many classes of few examples. Their sum is at home in both. numpy only, deterministic.

Sources: Rifkin & Lippert, "Notes on Regularized Least Squares", MIT CSAIL 2007 (dual solution, and
what is left out from the whole inverse); Nocedal & Wright, "Numerical Optimization", chapter 5
(conjugate gradients after Polak and Ribière, with a preconditioner).
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning.vectors import Floats, Ints

Doubles = npt.NDArray[np.float64]

RIDGE = 0.25
"""Regularisation of a full example in the squared loss; flat between 0.2 and 1."""
SOFT = 0.01
"""The same in the softmax loss; flat between 0.006 and 0.02."""
SOFT_SHARE = 1.4
"""Weight of the softmax scores beside the ridge's."""
MOST_STEPS = 30
ENOUGH = 2e-5
"""Part of the first step's gain at which the softmax has been learned."""
SMALL = 200
"""Rows up to which a matrix is inverted at once."""


def fit(
    kernel: Floats, labels: Ints, classes: int, confidence: Floats, folds: Ints
) -> tuple[Floats, Floats]:
    """Return the (N, C) dual weights of both losses together, and the (N, C) scores that each text
    has where its fold is left out; NaN for fold −1.

    ``kernel`` holds the inner products with 1 added for the bias; ``confidence`` weighs each text:
    1 for a full example, less for a mere hint. The last class is the background, of which the
    softmax, whose scores compare the others, knows nothing.
    """
    # The background last, so that the inverse without it is a step to the whole one.
    order = np.argsort(labels == classes - 1, kind="stable")
    inside = int((labels != classes - 1).sum())
    kernel, folds = kernel[np.ix_(order, order)], folds[order]
    members = np.zeros((len(labels), classes), np.float32)
    members[np.arange(len(labels)), labels[order]] = 1
    weight = confidence[order].astype(np.float32)
    # The bias is shared by all: single precision would lose the rest beside it.
    matrix = kernel.astype(np.float64)
    matrix[np.diag_indices(len(labels))] += RIDGE / weight
    first = invert(matrix[:inside, :inside])
    whole = _extended(first, matrix).astype(np.float32)
    soft = _Softmax(
        kernel[:inside, :inside], first.astype(np.float32), members[:inside, :-1],
        (np.float32(SOFT) / weight[:inside])[:, None],
    )  # fmt: skip
    alpha, scores = _ridge(whole, 2 * members - 1, folds)
    softly = soft.fit()
    alpha[:inside, :-1] += np.float32(SOFT_SHARE) * softly
    for out in _each(folds):
        gone = out[out < inside]
        scores[out, :-1] += np.float32(SOFT_SHARE) * (kernel[out, :inside] @ soft.without(gone))
    back = np.argsort(order, kind="stable")
    return alpha[back], scores[back]


def invert(matrix: Doubles) -> Doubles:
    """Return the inverse of a positive definite matrix.

    By halves, whose products are several times as quick as LAPACK's general inverse.
    """
    if len(matrix) <= SMALL:
        small: Doubles = np.linalg.inv(matrix).astype(np.float64)
        return small
    half = len(matrix) // 2
    return _extended(invert(matrix[:half, :half]), matrix)


def _extended(first: Doubles, matrix: Doubles) -> Doubles:
    """Return the inverse of a matrix whose first rows and columns have the inverse ``first``."""
    half = len(first)
    if half == len(matrix):
        return first
    across = matrix[:half, half:]
    shared = first @ across
    last = invert(matrix[half:, half:] - across.T @ shared)
    corner = shared @ last
    result = np.empty_like(matrix)
    result[:half, :half] = first + corner @ shared.T
    result[:half, half:] = -corner
    result[half:, :half] = -corner.T
    result[half:, half:] = last
    return result


def _each(folds: Ints) -> Iterator[Ints]:
    """Yield the texts of each fold that has some."""
    for fold in range(int(folds.max(initial=-1)) + 1):
        out = np.flatnonzero(folds == fold)
        if len(out):
            yield out


def _ridge(inverse: Floats, targets: Floats, folds: Ints) -> tuple[Floats, Floats]:
    """Return the dual weights, and the scores of each fold's texts as learned without it."""
    alpha = inverse @ targets
    scores = np.full_like(alpha, np.nan)
    for out in _each(folds):
        scores[out] = targets[out] - np.linalg.solve(inverse[np.ix_(out, out)], alpha[out])
    return alpha, scores


class _Softmax:
    """The least Σ loglossᵢ / shrinkᵢ + ½ |w|² over dual weights, with and without some texts.

    Its steps borrow the ridge's inverse, which differs only where the kernel says little.
    """

    def __init__(self, kernel: Floats, inverse: Floats, members: Floats, shrink: Floats) -> None:
        self.kernel = kernel
        self.inverse = inverse
        self.members = members
        self.shrink = shrink

    def fit(self) -> Floats:
        """Return the dual weights over all texts."""
        return self._descend(self.inverse, np.ones((len(self.members), 1), np.float32))

    def without(self, out: Ints) -> Floats:
        """Return the dual weights without some texts."""
        across = self.inverse[:, out]
        inverse = self.inverse - across @ np.linalg.solve(across[out], across.T)
        kept = np.ones((len(self.members), 1), np.float32)
        kept[out] = 0
        return self._descend(inverse, kept)

    def _descend(self, inverse: Floats, kept: Floats) -> Floats:
        """Take preconditioned conjugate steps until little is left to gain."""
        alpha = np.zeros_like(self.members)
        scores, ahead, moved, before = alpha, alpha, alpha, alpha
        weight, first, last = kept / self.shrink, 0.0, 1.0
        for _step in range(MOST_STEPS):
            shares = _shares(scores)
            gradient = (shares - self.members + self.shrink * alpha) * weight
            down = inverse @ (gradient * -self.shrink)
            known = self.kernel @ down
            steep = -float(np.vdot(gradient, known))
            first = first or steep
            if steep <= ENOUGH * first:
                break
            turn = np.float32(max(0.0, (steep + float(np.vdot(before, known))) / last))
            ahead, moved = down + turn * ahead, known + turn * moved
            before, last = gradient, steep
            far = _length(shares, gradient, ahead, moved, weight)
            alpha, scores = alpha + far * ahead, scores + far * moved
        return alpha


def _length(
    shares: Floats, gradient: Floats, ahead: Floats, moved: Floats, weight: Floats
) -> np.float32:
    """Return how far the loss's own curvature says to go in a direction."""
    mean = np.einsum("ij,ij->i", shares, moved)
    spread = np.einsum("ij,ij,ij->i", shares, moved, moved) - mean * mean
    curvature = float(spread @ weight[:, 0]) + float(np.vdot(ahead, moved))
    return np.float32(-float(np.vdot(gradient, moved)) / max(curvature, 1e-9))


def _shares(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = exponents / exponents.sum(axis=1, keepdims=True)
    return shares
