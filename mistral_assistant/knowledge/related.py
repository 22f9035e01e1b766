"""Words that lead to one another between a question and a page; the list is data, in French."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from mistral_assistant.knowledge.stems import stem


def related(term: str) -> frozenset[str]:
    """Return the stems that a stem of a question may be answered by; not the stem itself."""
    return _families().get(term, frozenset())


@cache
def _families() -> dict[str, frozenset[str]]:
    text = (files(__package__) / "related_words.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            for term, others in _pairs(line):
                found.setdefault(term, set()).update(others - {term})
    return {term: frozenset(others) for term, others in found.items()}


def _pairs(line: str) -> Iterator[tuple[str, set[str]]]:
    """Yield (stem, stems that it leads to) for a line ``a, b > c``."""
    before, _mark, after = line.partition(">")
    leading, led = _stems(before), _stems(after)
    for term in leading:
        # Where the line has a second part, the first is no family of its own.
        yield term, led or leading


def _stems(words: str) -> set[str]:
    return {stem(word.strip()) for word in words.split(",") if word.strip()}
