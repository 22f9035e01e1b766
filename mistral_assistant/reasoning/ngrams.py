"""From a message to n-gram counts: words, neighbours, pairs and character n-grams inside words.

Accents, case and apostrophes are folded and digit runs become ``0``, so that ``CMD-482913`` and
``cmd 111222`` look the same.
"""

import re
from collections import Counter
from functools import lru_cache

from mistral_assistant.french import SHORT_FORMS, fold

CHAR_SIZES = (2, 3, 4, 5)
LEARNED_SIZES = (3, 4, 5)
"""Those that categories are learned by; shorter ones say little and cost as much."""
CHAR_MARK = "#"
"""First character of a character n-gram's name; words never begin with it."""

BORDERS = ("^", "$")
"""Neighbours of the first and of the last word."""
TOGETHER = " + "
"""Joins two words of one message, wherever they stand."""
MAX_TOGETHER = 30
"""Words of a message that are paired with one another; their number grows with the square."""
BEGINNING = 4
"""Letters that a word gives to its pairs, so that its endings are all one."""

_TOKEN = re.compile(r"\d+|[^\W\d_]+")


def tokens(text: str) -> list[tuple[str, int, int]]:
    """Return the folded words of ``text`` with their spans in code points as typed.

    Text-message spelling is written in full; all words of one short form have its span.
    """
    found = []
    for match in _TOKEN.finditer(text):
        for word in _words(match.group().lower()):
            found.append((word, *match.span()))
    return found


@lru_cache(maxsize=8192)
def _words(typed: str) -> tuple[str, ...]:
    if typed[0].isdigit():
        return ("0",)
    return tuple(fold(word) for word in _TOKEN.findall(SHORT_FORMS.get(typed, typed)))


@lru_cache(maxsize=8192)
def char_ngrams(word: str, sizes: tuple[int, ...] = CHAR_SIZES) -> tuple[str, ...]:
    """Return the character n-grams of one word with its borders marked by spaces."""
    padded = f" {word} "
    grams = []
    for size in sizes:
        if size > len(padded):
            break
        grams += [
            CHAR_MARK + padded[start : start + size] for start in range(len(padded) - size + 1)
        ]
    return tuple(grams)


def count(words: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Return (word uni- and bigrams, character n-grams) of a tokenised message."""
    word_counts = Counter(words)
    word_counts.update(f"{first} {second}" for first, second in zip(words, words[1:], strict=False))
    char_counts: Counter[str] = Counter()
    for word in words:
        char_counts.update(char_ngrams(word))
    return word_counts, char_counts


def families(words: list[str], together: bool = False) -> tuple[Counter[str], ...]:
    """Return what a message is learned by: words, neighbours, character n-grams and, on request,
    neighbours by threes and pairs of word beginnings that stand together anywhere."""
    own, neighbours, *pairs = of_words(words, together)
    chars: Counter[str] = Counter()
    for word in words:
        chars.update(char_ngrams(word, LEARNED_SIZES))
    return own, neighbours, chars, *pairs


def of_words(words: list[str], together: bool = False) -> tuple[Counter[str], ...]:
    """Return the same without the character n-grams."""
    start, end = BORDERS
    bordered = [start, *words, end] if words else []
    neighbours = Counter(
        f"{first} {second}" for first, second in zip(bordered, bordered[1:], strict=False)
    )
    if not together:
        return Counter(words), neighbours
    neighbours.update(
        f"{first} {second} {third}"
        for first, second, third in zip(bordered, bordered[1:], bordered[2:], strict=False)
    )
    return Counter(words), neighbours, _together(words)


def _together(words: list[str]) -> Counter[str]:
    different = sorted({word[:BEGINNING] for word in words[:MAX_TOGETHER]})
    return Counter(
        first + TOGETHER + second
        for index, first in enumerate(different)
        for second in different[index + 1 :]
    )


def is_term(gram: str) -> bool:
    """Tell whether an n-gram is a word or a few neighbouring words, which people can read."""
    return not (gram.startswith((CHAR_MARK, BORDERS[0])) or gram.endswith(BORDERS[1])
                or TOGETHER in gram)  # fmt: skip
