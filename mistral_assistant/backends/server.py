"""Any OpenAI-compatible server as the model: one streamed request per answer.

A thread reads, the caller waits with the clock in its hand: a server that is silent, drips or never
ends cannot hold the chat. Requests are repeated only before the first word, an answer whose end
never came is an error and not an answer, and the key goes to the named host alone.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any

from mistral_assistant.backends.sse import Reply, StreamFault, read_events
from mistral_assistant.chat import (
    ChatMessage,
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Usage,
)
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _

MAX_ANSWER_CHARS = 200_000
_POLL_S = 0.05
_TRIES = 3
_LONGEST_WAIT_S = 10.0


@dataclass(frozen=True)
class Patience:
    """Seconds to wait for each part of an answer."""

    connect: float = 5.0
    first_token: float = 120.0
    """A model that is being loaded takes its time."""
    between_tokens: float = 30.0


class ServerBackend:
    """Streams answers from ``address``, such as ``http://127.0.0.1:11434/v1``."""

    def __init__(
        self,
        address: str,
        model: str = "",
        key: str = "",
        patience: Patience = Patience(),
        *,
        extended: bool = False,
    ) -> None:
        """Remember where the server is; nothing is sent before the first answer.

        ``extended`` also sends the settings that OpenAI's API does not have (``top_k``,
        ``repetition_penalty``), which our own engine understands.
        """
        self.address = address.rstrip("/")
        self.model = model
        self._key = key
        self._patience = patience
        self._extended = extended
        self._models: tuple[str, ...] | None = None
        self._counts_tokens = True
        """The server takes ``stream_options``; false once it has refused them."""

    @property
    def name(self) -> str:
        """The model's name, as far as it is known."""
        return self.model or (self._models or ("",))[0] or "server"

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the answer as it comes.

        Raises:
            BackendError: the server cannot be reached, refuses, falls silent or breaks off.
        """
        for attempt in range(_TRIES):
            said = False
            try:
                for chunk in self._attempt(prompt, options, cancel):
                    said = said or isinstance(chunk, Text)
                    yield chunk
                return
            except StreamFault as fault:
                wait = fault.retry_after if fault.retry_after is not None else 0.5 * 2**attempt
                last = attempt == _TRIES - 1 or wait > _LONGEST_WAIT_S
                if said or last or not fault.passing:
                    raise self._error(fault) from fault
                if cancel.wait(wait):
                    yield Finish("cancelled")
                    return

    def models(self) -> tuple[str, ...]:
        """Return the names that the server gives its models; empty if it lists none.

        Raises:
            BackendError: it cannot be reached.
        """
        if self._models is None:
            try:
                listed = Reply.get(f"{self.address}/models", self._key, self._patience.connect)
            except StreamFault as fault:
                if fault.status in (0, 401, 403):
                    raise self._error(fault) from fault
                listed = {}
            found = listed.get("data") if isinstance(listed, dict) else None
            items = found if isinstance(found, list) else []
            names = (item.get("id") for item in items if isinstance(item, dict))
            self._models = tuple(name for name in names if isinstance(name, str))
        return self._models

    def _attempt(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        body = self._body(prompt, options)
        try:
            yield from self._stream(body, cancel)
        except StreamFault as fault:
            if fault.status not in (400, 422) or "stream_options" not in body:
                raise
            # Some servers know no token counts in a stream, and say so in many ways.
            self._counts_tokens = False
            yield from self._stream(self._body(prompt, options), cancel)

    def _stream(self, body: Mapping[str, Any], cancel: threading.Event) -> Iterator[Chunk]:
        patience = self._patience
        longest = max(patience.first_token, patience.between_tokens)
        url = f"{self.address}/chat/completions"
        reply = Reply(url, body, self._key, patience.connect, longest)
        arrived: SimpleQueue[Mapping[str, Any] | StreamFault | None] = SimpleQueue()
        reader = threading.Thread(target=read_events, args=(reply, arrived.put), daemon=True)
        reader.start()
        reading = _Reading()
        deadline = time.monotonic() + patience.connect + patience.first_token
        try:
            while True:
                if cancel.is_set():
                    yield Finish("cancelled")
                    return
                try:
                    event = arrived.get(timeout=_POLL_S)
                except Empty:
                    if time.monotonic() > deadline:
                        raise StreamFault(_("Le serveur ne répond plus.")) from None
                    continue
                if event is None:
                    yield from reading.end()
                    return
                if isinstance(event, StreamFault):
                    raise event
                for chunk in reading.take(event):
                    deadline = time.monotonic() + patience.between_tokens
                    yield chunk
        finally:
            reply.close()

    def _body(self, prompt: Prompt, options: GenerationOptions) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._model_for(options),
            "messages": [as_json(message) for message in alternating(prompt.messages)],
            "stream": True,
            "temperature": options.temperature,
            "top_p": options.top_p,
            "max_tokens": options.max_tokens,
        }
        if options.seed is not None:
            body["seed"] = options.seed
        if self._counts_tokens:
            body["stream_options"] = {"include_usage": True}
        if self._extended:
            body |= {"top_k": options.top_k, "repetition_penalty": options.repetition_penalty}
        return body

    def _model_for(self, options: GenerationOptions) -> str:
        """Return the adapter where the server has it, else the model that was chosen."""
        if options.adapter and options.adapter in self.models():
            return options.adapter
        return self.model or next(iter(self.models()), "default")

    def _error(self, fault: StreamFault) -> BackendError:
        where = self.address.split("://")[-1].split("/")[0].rpartition("@")[2]
        problem = _("Serveur {where} : {problem}").format(
            where=where, problem=self._without_key(str(fault))
        )
        return BackendError(problem, fault.hint)

    def _without_key(self, text: str) -> str:
        """Return a server's words without the key, which some repeat."""
        return text.replace(self._key, "…") if self._key else text


class _Reading:
    """What has come of one streamed answer."""

    def __init__(self) -> None:
        self._reason = ""
        self._usage: Usage | None = None
        self._chars = 0

    def take(self, event: Mapping[str, Any]) -> Iterator[Chunk]:
        """Yield what one event brings; fields of the wrong type count as absent."""
        self._note_usage(event.get("usage"))
        choice = _first(event.get("choices"))
        reason = choice.get("finish_reason")
        if isinstance(reason, str):
            self._reason = reason
        said = choice.get("delta") or choice.get("message")
        text = said.get("content") if isinstance(said, dict) else choice.get("text")
        if isinstance(text, str) and text:
            self._chars += len(text)
            if self._chars > MAX_ANSWER_CHARS:
                raise StreamFault(_("La réponse ne finit pas."))
            yield Text(text)

    def end(self) -> Iterator[Chunk]:
        """Yield the end; an answer without one was cut off on its way."""
        if not self._reason:
            raise StreamFault(_("La réponse s'est arrêtée en route."), passing=not self._chars)
        if self._usage:
            yield self._usage
        yield Finish("length" if self._reason == "length" else "stop")

    def _note_usage(self, usage: Any) -> None:
        if isinstance(usage, dict):
            counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
            if all(type(count) is int and count >= 0 for count in counts):
                self._usage = Usage(*counts)  # type: ignore[arg-type]


def alternating(messages: tuple[ChatMessage, ...]) -> list[ChatMessage]:
    """Return the messages with neighbours of one role joined, as most chat formats want them."""
    return [
        ChatMessage(role, "\n\n".join(message.content for message in group))
        for role, group in groupby(messages, key=lambda message: message.role)
    ]


def as_json(message: ChatMessage) -> dict[str, str]:
    """Return a message as the API writes it; halves of surrogate pairs cannot be sent."""
    content = message.content.encode("utf-8", "replace").decode()
    return {"role": message.role, "content": content}


def _first(choices: Any) -> Mapping[str, Any]:
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}
