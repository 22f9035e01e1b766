"""What is learned from few texts: compared with solving the same problems the long way."""

import numpy as np
import pytest

from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.calibration import softmax
from mistral_assistant.reasoning.learning import learn
from mistral_assistant.reasoning.ridge import RIDGE, SMALL, SOFT, SOFT_SHARE, fit, invert
from mistral_assistant.reasoning.vectors import inner_products, vectorise

TEXTS = [
    "où est mon colis", "mon colis est perdu", "suivre le colis",
    "payer par carte", "paiement refusé", "carte bancaire refusée",
    "créer un compte", "mot de passe oublié", "mon compte est bloqué",
    "quelle heure est-il", "raconte une blague", "qui est le président",
]  # fmt: skip
LABELS = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
WORDS = [[word for word, _s, _e in ngrams.tokens(text)] for text in TEXTS]
ONE = [1.0] * 12


def kernel_of(words: list[list[str]]) -> np.ndarray:
    return inner_products(vectorise(words, LABELS, 4)[1]) + np.float32(1)


def test_the_weights_solve_both_problems() -> None:
    """The gradient of each loss vanishes at what was found."""
    kernel = kernel_of(WORDS)
    folds = np.full(12, -1)
    alpha, left_out = fit(kernel, np.array(LABELS), 4, np.ones(12, np.float32), folds)
    targets = np.where(np.eye(4)[LABELS] > 0, 1.0, -1.0)
    ridge = np.linalg.solve(kernel + RIDGE * np.eye(12), targets)
    np.testing.assert_allclose(alpha[:, 3], ridge[:, 3], atol=1e-4)
    soft = (alpha[:9, :3] - ridge[:9, :3]) / SOFT_SHARE
    shares = softmax((kernel[:9, :9] @ soft).astype(np.float32), 1.0)
    np.testing.assert_allclose(SOFT * soft, np.eye(3)[LABELS[:9]] - shares, atol=5e-3)
    assert np.isnan(left_out).all(), "nothing was left out"


@pytest.mark.parametrize("count", [3, SMALL, SMALL + 1, 3 * SMALL])
def test_the_inverse_by_halves_is_the_inverse(count: int) -> None:
    numbers = np.random.default_rng(0).normal(size=(count, count))
    matrix = numbers @ numbers.T + np.eye(count)
    np.testing.assert_allclose(invert(matrix) @ matrix, np.eye(count), atol=1e-8)


def test_the_order_of_the_texts_does_not_matter() -> None:
    """The background's texts may stand anywhere."""
    kernel, labels, folds = kernel_of(WORDS), np.array(LABELS), np.array([0, 1, 2] * 4)
    alpha, left_out = fit(kernel, labels, 4, np.ones(12, np.float32), folds)
    order = np.array([11, 3, 7, 0, 9, 1, 2, 10, 4, 8, 5, 6])
    other = fit(kernel[np.ix_(order, order)], labels[order], 4, np.ones(12, np.float32),
                folds[order])  # fmt: skip
    np.testing.assert_allclose(other[0], alpha[order], atol=2e-2)
    np.testing.assert_allclose(other[1], left_out[order], atol=2e-2)


def test_leaving_out_a_fold_equals_learning_without_it() -> None:
    kernel, labels, confidence = kernel_of(WORDS), np.array(LABELS), np.ones(12, np.float32)
    folds = np.array([0, 1, 2] * 4)
    _alpha, left_out = fit(kernel, labels, 4, confidence, folds)
    for fold in range(3):
        kept, out = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        none = np.full(len(kept), -1)
        alpha, _ = fit(kernel[np.ix_(kept, kept)], labels[kept], 4, confidence[kept], none)
        np.testing.assert_allclose(left_out[out], kernel[np.ix_(out, kept)] @ alpha, atol=2e-3)


def test_the_model_scores_as_its_dual_form() -> None:
    model, _rows, _left_out = learn(WORDS, LABELS, 4, ONE)
    assert [int(model.scores(words)[:3].argmax()) for words in WORDS[:9]] == LABELS[:9]


def test_a_hint_pulls_less_than_an_example() -> None:
    full, _, _ = learn(WORDS, LABELS, 4, ONE)
    weak, _, _ = learn(WORDS, LABELS, 4, [0.1, *ONE[1:]])
    assert weak.scores(WORDS[0])[0] < full.scores(WORDS[0])[0]


def test_learning_twice_gives_the_same_bytes() -> None:
    first, second = learn(WORDS, LABELS, 4, ONE)[0], learn(WORDS, LABELS, 4, ONE)[0]
    assert first.weights.tobytes() == second.weights.tobytes()


def test_an_unknown_message_scores_the_bias() -> None:
    model, _, _ = learn(WORDS, LABELS, 4, ONE)
    np.testing.assert_array_equal(model.scores([]), model.bias)


@pytest.mark.parametrize("number", range(3))
def test_contradicting_examples_leave_the_numbers_finite(number: int) -> None:
    """The same text in several classes is where the curvature is largest."""
    words = [*WORDS, *([WORDS[number]] * 6)]
    labels = [*LABELS, 0, 1, 2, 0, 1, 2]
    model, _rows, _left_out = learn(words, labels, 4, [1.0] * 18)
    assert np.isfinite(model.weights).all()
    assert np.abs(model.scores(WORDS[number])).max() < 20
