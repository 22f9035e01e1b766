"""Any OpenAI-compatible server as the model: one streamed request per answer.

A thread reads, the caller waits with the clock in its hand: a server that is silent, drips or never
ends cannot hold the chat. Requests are repeated only before the first word, an answer whose end
never came is an error and not an answer, and the key goes to the named host alone. How servers
differ in what they send is in ``reading.py``.
"""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any

from mistral_assistant.backends.reading import Reading
from mistral_assistant.backends.sse import Reply, StreamFault, read_events
from mistral_assistant.chat import (
    ChatMessage,
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    Tool,
    ToolCall,
)
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _

_POLL_S = 0.05
_TRIES = 3
_LONGEST_WAIT_S = 10.0
_COUNTS, _TOOLS = "stream_options", "tools"
_DISPENSABLE = {_COUNTS: ("stream_option", "usage"), _TOOLS: ("tool", "outil")}
"""What a request may do without where a server refuses it, and how a refusal speaks of it."""
_REFUSALS = (400, 404, 415, 422, 424, 500, 501)
"""How servers say that they do not know a field; each of them was seen."""


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
        self._refused: frozenset[str] = frozenset()
        """What the server has shown that it does not take."""

    @property
    def name(self) -> str:
        """The model's name, as far as it is known."""
        return self.model or (self._models or ("",))[0] or "server"

    def is_at(self, address: str, key: str) -> bool:
        """Tell whether this is the server at an address, spoken to with a key."""
        return (self.address, self._key) == (address.rstrip("/"), key)

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
                    said = said or not isinstance(chunk, Finish)
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
        """Ask, and ask again without what the server may not know: it says so in many ways."""
        left_out, guessed = self._refused, set[str]()
        while True:
            body = self._body(prompt, options, left_out)
            try:
                for chunk in self._stream(body, cancel):
                    self._refused = left_out - guessed
                    yield chunk
                return
            except StreamFault as fault:
                dropped, is_named = _refused_part(fault, body)
                if not dropped:
                    raise
                left_out |= {dropped}
                if dropped == _TOOLS and not is_named:  # it may only have been too long with them
                    guessed.add(dropped)

    def _stream(self, body: Mapping[str, Any], cancel: threading.Event) -> Iterator[Chunk]:
        patience = self._patience
        longest = max(patience.first_token, patience.between_tokens)
        url = f"{self.address}/chat/completions"
        reply = Reply(url, body, self._key, patience.connect, longest)
        arrived: SimpleQueue[Mapping[str, Any] | StreamFault | None] = SimpleQueue()
        reader = threading.Thread(target=read_events, args=(reply, arrived.put), daemon=True)
        reader.start()
        reading = Reading()
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
                before = reading.chars
                yield from reading.take(event)
                if reading.chars > before:
                    deadline = time.monotonic() + patience.between_tokens
        finally:
            reply.close()

    def _body(
        self, prompt: Prompt, options: GenerationOptions, left_out: frozenset[str]
    ) -> dict[str, Any]:
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
        if self._extended:
            body |= {"top_k": options.top_k, "repetition_penalty": options.repetition_penalty}
        body[_COUNTS] = {"include_usage": True}
        if prompt.tools and not self._speaks_for_a_pack(options):
            body[_TOOLS] = [tool_json(tool) for tool in prompt.tools]
        return {name: value for name, value in body.items() if name not in left_out}

    def _speaks_for_a_pack(self, options: GenerationOptions) -> bool:
        """A pack's adapter reads what it was tuned on, and no training row offers tools."""
        return bool(options.adapter) and options.adapter in self.models()

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


def _refused_part(fault: StreamFault, body: Mapping[str, Any]) -> tuple[str, bool]:
    """Return what of a request to leave out after a refusal, and whether the refusal names it."""
    said, parts = str(fault).lower(), [name for name in _DISPENSABLE if name in body]
    if fault.status not in _REFUSALS or not parts:
        return "", False
    named = [name for name in parts if any(word in said for word in _DISPENSABLE[name])]
    if named or fault.status not in (404, 500):
        return (named or parts)[0], bool(named)
    return "", False


def alternating(messages: tuple[ChatMessage, ...]) -> list[ChatMessage]:
    """Return the messages with neighbours of one role joined, as most chat formats want them.

    Calls of tools and what they gave back stay as they are.
    """
    joined: list[ChatMessage] = []
    for kind, group in groupby(messages, key=lambda item: (item.role, bool(item.calls))):
        if kind[0] == "tool" or kind[1]:
            joined += group
        else:
            joined.append(ChatMessage(kind[0], "\n\n".join(item.content for item in group)))
    return joined


def as_json(message: ChatMessage) -> dict[str, Any]:
    """Return a message as the API writes it; halves of surrogate pairs cannot be sent."""
    content = message.content.encode("utf-8", "replace").decode()
    value: dict[str, Any] = {"role": message.role, "content": content}
    if message.calls:
        value["tool_calls"] = [_call_json(call) for call in message.calls]
    if message.role == "tool":
        value["tool_call_id"] = message.call_id
    return value


def tool_json(tool: Tool) -> dict[str, Any]:
    """Return a tool as the API offers it."""
    about = {"name": tool.name, "description": tool.description}
    return {"type": "function", "function": {**about, "parameters": dict(tool.parameters)}}


def _call_json(call: ToolCall) -> dict[str, Any]:
    arguments = json.dumps(dict(call.arguments))
    function = {"name": call.name, "arguments": arguments}
    return {"id": call.id, "type": "function", "function": function}
