"""Conversations as training data: what was asked, and what should have been answered.

An answer that was cut short or judged bad is no example; one that was corrected is replaced by its
correction. How many were left out, and why, is counted.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mistral_assistant.cleaning import clean
from mistral_assistant.conversations.records import Feedback, StoredMessage, WholeConversation
from mistral_assistant.json_text import json_text

CSV_COLUMNS = ("instruction", "response", "category")


@dataclass
class Counts:
    """What became of the answers of the branches on display."""

    kept: int = 0
    corrected: int = 0
    """Of those kept, how many are the user's correction."""
    interrupted: int = 0
    bad: int = 0
    empty: int = 0
    other_branches: int = 0
    """Answers that stand on no branch on display."""


@dataclass(frozen=True)
class Example:
    """One answer that is fit for training."""

    question: str
    """As it reads by itself: a follow-up as the assistant understood it."""
    answer: str
    category: str
    asked: str
    """The question as typed."""


def csv_pieces(conversations: Iterable[WholeConversation], counts: Counts) -> Iterator[str]:
    """Yield the lines of a CSV file with the columns CSV_COLUMNS."""
    yield csv_line(CSV_COLUMNS)
    for whole in conversations:
        for example in examples(whole, counts):
            yield csv_line((example.question, example.answer, example.category))


def jsonl_pieces(conversations: Iterable[WholeConversation], counts: Counts) -> Iterator[str]:
    """Yield one line ``{"messages": […]}`` for each conversation, turns left out taken away."""
    for whole in conversations:
        messages = [
            message
            for example in examples(whole, counts)
            for message in (turn("user", example.asked), turn("assistant", example.answer))
        ]
        if messages:
            yield json_text({"messages": messages}) + "\n"


def examples(whole: WholeConversation, counts: Counts) -> Iterator[Example]:
    """Yield the good answers of the branch on display, oldest first."""
    branch = whole.branch()
    shown = {message.id for message in branch}
    counts.other_branches += sum(
        message.role == "assistant" and message.id not in shown for message in whole.messages
    )
    for before, message in zip(branch, branch[1:], strict=False):
        if (before.role, message.role) != ("user", "assistant"):
            continue
        answer = _fit_answer(message, whole.feedback.get(message.id), counts)
        if answer:
            yield example(before, message, answer)


def example(question: StoredMessage, answer: StoredMessage, text: str) -> Example:
    """Return ``text`` as what should be answered to ``question``, with what the trace knows."""
    context = answer.trace.get("context")
    context = context if isinstance(context, dict) else {}
    asked = clean(question.content).strip()
    rewritten = context.get("topic") in ("follow_up", "completes") and context.get("question")
    return Example(
        question=clean(rewritten).strip() if isinstance(rewritten, str) and rewritten else asked,
        answer=clean(text).strip(),
        category=str(context.get("category") or ""),
        asked=asked,
    )


def turn(role: str, content: str) -> dict[str, str]:
    """Return one message as every chat format has it."""
    return {"role": role, "content": clean(content)}


def csv_line(cells: Sequence[str]) -> str:
    """Return one line of a CSV file."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _fit_answer(message: StoredMessage, feedback: Feedback | None, counts: Counts) -> str:
    """Return the text to learn from; empty where there is none, which is counted."""
    verdict = feedback.verdict if feedback else ""
    correction = feedback.correction.strip() if feedback and verdict == "corrected" else ""
    if verdict == "bad":
        counts.bad += 1
    elif correction:
        counts.kept += 1
        counts.corrected += 1
        return correction
    elif message.status != "complete":
        counts.interrupted += 1
    elif not message.content.strip():
        counts.empty += 1
    else:
        counts.kept += 1
        return message.content
    return ""
