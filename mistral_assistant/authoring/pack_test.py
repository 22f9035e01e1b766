"""``packs test``: a pack's own conversations, played turn by turn and compared with the answers.

How a question is answered is the caller's business; nothing is printed here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from mistral_assistant.cleaning import clean_line
from mistral_assistant.domains.evaluation import EvaluationConversation, EvaluationTurn
from mistral_assistant.errors import AssistantError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.reasoning.turn import Turn

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
class PlayedTurn:
    """A turn as it was expected and as it went."""

    conversation: str
    line: int
    number: int
    """1-based, within its conversation."""
    expected: EvaluationTurn
    given: Turn | None
    """None where there was no answer."""
    mismatches: tuple[Mismatch, ...]

    @property
    def failure(self) -> Failure:
        """What was wrong with it."""
        return Failure(
            self.conversation, self.line, self.number, self.expected.user, self.mismatches
        )


@dataclass(frozen=True)
class EvaluationReport:
    """How the turns of an evaluation went."""

    conversations: int
    played: tuple[PlayedTurn, ...]
    fields: Mapping[str, tuple[int, int]]
    """Field → (turns where it was right, turns where it was checked)."""

    @property
    def turns(self) -> int:
        """All turns."""
        return len(self.played)

    @property
    def right(self) -> int:
        """Turns without any mismatch."""
        return sum(not turn.mismatches for turn in self.played)

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The turns that are not fully right, in order."""
        return tuple(turn.failure for turn in self.played if turn.mismatches)

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
        return {
            "conversations": self.conversations,
            "turns": self.turns,
            "right": self.right,
            "share": round(self.share, 4),
            "fields": {name: list(counts) for name, counts in self.fields.items()},
            "failures": [asdict(failure) for failure in self.failures],
        }

    def text(self) -> str:
        """Return the failures and the figures for a terminal."""
        failures = [line for failure in self.failures for line in failure_lines(failure)]
        return "\n".join([*failures, *self.figures()])

    def figures(self) -> list[str]:
        """Return how often each field was right, and the turns in all, one a line."""
        lines = [
            f"{name:<13} {share_text(right, checked)}"
            for name, (right, checked) in self.fields.items()
        ]
        total = ngettext(
            "tours entièrement justes : {share}, en {count} conversation",
            "tours entièrement justes : {share}, en {count} conversations",
            self.conversations,
        )
        share = share_text(self.right, self.turns)
        return [*lines, total.format(share=share, count=self.conversations)]


def run_evaluation(
    conversations: Sequence[EvaluationConversation], answer: Answer
) -> EvaluationReport:
    """Play every conversation from the start and compare each turn with what it must give."""
    played = tuple(
        _played(conversation, index, number, answer)
        for index, conversation in enumerate(conversations)
        for number in range(1, len(conversation.turns) + 1)
    )
    checked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for turn in played:
        checked.update(_checked_fields(turn.expected))
        wrong.update(_wrong_fields(turn.expected, turn.mismatches))
    return EvaluationReport(
        conversations=len(conversations),
        played=played,
        fields={
            name: (checked[name] - wrong[name], checked[name]) for name in FIELDS if checked[name]
        },
    )


def _played(
    conversation: EvaluationConversation, index: int, number: int, answer: Answer
) -> PlayedTurn:
    expected = conversation.turns[number - 1]
    given: Turn | None = None
    try:
        given = answer(expected.user, conversation.now, index)
        mismatches = tuple(compare(expected, given))
    except AssistantError as error:
        mismatches = (Mismatch("error", _("une réponse"), str(error)),)
    return PlayedTurn(conversation.name, conversation.line, number, expected, given, mismatches)


def _checked_fields(expected: EvaluationTurn) -> list[str]:
    names = [name for name in FIELDS[1:] if getattr(expected, name)]
    return names if expected.category is None else ["category", *names]


def _wrong_fields(expected: EvaluationTurn, mismatches: Sequence[Mismatch]) -> set[str]:
    """Return the fields that are wrong; all checked ones where there was no answer."""
    names = {mismatch.field for mismatch in mismatches}
    return set(_checked_fields(expected)) if "error" in names else names


def compare(expected: EvaluationTurn, turn: Turn) -> Iterator[Mismatch]:
    """Yield everything that a finished turn does not give as expected."""
    found = found_category(turn)
    if expected.category is not None and found != expected.category:
        yield Mismatch("category", shown_category(expected.category), shown_category(found))
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


def found_category(turn: Turn) -> str:
    """Return the category that a turn was answered in, empty for outside the domain."""
    return "" if turn.context.decision == "outside" else turn.context.category


def shown_category(category: str) -> str:
    """Return a category as a report names it."""
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


def failure_lines(failure: Failure) -> Iterator[str]:
    """Yield where a turn failed, and each field with what was expected and found."""
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


def share_text(part: int, whole: int) -> str:
    """Return « 3/4 (75,0 %) »."""
    return f"{part}/{whole} ({percent_text(part / whole) if whole else '—'})"


def percent_text(share: float, digits: int = 1) -> str:
    """Return a share 0..1 as « 75,0 % »."""
    number = f"{100 * share:.{digits}f}".replace(".", _(","))
    return _("{number} %").format(number=number)
