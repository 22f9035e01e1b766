"""Learning from thousands of texts: the same two kinds of loss, one text at a time.

The squared hinge takes the place of the squared loss, whose ±1 targets hold back a class of many
texts. Coordinate ascent in the dual touches only a text's own n-grams, for all classes at once; a
handful of passes is enough. numpy only, deterministic: the order of the texts has a fixed seed.

Sources: Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008;
Shalev-Shwartz & Zhang, "Stochastic Dual Coordinate Ascent Methods", JMLR 2013.
"""

from collections.abc import Iterator

import numpy as np

from mistral_assistant.reasoning.vectors import Floats, Ints, Rows

HINGE = 0.5
"""Half the inverse cost of a full example in the hinge: the peers' usual C = 1."""
SOFT = 0.06
"""Regularisation of a full example in the softmax loss."""
SOFT_SHARE = 0.12
"""Weight of the softmax scores beside the hinge's, which spread less."""
PASSES = 6
_NEWTON_STEPS = 3
_LONGEST_STEP = 2.0


def fit(rows: Rows, labels: Ints, classes: int, confidence: Floats) -> tuple[Floats, Floats]:
    """Return the (F, C) weights and the (C,) bias of both losses together.

    The last class is the background, of which the softmax knows nothing.
    """
    both = _hinge(rows, labels, classes, confidence)
    inside = np.flatnonzero(labels != classes - 1)
    both[:, :-1] += np.float32(SOFT_SHARE) * _softmax(
        rows.some(inside), labels[inside], classes - 1, confidence[inside]
    )
    return both[:-1], both[-1]


def _texts(rows: Rows) -> Iterator[tuple[int, Ints, Floats]]:
    """Yield (number, indices, values) of every text, PASSES times, with the bias as a feature."""
    order = np.random.default_rng(0)
    bias, one = np.array([rows.features]), np.ones(1, np.float32)
    texts = [rows.row(number) for number in range(len(rows))]
    full = [(np.append(indices, bias), np.append(values, one)) for indices, values in texts]
    for _pass in range(PASSES):
        for number in order.permutation(len(rows)).tolist():
            yield number, *full[number]


def _hinge(rows: Rows, labels: Ints, classes: int, confidence: Floats) -> Floats:
    weights = np.zeros((rows.features + 1, classes), np.float32)
    alpha = np.zeros((len(rows), classes), np.float32)
    for number, indices, values in _texts(rows):
        label, slack = labels[number], np.float32(HINGE / confidence[number])
        held = weights[indices]
        margin = -(values @ held)
        margin[label] *= -1
        curvature = values @ values + slack
        better = alpha[number] - (margin - 1 + slack * alpha[number]) / curvature
        np.maximum(better, 0, out=better)
        change = alpha[number] - better
        change[label] *= -1
        alpha[number] = better
        weights[indices] = held + values[:, None] * change
    return weights


def _softmax(rows: Rows, labels: Ints, classes: int, confidence: Floats) -> Floats:
    """Each step solves one text's own problem: what its scores should be, all else unchanged."""
    weights = np.zeros((rows.features + 1, classes), np.float32)
    pull = np.zeros((len(rows), classes), np.float32)
    for number, indices, values in _texts(rows):
        shrink = np.float32(SOFT / confidence[number])
        stiffness = float(shrink / (values @ values))
        held = weights[indices]
        scores = values @ held
        without = scores - pull[number] / stiffness
        for _step in range(_NEWTON_STEPS):
            scores = _newton(scores, without, int(labels[number]), stiffness)
        wanted = -_shares(scores)
        wanted[labels[number]] += 1
        change = wanted - pull[number]
        pull[number] = wanted
        weights[indices] = held + values[:, None] * (change / shrink)
    return weights


def _newton(scores: Floats, without: Floats, label: int, stiffness: float) -> Floats:
    """Take one step towards the least logloss + ½ stiffness |scores − without|²."""
    shares = _shares(scores)
    gradient = shares + stiffness * (scores - without)
    gradient[label] -= 1
    scale = 1 / (shares + stiffness)
    outer = scale * shares
    rest = max(float(1 - outer @ shares), 1e-6)
    step = scale * gradient + outer * ((outer @ gradient) / rest)
    longest = max(float(np.abs(step).max()), 1e-9)
    shortened = np.float32(min(1.0, _LONGEST_STEP / longest))
    result: Floats = (scores - step * shortened).astype(np.float32)
    return result


def _shares(scores: Floats) -> Floats:
    exponents = np.exp(scores - scores.max())
    result: Floats = exponents / exponents.sum()
    return result
