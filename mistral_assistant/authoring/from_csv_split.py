"""Which rows teach and which are kept for the evaluation, so that the test is not the lesson."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np

from mistral_assistant.authoring.from_csv_rows import Row
from mistral_assistant.authoring.from_csv_topics import Topics, example_text
from mistral_assistant.authoring.sparse_text import Floats
from mistral_assistant.domains.categories import sameness

HELD_OUT = 0.1
MAX_EXAMPLES = 60
"""Examples of a category …"""
MIN_EXAMPLES = 10
ALL_EXAMPLES = 4_000
"""… and of a pack, beyond which learning takes long."""


def held_out_rows(rows: Sequence[Row], topics: Topics, groups: Sequence[int]) -> set[int]:
    """Return the rows kept for the evaluation: a tenth of each category, near-duplicates together.

    Only groups of near-duplicates that surely lie in one category are taken; which of them,
    a hash of their first message decides.
    """
    members: dict[int, list[int]] = defaultdict(list)
    for row, number in enumerate(groups):
        members[number].append(row)
    by_topic: dict[int, list[list[int]]] = defaultdict(list)
    for together in members.values():
        owners = {topics.of_row[row] for row in together}
        if len(owners) == 1 and all(topics.certain[row] for row in together):
            by_topic[owners.pop()].append(together)
    chosen: set[int] = set()
    for topic, candidates in by_topic.items():
        left = round(HELD_OUT * sum(found == topic for found in topics.of_row))
        for together in sorted(candidates, key=lambda group: _draw(rows[group[0]].text)):
            if len(together) <= left:
                chosen.update(together)
                left -= len(together)
    return chosen


def _draw(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def choose_examples(
    rows: Sequence[Row],
    topics: Topics,
    groups: Sequence[int],
    held_out: Collection[int],
    vectors: Floats,
) -> list[list[str]]:
    """Return the examples of each topic: unlike one another, the certain ones first."""
    most = max(MIN_EXAMPLES, min(MAX_EXAMPLES, ALL_EXAMPLES // max(1, len(topics.topics))))
    chosen = []
    for topic in range(len(topics.topics)):
        free = [row for row in topics.rows_of(topic) if row not in held_out]
        order = _spread_out(_preferred(free, topics, groups, most), vectors, most)
        texts: dict[str, str] = {}
        for row in [*order, *free]:
            if len(texts) < most and rows[row].text:
                text = example_text(rows[row])
                texts.setdefault(sameness(text), text)
        chosen.append(list(texts.values()))
    return chosen


def typical_rows(topics: Topics, vectors: Floats, most: int = 3) -> list[list[int]]:
    """Return the rows of each topic that are most like all of its rows."""
    chosen = []
    for topic in range(len(topics.topics)):
        rows = topics.rows_of(topic)
        closeness = vectors[rows] @ vectors[rows].sum(axis=0)
        chosen.append([rows[index] for index in np.argsort(-closeness, kind="stable")[:most]])
    return chosen


def _preferred(rows: Sequence[int], topics: Topics, groups: Sequence[int], most: int) -> list[int]:
    """Return one row of each group of near-duplicates, certain ones only if there are enough."""
    firsts: dict[int, int] = {}
    for row in rows:
        firsts.setdefault(groups[row], row)
    certain = [row for row in firsts.values() if topics.certain[row]]
    return certain if len(certain) >= min(most, MIN_EXAMPLES) else list(firsts.values())


def _spread_out(rows: Sequence[int], vectors: Floats, most: int) -> list[int]:
    """Return up to ``most`` rows, from the most central on each as far as can be from the others.

    Source: Gonzalez, "Clustering to minimize the maximum intercluster distance", 1985.
    """
    if not rows:
        return []
    points = vectors[list(rows)]
    nearest = points @ points.sum(axis=0)
    order = [int(nearest.argmax())]
    closeness = points @ points[order[0]]
    while len(order) < min(most, len(rows)):
        closeness[order[-1]] = np.inf
        order.append(int(closeness.argmin()))
        closeness = np.maximum(closeness, points @ points[order[-1]])
    return [rows[index] for index in order]
