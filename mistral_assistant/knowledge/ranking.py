"""How well a passage answers a question, by the stems that both have."""

from typing import NamedTuple

BODY_SHARE = 0.9
"""A query word found only in the body counts less than one in heading or wordings."""
CATEGORY_BONUS = 0.25
HEADING = 0.3
"""What the share of the question that heading and wordings cover adds to the rank."""
HINT = 0.3
WORDING = 0.7
FRESH = 0.6


class Stems(NamedTuple):
    """The stems of one passage."""

    head: frozenset[str]
    """Of its heading and of the wordings by which it is asked for."""
    body: frozenset[str]
    lines: tuple[frozenset[str], ...]
    """Of the heading and of each wording."""


class Asked(NamedTuple):
    """What passages are compared with, worked out once."""

    weights: dict[str, float]
    """By stem of the question."""
    terms: frozenset[str]
    """The same stems."""
    whole: float
    """The sum of the weights."""
    kin: dict[str, tuple[frozenset[str], float]]
    """Stem → those related to it that passages have, and what they count in its place."""
    category: str
    new: set[str]
    """Stems that a follow-up added."""
    weight_of_new: float
    hinted: set[str]
    """Stems that help but need not be covered."""


def compared(asked: Asked, passage: Stems, category: str) -> tuple[float, float]:
    """Return the score of a passage, the share of the question that it covers, and its rank."""
    head, tail, lines = passage
    in_head = in_tail = 0.0
    for term, weight in asked.weights.items():
        if term in head:
            in_head += weight
        elif term in tail:
            in_tail += weight
        elif term in asked.kin:
            kin, little = asked.kin[term]
            if not kin.isdisjoint(head):
                in_head += little
            elif not kin.isdisjoint(tail):
                in_tail += little
    covered = (in_head + BODY_SHARE * in_tail) / asked.whole
    shared = [line for line in lines if not asked.terms.isdisjoint(line)]
    wording = max((_likeness(asked, line) for line in shared), default=0.0)
    bonus = CATEGORY_BONUS if asked.category and category == asked.category else 0.0
    score = min(1.0, covered * (1 - CATEGORY_BONUS) + bonus) if covered else 0.0
    rank = score + HEADING * in_head / asked.whole + WORDING * wording
    if asked.new:
        fresh = sum(asked.weights[term] for term in asked.new if term in head or term in tail)
        rank += FRESH * fresh / asked.weight_of_new
    if asked.hinted:
        rank += HINT * len(asked.hinted & (head | tail)) / len(asked.hinted)
    return score, rank


def _likeness(asked: Asked, words: frozenset[str]) -> float:
    """Return the weighted Dice coefficient of the question and one stored wording."""
    weights, usual = asked.weights, asked.whole / len(asked.weights)
    shared = other = 0.0
    for word in words:
        if word in weights:
            shared += weights[word]
        else:
            other += usual
    return 2 * shared / (asked.whole + shared + other)
