"""Entities of a pack that are listed with the ways to say them, found in any inflected form."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from snowballstemmer import stemmer

from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phrases import joined
from mistral_assistant.tools.french_text import Folded, fold_plain, fold_spans

_PREFIX = 4
_PASSED_OVER = frozenset(
    """l d le la les un une des du de mon ma mes ton ta tes son sa ses notre nos votre vos leur
    leurs ce cet cette ces bien encore toujours deja pas plus jamais tout tous y en""".split()
)
"""Small words that may stand once between two words of a wording."""
_LETTERS = re.compile(r"[^\W\d_]+")
Stems = frozenset[str]


class WordingRecogniser:
    """The wordings of one entity type, by the stem of their first word."""

    def __init__(self, values: Mapping[str, Sequence[str]]) -> None:
        self._by_stem: dict[str, list[tuple[tuple[Stems, ...], str]]] = {}
        for value, wordings in values.items():
            for wording in wordings:
                self._add(wording, value)
        for entries in self._by_stem.values():
            entries.sort(key=lambda entry: -len(entry[0]))
        self._prefixes = frozenset(map(_prefix, self._by_stem))

    def find(self, message: Message) -> Iterator[Found]:
        """Yield the longest wording that begins at each word."""
        folded = message.folded
        for position, word in enumerate(folded.words):
            if self._is_possible(word.text):
                for stem in _stems_at(folded, position):
                    hit = self._longest(folded, position, stem)
                    if hit:
                        value, end = hit
                        yield message.found(value, word.start, end)
                        break

    def _add(self, wording: str, value: str) -> None:
        folded = fold_spans(wording)
        stems = tuple(_stems_at(folded, position) for position in range(len(folded.words)))
        for first in stems[0] if stems else ():
            self._by_stem.setdefault(first, []).append((stems[1:], value))

    def _is_possible(self, word: str) -> bool:
        """Rule most words out before they are stemmed, which is slow."""
        prefixes = self._prefixes
        return any(word[:length] in prefixes for length in range(1, _PREFIX + 1))

    def _longest(self, folded: Folded, position: int, stem: str) -> tuple[str, int] | None:
        for rest, value in self._by_stem.get(stem, ()):
            last = _last_word(folded, position, rest)
            if last is not None:
                return value, folded.words[last].end
        return None


def _last_word(folded: Folded, position: int, rest: Sequence[Stems]) -> int | None:
    """Return the index of the word at which the rest of a wording ends, if it follows."""
    for wanted in rest:
        following = _next(folded, position)
        if following is None or _stems_at(folded, following).isdisjoint(wanted):
            skipped = following is not None and folded.words[following].text in _PASSED_OVER
            following = _next(folded, following) if skipped and following is not None else None
            if following is None or _stems_at(folded, following).isdisjoint(wanted):
                return None
        position = following
    return position


def _next(folded: Folded, position: int) -> int | None:
    following = position + 1
    if following < len(folded.words) and joined(folded, position, following):
        return following
    return None


def _stems_at(folded: Folded, position: int) -> Stems:
    word = folded.words[position]
    first, last = folded.span(word.start, word.end)
    return _stems(folded.raw[first:last])


@lru_cache(maxsize=8192)
def _stems(word: str) -> Stems:
    """Return the folded stems of a word with and without its accents, which may have been left out.

    The stemmer is made anew because it keeps the word it works on, which threads must not share.
    """
    if not _LETTERS.fullmatch(word):
        return frozenset({fold_plain(word)})
    french = stemmer("french")
    return frozenset(fold_plain(french.stemWord(form)) for form in (word.lower(), fold_plain(word)))


def _prefix(stem: str) -> str:
    """Return the beginning that every word of this stem shares; its last letter may change."""
    return stem[: max(1, min(_PREFIX, len(stem) - 1))]
