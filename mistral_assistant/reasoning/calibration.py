"""From scores to probabilities that mean what they say, and the folds that keep them honest.

Paraphrases of one request vouch for one another, so that leaving out a single one flatters; the
folds keep near-duplicates together.
"""

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning.vectors import Floats, Ints

FOLDS = 5
ALIKE = 0.55
"""Inner product from which two texts of one class belong together."""
CAUTION = 1.15
"""What is learned from all texts spreads its scores wider than what was learned without a fold."""


def softmax(scores: Floats, temperature: float) -> Floats:
    """Return probabilities along the last axis."""
    scaled = scores / np.float32(temperature)
    exponents = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: Floats = exponents / exponents.sum(axis=-1, keepdims=True)
    return result


def group(products: Floats, labels: Ints) -> Ints:
    """Return each text's group: the first text of its class that is like it and leads a group.

    Chains (a is like b, b like c …) would run through a whole class.
    """
    groups = np.full(len(labels), -1, np.int64)
    for number in range(len(labels)):
        if groups[number] < 0:
            like = (products[number] >= ALIKE) & (labels == labels[number]) & (groups < 0)
            groups[like] = number
            groups[number] = number
    return groups


def folds(groups: Ints, labels: Ints, judged: npt.NDArray[np.bool_]) -> Ints:
    """Return each text's fold: a class's groups are dealt out in turn, −1 is never left out.

    A class with a single group keeps it: without it nothing of the class would be known.
    """
    result = np.full(len(labels), -1, np.int64)
    for label in np.unique(labels):
        own = np.flatnonzero((labels == label) & judged)
        found = np.unique(groups[own])
        if len(found) > 1:
            result[own] = (np.searchsorted(found, groups[own]) + label) % FOLDS
    return result


def fit_temperature(scores: Floats, labels: Ints) -> float:
    """Return the softmax temperature with the least negative log-likelihood.

    Temperature scaling after Guo et al., "On Calibration of Modern Neural Networks", ICML 2017;
    a grid is enough for one number.
    """
    if not len(labels):
        return 0.3
    grid = np.geomspace(0.05, 2.0, 60)
    picked = np.arange(len(labels))
    losses = [
        -float(np.log(softmax(scores, float(step))[picked, labels] + 1e-9).mean()) for step in grid
    ]
    return CAUTION * float(grid[int(np.argmin(losses))])


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


def threshold(confidence: Floats, right: npt.NDArray[np.bool_], wrong: float = 0.05) -> float:
    """Return the lowest confidence above which at most the share ``wrong`` of texts was wrong.

    Counted on texts left out of learning, with one error more and their standard deviation, so
    that a handful of lucky texts does not lower it; 1.0 where no threshold does.
    """
    order = np.argsort(-confidence, kind="stable")
    errors = np.cumsum(~right[order])
    feared = errors + 1 + np.sqrt(errors)
    enough = np.flatnonzero(feared <= wrong * np.arange(1, len(order) + 1))
    return float(confidence[order][enough[-1]]) if len(enough) else 1.0
