"""A text as a stream of words without its negations, which are remembered by position."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mistral_assistant.reasoning.checks.sources import ReadText
from mistral_assistant.tools.french_text import Word

REACH = 4
"""Words within which ``pas`` follows its ``ne``, and that are compared on either side."""
_SECOND = frozenset({"pas", "plus", "jamais", "guere"})
_STEP = frozenset({"un", "le", "de", "chaque", "premier", "grand", "au", "a"})
"""Words after which ``pas`` is a step."""
_AFTER_REPLY = re.compile(r" ?(?:[.,;:!?\n]|$)")
_EDGE = 2
"""Words that it is worth if both places stand at the same edge of a sentence."""


@dataclass
class Stream:
    """The words of a text without its negations, and where those stood."""

    text: ReadText
    words: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    negated: set[int] = field(default_factory=set)
    """Indices of the words, usually verbs, that are negated."""
    replies: dict[int, str] = field(default_factory=dict)
    """Index of the word after ``oui`` or ``non`` → which of the two."""
    edges: set[int] = field(default_factory=set)
    """Indices of the words that a sentence starts with, and the number of words."""
    places: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Word → its indices."""

    def quote(self, position: int) -> str:
        """Return the surroundings of a word as typed."""
        first = self.spans[max(0, position - REACH)][0]
        last = self.spans[min(len(self.spans), position + REACH) - 1][1]
        start, end = self.text.folded.span(first, last)
        return self.text.raw[start:end]


@lru_cache(maxsize=256)
def stream(text: ReadText) -> Stream:
    """Return the stream of a text; passages come back, so the last ones are kept.

    ``ne … pas`` marks its verb, as does the ``pas`` of spoken French; ``ne … que`` is no negation.
    """
    found = Stream(text)
    words, flat = text.folded.words, text.folded.text
    starts = iter((*(start for start, _end in text.sentences), len(flat) + 1))
    start = next(starts)
    second, negated, reply = -1, False, ""
    for index, word in enumerate(words):
        while word.end > start:
            found.edges.add(len(found.words))
            start = next(starts)
        if word.text == "ne" or (word.text == "n" and flat[word.end : word.end + 1] == "'"):
            second = _second(words, index)
            negated = negated or second > 0 or not _only(words, index)
        elif index == second:
            continue
        elif word.text == "pas" and index and words[index - 1].text not in _STEP:
            found.negated.add(len(found.words) - 1)
        elif word.text in ("oui", "non") and _AFTER_REPLY.match(flat, word.end):
            reply = word.text
        else:
            _add(found, word, negated, reply)
            negated, reply = False, ""
    found.edges.add(len(found.words))
    return found


def agreement(
    said: Stream, position: int, source: Stream, place: int, skip: tuple[int, int] = (0, 0)
) -> tuple[int, int]:
    """Return how many words agree before the two places, and from them on.

    ``skip`` is how many words at either place are left out of account. That both stretches reach
    the same edge of a sentence counts as well.
    """
    here, there = position + skip[0], place + skip[1]
    return _before(said, position, source, place), _after(said, here, source, there)


def _before(said: Stream, position: int, source: Stream, place: int) -> int:
    count = 0
    while count < REACH and position > count and place > count:
        if said.words[position - count - 1] != source.words[place - count - 1]:
            return count
        count += 1
    edge = position - count in said.edges and place - count in source.edges
    return count + _EDGE * (count > 0 and edge)


def _after(said: Stream, here: int, source: Stream, there: int) -> int:
    count = 0
    while count < REACH and here + count < len(said.words) and there + count < len(source.words):
        if said.words[here + count] != source.words[there + count]:
            break
        count += 1
    edge = here + count in said.edges and there + count in source.edges
    return count + _EDGE * edge


def _add(stream: Stream, word: Word, negated: bool, reply: str) -> None:
    position = len(stream.words)
    stream.words.append(word.text)
    stream.spans.append((word.start, word.end))
    stream.places[word.text].append(position)
    if negated:
        stream.negated.add(position)
    if reply:
        stream.replies[position] = reply


def _second(words: Sequence[Word], index: int) -> int:
    """Return the index of the ``pas`` that belongs to the ``ne`` at ``index``; -1 if none."""
    for place in range(index + 1, min(index + 1 + REACH, len(words))):
        if words[place].text in _SECOND:
            return place
    return -1


def _only(words: Sequence[Word], index: int) -> bool:
    """Tell whether the ``ne`` at ``index`` is that of ``ne … que``."""
    return any(word.text in ("que", "qu") for word in words[index + 1 : index + 1 + 2 * REACH])
