"""One training example, whatever its file: a dialogue, a preference or a plain text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mistral_assistant.chat import ChatMessage


@dataclass(frozen=True)
class Example:
    """What a row of a file teaches, and everything else that stood in the row."""

    messages: tuple[ChatMessage, ...] = ()
    """A dialogue; of a preference the last message is the answer that is preferred."""
    rejected: str | None = None
    """The worse answer of a preference."""
    text: str | None = None
    """A plain text, which is no dialogue."""
    input: str = ""
    """Alpaca's second half of the question; it is not part of ``messages``."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Columns that play no role, with their values."""
    line: int = 0

    @property
    def kind(self) -> str:
        """Return ``text``, ``preference`` or ``dialogue``."""
        if self.text is not None:
            return "text"
        return "dialogue" if self.rejected is None else "preference"

    @property
    def question(self) -> str:
        """Return the last question; the text where there is no dialogue."""
        asked = [message.content for message in self.messages if message.role == "user"]
        last = asked[-1] if asked else self.text or ""
        return f"{last}\n\n{self.input}" if self.input else last

    @property
    def answer(self) -> str:
        """Return the last answer; empty where there is none."""
        said = [message.content for message in self.messages if message.role == "assistant"]
        return said[-1] if said else ""

    @property
    def chat(self) -> tuple[ChatMessage, ...]:
        """Return the messages as a model reads them, ``input`` included."""
        if not self.input or len(self.messages) < 2:
            return self.messages
        return (*self.messages[:-2], ChatMessage("user", self.question), self.messages[-1])
