"""Learning one text at a time reaches what the dense problems have as their solution."""

import numpy as np
import pytest

from mistral_assistant.reasoning import ascent, learning, ngrams
from mistral_assistant.reasoning.vectors import Floats, Rows, vectorise

SUBJECTS = {
    0: ["colis", "livraison", "transporteur", "relais", "suivi"],
    1: ["carte", "paiement", "facture", "virement", "banque"],
    2: ["capitale", "météo", "recette", "poème", "blague"],
}
FRAMES = ["où est {}", "mon {} a disparu", "je veux un {}", "et le {} alors", "parlez-moi de {}"]
PAIRS = [(frame.format(w), label) for label, ws in SUBJECTS.items() for w in ws for frame in FRAMES]
WORDS = [[word for word, _s, _e in ngrams.tokens(text)] for text, _label in PAIRS]
LABELS = np.array([label for _text, label in PAIRS])
ONE = np.ones(len(PAIRS), np.float32)


def dense(rows: Rows) -> Floats:
    full = np.zeros((len(rows), rows.features + 1), np.float32)
    for number in range(len(rows)):
        indices, values = rows.row(number)
        full[number, indices] = values
    full[:, -1] = 1
    return full


@pytest.fixture()
def many_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ascent, "PASSES", 120)


@pytest.mark.usefixtures("many_passes")
def test_the_hinge_reaches_its_minimum() -> None:
    """At the minimum of ½|w|² + Σ cost · max(0, 1 − margin)² the gradient vanishes."""
    _model, rows = vectorise(WORDS, LABELS.tolist(), 3)
    full = dense(rows)
    weights = ascent._hinge(rows, LABELS, 3, ONE)
    signs = np.where(np.eye(3)[LABELS] > 0, 1.0, -1.0)
    costs = np.where(signs > 0, ascent.OWN, 1)
    slack = np.maximum(0, 1 - signs * (full @ weights))
    gradient = weights - full.T @ (costs * signs * slack) / ascent.HINGE
    assert np.abs(gradient).max() < 1e-3


def test_many_texts_are_learned_this_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "MANY", 10)
    model, _rows, left_out = learning.learn(WORDS, LABELS.tolist(), 3, ONE.tolist())
    assert model.together
    assert ngrams.TOGETHER in "".join(model.vocabulary)
    right = [int(model.scores(words)[:2].argmax()) == label
             for words, label in zip(WORDS, LABELS, strict=True) if label < 2]  # fmt: skip
    assert all(right)
    judged = ~np.isnan(left_out[:, 0])
    assert 0 < judged.sum() < len(WORDS) / 2, "one fold alone is left out"


def test_twice_gives_the_same_bytes() -> None:
    _model, rows = vectorise(WORDS, LABELS.tolist(), 3)
    first, second = (ascent.fit(rows, LABELS, 3, ONE)[0] for _time in range(2))
    assert first.tobytes() == second.tobytes()
