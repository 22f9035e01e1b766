"""Step 7: stream the answer from a backend, and the one repair of a faulty one.

Finished texts (templates, rows, questions of ours) are spoken by the offline backend whatever the
model; it also takes over when the model's server fails before a word came.
"""

import threading
import time
from collections.abc import Generator
from dataclasses import replace

from mistral_assistant.backends.base import Backend
from mistral_assistant.backends.offline import OfflineBackend, answering
from mistral_assistant.chat import Finish, GenerationOptions, Notice, Prompt, Text, Usage
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import TextDelta
from mistral_assistant.reasoning.prompts import build_prompt
from mistral_assistant.reasoning.turn import Answer, Finding, Turn

FREE = ("knowledge", "generate")
"""Approaches whose text a model may write."""

_OFFLINE = OfflineBackend()


def answer_step(
    turn: Turn,
    pack: DomainPack,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
) -> Generator[TextDelta, None, Answer]:
    """Stream the answer; the generator's value is the finished record."""
    prompt = build_prompt(turn, pack)
    speaker = backend if turn.approach.name in FREE else _OFFLINE
    try:
        answer = yield from _stream(prompt, speaker, options, cancel)
        if speaker is not _OFFLINE and answer.status == "complete" and not answer.text.strip():
            raise BackendError(_("Le modèle n'a rien répondu."))
        return answer
    except BackendError as error:
        notice = _("{problem} Réponse donnée hors ligne.").format(problem=error.problem)
        fallback = yield from _stream(prompt, _OFFLINE, options, cancel)
        return replace(fallback, notice=notice)


def second_version(
    turn: Turn,
    pack: DomainPack,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
    findings: tuple[Finding, ...],
) -> Answer:
    """Write the answer again, told what was wrong; the offline answer if that fails too."""
    prompt = build_prompt(turn, pack, findings)
    stream = _stream(prompt, backend, options, cancel)
    try:
        answer = _exhaust(stream)
    except BackendError:
        return offline_version(turn, pack)
    return replace(answer, first_version=turn.answer.text)


def offline_version(turn: Turn, pack: DomainPack) -> Answer:
    """Return the grounded answer that needs no model."""
    stream = _stream(build_prompt(turn, pack), _OFFLINE, GenerationOptions(), threading.Event())
    return replace(_exhaust(stream), first_version=turn.answer.text)


def _exhaust(stream: Generator[TextDelta, None, Answer]) -> Answer:
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
) -> Generator[TextDelta, None, Answer]:
    """Yield text as it comes. A failure after the first word keeps what was said."""
    began = time.perf_counter()
    first: float | None = None
    pieces: list[str] = []
    usage: Usage | None = None
    reason, notice = "stop", ""
    try:
        for chunk in backend.generate(prompt, options, cancel):
            if isinstance(chunk, Text) and chunk.text:
                first = first if first is not None else time.perf_counter() - began
                pieces.append(chunk.text)
                yield TextDelta(chunk.text)
            elif isinstance(chunk, Usage):
                usage = chunk
            elif isinstance(chunk, Notice):
                notice = chunk.text
            elif isinstance(chunk, Finish):
                reason = chunk.reason
            if cancel.is_set():
                reason = "cancelled"
                break
    except BackendError as error:
        if not pieces:
            raise
        reason, notice = "cancelled", f"{notice} {error.problem}".strip()
    if reason == "length":
        cut = _("La réponse est coupée : la longueur maximale est atteinte.")
        notice = f"{notice} {cut}".strip()
    return Answer(
        text="".join(pieces),
        backend=backend.name,
        sources=_sources(prompt, backend),
        status="interrupted" if reason == "cancelled" else "complete",
        prompt_tokens=usage.prompt_tokens if usage else None,
        completion_tokens=usage.completion_tokens if usage else None,
        first_token_ms=round(first * 1000, 2) if first is not None else None,
        notice=notice,
    )


def _sources(prompt: Prompt, backend: Backend) -> tuple[str, ...]:
    used = answering(prompt.passages) if backend.name == _OFFLINE.name else prompt.passages
    if prompt.approach == "table":
        used = prompt.passages
    return tuple(dict.fromkeys(passage.source for passage in used))
