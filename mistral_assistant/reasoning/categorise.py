"""Step 2: which category of the pack a message belongs to, how sure that is, and why.

``CATEGORIES`` come from the pack; ``THEME_VECTORS`` are learned from its examples (``themes.py``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from mistral_assistant.domains.pack import CategorySpec
from mistral_assistant.reasoning import ngrams
from mistral_assistant.reasoning.calibration import softmax, threshold
from mistral_assistant.reasoning.meaning import Meant
from mistral_assistant.reasoning.nearest import Examples
from mistral_assistant.reasoning.turn import Category, Example, Match, Turn
from mistral_assistant.reasoning.vectors import Floats, Ints, LinearModel

OUTSIDE = ""
"""Name of the background class."""
TOPIC_PRIOR = 1.0
"""Added to the running topic's score, in units of the temperature."""
GREETINGS = frozenset(
    "bonjour bonsoir salut coucou hello hey bjr slt bsr madame monsieur mesdames messieurs".split()
)
NEAR, CLEAR = 0.1, 0.5
"""In-scope probability and confidence from which a stranger counts as near."""
FAMILIAR = 0.15
"""Known part of the character n-grams below which a message of unknown words alone is no
misspelling but noise."""
RANKED = 8
"""Categories that are named with their probabilities."""
LONG = 14
"""Words from which an unclear message is also read part by part."""
LIKELY = 3
"""Subjects of an ambiguous message among which a part of it may decide."""


Tokens = list[tuple[str, int, int]]
"""Folded words with their spans."""


class _Reading(NamedTuple):
    """What a message, or a part of it, is about, and what that was worked out from.

    Shapes: indices and values (N,) of the known n-grams, their weights (N, C) by class.
    """

    ranked: tuple[tuple[str, float], ...]
    in_scope: float
    decision: str
    meaning: tuple[float, float] | None
    found: Tokens
    best: int
    indices: Ints
    values: Floats
    weights: Floats

    @property
    def name(self) -> str:
        """The best category, or empty when the decision is ``outside``."""
        return "" if self.decision == "outside" else self.ranked[0][0]

    @property
    def confidence(self) -> float:
        """The best category's probability."""
        return self.ranked[0][1]


@dataclass(frozen=True)
class Categoriser:
    """A pack's categories, learned. Deterministic, safe to share between threads."""

    CATEGORIES: Mapping[str, CategorySpec]
    names: tuple[str, ...]
    """Class order; the background class is the last."""
    model: LinearModel
    temperature: float
    scope: Floats
    """(3,) logistic weights over (best score, background's score, bias)."""
    left_out: Floats
    """(M, 2) confidence and 1 where right, of each example left out of learning with its like."""
    examples: Examples
    sure: float
    in_scope: float
    meant: Meant | None = None
    """What an embedding model adds; None where none is set or none helps."""

    @property
    def left_out_accuracy(self) -> float:
        """Share of examples right when left out; an upper bound where paraphrases remain."""
        return float(self.left_out[:, 1].mean()) if len(self.left_out) else 0.0

    def sure_for(self, wrong: float = 0.05) -> float:
        """Return the confidence from which at most the share ``wrong`` of left-out examples was
        wrong; 1.0 if there is none."""
        return threshold(self.left_out[:, 0], self.left_out[:, 1] > 0, wrong)

    @cached_property
    def THEME_VECTORS(self) -> dict[str, Floats]:  # noqa: N802  (the mission's name)
        """Return category → (F,) learned weight vector; rows are the model's vocabulary."""
        return {name: self.model.weights[:, i] for i, name in enumerate(self.names[:-1])}

    def theme_terms(self, top: int = 20) -> dict[str, dict[str, float]]:
        """Return category → its ``top`` strongest words and word pairs with their weights."""
        terms = [gram for gram in self.model.vocabulary if ngrams.is_term(gram)]
        rows = [self.model.vocabulary[term] for term in terms]
        return {
            name: {
                terms[i]: round(float(vector[rows[i]]), 4)
                for i in np.argsort(-vector[rows], kind="stable")[:top]
            }
            for name, vector in self.THEME_VECTORS.items()
        }

    def categorise(self, text: str, topic: str = "") -> Category:
        """Rank the categories for ``text``; ``topic`` is the running one, a mild prior.

        What decides is explained; readings that were only compared with it are not.
        """
        return self._explained(text, self._decided(text, ngrams.tokens(text), topic))

    def _decided(self, text: str, found: Tokens, topic: str) -> _Reading:
        """Return the reading that decides.

        A greeting before a request does not hide it: where the rest of the message is surely
        about a subject, the rest decides.
        """
        whole = self._rank(text, found, topic)
        rest = _without_greeting(found)
        if whole.decision == "sure" and (len(rest) == len(found) or self._is_subject(whole.name)):
            return whole
        request = self._rank(text, rest, topic) if len(rest) < len(found) else whole
        if request.decision == "sure" and self._is_subject(request.name):
            return request
        return self._clearest_part(text, found, topic, whole) or whole

    def _clearest_part(
        self, text: str, found: Tokens, topic: str, whole: _Reading
    ) -> _Reading | None:
        """Return the surest part of a long message that is unclear as a whole.

        Where the whole is between a few subjects, a part decides among those alone.
        """
        parts = _parts(text, found) if len(found) >= LONG else []
        likely = self.names if whole.decision == "outside" else dict(whole.ranked[:LIKELY])
        ranked = [self._rank(text, part, topic) for part in parts]
        sure = [rank for rank in ranked if rank.decision == "sure" and rank.name in likely
                and self._is_subject(rank.name)]  # fmt: skip
        return max(sure, key=lambda rank: rank.confidence * rank.in_scope, default=None)

    def _is_subject(self, name: str) -> bool:
        return name in self.CATEGORIES and self.CATEGORIES[name].follow_up

    def _rank(self, text: str, found: Tokens, topic: str) -> _Reading:
        indices, values = self.model.vector([word for word, _start, _end in found])
        weights = self.model.weights[indices].astype(np.float32)
        scores = values @ weights + self.model.bias
        added = self._meant(text, found)
        if added is not None:
            scores = scores + added
        if topic in self.names[:-1]:
            scores[self.names.index(topic)] += TOPIC_PRIOR * self.temperature
        inside = scores[:-1]
        best = int(inside.argmax())
        probabilities = softmax(inside, self.temperature)
        order = np.argsort(-probabilities, kind="stable")[:RANKED]
        ranked = tuple(
            (self.names[i], round(share, 4))
            for i, share in zip(order.tolist(), probabilities[order].tolist(), strict=True)
        )
        in_scope = self._in_scope(found, float(inside[best]), float(scores[-1]))
        return _Reading(
            ranked=ranked,
            # Near 1, the last digits are what tells a near stranger from the pack's own.
            in_scope=round(in_scope, 12),
            decision=self._decide(in_scope, ranked),
            meaning=_lead(added, scores) if added is not None else None,
            found=found,
            best=best,
            indices=indices,
            values=values,
            weights=weights,
        )

    def _explained(self, text: str, reading: _Reading) -> Category:
        """Return what a reading decides, with the n-grams and the examples that speak for it."""
        best = reading.best
        nearest = self.examples.nearest(best, reading.indices, reading.values)
        return Category(
            name=reading.name,
            confidence=reading.confidence,
            ranked=reading.ranked,
            in_scope=reading.in_scope,
            decision=reading.decision,
            evidence=self._evidence(text, reading),
            examples=tuple(Example(shown, self.names[best], alike) for shown, alike in nearest),
            meaning=reading.meaning,
        )

    def _meant(self, text: str, found: Tokens) -> Floats | None:
        """Return what the embedding of the words found adds to each class's score."""
        if self.meant is None or not found:
            return None
        return self.meant.scores(text[found[0][1] : found[-1][2]])

    def _in_scope(self, found: Tokens, best: float, outside: float) -> float:
        if not self._is_familiar(found):
            return 0.0
        for_best, for_outside, bias = self.scope.tolist()
        return float(1 / (1 + np.exp(-(for_best * best + for_outside * outside + bias))))

    def _is_familiar(self, found: Tokens) -> bool:
        known = self.model.vocabulary
        words = [word for word, _start, _end in found]
        if any(len(word) > 2 and word in known for word in words):
            return True
        pieces = sum(len(ngrams.char_ngrams(word, ngrams.LEARNED_SIZES)) for word in words)
        return sum(len(self.model.pieces(word)) for word in words) > FAMILIAR * pieces

    def _decide(self, in_scope: float, ranked: tuple[tuple[str, float], ...]) -> str:
        name, confidence = ranked[0]
        if in_scope < self.in_scope:
            # What looks foreign but clearly resembles one subject is asked about, not refused.
            near = in_scope >= NEAR and confidence >= CLEAR and self._is_subject(name)
            return "ambiguous" if near else "outside"
        return "sure" if ranked[0][1] >= self.sure else "ambiguous"

    def _evidence(self, text: str, reading: _Reading) -> tuple[Match, ...]:
        """Give each word the weight of its n-grams for the best class, join neighbours."""
        found, weights, row_of = reading.found, reading.weights, self.model.vocabulary.get
        if not found:
            return ()
        # What speaks for this class is what speaks for it more than for the classes on average.
        usual = weights.mean(axis=1).astype(self.model.weights.dtype)
        lead = weights[:, reading.best].astype(usual.dtype) - usual
        shares = dict(zip(reading.indices.tolist(), (reading.values * lead).tolist(), strict=True))
        totals = [0.0] * len(found)
        for position, (word, _start, _end) in enumerate(found):
            rows = (row_of(word, -1), *self.model.pieces(word))
            totals[position] += sum(shares.get(row, 0.0) for row in rows)
            if position:
                half = shares.get(row_of(f"{found[position - 1][0]} {word}", -1), 0.0) / 2
                totals[position] += half
                totals[position - 1] += half
        return _joined(text, found, totals)


def _lead(added: Floats, scores: Floats) -> tuple[float, float] | None:
    """Return the embedding's part of the best class's lead over the second, and the lead."""
    if len(scores) < 3:
        return None
    best, second = np.argsort(-scores[:-1], kind="stable")[:2]
    return (
        round(float(added[best] - added[second]), 4),
        round(float(scores[best] - scores[second]), 4),
    )


def _joined(text: str, found: Tokens, totals: list[float], top: int = 4) -> tuple[Match, ...]:
    threshold = max(totals) * 0.2
    matches: list[Match] = []
    previous = -2
    for position, ((_word, start, end), weight) in enumerate(zip(found, totals, strict=True)):
        if weight <= 0 or weight < threshold:
            continue
        if previous == position - 1:
            last = matches.pop()
            start, weight = last.start, last.weight + weight
        matches.append(Match(text[start:end], start, end, round(weight, 4)))
        previous = position
    return tuple(sorted(matches, key=lambda match: -match.weight)[:top])


def _parts(text: str, found: Tokens) -> list[Tokens]:
    """Cut a tokenised message at its punctuation; parts of fewer than three words are dropped."""
    parts: list[Tokens] = [[]]
    end = 0
    for token in found:
        if any(char in ".,;:!?\n" for char in text[end : token[1]]):
            parts.append([])
        parts[-1].append(token)
        end = token[2]
    return [part for part in parts if len(part) >= 3]


def _without_greeting(found: Tokens) -> Tokens:
    start = 0
    while start < len(found) and found[start][0] in GREETINGS:
        start += 1
    return found[start:] if len(found) - start >= 2 else found


def category_step(turn: Turn, categoriser: Categoriser) -> Category:
    """Categorise the message as typed; the running topic is a prior."""
    return categoriser.categorise(turn.question, turn.state.topic)
