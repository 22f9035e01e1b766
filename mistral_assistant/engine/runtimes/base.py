"""What the engine needs of a runtime, and the plain values that pass between the two."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from mistral_assistant.chat import GenerationOptions
from mistral_assistant.models.tokenizer import ChatTokenizer

Progress = Callable[[int, int], None]
"""Called with the bytes read and their sum; 0 of 0 where neither is known."""

Reason = Literal["stop", "length", "cancelled", "tool_calls"]


@dataclass(frozen=True)
class Prefilled:
    """The prompt has been read."""

    evaluated: int
    """Tokens that were computed."""
    reused: int
    """Tokens whose keys and values were still there."""


@dataclass(frozen=True)
class Piece:
    """The text that one token completed; empty in mid-character."""

    text: str
    tokens: int = 1


@dataclass(frozen=True)
class End:
    """Why an answer ended, and what it took."""

    reason: Reason
    prompt_tokens: int = 0
    reused_tokens: int = 0
    completion_tokens: int = 0
    dropped_messages: int = 0
    """Messages at the beginning that no longer fitted."""


Output = Prefilled | Piece | End


class Runtime(Protocol):
    """One base model with its adapters; used by one thread at a time."""

    name: str
    context_tokens: int
    """Prompt and answer together."""

    @property
    def tokenizer(self) -> ChatTokenizer:
        """The model's own; there once the model is loaded."""
        ...

    def load(self, progress: Progress) -> None:
        """Bring the model into memory.

        Raises:
            ModelError: the files are damaged, or the model does not fit.
        """
        ...

    def set_adapters(self, adapters: Mapping[str, Path]) -> None:
        """Replace the adapters that requests may name; they were checked.

        Raises:
            ModelError: one cannot be used with this runtime.
        """
        ...

    def generate(
        self,
        ids: Sequence[int],
        options: GenerationOptions,
        adapter: str,
        cancel: threading.Event,
    ) -> Iterator[Output]:
        """Yield one :class:`Prefilled`, then a :class:`Piece` for each token, then an ``End``.

        Only the reason of the ``End`` counts. ``adapter`` is empty for the base. Closing the
        iterator ends the work; what was computed stays for the next prompt that begins alike.

        Raises:
            ModelError: memory ran out, or the adapter is damaged; the runtime goes on.
        """
        ...

    def forget(self) -> None:
        """Let go of all computed prefixes."""
        ...

    def close(self) -> None:
        """Give back what is held."""
        ...
