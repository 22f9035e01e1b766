"""Probabilities that mean what they say, and folds that keep paraphrases together."""

import numpy as np
import pytest

from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.calibration import (
    CAUTION,
    FOLDS,
    fit_logistic,
    fit_temperature,
    folds,
    group,
    softmax,
    threshold,
)
from mistral_assistant.reasoning.vectors import inner_products, vectorise


def test_the_temperature_finds_the_one_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(4000, 4)).astype(np.float32)
    chances = softmax(scores, 0.3)
    labels = np.array([rng.choice(4, p=row / row.sum()) for row in chances])
    assert fit_temperature(scores, labels) == pytest.approx(0.3 * CAUTION, rel=0.15)


def test_without_anything_left_out_there_is_still_a_temperature() -> None:
    assert fit_temperature(np.zeros((0, 3), np.float32), np.zeros(0, np.int64)) > 0


def test_the_logistic_regression_separates() -> None:
    rng = np.random.default_rng(0)
    features = np.concatenate([rng.normal(-1, 0.4, (300, 2)), rng.normal(1, 0.4, (30, 2))])
    labels = np.array([0.0] * 300 + [1.0] * 30, np.float32)
    weights = fit_logistic(features.astype(np.float32), labels, 0.1)
    guessed = features @ weights[:2] + weights[2] > 0
    assert (guessed == labels.astype(bool)).mean() > 0.98


def test_paraphrases_of_one_class_form_a_group() -> None:
    texts = [
        "allume la lumière de la cuisine",
        "allumer la lumière de la cuisine",
        "mets un minuteur",
        "allume la lumière de la cuisine !",
    ]
    words = [[word for word, _s, _e in ngrams.tokens(text)] for text in texts]
    products = inner_products(vectorise(words, [0, 0, 0, 1], 3)[1])
    assert group(products, np.array([0, 0, 0, 1])).tolist() == [0, 0, 2, 3]


def test_a_group_lies_in_one_fold_and_a_lone_group_in_none() -> None:
    groups = np.array([0, 0, 2, 3, 3, 5, 6, 6])
    labels = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    found = folds(groups, labels, np.array([True] * 8))
    assert found[0] == found[1] and found[3] == found[4]
    assert len(set(found[:6].tolist())) == 4
    assert found[6:].tolist() == [-1, -1], "without its only group a class would be unknown"


def test_what_is_no_full_example_is_never_left_out() -> None:
    groups, labels = np.arange(12), np.array([0, 1] * 6)
    judged = np.array([True] * 10 + [False] * 2)
    found = folds(groups, labels, judged)
    assert found[10:].tolist() == [-1, -1]
    assert set(found[:10].tolist()) <= set(range(FOLDS))


def test_the_threshold_leaves_room_for_bad_luck() -> None:
    confidence = np.linspace(1, 0, 200).astype(np.float32)
    right = np.ones(200, bool)
    right[100:] = False
    found = threshold(confidence, right, wrong=0.05)
    kept = confidence >= found
    assert (~right[kept]).mean() <= 0.05
    assert 0.4 < found < 0.55
    assert threshold(confidence[:10], np.ones(10, bool)) == 1.0, "ten lucky texts prove nothing"
