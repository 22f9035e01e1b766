"""``packs test``: a pack's own conversations, played turn by turn and compared with the answers.

How a question is answered is the caller's business; nothing is printed here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mistral_assistant.authoring.overlap import overlap
from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.evaluation import EvaluationConversation, EvaluationTurn
from mistral_assistant.errors import AssistantError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.turn import Turn

__all__ = ["Answer", "EvaluationReport", "overlap", "run_evaluation"]

Answer = Callable[[str, datetime, int], Turn]
"""(question, now, index of the conversation) → the finished turn. A new index is a new
conversation; AssistantError means that the turn failed."""

FIELDS = ("category", "approach", "entities", "contains", "not_contains")


@dataclass(frozen=True)
class Mismatch:
    """One thing that a turn did not give."""

    field: str
    """One of FIELDS, or ``error``."""
    expected: str
    found: str


@dataclass(frozen=True)
class Failure:
    """A turn that is not fully right."""

    conversation: str
    line: int
    """Line in ``evaluation.jsonl``."""
    turn: int
    """1-based."""
    user: str
    mismatches: tuple[Mismatch, ...]


@dataclass(frozen=True)
class EvaluationReport:
    """How the turns of an evaluation went."""

    conversations: int
    turns: int
    right: int
    failures: tuple[Failure, ...]
    fields: Mapping[str, tuple[int, int]]
    """Field → (turns where it was right, turns where it was checked)."""

    @property
    def share(self) -> float:
        """Fully right turns, 0..1."""
        return self.right / self.turns if self.turns else 0.0

    @property
    def percentage(self) -> float:
        """Fully right turns, 0..100."""
        return 100 * self.share

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {**asdict(self), "share": round(self.share, 4)}

    def text(self) -> str:
        """Return the report for a terminal: failures first, the figures last."""
        lines = [line for failure in self.failures for line in _failure_lines(failure)]
        for name, (right, checked) in self.fields.items():
            lines.append(f"{name:<13} {_share(right, checked)}")
        total = _("tours entièrement justes : {share}, en {count} conversations")
        share = _share(self.right, self.turns)
        return "\n".join([*lines, total.format(share=share, count=self.conversations)])


def run_evaluation(
    conversations: Sequence[EvaluationConversation], answer: Answer
) -> EvaluationReport:
    """Play every conversation from the start and compare each turn with what it must give."""
    failures: list[Failure] = []
    checked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for index, conversation in enumerate(conversations):
        for number, expected in enumerate(conversation.turns, 1):
            mismatches = _played(expected, conversation, index, answer)
            checked.update(_checked_fields(expected))
            wrong.update(_wrong_fields(expected, mismatches))
            if mismatches:
                failures.append(
                    Failure(conversation.name, conversation.line, number, expected.user, mismatches)
                )
    turns = sum(len(conversation.turns) for conversation in conversations)
    return EvaluationReport(
        conversations=len(conversations),
        turns=turns,
        right=turns - len(failures),
        failures=tuple(failures),
        fields={
            name: (checked[name] - wrong[name], checked[name]) for name in FIELDS if checked[name]
        },
    )


def _played(
    expected: EvaluationTurn, conversation: EvaluationConversation, index: int, answer: Answer
) -> tuple[Mismatch, ...]:
    try:
        turn = answer(expected.user, conversation.now, index)
    except AssistantError as error:
        return (Mismatch("error", _("une réponse"), str(error)),)
    return tuple(compare(expected, turn))


def _checked_fields(expected: EvaluationTurn) -> list[str]:
    names = [name for name in FIELDS[1:] if getattr(expected, name)]
    return names if expected.category is None else ["category", *names]


def _wrong_fields(expected: EvaluationTurn, mismatches: Sequence[Mismatch]) -> set[str]:
    """Return the fields that are wrong; all checked ones where there was no answer."""
    names = {mismatch.field for mismatch in mismatches}
    return set(_checked_fields(expected)) if "error" in names else names


def compare(expected: EvaluationTurn, turn: Turn) -> Iterator[Mismatch]:
    """Yield everything that a finished turn does not give as expected."""
    found = "" if turn.context.decision == "outside" else turn.context.category
    if expected.category is not None and found != expected.category:
        yield Mismatch("category", _named(expected.category), _named(found))
    if expected.approach and turn.approach.name != expected.approach:
        rule = turn.approach.rule or "—"
        yield Mismatch("approach", expected.approach, f"{turn.approach.name} ({rule})")
    yield from _entities(expected, turn)
    text = comparable(turn.answer.text)
    for wanted in expected.contains:
        if comparable(wanted) not in text:
            yield Mismatch("contains", wanted, turn.answer.text)
    for unwanted in expected.not_contains:
        if comparable(unwanted) in text:
            yield Mismatch("not_contains", unwanted, turn.answer.text)


def _named(category: str) -> str:
    return category or _("hors domaine")


def _entities(expected: EvaluationTurn, turn: Turn) -> Iterator[Mismatch]:
    found = [(entity.type, entity.value) for entity in turn.entities]
    for entity in expected.entities:
        if (entity.type, entity.value) not in found:
            shown = ", ".join(f"{kind} = {value}" for kind, value in found) or "—"
            yield Mismatch("entities", f"{entity.type} = {entity.value}", shown)


def comparable(text: str) -> str:
    """Return a text without case, accents, kinds of apostrophe, and runs of white space."""
    return " ".join(fold(text).split())


def _failure_lines(failure: Failure) -> Iterator[str]:
    place = _("✗ {name} (ligne {line}), tour {turn} : {user}")
    yield clean_line(
        place.format(
            name=failure.conversation, line=failure.line, turn=failure.turn, user=failure.user
        )
    )
    for mismatch in failure.mismatches:
        detail = _("{field} : attendu « {expected} », trouvé « {found} »").format(
            field=mismatch.field, expected=mismatch.expected, found=_shortened(mismatch.found)
        )
        yield f"    {clean_line(detail)}"


def _shortened(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _share(right: int, checked: int) -> str:
    number = f"{100 * right / checked:.1f}".replace(".", _(",")) if checked else "—"
    share = _("{number} %").format(number=number)
    return f"{right}/{checked} ({share})"
