"""A message as a sparse vector, and the inner products of many."""

import numpy as np
import pytest

from mistral_assistant.reasoning import ngrams, vectors
from mistral_assistant.reasoning.vectors import Rows, inner_products, vectorise

TEXTS = ["où est mon colis", "mon colis est perdu", "le colis", "payer par carte", "ma carte"] * 5
LABELS = [0, 0, 0, 1, 1] * 5
WORDS = [[word for word, _s, _e in ngrams.tokens(text)] for text in TEXTS]


def dense(rows: Rows) -> np.ndarray:
    full = np.zeros((len(rows), rows.features))
    for number in range(len(rows)):
        indices, values = rows.row(number)
        full[number, indices] = values
    return full


@pytest.mark.parametrize("together", [False, True])
def test_each_family_has_its_share_of_the_unit_length(together: bool) -> None:
    model, rows = vectorise(WORDS, LABELS, 2, together)
    np.testing.assert_allclose(np.square(dense(rows)).sum(axis=1), 1, rtol=1e-5)
    indices, values = model.vector(WORDS[0])
    grams = list(model.vocabulary)
    pieces = [grams[i].startswith(ngrams.CHAR_MARK) for i in indices]
    share = (vectors.SHARES_TOGETHER if together else vectors.SHARES)[2]
    assert np.square(values[pieces]).sum() == pytest.approx(share, rel=1e-5)


def test_an_ngram_of_one_class_counts_more_than_a_shared_one_however_many_texts_have_it() -> None:
    model, _rows = vectorise(WORDS, LABELS, 2)
    only_parcels, both = model.vocabulary["colis"], model.vocabulary["ma"]
    rare_but_both = vectorise([*WORDS, ["zz"], ["zz"]], [*LABELS, 0, 1], 2)[0]
    assert model.icf[only_parcels] > rare_but_both.icf[rare_but_both.vocabulary["zz"]]
    assert model.icf[both] == model.icf[only_parcels], "one class alone has it"


def test_inner_products_of_rare_and_common_ngrams_are_those_of_the_dense_vectors() -> None:
    """Five texts share each n-gram here, or fifteen: below and above the border of RARE."""
    _model, rows = vectorise(WORDS, LABELS, 2)
    full = dense(rows)
    np.testing.assert_allclose(inner_products(rows), full @ full.T, atol=1e-5)


def test_some_rows_are_those_rows() -> None:
    _model, rows = vectorise(WORDS, LABELS, 2)
    picked = rows.some(np.array([3, 0]))
    np.testing.assert_array_equal(dense(picked), dense(rows)[[3, 0]])
    assert len(rows.some(np.zeros(0, np.int64))) == 0


def test_primal_weights_are_the_sum_of_the_rows_by_their_dual_weights() -> None:
    _model, rows = vectorise(WORDS, LABELS, 2)
    alpha = np.random.default_rng(0).normal(size=(len(rows), 2)).astype(np.float32)
    np.testing.assert_allclose(rows.weights(alpha), dense(rows).T @ alpha, atol=1e-4)


def test_a_message_of_unknown_ngrams_has_an_empty_vector() -> None:
    model, _rows = vectorise(WORDS, LABELS, 2)
    indices, values = model.vector(["xyz"])
    assert not len(indices) and not len(values)
