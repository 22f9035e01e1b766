"""Where a model plugs in: one method. Everything else about a backend is its own affair."""

import threading
from collections.abc import Iterator
from typing import Protocol

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
