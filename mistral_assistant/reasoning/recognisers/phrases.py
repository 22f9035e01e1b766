"""Phrases of one or more words, looked up at every word of a message at once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from mistral_assistant.tools.french_text import Folded, fold_spans

T = TypeVar("T")
_BREAKS = frozenset("\n.;:!?…")
_GAP = 3
"""Characters that may stand between two words of a phrase."""


class Hit(NamedTuple, Generic[T]):
    """A phrase with its span in the folded text."""

    value: T
    start: int
    end: int


class PhraseIndex(Generic[T]):
    """Phrases by their first word."""

    def __init__(self, phrases: Iterable[tuple[str, T]], *, plurals: bool = False) -> None:
        """Index the phrases; with ``plurals`` a final ``s`` or ``x`` makes no difference."""
        self._key = singular if plurals else str
        self._by_first: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, value in phrases:
            words = tuple(self._key(word.text) for word in fold_spans(phrase).words)
            if words:
                self._by_first.setdefault(words[0], []).append((words[1:], value))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def find(self, text: Folded) -> Iterator[Hit[T]]:
        """Yield the longest phrase that begins at each word; hits may overlap."""
        by_first, key = self._by_first, self._key
        for position, word in enumerate(text.words):
            entries = by_first.get(key(word.text))
            for rest, value in entries or ():
                end = self._match_end(text, position, rest)
                if end is not None:
                    yield Hit(value, word.start, end)
                    break

    def _match_end(self, text: Folded, position: int, rest: Sequence[str]) -> int | None:
        words = text.words
        if position + len(rest) >= len(words):
            return None
        for offset, wanted in enumerate(rest, position + 1):
            if self._key(words[offset].text) != wanted or not joined(text, offset - 1, offset):
                return None
        return words[position + len(rest)].end


def singular(word: str) -> str:
    """Return a folded word without a plural ``s`` or ``x``; short words and codes stay."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word.isalpha() else word


def joined(text: Folded, first: int, last: int) -> bool:
    """Return whether nothing but a space or light punctuation parts two neighbouring words."""
    gap = text.text[text.words[first].end : text.words[last].start]
    return len(gap) <= _GAP and _BREAKS.isdisjoint(gap)
