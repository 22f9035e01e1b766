"""What stands for a French word in the knowledge index: its folded stem, or that of its meaning."""

import re
import threading
from functools import lru_cache
from typing import Any

import Stemmer

from mistral_assistant.french import SAME_MEANING, STOP_WORDS, fold

WORD = re.compile(r"[^\W_]+")
_REMEMBERED = 1 << 17
"""Words whose stem is kept: stemming takes most of the time in which an index is built."""
_OF_THREAD = threading.local()


@lru_cache(maxsize=_REMEMBERED)
def french_stem(word: str) -> str:
    """Return the stem of a word in lower case, its accents kept."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def _stemmer() -> Any:
    """Return the stemmer of this thread: it keeps the word that it works on."""
    if not hasattr(_OF_THREAD, "stemmer"):
        _OF_THREAD.stemmer = Stemmer.Stemmer("french")
    return _OF_THREAD.stemmer


def stems(text: str) -> list[str]:
    """Return the stems of all words of ``text``, stop words left out."""
    return [found for found in map(content_stem, WORD.findall(text)) if found]


@lru_cache(maxsize=_REMEMBERED)
def content_stem(word: str) -> str:
    """Return what stands for a word in the index; empty for a stop word."""
    return "" if fold(word) in STOP_WORDS else stem(word)


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str) -> str:
    """Return the folded stem of one word, or of the word that stands for its meaning; numbers come
    back unchanged."""
    if word[0].isdigit():
        return word
    plain = _stem(word)
    return _MEANINGS.get(plain, plain)


def _stem(word: str) -> str:
    return fold(french_stem(word.lower()))


_MEANINGS = {_stem(word): _stem(row[0]) for row in SAME_MEANING for word in row}
