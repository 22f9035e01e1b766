"""Which mood the words of a message lean to where no rule finds a sign: learned weights.

The weights are learned by ``benchmarks/learn_moods.py`` from labelled phrases. They are linear in
the words and in pairs of neighbours, so that the part of every word is worked out once.
"""

from functools import lru_cache
from importlib.resources import files
from zlib import crc32

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning.ngrams import LEARNED_SIZES, char_ngrams

SIZE = 1 << 14
"""Rows of the weights; an n-gram's row is its checksum modulo their number."""
THRESHOLD = 0.45
"""Score from which a mood is taken, chosen by cross-validation on the labelled phrases."""
_SCALE = 256.0
"""The weights are kept in whole 256ths."""
WEIGHTS_FILE = "mood_weights.npy"


def learned_mood(words: list[str]) -> str:
    """Return ``negative`` or ``positive`` where the words lean clearly, else ``neutral``."""
    negative, positive = leanings(words)
    if max(negative, positive) < THRESHOLD:
        return "neutral"
    return "negative" if negative > positive else "positive"


def leanings(words: list[str]) -> tuple[float, float]:
    """Return the scores for a negative and a positive mood of folded words."""
    if not words:
        return 0.0, 0.0
    weights = _weights()
    negative, positive = float(weights[SIZE, 0]), float(weights[SIZE, 1])
    scale = 1.0 / len(words) ** 0.5
    parts = [_of_word(word) for word in words]
    parts += [_of_pair(*pair) for pair in zip(words, words[1:], strict=False)]
    return (
        negative + scale * sum(part[0] for part in parts),
        positive + scale * sum(part[1] for part in parts),
    )


def word_rows(word: str) -> list[int]:
    """Return the rows of the weights that a word has: itself and its character n-grams."""
    return [_row(word), *(_row(gram) for gram in char_ngrams(word, LEARNED_SIZES))]


def pair_row(first: str, second: str) -> int:
    """Return the row of two neighbouring words."""
    return _row(f"{first} {second}")


def _row(gram: str) -> int:
    return crc32(gram.encode()) % SIZE


@lru_cache(maxsize=1)
def _weights() -> npt.NDArray[np.float32]:
    """Return the (SIZE + 1, 2) weights; the last row is what a message begins with."""
    with (files(__package__) / WEIGHTS_FILE).open("rb") as file:
        stored: npt.NDArray[np.int16] = np.load(file)
    return stored.astype(np.float32) / _SCALE


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[float, float]:
    negative, positive = _weights()[word_rows(word)].sum(axis=0)
    return float(negative), float(positive)


@lru_cache(maxsize=8192)
def _of_pair(first: str, second: str) -> tuple[float, float]:
    negative, positive = _weights()[pair_row(first, second)]
    return float(negative), float(positive)
