"""Learning a linear model from labelled texts, few or many, with scores of what was left out."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mistral_assistant.reasoning import ascent, calibration, ridge
from mistral_assistant.reasoning.meaning import Meaning, best_share, centred, strict_groups
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


Learned = tuple[LinearModel, Rows, Floats]
"""(model, the texts' vectors, (N, C) left-out scores)."""


def learn(
    texts: Sequence[list[str]], labels: Sequence[int], classes: int, confidence: Sequence[float]
) -> Learned:
    """Learn from N tokenised texts; return the model, the texts' vectors and the (N, C) scores of
    full examples where they were left out with their like (NaN for what was never left out).

    ``confidence`` weighs each text: 1 for a full example, less for a mere hint. The last class is
    the background.
    """
    return learn_fused(texts, labels, classes, confidence, None)[:3]


def learn_fused(
    texts: Sequence[list[str]],
    labels: Sequence[int],
    classes: int,
    confidence: Sequence[float],
    embeddings: Floats | None,
) -> tuple[LinearModel, Rows, Floats, Meaning | None]:
    """Do the same with the texts' (N, D) embeddings beside their n-grams; the last of the four is
    what was learned from them, None where leaving them out is no worse."""
    truth = np.asarray(labels, np.int64)
    full = np.asarray(confidence) == 1.0
    weights = np.asarray(confidence, np.float32)
    centre = seen = None
    if embeddings is not None:
        centre = embeddings[full].mean(axis=0)
        seen = centred(embeddings, centre)
    method = _learn_few if len(texts) < MANY else _learn_many
    model, rows, left_out, meant = method(texts, truth, classes, weights, full, seen)
    meaning = Meaning(centre, meant) if centre is not None and meant is not None else None
    return model, rows, left_out, meaning


def _learn_few(
    texts: Sequence[list[str]],
    labels: Ints,
    classes: int,
    confidence: Floats,
    full: np.ndarray,
    seen: Floats | None,
) -> tuple[LinearModel, Rows, Floats, Floats | None]:
    model, rows = vectorise(texts, labels.tolist(), classes)
    products = inner_products(rows)
    kernel = products + np.float32(1)  # the 1 stands for the bias
    share = np.float32(0)
    if seen is not None:
        alike = seen @ seen.T
        apart = calibration.folds(strict_groups(products, alike, labels), labels, full)
        share = np.float32(best_share(
            lambda step: ridge.fit(
                kernel + np.float32(step) * alike, labels, classes, confidence, apart
            )[1],
            labels,
        ))  # fmt: skip
        kernel += share * alike
    folds = calibration.folds(calibration.group(products, labels), labels, full)
    alpha, left_out = ridge.fit(kernel, labels, classes, confidence, folds)
    meant = share * (seen.T @ alpha) if seen is not None and share else None
    return replace(model, weights=rows.weights(alpha), bias=alpha.sum(0)), rows, left_out, meant


def _learn_many(
    texts: Sequence[list[str]],
    labels: Ints,
    classes: int,
    confidence: Floats,
    full: np.ndarray,
    seen: Floats | None,
) -> tuple[LinearModel, Rows, Floats, Floats | None]:
    """One fold alone is left out: with so many texts it tells as much as all of them."""
    model, rows = vectorise(texts, labels.tolist(), classes, together=True)
    folds = calibration.folds(np.arange(len(texts)), labels, full)

    def with_share(share: float) -> Rows:
        return rows.beside(np.float32(share**0.5) * seen) if seen is not None and share else rows

    def without_fold(share: float) -> Floats:
        return _scores_of_fold(with_share(share), labels, classes, confidence, folds)

    share = best_share(without_fold, labels) if seen is not None else 0.0
    weights, bias = ascent.fit(with_share(share), labels, classes, confidence)
    meant = np.float32(share**0.5) * weights[rows.features :] if share else None
    model = replace(model, weights=weights[: rows.features], bias=bias)
    return model, rows, without_fold(share), meant


def _scores_of_fold(
    rows: Rows, labels: Ints, classes: int, confidence: Floats, folds: Ints
) -> Floats:
    """Return the (N, C) scores of the first fold's texts as learned without it; NaN elsewhere."""
    kept, out = np.flatnonzero(folds != 0), np.flatnonzero(folds == 0)
    weights, bias = ascent.fit(rows.some(kept), labels[kept], classes, confidence[kept])
    left_out = np.full((len(rows), classes), np.nan, np.float32)
    for number in out.tolist():
        indices, values = rows.row(number)
        left_out[number] = values @ weights[indices] + bias
    return left_out
