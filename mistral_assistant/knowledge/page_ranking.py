"""Which passage of a house's pages answers a question, and with what probability one does.

Eleven small measures of a question and a passage, weighted, rank the passages; a logistic
regression over the best one's measures says how sure that is. The weights were fitted on the
questions of six invented houses, ``tests/data/houses/questions_open*.jsonl``.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from mistral_assistant.french import fold
from mistral_assistant.knowledge.facts import age_of, asked, names_holiday
from mistral_assistant.knowledge.pages import Page, Statement
from mistral_assistant.knowledge.question_words import COMMON, PEOPLE
from mistral_assistant.knowledge.stems import stem

COMMON_SHARE, PEOPLE_SHARE = 0.25, 0.45
"""What a word of these lists weighs of its rarity."""
RELATED, RELATED_KNOWN = 0.8, 0.35
"""What a word counts that a passage holds by a related one only: where no passage has the word
itself, and where others have it."""
COMMON_KIN = 0.7
"""Exponent of a related word's rarity: one that many passages have leads to none of them."""
NUMBER_SHARE = 0.3
"""The same of a number: « 8 » stands in prices and hours as well."""
HEAD, ELSEWHERE = 0.95, 0.55
"""What a word counts for a statement that stands in the heading, or elsewhere in the passage."""
FACT = 0.15
"""What the facts asked for add to a statement's share of the question."""
ENOUGH = 4.0
"""Half the evidence, in rarity, from which more of it says no more."""
LONGEST_PREFIX = 5
"""Letters from which two words with one beginning are taken for kin: « imprimer », « impression »
are not, « coiffer » and « coiffure » are."""
_FLOOR = 1e-3
_HOLIDAY = stem("férié")


class Words(Protocol):
    """What the passages' index tells about a stem."""

    def count(self, term: str) -> int:
        """Return the number of passages that have it."""

    def kin(self, term: str) -> frozenset[str]:
        """Return the related stems that passages have."""

    def beginning(self, prefix: str) -> Collection[str]:
        """Return the stems of the passages that begin so."""


class Measures(NamedTuple):
    """How a passage meets a question; shares are of the question's weight, 0..1."""

    age: float
    """1 where a range of ages holds the one asked about."""
    announced: float
    """Share of the facts asked for that the heading announces."""
    dense: float
    """Share of the statements that hold the facts asked for."""
    statement: float
    """Share that the best statement covers, its heading and the passage's rest lending a part."""
    head: float
    wording: float
    """Dice coefficient of the question and the nearest of heading and wordings."""
    exact: float
    """Share that stands in the passage itself, not by a related word."""
    evidence: float
    """Rarity of all words met, up to 2."""
    fact: float
    """Share of the facts asked for that the best statement holds."""
    facts: float
    """The same of the whole passage."""
    subject: float
    """Logarithm of the category's probability, 0..1."""
    union: float
    """Share that the whole passage covers; not weighted, for the probability only."""


WEIGHTS = Measures(
    age=1.54,
    announced=0.64,
    dense=1.68,
    statement=2.1,
    head=1.47,
    wording=1.0,
    exact=-0.6,
    evidence=3.89,
    fact=0.85,
    facts=0.78,
    subject=0.87,
    union=0.0,
)
SURE = (3.09, 0.55, 0.93, -0.66, 1.96, -1.59, -0.05, -5.06)
"""For ``evidence_of``; both printed by ``benchmarks/page_weights.py``."""


@dataclass(frozen=True)
class Ranking:
    """The passages for one question."""

    order: tuple[int, ...]
    """Positions of the passages, best first."""
    shares: tuple[float, ...]
    """Probability of each, in that order, given that one of them answers."""
    probability: float
    """That the first answers."""


class Question(NamedTuple):
    """A question as it is compared with the pages."""

    weights: Mapping[str, float]
    near: Mapping[str, Mapping[str, float]]
    """Term → stems that stand for it, itself among them, with what each counts."""
    facts: tuple[str, ...]
    age: float | None
    unknown: float
    """Share of the weight that no passage has, not even by a related word."""
    strangers: int
    """Words of which that holds; common ones and people left out."""
    telling: int
    """Words that are not common ones."""


def rank(
    question: str,
    terms: Mapping[str, float],
    pages: Sequence[Page],
    words: Words,
    total: int,
    likely: Mapping[str, float],
) -> Ranking:
    """Rank ``pages`` for a question.

    ``terms`` are the stems of the question with the factor by which each counts; ``total`` is the
    number of all passages; ``likely`` is category → probability.
    """
    asks, found = measured(question, terms, pages, words, total, likely)
    scores = [_score(measures) for measures in found]
    order = sorted(range(len(pages)), key=lambda position: -scores[position])
    best = scores[order[0]]
    parts = [math.exp(scores[position] - best) for position in order]
    shares = tuple(part / sum(parts) for part in parts)
    return Ranking(tuple(order), shares, _probability(asks, found[order[0]], best, shares[0]))


def measured(
    question: str,
    terms: Mapping[str, float],
    pages: Sequence[Page],
    words: Words,
    total: int,
    likely: Mapping[str, float],
) -> tuple[Question, list[Measures]]:
    """Return the question as read, and the measures of each page; arguments as of ``rank``."""
    asks = _question(question, terms, words, total)
    return asks, [_measures(asks, page, likely) for page in pages]


def _score(measures: Measures) -> float:
    return sum(weight * value for weight, value in zip(WEIGHTS, measures, strict=True))


def evidence_of(asks: Question, best: Measures, score: float, share: float) -> tuple[float, ...]:
    """Return what the probability is reckoned from, with a 1 for the bias at the end."""
    return (
        share, score, asks.unknown, float(asks.strangers), best.statement, best.union,
        float(asks.telling), 1.0,
    )  # fmt: skip


def _probability(asks: Question, best: Measures, score: float, share: float) -> float:
    values = evidence_of(asks, best, score, share)
    odds = sum(weight * value for weight, value in zip(SURE, values, strict=True))
    return 1 / (1 + math.exp(-odds))


def _question(question: str, terms: Mapping[str, float], words: Words, total: int) -> Question:
    folded = fold(question)
    if names_holiday(folded):
        terms = {**terms, _HOLIDAY: 1.0}
    weights = {
        term: factor * _rarity(words, term, total) * _share_of(term)
        for term, factor in terms.items()
    }
    near = {term: _near(term, words, total) for term in weights}
    whole = sum(weights.values()) or 1.0
    missing = [term for term, stands in near.items() if not stands]
    telling = [term for term in weights if term not in COMMON]
    return Question(
        weights=weights,
        near=near,
        facts=asked(folded),
        age=age_of(folded),
        unknown=sum(weights[term] for term in missing) / whole,
        strangers=sum(_share_of(term) == 1.0 for term in missing),
        telling=len(telling),
    )


def _share_of(term: str) -> float:
    if term in COMMON:
        return COMMON_SHARE
    if term[0].isdigit():
        return NUMBER_SHARE
    return PEOPLE_SHARE if term in PEOPLE else 1.0


def _rarity(words: Words, term: str, total: int) -> float:
    return math.log(1 + (total + 1) / (words.count(term) + 1))


def _near(term: str, words: Words, total: int) -> dict[str, float]:
    """Return the stems of the passages that stand for a term."""
    known = words.count(term) > 0
    rarest = math.log(1 + (total + 1))
    others = words.kin(term) | _same_beginning(term, words)
    factor = RELATED_KNOWN if known else RELATED
    near = {
        other: factor * (_rarity(words, other, total) / rarest) ** COMMON_KIN for other in others
    }
    return {**near, term: 1.0} if known else near


def _same_beginning(term: str, words: Words) -> frozenset[str]:
    """Return the stems that go on as the term begins, for three fifths of the longer one."""
    if len(term) < LONGEST_PREFIX or not term[0].isalpha():
        return frozenset()
    found = words.beginning(term[:LONGEST_PREFIX])
    return frozenset(other for other in found if other != term and _is_kin(term, other))


def _is_kin(term: str, other: str) -> bool:
    shared = next(
        (place for place, (one, two) in enumerate(zip(term, other, strict=False)) if one != two),
        min(len(term), len(other)),
    )
    longer, shorter = max(len(term), len(other)), min(len(term), len(other))
    return shared >= 0.6 * longer or (shared == shorter and shared >= 0.5 * longer)


def _measures(asks: Question, page: Page, likely: Mapping[str, float]) -> Measures:
    weights = asks.weights
    whole = sum(weights.values()) or 1.0
    head = {term: _met(asks.near[term], page.head) for term in weights}
    body = {term: _met(asks.near[term], page.body) for term in weights}
    met = sum(weight * max(head[term], body[term]) for term, weight in weights.items())
    share, fact = _best_statement(asks, page, head, body)
    exact = sum(weight for term, weight in weights.items()
                if term in page.head or term in page.body)  # fmt: skip
    subject = math.log(likely.get(page.category, 0.0) + _FLOOR) / 5 + 1
    return Measures(
        age=float(_holds_age(asks.age, page.statements)),
        announced=_part(asks.facts, page.asks),
        dense=_density(asks.facts, page.statements),
        statement=share,
        head=sum(weight * head[term] for term, weight in weights.items()) / whole,
        wording=max((_likeness(asks, line) for line in page.lines), default=0.0),
        exact=exact / whole,
        evidence=min(met / ENOUGH, 2.0),
        fact=fact,
        facts=_part(asks.facts, page.facts),
        subject=max(0.0, subject),
        union=met / whole,
    )


def _met(near: Mapping[str, float], held: frozenset[str]) -> float:
    """Return what the best of the stems that stand for a term counts; 0 where none is held."""
    return max((near[other] for other in near.keys() & held), default=0.0)


def _best_statement(
    asks: Question, page: Page, head: Mapping[str, float], body: Mapping[str, float]
) -> tuple[float, float]:
    """Return (share covered, share of the facts asked for) of the statement that has most."""
    whole = sum(asks.weights.values()) or 1.0
    lent = {term: max(HEAD * head[term], ELSEWHERE * body[term]) for term in asks.weights}
    best = (-1.0, 0.0, 0.0)
    for statement in page.statements:
        covered = sum(
            weight * max(lent[term], _met(asks.near[term], statement.stems) if body[term] else 0.0)
            for term, weight in asks.weights.items()
        ) / whole  # fmt: skip
        fact = _part(asks.facts, statement.facts)
        best = max(best, (covered + FACT * fact, covered, fact))
    return best[1:]


def _part(wanted: Sequence[str], held: Collection[str]) -> float:
    return sum(kind in held for kind in wanted) / max(1, len(wanted))


def _density(wanted: Sequence[str], statements: Sequence[Statement]) -> float:
    held = sum(_part(wanted, statement.facts) for statement in statements)
    return held / max(1, len(statements))


def _holds_age(age: float | None, statements: Sequence[Statement]) -> bool:
    return age is not None and any(
        youngest <= age <= oldest for statement in statements for youngest, oldest in statement.ages
    )


def _likeness(asks: Question, line: frozenset[str]) -> float:
    shared = sum(term not in COMMON and _met(asks.near[term], line) > 0.3 for term in asks.weights)
    return 2 * shared / (asks.telling + len(line))
