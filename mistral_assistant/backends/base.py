"""Where a model plugs in: one method. Everything else about a backend is its own affair."""

import threading
from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from mistral_assistant.chat import Chunk, GenerationOptions, Prompt


class Backend(Protocol):
    """Something that turns a prompt into a stream of chunks."""

    @property
    def name(self) -> str:
        """Short name for the status line, the trace and the store."""
        ...

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the answer piece by piece and end with one :class:`Finish`.

        The caller stops an answer by setting ``cancel``; the backend looks at it between chunks,
        ends with ``Finish("cancelled")`` and releases what it holds.

        Raises:
            BackendError: the answer cannot be given or continued.
        """
        ...


@runtime_checkable
class Starting(Protocol):
    """A backend whose model has to be brought into memory before it can speak."""

    @property
    def status(self) -> str:
        """How far that is, in a few words for a status line; empty once there is no more to say."""
        ...

    def start(self) -> None:
        """Begin it in the background, if it has not begun; returns at once and never fails."""
        ...
