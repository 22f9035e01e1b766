"""Learning from few texts: two losses on one kernel, in closed form or nearly so.

Ridge regression on ±1 targets draws borders where paraphrases are many; softmax regression is
better with many classes of few examples. Their sum is at home in both. numpy only, deterministic.

Sources: Rifkin & Lippert, "Notes on Regularized Least Squares", MIT CSAIL 2007 (dual solution);
Böhning, "Multinomial logistic regression algorithm", 1992 (one bound on the curvature, so that
one inverse serves every step); O'Donoghue & Candès, "Adaptive Restart for Accelerated Gradient
Schemes", 2015 (the momentum).
"""

import math

import numpy as np

from mistral_assistant.reasoning.calibration import softmax
from mistral_assistant.reasoning.vectors import Floats, Ints

RIDGE = 0.5
"""Regularisation of a full example in the squared loss; flat between 0.2 and 1."""
SOFT = 0.02
"""The same in the softmax loss; flat between 0.005 and 0.05."""
SOFT_SHARE = 0.8
"""Weight of the softmax scores beside the ridge's."""
STEPS = 30
CURVATURE = np.float32(0.25)
"""Curvature of the softmax loss that the steps count on. It never exceeds one half and is far less
where a text is learned; where it is more after all, the momentum is given up."""


def fit(
    kernel: Floats, labels: Ints, classes: int, confidence: Floats, folds: Ints
) -> tuple[Floats, Floats]:
    """Return the (N, C) dual weights of both losses together, and the (N, C) scores that each text
    has where its fold is left out; NaN for fold −1.

    ``kernel`` holds the inner products with 1 added for the bias; ``confidence`` weighs each text:
    1 for a full example, less for a mere hint. The last class is the background, of which the
    softmax, whose scores compare the others, knows nothing. The inverses without a fold follow
    from the whole ones, so that leaving out costs little.
    """
    background = classes - 1
    everything = np.arange(len(labels))
    inside = np.flatnonzero(labels != background)
    squared = _Loss(kernel, everything, RIDGE / confidence)
    soft = _Loss(kernel * CURVATURE, inside, SOFT / confidence[inside])
    members = np.zeros((len(labels), classes), np.float32)
    members[everything, labels] = 1

    def without(out: Ints) -> Floats:
        alpha = np.zeros_like(members)
        kept, inverse = squared.without(out)
        alpha[kept] = inverse @ (2 * members[kept] - 1)
        kept, inverse = soft.without(out)
        among = kernel[np.ix_(kept, kept)]
        shrink = (SOFT / confidence[kept])[:, None].astype(np.float32)
        alpha[kept, :-1] += np.float32(SOFT_SHARE) * _softmax_dual(
            inverse, among, members[kept, :-1], shrink
        )
        return alpha

    scores = np.full_like(members, np.nan)
    for fold in range(int(folds.max(initial=-1)) + 1):
        out = np.flatnonzero(folds == fold)
        if len(out):
            scores[out] = kernel[out] @ without(out)
    return without(np.zeros(0, np.int64)), scores


class _Loss:
    """The inverse that a loss needs over its own texts, and the same without some of them."""

    def __init__(self, kernel: Floats, texts: Ints, shrink: Floats) -> None:
        matrix = kernel[np.ix_(texts, texts)]
        matrix[np.diag_indices(len(texts))] += shrink
        self.texts = texts
        self.inverse: Floats = np.linalg.inv(matrix)

    def without(self, out: Ints) -> tuple[Ints, Floats]:
        """Return the texts that stay, and the inverse over them."""
        gone = np.isin(self.texts, out)
        if not gone.any():
            return self.texts, self.inverse
        stay, leave = np.flatnonzero(~gone), np.flatnonzero(gone)
        across = self.inverse[np.ix_(stay, leave)]
        small = np.linalg.solve(self.inverse[np.ix_(leave, leave)], across.T)
        return self.texts[stay], self.inverse[np.ix_(stay, stay)] - across @ small


def _softmax_dual(inverse: Floats, kernel: Floats, members: Floats, shrink: Floats) -> Floats:
    """Minimise Σ loglossᵢ / shrinkᵢ + ½ |w|² over the dual weights."""
    alpha = ahead = np.zeros_like(members)
    momentum = 1.0
    for _step in range(STEPS):
        gradient = softmax(kernel @ ahead, 1.0) - members + shrink * ahead
        following = ahead - inverse @ gradient
        if float(np.vdot(gradient, following - alpha)) > 0:
            momentum = 1.0
        grown = (1 + math.sqrt(1 + 4 * momentum * momentum)) / 2
        ahead = following + np.float32((momentum - 1) / grown) * (following - alpha)
        alpha, momentum = following, grown
    return alpha
