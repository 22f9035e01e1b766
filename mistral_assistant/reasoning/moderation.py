"""Step 1: how hostile is the message? Word lists with boundaries, address and threat patterns.

Words count in the sense in which they are used: every pattern runs over whole words. Capitals and
exclamation marks only raise the score of something found.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning import lexicon
from mistral_assistant.reasoning.disguise import Disguises, Token, unmask
from mistral_assistant.reasoning.hostility import (
    BOUNDARY,
    HOSTILE,
    RUDE,
    compiled,
    is_reported,
)
from mistral_assistant.reasoning.threats import THREATS
from mistral_assistant.reasoning.turn import MODERATION_LEVELS, Match, Moderation, Turn
from mistral_assistant.tools.french_text import Folded, fold_plain, fold_spans

_SCORES = {"rude": 0.3, "hostile": 0.6, "threat": 0.9}
_MORE = 0.05
"""Added for each further hit, for a shouted message and for a row of exclamation marks."""
_SHOUTED = 0.5
"""Share of capitals from which a message is shouted."""
_SHOUTED_LETTERS = 6
_BEFORE = 60
"""Characters before an insult that may say that it is only reported."""
_QUOTED = re.compile(r"«[^«»]{1,60}»|“[^“”]{1,60}”|\"[^\"]{1,60}\"")


class Moderator:
    """The built-in lists with those of one pack, ready to read messages."""

    def __init__(self, pack: DomainPack) -> None:
        own = pack.moderation
        self._patterns = (
            ("threat", compiled((*THREATS, *_literals(own.threat)))),
            ("hostile", compiled((*HOSTILE, *_literals(own.hostile)))),
            ("rude", compiled((*RUDE, *_literals(own.rude)))),
        )
        self._allowed = compiled((*lexicon.ALLOWED, *_literals(own.allowed)))
        self._disguises = Disguises(
            {
                *(*lexicon.INSULTS, *lexicon.NOUNS, *lexicon.RUDE, "espece", "bande"),
                *map(fold_plain, (*own.rude, *own.hostile, *own.threat)),
            }
        )

    def moderate(self, text: str) -> Moderation:
        """Return how hostile ``text`` is, with the words that say so."""
        folded = fold_spans(unmask(text))
        words = _Words(self._disguises.tokens(folded), folded)
        quoted = [match.span() for match in _QUOTED.finditer(text) if text.strip() != match.group()]
        hits = sorted(
            (hit for hit in self._hits(words) if not _is_quoted(hit, words, quoted)),
            key=lambda hit: hit[1],
        )
        if not hits:
            return Moderation()
        level = max((level for level, _start, _end in hits), key=MODERATION_LEVELS.index)
        matches = tuple(
            Match(text[slice(*span)], *span, _SCORES[level])
            for level, *place in hits
            for span in [words.span(*place)]
        )
        return Moderation(level, _score(level, text, len(hits)), matches)

    def _hits(self, words: "_Words") -> Iterator[tuple[str, int, int]]:
        """Yield level and place of what is found, the worst first, without overlaps."""
        taken = bytearray(len(words.text))
        for match in self._allowed.finditer(words.text):
            taken[match.start() : match.end()] = b"\1" * len(match.group())
        for level, pattern in self._patterns:
            for match in pattern.finditer(words.text):
                start, end = match.span()
                if any(taken[start:end]):
                    continue
                taken[start:end] = b"\1" * (end - start)
                before = words.text[max(0, start - _BEFORE) : start]
                reported = level == "hostile" and is_reported(before)
                yield "rude" if reported else level, start, end


def _is_quoted(
    hit: tuple[str, int, int], words: "_Words", quoted: Iterable[tuple[int, int]]
) -> bool:
    """Tell whether words that hurt nobody by being named stand between quotation marks."""
    level, *place = hit
    start, end = words.span(*place)
    return level != "threat" and any(first <= start and end <= last for first, last in quoted)


def moderation_step(turn: Turn, moderator: Moderator) -> Moderation:
    """Return how hostile the turn's message is."""
    return moderator.moderate(turn.question)


class _Words:
    """The words of a message parted by one space, with marks where punctuation parts them."""

    def __init__(self, tokens: Iterable[Token], folded: Folded) -> None:
        self._folded = folded
        self._tokens = tuple(tokens)
        self._starts: list[int] = []
        parts = ["|"]
        length, last = 1, 0
        for token in self._tokens:
            mark = _mark(folded.text[last : token.start]) if last else ""
            if mark:
                parts.append(mark)
                length += 2
            self._starts.append(length + 1)
            parts.append(token.text)
            length += 1 + len(token.text)
            last = token.end
        mark = _mark(folded.text[last:])
        self.text = " ".join([*parts, mark] if mark else parts)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the message as typed of a span in ``text``."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_left(self._starts, end) - 1
        return self._folded.span(self._tokens[max(0, first)].start, self._tokens[last].end)


def _mark(between: str) -> str:
    """Return the boundary that the characters between two words make; empty for none."""
    if "!" in between:
        return "!"
    if "?" in between:
        return "?"
    return "|" if BOUNDARY.search(between) else ""


def _literals(phrases: Iterable[str]) -> Iterator[str]:
    """Yield the phrases of a pack as patterns; one without any word is left out."""
    for phrase in phrases:
        words = [re.escape(word.text) for word in fold_spans(phrase).words]
        if words:
            yield " ".join(words)


def _score(level: str, text: str, hits: int) -> float:
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    shouted = len(letters) >= _SHOUTED_LETTERS and capitals > _SHOUTED * len(letters)
    more = min(hits - 1, 2) + shouted + ("!!" in text)
    return round(min(1.0, _SCORES[level] + _MORE * more), 2)
