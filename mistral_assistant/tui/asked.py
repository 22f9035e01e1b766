"""What a model thought and which tools it asked for on its way to an answer, as lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from textual.content import Content

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import ngettext
from mistral_assistant.reasoning.events import ThoughtDelta, ToolUsed
from mistral_assistant.reasoning.turn import as_json
from mistral_assistant.tui.prose import excerpt, plain
from mistral_assistant.tui.rendering import MUTED, milliseconds

_SHORT = 120
"""Characters that are shown of a thought or a result where not all is wanted."""
_LOOKED_AT = 4 * _SHORT
"""Of a thought that grows with every frame no more is read than is shown."""


ON_THE_WAY = (ThoughtDelta, ToolUsed)
"""Events of an answer before its text."""


class SoFar:
    """What has come of an answer whose step still runs, in the form of the trace."""

    def __init__(self) -> None:
        self._tools: list[Any] = []
        self._thought = ""

    def take(self, event: ThoughtDelta | ToolUsed) -> Mapping[str, Any]:
        """Add what has come and return all of it."""
        if isinstance(event, ToolUsed):
            self._tools.append(as_json(event.use))
        else:
            self._thought += event.text
        return {"tools": self._tools, "thought": self._thought}


def asked_lines(value: Mapping[str, Any], *, detail: bool) -> Iterator[Content]:
    """Yield the thought and the tools of an answer step; with ``detail`` all of their text."""
    thought = str(value.get("thought") or "")
    if thought.strip():
        yield from _thought(thought, detail=detail)
    for use in value.get("tools") or ():
        yield from _use(use, detail=detail)


def _thought(thought: str, *, detail: bool) -> Iterator[Content]:
    count = len(thought)
    size = ngettext("réflexion, {count} caractère", "réflexion, {count} caractères", count)
    yield plain(size.format(count=count))
    if detail:
        yield from (plain(line).stylize(MUTED) for line in clean(thought).strip().split("\n"))
    else:
        yield plain(excerpt(clean_line(thought[:_LOOKED_AT]), _SHORT)).stylize(MUTED)


def _use(use: Mapping[str, Any], *, detail: bool) -> Iterator[Content]:
    arguments = use.get("arguments")
    given = arguments.values() if isinstance(arguments, Mapping) else ()
    said = clean_line(" · ".join(map(str, given)))
    sign = "✗" if use.get("refused") else "→"
    name = f"{sign} {clean_line(str(use.get('name', '')))}"
    spent = milliseconds(float(use.get("ms") or 0))
    shown = said if detail else excerpt(said, _SHORT)
    head = f"{name} ({shown})" if shown else name
    yield plain(head) + Content.styled(f"  {spent}", MUTED)
    result = str(use.get("result", ""))
    if detail:
        yield from (plain(line).stylize(MUTED) for line in clean(result).split("\n"))
    elif result:
        yield plain(excerpt(clean_line(result), _SHORT)).stylize(MUTED)
