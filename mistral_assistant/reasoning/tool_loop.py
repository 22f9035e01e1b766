"""The tools that a model asks for on its way to an answer: run here, told to it, and it goes on.

Only a backend's ``ToolCall`` counts as a call; which text is one, where a model has no format for
tools, is said in ``backends.text_calls``. What a tool gives back is data like a passage. At most
``MAX_CALLS`` are made for an answer, each within a time limit; after the last one the model is
offered none.
"""

import json
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from typing import Any

from mistral_assistant.backends.base import Backend
from mistral_assistant.chat import (
    ChatMessage,
    Chunk,
    Finish,
    GenerationOptions,
    Prompt,
    Text,
    Tool,
    ToolCall,
)
from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.errors import ToolError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.prompts import as_data
from mistral_assistant.reasoning.turn import ToolUse
from mistral_assistant.tools.offered import Desk, Found, OfferedTool

MAX_CALLS = 4
TIME_LIMIT_S = 5.0
MAX_RESULT_CHARS = 3_000
_SHOWN_CHARS = 300
"""What the trace keeps of an argument."""
_SHOWN_ARGUMENTS = 10
_POLL_S = 0.02


@dataclass
class Toolbox:
    """What a model may ask for while it writes one answer, and what it has asked for."""

    tools: Mapping[str, OfferedTool]
    desk: Desk
    cancel: threading.Event
    uses: list[ToolUse] = field(default_factory=list)

    @property
    def offered(self) -> tuple[Tool, ...]:
        """The tools that the model may still ask for."""
        left = len(self.uses) < MAX_CALLS
        return tuple(one.tool for one in self.tools.values()) if left else ()

    def use(self, call: ToolCall) -> ToolUse:
        """Run what a call asks for; what keeps it from being run is the result then."""
        began = time.perf_counter()
        try:
            found = self._found(call)
            result, refused = found.text, False
        except ToolError as error:
            found, result, refused = Found(""), f"{error.problem} {error.hint}".strip(), True
        use = ToolUse(
            clean_line(call.name)[:_SHOWN_CHARS],
            _shown({"": call.unreadable} if call.unreadable else call.arguments),
            as_data(clean(result))[:MAX_RESULT_CHARS],
            refused,
            round((time.perf_counter() - began) * 1000, 3),
            found.passages,
        )
        self.uses.append(use)
        return use

    def _found(self, call: ToolCall) -> Found:
        if len(self.uses) >= MAX_CALLS:
            raise ToolError(_("Plus aucun appel n'est possible ; réponds avec ce que tu sais."))
        if call.unreadable:
            raise ToolError(
                _("Cet appel n'est pas un objet JSON lisible."),
                _("Corrige-le, ou réponds sans outil."),
            )
        tool = self.tools.get(call.name)
        if tool is None:
            raise ToolError(
                _("Cet outil n'existe pas."),
                _("Outils : {names}.").format(names=", ".join(self.tools)),
            )
        return self._in_time(tool, call.arguments)

    def _in_time(self, tool: OfferedTool, arguments: Mapping[str, Any]) -> Found:
        """Run a tool in a thread of its own, which nobody waits for beyond the limit."""
        done: SimpleQueue[Found | Exception] = SimpleQueue()

        def run() -> None:
            try:
                done.put(tool.run(self.desk, arguments))
            except Exception as error:  # whatever a model's arguments may bring about
                done.put(error)

        threading.Thread(target=run, daemon=True).start()
        end = time.monotonic() + TIME_LIMIT_S
        while time.monotonic() < end and not self.cancel.is_set():
            try:
                outcome = done.get(timeout=_POLL_S)
            except Empty:
                continue
            if isinstance(outcome, Found):
                return outcome
            if isinstance(outcome, ToolError):
                raise outcome
            raise ToolError(_("L'outil n'a pas pu donner de résultat.")) from outcome
        raise ToolError(_("L'outil n'a pas donné de résultat à temps."))


def with_tools(
    prompt: Prompt,
    backend: Backend,
    options: GenerationOptions,
    cancel: threading.Event,
    toolbox: Toolbox | None,
) -> Iterator[Chunk | ToolUse]:
    """Yield what a backend says, with the tools used in between; ends with one ``Finish``.

    Raises:
        BackendError: the answer cannot be given or continued; ``toolbox`` holds what was found.
    """
    gap = ""
    while True:
        offered = toolbox.offered if toolbox else ()
        stream = backend.generate(replace(prompt, tools=offered), options, cancel)
        said, calls, finish = yield from _one_round(stream, gap)
        if not (toolbox and offered and calls) or finish.reason != "stop":
            yield finish
            return
        results = []
        for call in calls:
            use = toolbox.use(call)
            yield use
            results.append(ChatMessage("tool", use.result, call_id=call.id))
        if cancel.is_set():
            yield Finish("cancelled")
            return
        asked = ChatMessage("assistant", said, tuple(calls))
        prompt = replace(prompt, messages=(*prompt.messages, asked, *results))
        gap = "\n\n" if said.strip() else gap


def _one_round(
    stream: Iterator[Chunk], gap: str
) -> Generator[Chunk, None, tuple[str, list[ToolCall], Finish]]:
    """Pass on what a backend says up to its end; returns the text, the calls and the end.

    ``gap`` comes between an earlier text and this one.
    """
    pieces: list[str] = []
    calls: list[ToolCall] = []
    finish = Finish("stop")
    for chunk in stream:
        if isinstance(chunk, ToolCall):
            calls.append(chunk)
        elif isinstance(chunk, Finish):
            finish = chunk
        elif isinstance(chunk, Text) and chunk.text:
            yield chunk if pieces else Text(gap + chunk.text)
            pieces.append(chunk.text)
        else:
            yield chunk
    return "".join(pieces), calls, finish


def fed(prompt: Prompt, uses: Sequence[ToolUse]) -> Prompt:
    """Return the prompt of an answer that goes on without the model, with what tools found."""
    known = {passage.source for passage in prompt.passages}
    found = {p.source: p for use in uses for p in use.passages if p.source not in known}
    passages = (*prompt.passages, *found.values())
    worked_out = [use.result for use in uses if not use.refused and not use.passages]
    if worked_out and not passages:
        return replace(prompt, text="\n\n".join(worked_out), approach="tool")
    return replace(prompt, passages=passages)


def _shown(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Return a call's arguments as the trace keeps them."""
    return {
        clean_line(str(name))[:_SHOWN_CHARS]: _text(value)[:_SHOWN_CHARS]
        for name, value in list(arguments.items())[:_SHOWN_ARGUMENTS]
    }


def _text(value: Any) -> str:
    return clean_line(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
