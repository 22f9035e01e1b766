"""One step of a trace → lines for the reasoning panel, from the JSON that the store keeps too."""

from collections.abc import Callable
from typing import Any

from textual.content import Content

from mistral_assistant.i18n import _
from mistral_assistant.tui.evidence import Look, step_evidence
from mistral_assistant.tui.prose import sides, wrap
from mistral_assistant.tui.rendering import ACCENT, MUTED, milliseconds

_INDENT = 2
_PLAIN = Look()


def step_label(name: str) -> str:
    """Return what a step is called on screen."""
    labels = {
        "moderation": _("modération"),
        "category": _("catégorie"),
        "context": _("contexte"),
        "entities": _("entités"),
        "knowledge": _("savoir"),
        "approach": _("approche"),
        "answer": _("réponse"),
        "consistency": _("cohérence"),
    }
    return labels.get(name, name)


def step_head(
    name: str,
    state: str,
    ms: float | None,
    width: int,
    *,
    cursor: bool = False,
    folded: bool = False,
) -> Content:
    """Return a step's first line; ``state`` is ``waiting``, ``running``, ``done`` or ``failed``."""
    signs = {
        "waiting": ("○", MUTED),
        "running": ("▸", ACCENT),
        "done": ("✓", "$text-success"),
        "failed": ("✗", "$text-error"),
    }
    sign, style = signs[state]
    label = Content.styled(step_label(name), MUTED if state == "waiting" else "bold")
    if folded:
        label += Content.styled(" …", MUTED)
    time = Content.styled("" if ms is None else milliseconds(ms), MUTED)
    mark = Content.styled("›", f"bold {ACCENT}") if cursor else Content(" ")
    return sides(Content.styled(sign, style) + mark + label, time, width)


def step_lines(
    name: str,
    value: Any,
    width: int,
    look: Look = _PLAIN,
    mark: Callable[[Content], Content] = lambda line: line,
) -> list[Content]:
    """Return the evidence of a finished step; ``mark`` may make words of a line stand out."""
    inner = max(8, width - _INDENT)
    lines: list[Content] = []
    for line in step_evidence(name, value, inner, look):
        lines += wrap(mark(line), inner)
    return [Content(" " * _INDENT) + line for line in lines]
