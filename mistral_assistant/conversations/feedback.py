"""What users said about answers, as training data: examples to learn from, and pairs to compare.

An answer judged good is an example, a corrected one with its correction. A pair is an answer that
the user prefers to another one to the same question: the correction to what was corrected, or a
good version to a bad one. Conversations in the bin are left out.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mistral_assistant.cleaning import clean
from mistral_assistant.conversations.exchange.training import (
    CSV_COLUMNS,
    Example,
    csv_line,
    example,
    turn,
)
from mistral_assistant.conversations.records import Feedback, StoredMessage, WholeConversation
from mistral_assistant.conversations.store import Store
from mistral_assistant.json_text import json_text

PAIR_COLUMNS = ("prompt", "chosen", "rejected")
_CONTEXT = 6
"""Messages before the question that an example in JSONL keeps at most."""


@dataclass(frozen=True)
class Rated:
    """One answer that the user wants to see again."""

    example: Example
    before: tuple[StoredMessage, ...]
    """The last messages before the question, oldest first."""
    rejected: str = ""
    """The answer that is worse; empty unless this is a pair."""


def good_answers(store: Store) -> Iterator[Rated]:
    """Yield every answer judged good and every correction once, oldest first, on all branches."""
    seen: set[tuple[str, str]] = set()
    for whole in _rated(store):
        for answer in whole.messages:
            text = _wanted(answer, whole.feedback)
            rated = _answer_to(whole, answer, text) if text else None
            if rated and (rated.example.question, rated.example.answer) not in seen:
                seen.add((rated.example.question, rated.example.answer))
                yield rated


def preferences(store: Store) -> Iterator[Rated]:
    """Yield every pair of a better and a worse answer, oldest first."""
    for whole in _rated(store):
        for answer in whole.messages:
            text = _wanted(answer, whole.feedback)
            for worse in dict.fromkeys(_worse_than(answer, whole) if text else ()):
                rated = _answer_to(whole, answer, text, worse)
                if rated and rated.rejected != rated.example.answer:
                    yield rated


def example_pieces(store: Store, form: str) -> Iterator[str]:
    """Yield the lines of a file of examples, ``csv`` or ``jsonl``."""
    if form == "csv":
        yield csv_line(CSV_COLUMNS)
    for rated in good_answers(store):
        given = rated.example
        if form == "csv":
            yield csv_line((given.question, given.answer, given.category))
        else:
            yield json_text({"messages": [*_prompt(rated), turn("assistant", given.answer)]}) + "\n"


def pair_pieces(store: Store, form: str) -> Iterator[str]:
    """Yield the lines of a file of pairs, ``csv`` or ``jsonl``, with the keys PAIR_COLUMNS."""
    if form == "csv":
        yield csv_line(PAIR_COLUMNS)
    for rated in preferences(store):
        given = rated.example
        if form == "csv":
            yield csv_line((given.question, given.answer, rated.rejected))
        else:
            values = {
                "prompt": _prompt(rated),
                "chosen": [turn("assistant", given.answer)],
                "rejected": [turn("assistant", rated.rejected)],
            }
            yield json_text(values) + "\n"


PIECES: Mapping[bool, Callable[[Store, str], Iterator[str]]] = {
    False: example_pieces,
    True: pair_pieces,
}
"""Whether pairs are wanted → what writes the file."""


def _rated(store: Store) -> Iterator[WholeConversation]:
    return (store.whole(conversation_id) for conversation_id in store.rated())


def _wanted(answer: StoredMessage, feedback: Mapping[int, Feedback]) -> str:
    """Return the text that the user wants to see in this place; empty if there is none."""
    said = feedback.get(answer.id)
    if said is None or answer.role != "assistant" or said.verdict == "bad":
        return ""
    if said.verdict == "corrected":
        return said.correction.strip()
    return answer.content.strip() if answer.status == "complete" else ""


def _worse_than(answer: StoredMessage, whole: WholeConversation) -> Iterator[str]:
    """Yield what the user likes less as an answer to the same question."""
    said = whole.feedback[answer.id]
    if said.verdict == "corrected":
        yield answer.content
    for other in whole.messages:
        verdict = whole.feedback.get(other.id)
        same_question = other.parent_id == answer.parent_id and other.role == "assistant"
        if same_question and verdict and verdict.verdict == "bad":
            yield other.content


def _answer_to(
    whole: WholeConversation, answer: StoredMessage, text: str, rejected: str = ""
) -> Rated | None:
    line = whole.branch(answer.id)
    if len(line) < 2 or line[-2].role != "user":
        return None
    return Rated(example(line[-2], answer, text), line[-2 - _CONTEXT : -2], clean(rejected).strip())


def _prompt(rated: Rated) -> list[dict[str, str]]:
    before = [turn(message.role, message.content) for message in rated.before]
    return [*before, turn("user", rated.example.asked)]
