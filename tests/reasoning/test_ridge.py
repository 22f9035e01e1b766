"""The closed form is right: compared with solving the problem again without each row."""

import numpy as np
import pytest

from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.ridge import (
    RIDGE,
    fit_logistic,
    fit_temperature,
    learn,
    softmax,
)

TEXTS = [
    "où est mon colis", "mon colis est perdu", "suivre le colis",
    "payer par carte", "paiement refusé", "carte bancaire refusée",
    "créer un compte", "mot de passe oublié", "mon compte est bloqué",
]  # fmt: skip
LABELS = [0, 0, 0, 1, 1, 1, 2, 2, 2]
WORDS = [[word for word, _s, _e in ngrams.tokens(text)] for text in TEXTS]


def test_leaving_one_out_equals_solving_without_it() -> None:
    model, left_out = learn(WORDS, LABELS, 3, [1.0] * 9)
    rows = np.zeros((9, len(model.vocabulary)))
    for row, words in enumerate(WORDS):
        indices, values = model.vector(words)
        rows[row, indices] = values
    kernel = rows @ rows.T + 1
    targets = np.where(np.eye(3)[LABELS] > 0, 1.0, -1.0)
    for row in range(9):
        others = [index for index in range(9) if index != row]
        alpha = np.linalg.solve(kernel[np.ix_(others, others)] + RIDGE * np.eye(8), targets[others])
        np.testing.assert_allclose(kernel[row, others] @ alpha, left_out[row], rtol=1e-4)


def test_the_model_scores_as_its_dual_form() -> None:
    model, _left_out = learn(WORDS, LABELS, 3, [1.0] * 9)
    assert [int(model.scores(words).argmax()) for words in WORDS] == LABELS


def test_a_hint_pulls_less_than_an_example() -> None:
    full, _ = learn(WORDS, LABELS, 3, [1.0] * 9)
    weak, _ = learn(WORDS, LABELS, 3, [0.1] + [1.0] * 8)
    assert weak.scores(WORDS[0])[0] < full.scores(WORDS[0])[0]


def test_learning_twice_gives_the_same_bytes() -> None:
    first, _ = learn(WORDS, LABELS, 3, [1.0] * 9)
    second, _ = learn(WORDS, LABELS, 3, [1.0] * 9)
    assert first.weights.tobytes() == second.weights.tobytes()


def test_an_unknown_message_scores_the_bias() -> None:
    model, _ = learn(WORDS, LABELS, 3, [1.0] * 9)
    np.testing.assert_array_equal(model.scores([]), model.bias)


def test_the_temperature_finds_the_one_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(4000, 4)).astype(np.float32)
    chances = softmax(scores, 0.3)
    labels = np.array([rng.choice(4, p=row / row.sum()) for row in chances])
    assert fit_temperature(scores, labels) == pytest.approx(0.3, rel=0.15)


def test_the_logistic_regression_separates() -> None:
    rng = np.random.default_rng(0)
    features = np.concatenate([rng.normal(-1, 0.4, (300, 2)), rng.normal(1, 0.4, (30, 2))])
    labels = np.array([0.0] * 300 + [1.0] * 30, np.float32)
    weights = fit_logistic(features.astype(np.float32), labels, 0.1)
    guessed = features @ weights[:2] + weights[2] > 0
    assert (guessed == labels.astype(bool)).mean() > 0.98
