"""A backend that says exactly what a test tells it to, in the way the test tells it to."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Prompt, Text, Usage
from mistral_assistant.errors import BackendError


@dataclass(frozen=True)
class Pace:
    """Lets a number of chunks pass for each turn that is released."""

    turns: threading.Semaphore
    chunks: int

    def lets_pass(self, said: int) -> bool:
        """Tell, after a short wait, whether the next chunk may be said."""
        return said % self.chunks > 0 or self.turns.acquire(timeout=0.05)


@dataclass(frozen=True)
class Script:
    """One answer."""

    chunks: tuple[str | Chunk, ...] = ("D'accord.",)
    """A text, or what else a backend may yield."""
    delay: float = 0.0
    """Seconds before each chunk."""
    endless: bool = False
    """Repeat the chunks until the answer is cancelled."""
    gate: threading.Event | None = None
    """After the chunks, wait for this to be set (or for the answer to be cancelled)."""
    pace: Pace | None = None
    """Wait for a turn before each so many chunks."""
    fault: BackendError | None = None
    """Raised after the chunks."""


class ScriptedBackend:
    """Gives its scripts in turn, the last one again and again; or asks a function for one."""

    name = "scripted"

    def __init__(self, *scripts: Script, choose: Callable[[Prompt], Script] | None = None) -> None:
        self._scripts = list(scripts) or [Script()]
        self._choose = choose
        self.prompts: list[Prompt] = []
        """What it was asked, in order."""
        self.running = 0
        """Answers begun and not yet ended."""

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the next script's chunks; cancelling ends it at the next one."""
        self.prompts.append(prompt)
        self.running += 1
        try:
            yield from _play(self._next(prompt), cancel)
        finally:
            self.running -= 1

    def _next(self, prompt: Prompt) -> Script:
        if self._choose:
            return self._choose(prompt)
        return self._scripts[min(len(self.prompts), len(self._scripts)) - 1]


def _play(script: Script, cancel: threading.Event) -> Iterator[Chunk]:
    said = 0
    while True:
        for chunk in script.chunks:
            if cancel.wait(script.delay) if script.delay else cancel.is_set():
                yield Finish("cancelled")
                return
            while script.pace and not script.pace.lets_pass(said) and not cancel.is_set():
                pass
            said += 1
            yield Text(chunk) if isinstance(chunk, str) else chunk
        if not script.endless:
            break
    while script.gate and not script.gate.wait(0.01):
        if cancel.is_set():
            yield Finish("cancelled")
            return
    if script.fault:
        raise script.fault
    yield Usage(10, said)
    yield Finish("stop")
