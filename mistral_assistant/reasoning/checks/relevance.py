"""Does the passage that is given answer the question at all? A doubt, never more.

The facts of an answer may all be borne out by a passage about something else. What is judged is the
share of the question that the search found in it; the thresholds were chosen on the evaluations of
the shipped packs (see ``benchmarks/relevance.py``).
"""

from collections.abc import Iterator

from mistral_assistant.backends.offline import answering
from mistral_assistant.chat import Passage
from mistral_assistant.french import words
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.findings import WARNING, quoted
from mistral_assistant.reasoning.checks.sources import read, stem
from mistral_assistant.reasoning.checks.support import has_meaning
from mistral_assistant.reasoning.turn import Finding, Turn

_LITTLE = 0.36
"""Score of a passage (share of the question's weight) under which it hardly shares the subject."""
_HALF = 0.5
"""The same for a message that may not belong to the domain at all."""
_DOUBTFUL = 0.95
"""Probability of belonging to the domain from which a message counts as one of its own."""
_NAMED = 3


def check_relevance(turn: Turn) -> Iterator[Finding]:
    """Yield the doubt that the passage does not speak of what was asked; rows always do."""
    passages = turn.approach.passages
    if turn.approach.name != "knowledge" or any(one.kind != "passage" for one in passages):
        return
    given = answering(passages)
    if given and is_doubtful(turn, given[0].score):
        answer = turn.answer.text
        asked = ", ".join(_unanswered(turn.context.question, given[0])[:_NAMED])
        evidence = (
            _("Le passage ne parle peut-être pas de « {words} ».").format(words=quoted(asked))
            if asked
            else _("Le passage ne répond peut-être pas à la question.")
        )
        yield Finding("off_topic", WARNING, (0, len(answer)), answer, evidence)


def is_doubtful(turn: Turn, score: float) -> bool:
    """Tell whether the best passage's score is low for this message."""
    foreign = turn.context.topic == "new" and turn.category.in_scope < _DOUBTFUL
    return score < (_HALF if foreign else _LITTLE)


def _unanswered(question: str, passage: Passage) -> list[str]:
    """Return the words of the question, as typed, that the passage does not hold."""
    held = {stem(word) for word, _start, _end in words(f"{passage.title} {passage.text}")}
    asked = read(question)
    return [
        asked.raw[slice(*asked.folded.span(word.start, word.end))]
        for word in asked.folded.words
        if has_meaning(word) and stem(word.text) not in held
    ]
