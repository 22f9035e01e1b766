"""Learning from thousands of texts, one text at a time.

The squared hinge takes the place of the squared loss, whose ±1 targets hold back a class of many
texts. Coordinate ascent in the dual touches only a text's own n-grams, for all classes at once; a
handful of passes is enough. numpy only, deterministic: the order of the texts has a fixed seed.

Source: Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008.
"""

from collections.abc import Iterator

import numpy as np

from mistral_assistant.reasoning.vectors import Floats, Ints, Rows

HINGE = 0.5
"""Half the inverse cost of a full example; flat between 0.3 and 0.5."""
OWN = 3
"""Cost of an example that its own class misses, beside one that another class takes: a class has
far more texts against it than for it."""
PASSES = 6


def fit(rows: Rows, labels: Ints, classes: int, confidence: Floats) -> tuple[Floats, Floats]:
    """Return the (F, C) weights and the (C,) bias; the last class is the background."""
    weights = _hinge(rows, labels, classes, confidence)
    return weights[:-1], weights[-1]


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
        label = labels[number]
        slack = np.full(classes, HINGE / confidence[number], np.float32)
        slack[label] /= OWN
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
