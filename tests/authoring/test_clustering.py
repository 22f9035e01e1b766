import numpy as np
import pytest
from shop_csv import shop_rows

from mistral_assistant.authoring.clustering import group, silhouettes, spherical_k_means
from mistral_assistant.authoring.sparse_text import SparseRows, embed, tfidf, unit


def blobs(counts: list[int], dimensions: int = 8) -> np.ndarray:
    """Return unit vectors near the axes, ``counts[i]`` of them near the i-th."""
    random = np.random.default_rng(1)
    near = [
        np.eye(dimensions)[axis] + 0.1 * random.standard_normal((count, dimensions))
        for axis, count in enumerate(counts)
    ]
    return unit(np.concatenate(near).astype(np.float32))


def test_separate_groups_are_found_and_counted() -> None:
    truth = np.repeat([0, 1, 2, 3], [40, 30, 20, 30])
    found = group(blobs([40, 30, 20, 30]))
    assert found.count == 4
    assert all(len(set(found.labels[truth == label])) == 1 for label in range(4))
    assert (found.fit > 0).all()


def test_the_number_of_groups_can_be_given() -> None:
    assert group(blobs([40, 30, 20, 30]), 2).count == 2


def test_there_are_not_more_groups_than_different_rows() -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), 5, axis=0)
    labels, centres = spherical_k_means(points, 10, 2)
    assert len(centres) == 3
    assert sorted(np.bincount(labels)) == [5, 5, 5]


def test_the_same_rows_give_the_same_groups() -> None:
    texts = [text for text, _response, _category in shop_rows()]
    runs = [group(embed(tfidf(texts))).labels.tolist() for _run in range(2)]
    assert runs[0] == runs[1]


def test_the_silhouette_is_that_of_its_definition() -> None:
    points = blobs([5, 4, 1])
    labels = np.array([0] * 5 + [1] * 4 + [2])
    distances = 1 - points @ points.T
    expected = []
    for row, label in enumerate(labels):
        own = [distances[row, n] for n in range(10) if labels[n] == label and n != row]
        others = [distances[row, labels == other].mean() for other in range(3) if other != label]
        spread = (min(others) - np.mean(own)) / max(min(others), np.mean(own)) if own else 0
        expected.append(spread)
    assert silhouettes(points, labels) == pytest.approx(expected, abs=1e-5)


def test_one_group_has_no_silhouette() -> None:
    assert silhouettes(blobs([5]), np.zeros(5, np.int64)).tolist() == [0] * 5


def test_products_of_sparse_rows_are_those_of_dense_ones() -> None:
    dense = np.array([[0, 2, 0], [0, 0, 0], [1, 0, 3], [0, 0, 4]], np.float32)
    rows = SparseRows(
        np.array([0, 1, 1, 3, 4]), np.array([1, 0, 2, 2]), np.array([2, 1, 3, 4], np.float32), 3
    )
    other = np.arange(6, dtype=np.float32).reshape(3, 2)
    assert (rows.times(other) == dense @ other).all()
    assert (rows.transposed().times(other[[0, 1, 2, 0]]) == dense.T @ other[[0, 1, 2, 0]]).all()


def test_a_text_like_no_other_is_all_zero_and_texts_on_one_subject_are_close() -> None:
    vectors = embed(tfidf(["mon colis bleu", "le colis bleu", "la facture rouge",
                           "une facture rouge", "xyz", "payer la facture"]))  # fmt: skip
    assert not vectors[4].any()
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
