"""How answers look on the wire: OpenAI's JSON for chats and completions, whole and in pieces."""

import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mistral_assistant.chat import ToolCall
from mistral_assistant.engine.refusal import RequestError
from mistral_assistant.engine.runtimes.base import End

DONE = b"data: [DONE]\n\n"
_JSON = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True)
class Writer:
    """Writes one answer."""

    model: str
    chat: bool
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, text: str, end: End, calls: Sequence[ToolCall] = ()) -> dict[str, Any]:
        """Return the answer in one piece."""
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if calls:
            message |= {"content": text or None, "tool_calls": [_call(call) for call in calls]}
        said = {"message": message} if self.chat else {"text": text}
        choice = {"index": 0, **said, "logprobs": None, "finish_reason": end.reason}
        return {**self._head(""), "choices": [choice], "usage": usage(end)}

    def begin(self) -> dict[str, Any]:
        """Return the first piece, which has no text."""
        return self._piece({"role": "assistant", "content": ""} if self.chat else "", None)

    def piece(self, text: str) -> dict[str, Any]:
        """Return a piece of the answer."""
        return self._piece({"content": text} if self.chat else text, None)

    def calls(self, calls: Sequence[ToolCall]) -> dict[str, Any]:
        """Return the piece with the tools that the model asks for, each whole."""
        listed = [{"index": place, **_call(call)} for place, call in enumerate(calls)]
        return self._piece({"tool_calls": listed}, None)

    def end(self, end: End) -> dict[str, Any]:
        """Return the last piece, which says why the answer ended."""
        return self._piece({} if self.chat else "", end.reason)

    def counts(self, end: End) -> dict[str, Any]:
        """Return the token counts of a stream."""
        return {**self._head(".chunk"), "choices": [], "usage": usage(end)}

    def _piece(self, said: Any, reason: str | None) -> dict[str, Any]:
        choice = {"index": 0, "delta" if self.chat else "text": said, "finish_reason": reason}
        return {**self._head(".chunk"), "choices": [choice]}

    def _head(self, suffix: str) -> dict[str, Any]:
        kind, prefix = ("chat.completion", "chatcmpl") if self.chat else ("text_completion", "cmpl")
        return {
            "id": f"{prefix}-{self.id}",
            "object": kind + (suffix if self.chat else ""),
            "created": self.created,
            "model": self.model,
        }


def _call(call: ToolCall) -> dict[str, Any]:
    arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def usage(end: End) -> dict[str, Any]:
    """Return the token counts; ``cached_tokens`` were not read again."""
    return {
        "prompt_tokens": end.prompt_tokens,
        "completion_tokens": end.completion_tokens,
        "total_tokens": end.prompt_tokens + end.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": end.reused_tokens},
        "dropped_messages": end.dropped_messages,
    }


def event(value: Mapping[str, Any]) -> bytes:
    """Return a server-sent event."""
    return f"data: {_JSON.encode(value)}\n\n".encode()


def error(fault: RequestError) -> dict[str, Any]:
    """Return a refusal as OpenAI writes it."""
    kind = "invalid_request_error" if fault.status < 500 else "server_error"
    return {
        "error": {
            "message": fault.problem,
            "type": kind,
            "param": fault.param or None,
            "code": fault.code,
        }
    }
