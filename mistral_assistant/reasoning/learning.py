"""Learning a linear model from labelled texts, few or many, with scores of what was left out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mistral_assistant.reasoning import ascent, calibration, ridge
from mistral_assistant.reasoning.vectors import (
    Floats,
    Ints,
    LinearModel,
    Rows,
    inner_products,
    vectorise,
)

MANY = 2500
"""Texts from which the kernel gives way to coordinate ascent, and pairs of words are learned."""


def learn(
    texts: Sequence[list[str]], labels: Sequence[int], classes: int, confidence: Sequence[float]
) -> tuple[LinearModel, Rows, Floats]:
    """Learn from N tokenised texts; return the model, the texts' vectors and the (N, C) scores of
    full examples where they were left out with their like (NaN for what was never left out).

    ``confidence`` weighs each text: 1 for a full example, less for a mere hint. The last class is
    the background.
    """
    truth = np.asarray(labels, np.int64)
    full = np.asarray(confidence) == 1.0
    weights = np.asarray(confidence, np.float32)
    if len(texts) < MANY:
        return _learn_few(texts, truth, classes, weights, full)
    return _learn_many(texts, truth, classes, weights, full)


def _learn_few(
    texts: Sequence[list[str]], labels: Ints, classes: int, confidence: Floats, full: np.ndarray
) -> tuple[LinearModel, Rows, Floats]:
    model, rows = vectorise(texts, labels.tolist(), classes)
    products = inner_products(rows)
    folds = calibration.folds(calibration.group(products, labels), labels, full)
    kernel = products + np.float32(1)  # the 1 stands for the bias
    alpha, left_out = ridge.fit(kernel, labels, classes, confidence, folds)
    return replace(model, weights=rows.weights(alpha), bias=alpha.sum(0)), rows, left_out


def _learn_many(
    texts: Sequence[list[str]], labels: Ints, classes: int, confidence: Floats, full: np.ndarray
) -> tuple[LinearModel, Rows, Floats]:
    """One fold alone is left out: with so many texts it tells as much as all of them."""
    model, rows = vectorise(texts, labels.tolist(), classes, together=True)
    folds = calibration.folds(np.arange(len(texts)), labels, full)
    kept, out = np.flatnonzero(folds != 0), np.flatnonzero(folds == 0)
    weights, bias = ascent.fit(rows.some(kept), labels[kept], classes, confidence[kept])
    left_out = np.full((len(texts), classes), np.nan, np.float32)
    for number in out.tolist():
        indices, values = rows.row(number)
        left_out[number] = values @ weights[indices] + bias
    weights, bias = ascent.fit(rows, labels, classes, confidence)
    return replace(model, weights=weights, bias=bias), rows, left_out
