"""Embeddings beside the n-grams: used where left-out examples gain, off where they do not."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning import learning, meaning
from mistral_assistant.reasoning.meaning import best_share, centred, strict_groups
from mistral_assistant.reasoning.themes import learn_categories
from mistral_assistant.reasoning.vectors import Floats

DIMENSIONS = 32
STRANGER = "zurbique flonard"


class Known:
    """Sees the subject that texts are filed under, and little else; counts what it encodes."""

    def __init__(self, subjects: Mapping[str, str], identity: str = "0123456789abcdef") -> None:
        self.subjects = subjects
        self.identity = identity
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> Floats:
        self.encoded += len(texts)
        return np.stack([noise(self.subjects.get(t, t)) + 0.9 * noise(t) for t in texts])


def noise(text: str) -> Floats:
    seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
    vector = np.random.default_rng(seed).normal(size=DIMENSIONS).astype(np.float32)
    return vector / np.linalg.norm(vector)


@pytest.fixture
def knowing(template_pack: DomainPack) -> Known:
    subjects = {
        text: name for name, spec in template_pack.CATEGORIES.items() for text in spec.examples
    }
    return Known({**subjects, STRANGER: "HORAIRES"})


def test_what_knows_the_subjects_is_fused_in_and_understands_other_words(
    template_pack: DomainPack, knowing: Known
) -> None:
    plain = learn_categories(template_pack).categorise(f"bonjour {STRANGER}")
    fused = learn_categories(template_pack, embedder=knowing)
    assert fused.meant is not None
    found = fused.categorise(STRANGER)
    assert found.ranked[0][0] == "HORAIRES"
    assert found.meaning is not None and found.meaning[0] > 0
    assert plain.meaning is None


def test_what_sees_only_noise_is_left_out_and_changes_nothing(template_pack: DomainPack) -> None:
    plain = learn_categories(template_pack)
    noisy = learn_categories(template_pack, embedder=Known({}))
    assert noisy.meant is None
    assert np.array_equal(plain.model.weights, noisy.model.weights)
    assert plain.categorise("ouverts samedi ?") == noisy.categorise("ouverts samedi ?")


def test_each_model_has_a_cache_of_its_own_and_one_of_no_use_is_not_asked_again(
    template_pack: DomainPack, knowing: Known, tmp_path: Path
) -> None:
    learned = learn_categories(template_pack, tmp_path, knowing)
    learn_categories(template_pack, tmp_path)
    useless = Known({}, "fedcba9876543210")
    learn_categories(template_pack, tmp_path, useless)
    assert len(list(tmp_path.iterdir())) == 3
    asked = knowing.encoded, useless.encoded
    again = learn_categories(template_pack, tmp_path, knowing)
    off = learn_categories(template_pack, tmp_path, useless)
    assert off.meant is None
    off.categorise("ouverts samedi ?")
    assert (knowing.encoded, useless.encoded) == asked
    assert again.categorise(STRANGER) == learned.categorise(STRANGER)


def test_with_many_texts_they_are_fused_in_as_well(
    template_pack: DomainPack, knowing: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "MANY", 2)
    assert learn_categories(template_pack, embedder=Known({})).meant is None
    fused = learn_categories(template_pack, embedder=knowing)
    assert fused.meant is not None
    assert fused.categorise(STRANGER).ranked[0][0] == "HORAIRES"


def test_a_pack_without_examples_asks_no_model(template_pack: DomainPack) -> None:
    empty = {name: replace(spec, examples=(), keywords=(), label="")
             for name, spec in template_pack.CATEGORIES.items()}  # fmt: skip
    pack = replace(template_pack, CATEGORIES=empty)
    assert learn_categories(pack, embedder=Known({})).meant is None


def test_a_little_gain_is_chance() -> None:
    labels = np.array([0, 1, 0, 1])
    truth = np.array([[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0]], np.float32)
    assert best_share(lambda share: truth * np.float32(1 + share / 100), labels) == 0.0
    better = truth.copy()
    better[2] = [1, 0, 0]
    assert best_share(lambda share: better if share == meaning.SHARES[1] else truth, labels) == 1.0


def test_paraphrases_that_only_embeddings_see_are_one_group() -> None:
    products = np.eye(3, dtype=np.float32)
    alike = np.array([[1, 0.9, 0.9], [0.9, 1, 0.9], [0.9, 0.9, 1]], np.float32)
    assert strict_groups(products, alike, np.array([0, 0, 1])).tolist() == [0, 0, 2]


def test_seen_from_their_centre_vectors_have_unit_length_and_zero_stays_zero() -> None:
    vectors = np.array([[3, 4], [0, 0]], np.float32)
    found = centred(vectors, np.array([0, 4], np.float32))
    assert found.tolist() == [[1, 0], [0, 0]]
