"""Words that lead to one another between a question and a page; the list is data, in French.

It is read when an index is built, which keeps what leads to its passages: a chat holds none of it.
"""

import sys
from collections.abc import Iterator
from importlib.resources import files

from mistral_assistant.french import fold
from mistral_assistant.knowledge.stems import stem


def related_words() -> dict[str, set[str]]:
    """Return the stem of a question → the stems that may answer it, itself not among them."""
    text = (files(__package__) / "related_words.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            for term, others in _pairs(line):
                found.setdefault(term, set()).update(others - {term})
    return found


def _pairs(line: str) -> Iterator[tuple[str, set[str]]]:
    """Yield (stem, stems that it leads to) for a line ``a, b > c``."""
    before, _mark, after = line.partition(">")
    leading, led = _stems(before), _stems(after)
    for term in leading:
        # Where the line has a second part, the first is no family of its own.
        yield term, led or leading


def _stems(words: str) -> set[str]:
    found = [word.strip() for word in words.split(",") if word.strip()]
    # Who types without accents must find them too: « congés » and « conges » have two stems.
    return {sys.intern(stem.__wrapped__(form)) for word in found for form in (word, fold(word))}
