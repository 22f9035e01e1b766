"""Reads calls of tools out of a streamed text: see ``text_tools`` for their form.

A call counts only where the model begins a line with its mark, outside a fenced block of code, and
nothing of it is shown. In the middle of a line, in quotes or in code the mark is text: the answer
may be about it.
"""

import re
import uuid
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

from mistral_assistant.backends.reading import MAX_ARGUMENT_CHARS, MAX_CALLS, read_arguments
from mistral_assistant.backends.sse import StreamFault
from mistral_assistant.backends.text_tools import BEGIN_CALL, END_CALL
from mistral_assistant.chat import Chunk, Finish, Text, ToolCall

_FENCES = ("```", "~~~")
_WRAPPED = re.compile(r"```\w*\s*(.*?)\s*```", re.DOTALL)
"""Some models fence the JSON of a call."""
_MAX_NAME = 100


def with_calls(chunks: Generator[Chunk, None, None]) -> Iterator[Chunk]:
    """Yield what a stream brings, with the calls in its text as ``ToolCall``.

    Text behind a call is the result as the model imagines it: the stream is closed there.
    """
    reader = TextCalls()
    with closing(chunks):
        try:
            for chunk in chunks:
                if isinstance(chunk, Text):
                    yield from _shown(reader.add(chunk.text))
                    if reader.over:
                        yield from reader.calls
                        yield Finish("stop")
                        return
                elif isinstance(chunk, Finish):
                    yield from _shown(reader.end(whole=chunk.reason == "stop"))
                    yield from reader.calls if chunk.reason == "stop" else ()
                    yield chunk
                else:
                    yield chunk
        except StreamFault:
            yield from _shown(reader.end(whole=False))
            raise


def _shown(text: str) -> Iterator[Text]:
    if text:
        yield Text(text)


class TextCalls:
    """Tells calls from the text around them, which comes in pieces."""

    def __init__(self) -> None:
        self.calls: list[ToolCall] = []
        self.over = False
        """Something else has come behind a call: the model should have waited."""
        self._held = ""
        self._begins = True
        """What is held begins a line."""
        self._fence = ""
        """The mark that ends the block of code; empty outside of one."""
        self._inside = False
        """What is held stands in a call."""

    def add(self, text: str) -> str:
        """Return what can be shown by now; no part of a call, even if it has only begun."""
        self._held += text
        shown = ""
        state: tuple[str, bool, bool] | None = None
        while self._held and not self.over and state != self._state():
            state = self._state()
            if self._inside:
                self._in_call()
            elif self._begins:
                shown += self._at_line()
            else:
                shown += self._to_line_end(0)
        return shown

    def _state(self) -> tuple[str, bool, bool]:
        return self._held, self._inside, self._begins

    def end(self, *, whole: bool) -> str:
        """Return what was held back in vain; ``whole`` if the model ended by itself.

        A call whose closing mark the model forgot is one; one that was cut off is none.
        """
        held, self._held = self._held, ""
        if self._inside:
            if whole:
                self.calls.append(read_call(held))
            return ""
        return "" if self.calls else held

    def _in_call(self) -> None:
        raw, closing_mark, rest = self._held.partition(END_CALL)
        if closing_mark or len(raw) > MAX_ARGUMENT_CHARS:
            self.calls.append(read_call(raw))
            self._inside, self._begins, self._held = False, True, rest
            self.over = not closing_mark or len(self.calls) >= MAX_CALLS

    def _at_line(self) -> str:
        """Look at how a line begins, blank ones before it included."""
        start = self._held.lstrip()
        if not self._fence and start.startswith(BEGIN_CALL):
            self._inside, self._held = True, start[len(BEGIN_CALL) :]
            return ""
        possible = (self._fence,) if self._fence else (BEGIN_CALL, *_FENCES)
        if not start or any(mark.startswith(start) and mark != start for mark in possible):
            return ""
        if self.calls:
            self.over = True
            return ""
        fence = next((mark for mark in possible if start.startswith(mark)), "")
        if fence:
            self._fence = "" if self._fence else fence
        return self._to_line_end(len(self._held) - len(start))

    def _to_line_end(self, start: int) -> str:
        """Let the line go that ``start`` stands in; its end waits, for a call may follow."""
        place = self._held.find("\n", start)
        line = self._held if place < 0 else self._held[:place]
        self._held = self._held[len(line) :]
        self._begins = place >= 0
        return line


def read_call(raw: str) -> ToolCall:
    """Return the call that stands between the marks; what cannot be read is kept as it is."""
    name = uuid.uuid4().hex[:9]
    text = raw.strip()
    if wrapped := _WRAPPED.fullmatch(text):
        text = wrapped[1]
    value: Any = read_arguments(text)
    said = value.get("name") if value else None
    if not value or not isinstance(said, str):
        return ToolCall("", {}, name, unreadable=raw.strip()[:MAX_ARGUMENT_CHARS] or "…")
    arguments = value.get("arguments", value.get("parameters"))
    if isinstance(arguments, str):  # as OpenAI's API writes them
        arguments = read_arguments(arguments)
    return ToolCall(said[:_MAX_NAME], arguments if isinstance(arguments, dict) else {}, name)
