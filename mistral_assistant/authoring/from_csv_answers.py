"""What the responses of a CSV become: texts of templates where they agree, else passages."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mistral_assistant.authoring.from_csv_entities import CodeShape, holds_code
from mistral_assistant.authoring.from_csv_rows import Row
from mistral_assistant.authoring.from_csv_topics import NOWHERE, Topics
from mistral_assistant.authoring.near_duplicates import jaccard, near_duplicate_groups, word_set
from mistral_assistant.domains.pack import Limits
from mistral_assistant.domains.passages import MAX_PASSAGE_CHARS
from mistral_assistant.french import fold

AGREEING = 0.4
"""Shared words (Jaccard) from which a response agrees with the most central one …"""
AGREED = 0.8
"""… and the share of a category's responses that must, for one answer to serve for all."""
MIN_RESPONSES = 3
MAX_TEXTS = 3
MAX_COMPARED = 120
TEMPLATE_CHARS = 100_000
"""Of all templates: a TOML file of a pack is bounded."""
MAX_QUESTIONS = 12
MAX_QUESTION = 300
MAX_TITLE = 80
_NUMBER = re.compile(r"\d+(?:[.,  \u202f]\d+)*")
_POLARITY = frozenset(
    "non pas jamais aucun aucune sans impossible no not never cannot without".split()
)


@dataclass(frozen=True)
class Passage:
    """One passage of the knowledge, and the rows it comes from."""

    title: str
    text: str
    topic: int
    questions: tuple[str, ...]
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Answers:
    """What can be answered from the responses."""

    templates: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Topic → texts, one of which answers whatever is asked."""
    passages: tuple[Passage, ...] = ()
    personal: int = 0
    """Responses left out because they name a single case."""
    too_long: int = 0


def find_answers(
    rows: Sequence[Row],
    topics: Topics,
    held_out: Collection[int],
    shapes: Sequence[CodeShape],
    without: Collection[str] = (),
) -> Answers:
    """Return the answers; held-out messages do not become questions of passages.

    Categories whose ids are in ``without`` have no passages: a greeting needs none.
    """
    answered = [row for row, topic in enumerate(topics.of_row) if topic != NOWHERE]
    general = [row for row in answered if not holds_code(rows[row].response, shapes)]
    kept = [row for row in general if len(rows[row].response) <= MAX_PASSAGE_CHARS]
    templates: dict[int, tuple[str, ...]] = {}
    left = TEMPLATE_CHARS
    for topic in range(len(topics.topics)):
        own = [rows[row].response for row in kept if topics.of_row[row] == topic]
        texts = agreeing_responses(own)
        left -= sum(map(len, texts))
        if texts and left >= 0:
            templates[topic] = texts
    done = {number for number, topic in enumerate(topics.topics) if topic.id in without}
    rest = [row for row in kept if topics.of_row[row] not in done.union(templates)]
    return Answers(
        templates=templates,
        passages=tuple(_passages(rows, topics, rest, held_out)),
        personal=len(answered) - len(general),
        too_long=len(general) - len(kept),
    )


def agreeing_responses(responses: Sequence[str]) -> tuple[str, ...]:
    """Return up to MAX_TEXTS of the most central responses if nearly all say the same."""
    if len(responses) < MIN_RESPONSES:
        return ()
    compared = responses[:: -(-len(responses) // MAX_COMPARED)]
    sets = [word_set(text) for text in compared]
    shared = np.array([[jaccard(one, two) for two in sets] for one in sets])
    centre = int(shared.sum(axis=1).argmax())
    agree = [
        number
        for number, text in enumerate(compared)
        if shared[centre, number] >= AGREEING and facts(text) == facts(compared[centre])
    ]
    if len(agree) < AGREED * len(compared):
        return ()
    order = sorted(agree, key=lambda number: (-shared[number].sum(), number))
    short = [number for number in order if len(compared[number]) <= Limits().answer_chars]
    texts = [compared[number] for number in short]
    groups = near_duplicate_groups(texts)
    firsts = [text for at, text in enumerate(texts) if groups[at] not in groups[:at]]
    return tuple(firsts[:MAX_TEXTS])


def facts(text: str) -> tuple[frozenset[str], bool]:
    """Return the numbers of a text and whether it denies: what texts that agree have in common."""
    numbers = frozenset(re.sub(r"\s", "", found) for found in _NUMBER.findall(text))
    return numbers, not _POLARITY.isdisjoint(re.findall(r"\w+", fold(text)))


def _passages(
    rows: Sequence[Row], topics: Topics, kept: Sequence[int], held_out: Collection[int]
) -> list[Passage]:
    apart = [(topics.of_row[row], facts(rows[row].response)) for row in kept]
    groups = near_duplicate_groups([rows[row].response for row in kept], apart)
    members: dict[int, list[int]] = defaultdict(list)
    for row, number in zip(kept, groups, strict=True):
        members[number].append(row)
    return [_passage(rows, topics, together, held_out) for together in members.values()]


def _passage(
    rows: Sequence[Row], topics: Topics, together: Sequence[int], held_out: Collection[int]
) -> Passage:
    responses = Counter(rows[row].response for row in together)
    text = max(responses, key=lambda response: (responses[response], len(response)))
    asked = [" ".join(rows[row].text.split()) for row in together if row not in held_out]
    questions = list(dict.fromkeys(text for text in asked if len(text) <= MAX_QUESTION))
    # A question that says what it is about in few words makes the best title.
    titles = [question for question in questions if len(question.split()) > 2] or [text]
    return Passage(
        title=shortened(min(titles, key=len), MAX_TITLE),
        text=text,
        topic=topics.of_row[together[0]],
        questions=tuple(questions[:MAX_QUESTIONS]),
        rows=tuple(together),
    )


def shortened(text: str, limit: int) -> str:
    """Return a text on one line of at most ``limit`` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.") + "…"
