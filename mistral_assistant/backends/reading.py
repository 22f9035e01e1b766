"""What has come of one streamed answer: OpenAI's events, and what real servers make of them.

Fields of the wrong type count as absent. What a model thinks comes in a field of its own
(``reasoning_content``, ``reasoning``), as parts of the content, or between marks at its beginning.
"""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mistral_assistant.backends.sse import StreamFault
from mistral_assistant.backends.thoughts import ThoughtMarks
from mistral_assistant.chat import Chunk, Finish, Thought, ToolCall, Usage
from mistral_assistant.i18n import _

MAX_ANSWER_CHARS = 200_000
MAX_CALLS = 16
"""Tools asked for at once."""
MAX_ARGUMENT_CHARS = 20_000
_DEEPEST = 20
"""Brackets in the arguments of a call."""
_MAX_NAME = 100
_THOUGHTS = ("reasoning_content", "reasoning", "thinking")
_TOO_LONG = ("length", "max_tokens", "model_length")
_FILTERED = ("content_filter", "safety")
_BROKEN_OFF = ("error", "abort", "cancelled")


@dataclass
class _Call:
    """A tool that is being asked for, piece by piece."""

    index: int | None
    id: str = ""
    name: str = ""
    arguments: str = ""


class Reading:
    """Takes the events of one answer and says what they bring."""

    def __init__(self) -> None:
        self.chars = 0
        """Characters that have come, thoughts and arguments of calls among them."""
        self._reason = ""
        self._usage: Usage | None = None
        self._marks = ThoughtMarks()
        self._calls: list[_Call] = []

    def take(self, event: Mapping[str, Any]) -> Iterator[Chunk]:
        """Yield what one event brings.

        Raises:
            StreamFault: the answer is endless.
        """
        self._note_usage(event.get("usage"))
        choice = _first(event.get("choices"))
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            self._reason = reason
        said = choice.get("delta") or choice.get("message")
        if not isinstance(said, dict):
            said = {"content": choice.get("text")}
        thought, text = _content(said)
        self._count(thought + text)
        if thought:
            yield Thought(thought)
        yield from self._marks.add(text)
        for item in _dicts(said.get("tool_calls")):
            self._note_call(item)

    def end(self) -> Iterator[Chunk]:
        """Yield the end; an answer without one was cut off on its way.

        Raises:
            StreamFault: it was cut off.
        """
        yield from self._marks.end()
        if not self._reason or self._reason in _BROKEN_OFF:
            raise StreamFault(_("La réponse s'est arrêtée en route."), passing=not self.chars)
        if self._reason not in (*_TOO_LONG, *_FILTERED):
            yield from map(_finished, self._calls)
        if self._usage:
            yield self._usage
        if self._reason in _FILTERED:
            yield Finish("filtered")
        else:
            yield Finish("length" if self._reason in _TOO_LONG else "stop")

    def _count(self, text: str) -> None:
        self.chars += len(text)
        if self.chars > MAX_ANSWER_CHARS:
            raise StreamFault(_("La réponse ne finit pas."))

    def _note_usage(self, usage: Any) -> None:
        if isinstance(usage, dict):
            counts = [usage.get("prompt_tokens"), usage.get("completion_tokens")]
            if all(type(count) is int and count >= 0 for count in counts):
                self._usage = Usage(*counts)  # type: ignore[arg-type]

    def _note_call(self, item: Mapping[str, Any]) -> None:
        function = item.get("function")
        if not isinstance(function, dict):
            return
        call = self._call(item, function)
        name, arguments = function.get("name"), function.get("arguments")
        if isinstance(name, str) and not call.name:
            call.name = name[:_MAX_NAME]
        if isinstance(arguments, dict):  # some send them as what they are
            arguments = json.dumps(arguments, ensure_ascii=False)
        if isinstance(arguments, str):
            self._count(arguments)
            call.arguments += arguments

    def _call(self, item: Mapping[str, Any], function: Mapping[str, Any]) -> _Call:
        """Return the call that a piece belongs to; some servers give all of them one index."""
        index, said = item.get("index"), item.get("id")
        index = index if type(index) is int else None
        given = said[:_MAX_NAME] if isinstance(said, str) else ""
        same = [call for call in self._calls if call.index == index]
        last = same[-1] if same else None
        begins = given not in ("", last.id) if last and last.id else index is None
        if last is None or (begins and (given or function.get("name"))):
            if len(self._calls) >= MAX_CALLS:
                raise StreamFault(_("La réponse ne finit pas."))
            last = _Call(index, given)
            self._calls.append(last)
        return last


def _content(said: Mapping[str, Any]) -> tuple[str, str]:
    """Return what a piece thinks and what it says."""
    thought = next((said[name] for name in _THOUGHTS if isinstance(said.get(name), str)), "")
    content = said.get("content")
    if isinstance(content, str):
        return thought, content
    for part in _dicts(content):
        if part.get("type") == "thinking":
            thought += "".join(map(_text, _dicts(part.get("thinking"))))
    text = "".join(_text(part) for part in _dicts(content) if part.get("type") == "text")
    return thought, text or _text({"text": said.get("refusal")})


def _text(part: Mapping[str, Any]) -> str:
    text = part.get("text")
    return text if isinstance(text, str) else ""


def _finished(call: _Call) -> ToolCall:
    """Return a call; of arguments that cannot be read it keeps what was written."""
    arguments = read_arguments(call.arguments or "{}")
    name = call.id or uuid.uuid4().hex[:9]
    if arguments is None:
        return ToolCall(call.name, {}, name, unreadable=call.arguments[:MAX_ARGUMENT_CHARS])
    return ToolCall(call.name, arguments, name)


def read_arguments(raw: str) -> dict[str, Any] | None:
    """Return the JSON object that a model wrote; None if it is too long, too deep or none."""
    if len(raw) > MAX_ARGUMENT_CHARS or raw.count("{") + raw.count("[") > _DEEPEST:
        return None
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _first(choices: Any) -> Mapping[str, Any]:
    return next(iter(_dicts(choices)[:1]), {})


def _dicts(values: Any) -> list[Mapping[str, Any]]:
    listed = values if isinstance(values, list) else []
    return [value for value in listed if isinstance(value, dict)]
