"""The record of one chat turn: what each of the eight steps found, and nothing computed here.

A step fills exactly the field that bears its name; see ``system.py`` for the order.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from mistral_assistant.chat import ChatMessage, ConversationState, Entity, Passage, Profile

SCHEMA_VERSION = 1

STEPS = (
    "moderation",
    "category",
    "context",
    "entities",
    "knowledge",
    "approach",
    "answer",
    "consistency",
)
APPROACHES = (
    "template",
    "knowledge",
    "table",
    "generate",
    "tool",
    "ask",
    "handover",
    "decline",
)
MODERATION_LEVELS = ("none", "rude", "hostile", "threat")
DECISIONS = ("sure", "ambiguous", "outside")
SENTIMENTS = ("negative", "neutral", "positive")
SEVERITIES = ("blocking", "warning")
FINDING_KINDS = (
    "figure",
    "date",
    "unit",
    "name",
    "contact",
    "language",
    "leak",
    "repetition",
    "contradiction",
    "negation",
    "off_topic",
    "unsupported",
    "length",
)
BADGES = ("verified", "warning", "corrected", "ungrounded", "plain")
"""``plain``: a greeting, a question of ours or a refusal, with no fact to verify."""


@dataclass(frozen=True)
class Match:
    """A stretch of the message that decided something."""

    text: str
    start: int
    """Span in code points of the message as typed."""
    end: int
    weight: float = 1.0


@dataclass(frozen=True)
class Moderation:
    """How hostile the message is, and what says so."""

    level: str = "none"
    """One of MODERATION_LEVELS."""
    score: float = 0.0
    matches: tuple[Match, ...] = ()


@dataclass(frozen=True)
class Example:
    """An example of the pack that is like the message."""

    text: str
    category: str
    similarity: float
    """Up to 1."""


@dataclass(frozen=True)
class Category:
    """The ranked categories of the message."""

    name: str
    """Best category id, or empty when the decision is ``outside``."""
    confidence: float
    """Calibrated probability that ``name`` is right."""
    ranked: tuple[tuple[str, float], ...]
    """(category id, probability), best first."""
    in_scope: float
    """Probability that the message belongs to the pack at all."""
    decision: str
    """One of DECISIONS."""
    evidence: tuple[Match, ...] = ()
    """The n-grams that decided, strongest first."""
    examples: tuple[Example, ...] = ()
    """The examples of the best category that are nearest, most alike first."""
    meaning: tuple[float, float] | None = None
    """The embedding model's part of the lead over the second category, and the whole lead."""


@dataclass(frozen=True)
class Context:
    """What the conversation adds to the message; later steps read only the effective values."""

    question: str
    """Effective question: the message, or a follow-up rewritten in full."""
    category: str
    """Effective category."""
    decision: str
    """Effective decision, one of DECISIONS."""
    topic: str
    """``new``, ``same``, ``follow_up`` or ``completes`` (it answers a question of ours)."""
    language: str = "fr"
    sentiment: str = "neutral"
    urgency: bool = False
    personal: bool = False
    """The message is about the user's own thing or wish, not about a general rule."""
    tools: tuple[str, ...] = ()
    """Tools that can work out something in the message."""
    reference: str = ""
    """The earlier turn that the message points to, quoted; empty if none."""
    carried: tuple[Entity, ...] = ()
    """Entities of earlier turns that still hold."""
    profile: Profile = Profile()
    """As known before this turn."""


@dataclass(frozen=True)
class Approach:
    """How the turn will be answered, and which rule of the pack said so."""

    name: str
    """One of APPROACHES."""
    reason: str
    """One sentence for people."""
    rule: str = ""
    """Id of the rule in approaches.toml; empty for the built-in last resort."""
    text: str = ""
    """The finished text, where the approach needs no backend to find it."""
    tone: str = ""
    format: str = ""
    missing: str = ""
    """Entity type asked for."""
    choices: tuple[str, ...] = ()
    """Category ids offered."""
    passages: tuple[Passage, ...] = ()
    """Passages or rows that the answer may draw on."""


@dataclass(frozen=True)
class ToolUse:
    """A tool that the model asked for, and what it was told."""

    name: str
    arguments: Mapping[str, Any]
    """As the model gave them; long texts are cut."""
    result: str
    refused: bool = False
    """``result`` says why there is none."""
    ms: float = 0.0
    passages: tuple[Passage, ...] = ()
    """What was found in the pack."""


@dataclass(frozen=True)
class Answer:
    """The text given, and where it comes from."""

    text: str
    backend: str
    sources: tuple[str, ...] = ()
    status: Literal["complete", "partial", "interrupted"] = "complete"
    first_version: str = ""
    """The text before the repair; empty if there was none."""
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    first_token_ms: float | None = None
    notice: str = ""
    """What the user must know about how the answer came about, such as a lost server."""
    tools: tuple[ToolUse, ...] = ()
    """What the model asked for on its way, in order."""
    thought: str = ""
    """What the model thought before it answered, or the beginning of it."""


@dataclass(frozen=True)
class Finding:
    """One thing in the answer that its sources do not bear out."""

    kind: str
    """One of FINDING_KINDS."""
    severity: str
    """One of SEVERITIES."""
    span: tuple[int, int]
    """Code points of the answer."""
    text: str
    """The faulty stretch of the answer."""
    evidence: str
    """What the sources say instead, or that they say nothing."""


@dataclass(frozen=True)
class Consistency:
    """The findings on the answer that the user finally sees."""

    findings: tuple[Finding, ...] = ()
    checked: int = 0
    """Hard facts (figures, dates, names …) found in the answer and looked up."""
    badge: str = "verified"
    """One of BADGES."""
    repaired: tuple[Finding, ...] = ()
    """Blocking findings of the first version, where there was a repair."""


@dataclass
class Turn:
    """One question on its way to an answer; each step fills one field."""

    question: str
    """As typed; without the texts that go along with it once the turn is under way."""
    now: datetime
    """Given, never read from a clock inside a step."""
    history: tuple[ChatMessage, ...] = ()
    """Earlier messages, oldest first, without the question."""
    state: ConversationState = ConversationState()
    """Before the turn."""
    attached: str = ""
    """Texts sent along with the question, in the form of ``mistral_assistant.attached``. Only who
    writes and who checks the answer reads them."""
    moderation: Moderation = field(init=False)
    category: Category = field(init=False)
    context: Context = field(init=False)
    entities: tuple[Entity, ...] = field(init=False)
    knowledge: tuple[Passage, ...] = field(init=False)
    approach: Approach = field(init=False)
    answer: Answer = field(init=False)
    consistency: Consistency = field(init=False)
    timings_ms: dict[str, float] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """The question with the texts that go along with it."""
        return self.question + self.attached

    def trace(self) -> dict[str, Any]:
        """Return the finished steps as plain JSON values, in the order of STEPS."""
        done = {name: as_json(getattr(self, name)) for name in STEPS if hasattr(self, name)}
        return {"schema_version": SCHEMA_VERSION, **done, "timings_ms": dict(self.timings_ms)}


def as_json(value: Any) -> Any:
    """Return a step's value as plain JSON values."""
    if type(value) in _PLAIN:  # most are; asking for a mapping takes ten times as long
        return value
    if isinstance(value, list | tuple):
        return [as_json(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {key: as_json(item) for key, item in value.items()}
    return value


_PLAIN = frozenset({str, int, float, bool, type(None)})
