"""Step 7: stream the answer from a backend, and the one repair of a faulty one.

Finished texts (templates, rows, questions of ours) are spoken by the offline backend whatever the
model; it also takes over when the model's server fails before a word came. The tools that a model
asks for on its way are run in ``tool_loop``.
"""

import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from mistral_assistant.backends.base import Backend
from mistral_assistant.backends.offline import OfflineBackend, answering
from mistral_assistant.chat import (
    Chunk,
    Finish,
    GenerationOptions,
    Notice,
    Prompt,
    Text,
    Thought,
    Usage,
)
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import TextDelta, ThoughtDelta, ToolUsed
from mistral_assistant.reasoning.prompts import build_prompt
from mistral_assistant.reasoning.tool_loop import Toolbox, fed, with_tools
from mistral_assistant.reasoning.turn import Answer, Finding, ToolUse, Turn

FREE = ("knowledge", "generate")
"""Approaches whose text a model may write."""

MAX_THOUGHT_CHARS = 20_000
"""What is kept of a model's thoughts."""

_OFFLINE = OfflineBackend()

Told = TextDelta | ThoughtDelta | ToolUsed
"""What an answer tells while it is written."""


def answer_step(
    turn: Turn,
    pack: DomainPack,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
    toolbox: Toolbox | None = None,
) -> Generator[Told, None, Answer]:
    """Stream the answer; the generator's value is the finished record.

    ``toolbox`` holds the tools that a model may ask for.
    """
    prompt = build_prompt(turn, pack)
    speaker = backend if turn.approach.name in FREE else _OFFLINE
    try:
        answer = yield from _stream(prompt, speaker, options, cancel, toolbox)
        if speaker is not _OFFLINE and answer.status == "complete" and not answer.text.strip():
            raise BackendError(_("Le modèle n'a rien répondu."))
        return answer
    except BackendError as error:
        notice = _("{problem} Réponse donnée hors ligne.").format(problem=error.problem)
        uses = toolbox.uses if toolbox else []
        fallback = yield from _stream(fed(prompt, uses), _OFFLINE, options, cancel)
        return replace(fallback, notice=notice, tools=tuple(uses))


def second_version(
    turn: Turn,
    pack: DomainPack,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
    findings: tuple[Finding, ...],
    toolbox: Toolbox | None = None,
) -> Answer:
    """Write the answer again, told what was wrong; the offline answer if that fails too."""
    prompt = build_prompt(turn, pack, findings)
    stream = _stream(prompt, backend, options, cancel, toolbox)
    try:
        answer = _exhaust(stream)
    except BackendError:
        return offline_version(turn, pack)
    return replace(answer, first_version=turn.answer.text)


def offline_version(turn: Turn, pack: DomainPack) -> Answer:
    """Return the grounded answer that needs no model."""
    stream = _stream(build_prompt(turn, pack), _OFFLINE, GenerationOptions(), threading.Event())
    return replace(_exhaust(stream), first_version=turn.answer.text)


def _exhaust(stream: Generator[Told, None, Answer]) -> Answer:
    while True:
        try:
            next(stream)
        except StopIteration as stop:
            answer: Answer = stop.value
            return answer


def _stream(
    prompt: Prompt,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
    toolbox: Toolbox | None = None,
) -> Generator[Told, None, Answer]:
    """Yield text as it comes. A failure after the first word keeps what was said."""
    record = _Record()
    try:
        for chunk in with_tools(prompt, backend, options, cancel, toolbox):
            told = record.take(chunk)
            if told:
                yield told
            if cancel.is_set():
                record.reason = "cancelled"
                break
    except BackendError as error:
        if not record.pieces:
            raise
        record.reason = "cancelled"
        record.notices.append(error.problem)
    return record.answer(prompt, backend)


@dataclass
class _Record:
    """What has come of an answer."""

    began: float = field(default_factory=time.perf_counter)
    first: float | None = None
    """Seconds until the first word."""
    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    uses: list[ToolUse] = field(default_factory=list)
    usage: Usage | None = None
    reason: str = "stop"
    notices: list[str] = field(default_factory=list)

    def take(self, chunk: Chunk | ToolUse) -> Told | None:
        """Keep what has come, and return what there is to tell of it."""
        match chunk:
            case Text(text) if text:
                if self.first is None:
                    self.first = time.perf_counter() - self.began
                self.pieces.append(text)
                return TextDelta(text)
            case Thought(text):
                self.thoughts.append(text)
                return ThoughtDelta(text)
            case ToolUse():
                self.uses.append(chunk)
                return ToolUsed(chunk)
            case Usage():
                written = self.usage.completion_tokens if self.usage else 0
                self.usage = Usage(chunk.prompt_tokens, chunk.completion_tokens + written)
            case Notice(text):
                self.notices.append(text)
            case Finish(reason):
                self.reason = reason
        return None

    def answer(self, prompt: Prompt, backend: Backend) -> Answer:
        """Return the finished record; of several requests, the last one read the whole prompt."""
        if self.reason == "length":
            self.notices.append(_("La réponse est coupée : la longueur maximale est atteinte."))
        if self.reason == "filtered":
            self.notices.append(_("La réponse est coupée : le serveur l'a filtrée."))
        broken_off = self.reason in ("cancelled", "filtered")
        used, first = self.usage, self.first
        return Answer(
            text="".join(self.pieces),
            backend=backend.name,
            sources=_sources(prompt, backend, self.uses),
            status="interrupted" if broken_off else "complete",
            prompt_tokens=used.prompt_tokens if used else None,
            completion_tokens=used.completion_tokens if used else None,
            first_token_ms=round(first * 1000, 2) if first is not None else None,
            notice=" ".join(self.notices),
            tools=tuple(self.uses),
            thought="".join(self.thoughts)[:MAX_THOUGHT_CHARS],
        )


def _sources(prompt: Prompt, backend: Backend, uses: Sequence[ToolUse]) -> tuple[str, ...]:
    used = answering(prompt.passages) if backend.name == _OFFLINE.name else prompt.passages
    if prompt.approach == "table":
        used = prompt.passages
    found = (passage for use in uses for passage in use.passages)
    return tuple(dict.fromkeys(passage.source for passage in (*used, *found)))
