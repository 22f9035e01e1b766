"""From a request to the pieces of its answer: prompt, stop strings, tool calls, endless loops.

Runs in the one thread that owns the runtime, and is the same for every runtime.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mistral_assistant.chat import ToolCall
from mistral_assistant.engine.prompts import prompt_tokens
from mistral_assistant.engine.protocol import Request
from mistral_assistant.engine.runtimes.base import End, Output, Piece, Prefilled, Reason, Runtime
from mistral_assistant.engine.tool_request import Offer
from mistral_assistant.models.tools import read_calls

_LONGEST_PERIOD = 80
_LOOP_TOKENS = 160
_LEAST_REPEATS = 4
_CHECK_EVERY = 16


@dataclass(frozen=True)
class Calls:
    """Tools that the model asks for instead of saying something."""

    calls: tuple[ToolCall, ...]


def answer(
    runtime: Runtime, request: Request, adapter: str, cancel: threading.Event
) -> Iterator[str | Calls | End]:
    """Yield the text as it comes, perhaps ``Calls``, then one ``End``.

    Raises:
        RequestError: the question alone is longer than the context.
        ModelError: the runtime gave up; it can be used again.
    """
    prompt = prompt_tokens(runtime.tokenizer, request, runtime.context_tokens)
    room = runtime.context_tokens - len(prompt.ids)
    options = replace(request.options, max_tokens=min(request.options.max_tokens, room))
    end = End("stop", len(prompt.ids), dropped_messages=prompt.dropped)
    stops, loop = StopStrings(request.stop), Loop()
    calls = CallText(runtime.tokenizer.call_mark, begun=request.offer.must)
    pieces = runtime.generate(prompt.ids, options, adapter, cancel)
    reason: Reason = "stop"
    try:
        for output in pieces:
            reason, end = _noted(output, reason, end)
            if isinstance(output, Piece):
                if text := stops.add(calls.add(output.text)):
                    yield text
                if stops.found:
                    break
                if output.tokens and loop.add(output.text):
                    reason = "length"
                    break
    finally:
        _close(pieces)
    if not stops.found and (rest := stops.add(calls.rest()) + stops.end()):
        yield rest
    made = calls.end(request.offer) if reason == "stop" else ()
    if made:
        yield Calls(made)
        reason = "tool_calls"
    elif calls.begun and request.offer.tools and (wrong := calls.text.strip()):
        yield wrong
    yield replace(end, reason=reason)


def _noted(output: Output, reason: Reason, end: End) -> tuple[Reason, End]:
    match output:
        case Prefilled(_, reused):
            return reason, replace(end, reused_tokens=reused)
        case Piece():
            return reason, replace(end, completion_tokens=end.completion_tokens + output.tokens)
        case End():
            return output.reason, end


def _close(pieces: Iterator[Output]) -> None:
    close = getattr(pieces, "close", None)
    if close:
        close()


class CallText:
    """Keeps what a model writes after the mark of tool calls apart from what it says."""

    def __init__(self, mark: str, begun: bool = False) -> None:
        self._mark = StopStrings((mark,) if mark else ())
        self.begun = begun
        self.text = ""
        """What stands after the mark."""

    def add(self, piece: str) -> str:
        """Return what of ``piece`` is said to the user."""
        if self.begun:
            self.text += piece
            return ""
        said = self._mark.add(piece)
        if self._mark.found:
            self.begun, self.text = True, self._mark.after
        return said

    def rest(self) -> str:
        """Return what was held back in vain."""
        return "" if self.begun else self._mark.end()

    def end(self, offer: Offer) -> tuple[ToolCall, ...]:
        """Return the calls that were asked for; empty if there are none that can be made."""
        found = read_calls(self.text, offer.tools) if self.begun else ()
        return found[:1] if offer.single else found


class StopStrings:
    """Ends a text before the first of some strings, which may come in pieces."""

    def __init__(self, stops: tuple[str, ...]) -> None:
        self._stops = stops
        self._held = ""
        self.found = False
        self.after = ""
        """What came with the stop string and stands after it."""

    def add(self, text: str) -> str:
        """Return what can be given out: no part of a stop string, even if it has only begun."""
        if not self._stops:
            return text
        held = self._held + text
        places = [(place, stop) for stop in self._stops if (place := held.find(stop)) >= 0]
        if places:
            place, stop = min(places)
            self.found, self._held = True, ""
            self.after = held[place + len(stop) :]
            return held[:place]
        kept = max(_begun(held, stop) for stop in self._stops)
        self._held = held[len(held) - kept :]
        return held[: len(held) - kept]

    def end(self) -> str:
        """Return what was held back in vain."""
        held, self._held = self._held, ""
        return held


def _begun(text: str, stop: str) -> int:
    """Return how many characters of ``stop`` the text ends with."""
    longest = min(len(stop) - 1, len(text))
    return next((n for n in range(longest, 0, -1) if text.endswith(stop[:n])), 0)


class Loop:
    """Notices that a model says the same few tokens again and again."""

    def __init__(self) -> None:
        self._pieces: list[str] = []

    def add(self, piece: str) -> bool:
        """Return True once the last 160 pieces are one short stretch, repeated.

        So many equal ones are no rule of dashes and no table; what came before stays said.
        """
        self._pieces.append(piece)
        if len(self._pieces) % _CHECK_EVERY or len(self._pieces) < _LOOP_TOKENS:
            return False
        return any(self._repeats(period) for period in range(1, _LONGEST_PERIOD + 1))

    def _repeats(self, period: int) -> bool:
        length = max(_LOOP_TOKENS, period * _LEAST_REPEATS)
        tail = self._pieces[-length:]
        return len(tail) == length and tail[period:] == tail[:-period]
