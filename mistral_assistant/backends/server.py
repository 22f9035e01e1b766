"""Any OpenAI-compatible server as the model: one streamed request per answer.

A thread reads, the caller waits with the clock in its hand: a server that is silent, drips or never
ends cannot hold the chat. Requests are repeated only before the first word, an answer whose end
never came is an error and not an answer, and the key goes to the named host alone. How servers
differ in what they send is in ``reading.py``.
"""

import json
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Any

from mistral_assistant.backends.messages import alternating, as_json, tool_json
from mistral_assistant.backends.reading import Reading
from mistral_assistant.backends.sse import Reply, StreamFault, read_events
from mistral_assistant.backends.text_calls import with_calls
from mistral_assistant.backends.text_tools import in_text, speaks_of_tools
from mistral_assistant.chat import (
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    ToolCall,
    Usage,
)
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import _

_POLL_S = 0.05
_TRIES = 3
_LONGEST_WAIT_S = 10.0
_COUNTS, _TOOLS = "stream_options", "tools"
_TEXT = "tools in the text"
"""The form that tools take where a server does not know the field."""
_DISPENSABLE = {_COUNTS: ("stream_option", "usage"), _TOOLS: ("tool", "outil"), _TEXT: ()}
"""What a request may do without where a server refuses it, and how a refusal speaks of it."""
_REFUSALS = (400, 404, 415, 422, 424, 500, 501)
"""How servers say that they do not know a field; each of them was seen."""
_MOST_CHARS_PER_TOKEN = 5
"""French prose with JSON takes 3 to 4.5 characters a token, after the size of the vocabulary."""


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
        tools: bool = True,
    ) -> None:
        """Remember where the server is; nothing is sent before the first answer.

        ``extended`` also sends the settings that OpenAI's API does not have (``top_k``,
        ``repetition_penalty``), which our own engine understands. Without ``tools`` its model is
        known to have no format for them: they are offered in plain text from the beginning.
        """
        self.address = address.rstrip("/")
        self.model = model
        self._key = key
        self._patience = patience
        self._extended = extended
        self._models: tuple[str, ...] | None = None
        self._refused: frozenset[str] = frozenset() if tools else frozenset({_TOOLS})
        """What the server has shown that it does not take."""
        self._has_called = False
        """A call has come as OpenAI's API writes it."""

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
        """Ask, and ask again without what the server may not know: it says so in many ways.

        Tools that it does not take are written into the text; where even that is refused, the
        prompt may only have been too long with them.
        """
        left_out, guessed = self._refused, set[str]()
        learned: frozenset[str] | None = None
        while True:
            asked, as_text = self._form(prompt, options, left_out)
            body = self._body(asked, options, left_out)
            stream = self._stream(body, cancel)
            try:
                for chunk in with_calls(stream) if as_text else stream:
                    if learned is None:
                        learned = left_out - {_TEXT} - (guessed if _TEXT in left_out else set())
                        self._refused = learned
                    self._note(chunk, body)
                    yield chunk
                return
            except StreamFault as fault:
                parts = [*body, *([_TEXT] if as_text and prompt.tools else [])]
                dropped, is_named = _refused_part(fault, parts)
                if not dropped:
                    raise
                left_out |= {dropped}
                if dropped == _TOOLS and not is_named:
                    guessed.add(dropped)

    def _form(
        self, prompt: Prompt, options: GenerationOptions, left_out: frozenset[str]
    ) -> tuple[Prompt, bool]:
        """Return the prompt as this server takes it, and whether calls come in its text."""
        if self._speaks_for_a_pack(options):
            prompt = replace(prompt, tools=())
        if _TOOLS not in left_out:
            return prompt, False
        tools = () if _TEXT in left_out else prompt.tools
        if not speaks_of_tools(prompt.messages, tools):
            return replace(prompt, tools=()), False
        return replace(prompt, messages=in_text(prompt.messages, tools), tools=()), True

    def _note(self, chunk: Chunk, body: Mapping[str, Any]) -> None:
        """Learn from an answer whether the server's model reads the tools it is offered."""
        self._has_called = self._has_called or isinstance(chunk, ToolCall)
        if isinstance(chunk, Usage) and not self._has_called and _ignored(chunk, body):
            self._refused |= {_TOOLS}

    def _stream(
        self, body: Mapping[str, Any], cancel: threading.Event
    ) -> Generator[Chunk, None, None]:
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
        if prompt.tools:
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


def _refused_part(fault: StreamFault, asked: Sequence[str]) -> tuple[str, bool]:
    """Return what of a request to leave out after a refusal, and whether the refusal names it."""
    said, parts = str(fault).lower(), [name for name in _DISPENSABLE if name in asked]
    if fault.status not in _REFUSALS or not parts:
        return "", False
    named = [name for name in parts if any(word in said for word in _DISPENSABLE[name])]
    if named or fault.status not in (404, 500):
        return (named or parts)[0], bool(named)
    return "", False


def _ignored(usage: Usage, body: Mapping[str, Any]) -> bool:
    """Tell whether so few tokens were read that the tools cannot have been among them.

    A count that does not even hold the messages is none: some servers leave out what was cached.
    """
    room = usage.prompt_tokens * _MOST_CHARS_PER_TOKEN
    spoken = sum(len(message["content"]) for message in body["messages"])
    offered = len(json.dumps(body.get(_TOOLS, ()), ensure_ascii=False))
    return spoken <= room < spoken + offered
