"""The plain values that the reasoning layer, the backends, the store and the screens share.

Nothing here does work: frozen dataclasses, and their way to JSON and back.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True)
class ChatMessage:
    """One message as every chat format knows it."""

    role: Role
    content: str
    calls: tuple["ToolCall", ...] = ()
    """Tools that the assistant asked for; Mistral v3 knows no text beside them."""
    call_id: str = ""
    """Of a ``tool`` message: which call its content answers."""


@dataclass(frozen=True)
class Entity:
    """A typed value found in a message."""

    type: str
    value: str
    """Normal form: ISO 8601 date or duration, decimal with a dot, E.164, exact table value."""
    text: str
    """As typed."""
    start: int | None = None
    """Span in code points of the message as typed; None when carried over from an earlier turn."""
    end: int | None = None
    unit: str = ""
    score: float = 1.0
    """1 for an exact match, less for a table value reached through a typo."""

    @property
    def carried(self) -> bool:
        """True when the value comes from an earlier turn."""
        return self.start is None


BESIDE = "beside"
"""Field of a passage that an answer gives beside the first one."""


@dataclass(frozen=True)
class Passage:
    """A piece of the pack's knowledge or one row of a table, with where it stands."""

    source: str
    """What the user is shown, such as ``livraison.md · Délais`` or ``commandes · ligne 12``."""
    text: str
    score: float
    """0..1, comparable between passages of one search only."""
    title: str = ""
    kind: Literal["passage", "row"] = "passage"
    table: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Column → cell for a row."""
    category: str = ""


@dataclass(frozen=True)
class Tool:
    """A function that a model may ask for."""

    name: str
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    """JSON schema of its arguments."""


@dataclass(frozen=True)
class Prompt:
    """All that a backend needs: the rendered messages, and the parts they were made of."""

    messages: tuple[ChatMessage, ...]
    question: str
    """The effective question."""
    approach: str
    """One of ``reasoning.turn.APPROACHES``."""
    text: str = ""
    """The finished text where the approach has one (template, table, tool, ask …)."""
    passages: tuple[Passage, ...] = ()
    entities: tuple[Entity, ...] = ()
    language: str = "fr"
    fallback: str = ""
    """What to say when nothing in the passages answers."""
    tools: tuple[Tool, ...] = ()
    """What the model may ask for; a backend whose model cannot answers without."""


@dataclass(frozen=True)
class GenerationOptions:
    """Sampling settings under the names that transformers and the OpenAI API share."""

    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 50
    max_tokens: int = 512
    repetition_penalty: float = 1.0
    seed: int | None = None
    adapter: str = ""
    """Name of the LoRA adapter; empty for the base model."""


@dataclass(frozen=True)
class Text:
    """A piece of the answer."""

    text: str


@dataclass(frozen=True)
class Thought:
    """A piece of what a model thinks before it answers; no part of the answer."""

    text: str


@dataclass(frozen=True)
class ToolCall:
    """A tool that the model asks for."""

    name: str
    arguments: Mapping[str, Any]
    id: str = ""
    unreadable: str = ""
    """What the model wrote, where no call or no arguments can be read from it."""


@dataclass(frozen=True)
class Usage:
    """Token counts as the backend reports them; never estimated."""

    prompt_tokens: int
    completion_tokens: int


@dataclass(frozen=True)
class Finish:
    """Why the answer ended: ``stop``, ``length``, ``cancelled``, or ``filtered`` by the server."""

    reason: Literal["stop", "length", "cancelled", "filtered"]


@dataclass(frozen=True)
class Notice:
    """Something the user is to know about this answer, such as an adapter that is missing."""

    text: str


Chunk = Text | Thought | ToolCall | Usage | Notice | Finish


@dataclass(frozen=True)
class Profile:
    """What the user told about themselves in this conversation."""

    name: str = ""
    interests: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pending:
    """A question of ours that the next message may answer."""

    question: str
    """The user's request that waits."""
    category: str
    missing: str = ""
    """Entity type asked for; empty when a choice was offered."""
    choices: tuple[str, ...] = ()
    """Category ids offered."""
    entities: tuple[Entity, ...] = ()
    accepted: tuple[str, ...] = ()
    """Other entity types that would do as well."""


@dataclass(frozen=True)
class ConversationState:
    """What a conversation remembers besides its messages; stored with each answer."""

    turns: int = 0
    topic: str = ""
    """Category of the last turn that had one."""
    question: str = ""
    """Last full question; follow-ups are rewritten from it."""
    sentiment: str = "neutral"
    failures: int = 0
    """Turns in a row that ended without an answer."""
    profile: Profile = Profile()
    pending: Pending | None = None
    entities: tuple[Entity, ...] = ()
    """Entities of the running topic, for follow-ups."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "ConversationState":
        """Read what :meth:`to_json` wrote; unknown keys of a newer program are ignored."""
        known = {name: values[name] for name in cls.__dataclass_fields__ if name in values}
        known["profile"] = _profile(known.get("profile") or {})
        known["pending"] = _pending(known["pending"]) if known.get("pending") else None
        known["entities"] = _entities(known.get("entities") or ())
        return cls(**known)


def _entities(values: Any) -> tuple[Entity, ...]:
    return tuple(Entity(**value) for value in values)


def _profile(values: Mapping[str, Any]) -> Profile:
    return Profile(
        name=values.get("name", ""),
        interests=tuple(values.get("interests", ())),
        problems=tuple(values.get("problems", ())),
    )


def _pending(values: Mapping[str, Any]) -> Pending:
    return Pending(
        question=values["question"],
        category=values["category"],
        missing=values.get("missing", ""),
        accepted=tuple(values.get("accepted", ())),
        choices=tuple(values.get("choices", ())),
        entities=_entities(values.get("entities", ())),
    )
