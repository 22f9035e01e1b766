"""What a turn tells while it runs; the chat, ``ask`` and the evaluation all read it."""

from dataclasses import dataclass
from typing import Any

from mistral_assistant.chat import ConversationState
from mistral_assistant.errors import AssistantError
from mistral_assistant.reasoning.turn import Finding, ToolUse, Turn


@dataclass(frozen=True)
class StepStarted:
    """A step begins."""

    name: str


@dataclass(frozen=True)
class StepFinished:
    """A step has filled its field."""

    name: str
    value: Any
    """The field as plain JSON values, the same as in ``Turn.trace()``."""
    ms: float


@dataclass(frozen=True)
class TextDelta:
    """More text of the answer."""

    text: str


@dataclass(frozen=True)
class ThoughtDelta:
    """More of what the model thinks before it answers."""

    text: str


@dataclass(frozen=True)
class ToolUsed:
    """The model has asked for a tool and been told the result."""

    use: ToolUse


@dataclass(frozen=True)
class AnswerReplaced:
    """A blocking finding led to a repair after text was shown; ``text`` takes its place."""

    finding: Finding
    text: str


@dataclass(frozen=True)
class TurnFinished:
    """The turn is over; ``state`` is what the conversation remembers from now on."""

    turn: Turn
    state: ConversationState


@dataclass(frozen=True)
class TurnFailed:
    """The turn could not be finished; ``partial`` is the text that came before."""

    error: AssistantError
    partial: str = ""


Event = (
    StepStarted
    | StepFinished
    | TextDelta
    | ThoughtDelta
    | ToolUsed
    | AnswerReplaced
    | TurnFinished
    | TurnFailed
)
