"""What an embedding model adds to the n-grams: its own kernel beside theirs, where that helps.

Its weight is chosen among a few, 0 among them, on examples left out with their paraphrases: what
does not make the left-out scores better is not used, and the model is then not even loaded.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from mistral_assistant.reasoning.calibration import fit_temperature, group, softmax
from mistral_assistant.reasoning.vectors import Floats, Ints

SHARES = (0.5, 1.0)
"""Weights of the embeddings' inner products beside those of the n-grams."""
PARAPHRASE = 0.6
"""Inner product of two centred embeddings from which texts of one class belong together."""
GAIN = 0.15
"""Part of the left-out loss that must be gained. An English model promises up to 0.13 on French
commands, and does harm there; on English questions it keeps what it promises: 0.3."""


class Embedder(Protocol):
    """An embedding model, as ``models.embeddings.EmbeddingModel``."""

    @property
    def identity(self) -> str:
        """Tells it from others."""

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return (N, D) vectors of unit length."""


@dataclass(frozen=True)
class Meaning:
    """What was learned from the embeddings of a pack's texts. Shapes: D dimensions, C classes."""

    centre: Floats
    """(D,) mean of the texts: many models put all texts into one corner."""
    weights: Floats
    """(D, C)"""

    def scores(self, vector: Floats) -> Floats:
        """Return the (C,) scores of one text's vector."""
        result: Floats = centred(vector[None], self.centre)[0] @ self.weights
        return result


class Meant:
    """A pack's ``Meaning`` with the model that encodes the messages."""

    def __init__(self, embedder: Embedder, meaning: Meaning) -> None:
        self.embedder = embedder
        self.meaning = meaning
        # A message is ranked more than once: whole, without its greeting, part by part.
        self.scores: Callable[[str], Floats] = lru_cache(maxsize=64)(self._scores)

    def _scores(self, text: str) -> Floats:
        """Return the (C,) scores that the embedding of ``text`` adds."""
        return self.meaning.scores(self.embedder.encode([text])[0])


def centred(vectors: Floats, centre: Floats) -> Floats:
    """Return the vectors seen from ``centre``, at unit length; what has no token stays zero."""
    moved = np.where(vectors.any(axis=1, keepdims=True), vectors - centre, 0)
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    result: Floats = (moved / np.maximum(lengths, 1e-9)).astype(np.float32)
    return result


def strict_groups(products: Floats, alike: Floats, labels: Ints) -> Ints:
    """Return each text's group where n-grams or embeddings see a paraphrase of its class.

    Embeddings would else be flattered by paraphrases that only they recognise.
    """
    return group(np.where(alike >= PARAPHRASE, np.float32(1), products), labels)


def best_share(left_out: Callable[[float], Floats], labels: Ints) -> float:
    """Return the share of the embeddings that loses least; 0.0 where none gains enough.

    ``left_out(share)`` gives the (N, C) scores of left-out texts, NaN for what never was left out.
    """
    best = 0.0
    least, right = _quality(left_out(0.0), labels)
    least *= 1 - GAIN
    for share in SHARES:
        loss, hits = _quality(left_out(share), labels)
        if loss < least and hits >= right:
            best, least = share, loss
    return best


def _quality(scores: Floats, labels: Ints) -> tuple[float, int]:
    """Return (mean log loss at the fitted temperature, number right) of the pack's own texts."""
    judged = ~np.isnan(scores[:, 0]) & (labels < scores.shape[1] - 1)
    own, truth = scores[judged][:, :-1], labels[judged]
    if not len(truth):
        return 0.0, 0
    chances = softmax(own, fit_temperature(own, truth))
    loss = -float(np.log(chances[np.arange(len(truth)), truth] + 1e-9).mean())
    return loss, int((own.argmax(axis=1) == truth).sum())
