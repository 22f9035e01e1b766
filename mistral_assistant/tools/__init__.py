"""Tools: each one typed function that works out what a model would guess; no ``eval`` anywhere.

A tool joins by one line in ``TOOLS``. The modules that read French numbers, durations and dates
live here too, since the entity step above reads with the same eyes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mistral_assistant.tools import calculator, count, dates


@dataclass(frozen=True)
class Tool:
    """Something that can be worked out from a message."""

    name: str
    applies: Callable[[str, datetime], bool]
    """Whether a message holds something that this tool can work out."""
    run: Callable[[str, datetime], str]
    """The result as a short French text; raises ToolError where it refuses."""


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool("calculator", calculator.applies, calculator.run),
        Tool("dates", dates.applies, dates.answer),
        Tool("count", count.applies, count.run),
    )
}


def applicable(text: str, now: datetime) -> tuple[str, ...]:
    """Return the names of the tools that can work something out from a message."""
    return tuple(name for name, tool in TOOLS.items() if tool.applies(text, now))
