"""The texts that can bear out an answer, read once and kept. No judgement here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import takewhile

from mistral_assistant.reasoning.facts import Fact, find_facts
from mistral_assistant.tools.french_text import Folded, fold_spans

SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…](?=\w)[^.!?…\n]*)*[.!?…]*")
LEFT, RIGHT = 8, 5
"""Words that count as the surroundings of a fact."""
ENDINGS = "sxe"
"""Letters that mark plural and feminine."""


@dataclass(frozen=True)
class Slot:
    """A fact with the words around it, nearest first on either side."""

    fact: Fact
    left: tuple[str, ...]
    right: tuple[str, ...]

    def likeness(self, other: "Slot") -> int:
        """Return how many words around both are the same, without a gap."""
        return _shared(self.left, other.left) + _shared(self.right, other.right)


@dataclass(frozen=True)
class ReadText:
    """A text with its facts."""

    folded: Folded

    @property
    def raw(self) -> str:
        """The text as typed."""
        return self.folded.raw

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """The hard facts, in order."""
        return find_facts(self.folded)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The figures and dates that can be checked, with their surroundings."""
        return tuple(
            self.slot(fact)
            for fact in self.facts
            if fact.kind in ("figure", "date") and not fact.soft
        )

    @cached_property
    def places(self) -> tuple[Slot, ...]:
        """The slots without those that say the same in the same words as an earlier one."""
        found: dict[tuple[object, ...], Slot] = {}
        for slot in self.slots:
            found.setdefault((slot.fact.value, slot.left, slot.right), slot)
        return tuple(found.values())

    def slot(self, fact: Fact) -> Slot:
        """Return ``fact`` with its surroundings."""
        words = self.folded.words
        after = self.folded.word_at(fact.end)
        before = self.folded.word_at(fact.start)
        if before and words[before - 1].end > fact.start:
            before -= 1
        left = tuple(word.text for word in reversed(words[max(0, before - LEFT) : before]))
        return Slot(fact, left, tuple(word.text for word in words[after : after + RIGHT]))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """The spans of the sentences in the folded text."""
        return tuple(match.span() for match in SENTENCE.finditer(self.folded.text))

    def sentence(self, fact: Fact) -> tuple[int, int]:
        """Return the span of the sentence that a fact begins in."""
        return self.sentence_at(fact.start)

    def sentence_at(self, position: int) -> tuple[int, int]:
        """Return the span of the sentence at a position of the folded text, else of everything."""
        spans = (span for span in self.sentences if span[0] <= position < span[1])
        return next(spans, (0, len(self.folded.text)))

    def shown(self, fact: Fact) -> str:
        """Return a fact as typed."""
        start, end = self.folded.span(fact.start, fact.end)
        return self.raw[start:end].strip()


@lru_cache(maxsize=1024)
def read(text: str) -> ReadText:
    """Read a text; the last ones read are kept, since the same passages come back."""
    return ReadText(fold_spans(text))


def readings(texts: Iterable[str]) -> tuple[ReadText, ...]:
    """Read the texts that are not empty, each once."""
    return tuple(read(text) for text in dict.fromkeys(texts) if text.strip())


@dataclass(frozen=True)
class Sources:
    """Everything that an answer may draw on, by where it comes from."""

    passages: tuple[ReadText, ...] = ()
    """Passages and rows that the search found."""
    house: tuple[ReadText, ...] = ()
    """Constants and finished texts of the pack."""
    user: tuple[ReadText, ...] = ()
    """What the user wrote."""
    earlier: tuple[ReadText, ...] = ()
    """Earlier answers, oldest first."""

    @cached_property
    def given(self) -> tuple[ReadText, ...]:
        """Every text that the assistant did not say itself."""
        return (*self.passages, *self.house, *self.user)

    @cached_property
    def everything(self) -> tuple[ReadText, ...]:
        """Every text."""
        return (*self.given, *self.earlier)

    @cached_property
    def facts(self) -> tuple[tuple[Fact, ReadText], ...]:
        """Every fact with the first text that holds it."""
        found: dict[tuple[object, ...], tuple[Fact, ReadText]] = {}
        for text in self.everything:
            for fact in text.facts:
                found.setdefault((fact.kind, fact.value, fact.soft), (fact, text))
        return tuple(found.values())

    @cached_property
    def words(self) -> frozenset[str]:
        """Every folded word."""
        return frozenset().union(*(text.folded.vocabulary for text in self.everything))

    @cached_property
    def roots(self) -> frozenset[str]:
        """Every folded word without the mark of the plural or the feminine."""
        return frozenset(word.rstrip(ENDINGS) for word in self.words)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every word without its ending."""
        return frozenset(map(stem, self.words))

    @cached_property
    def raw(self) -> str:
        """Every text as typed."""
        return "\n".join(text.raw for text in self.everything)

    @cached_property
    def folded(self) -> str:
        """Every text folded."""
        return "\n".join(text.folded.text for text in self.everything)


def stem(word: str) -> str:
    """Return what French endings leave of a folded word, crudely.

    Only for asking whether two texts speak of the same things; too rough for search.
    """
    return word[:5].rstrip(ENDINGS) if len(word) > 3 else word


def _shared(one: Sequence[str], two: Sequence[str]) -> int:
    return sum(
        1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False))
    )
