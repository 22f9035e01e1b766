"""One step of the reasoning panel, and the line above all of them."""

from typing import Any

from textual.app import RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.tui.evidence import Look, step_evidence
from mistral_assistant.tui.marks import CURRENT, bears, found_in, occurrences
from mistral_assistant.tui.prose import sides
from mistral_assistant.tui.rendering import MUTED, milliseconds
from mistral_assistant.tui.traces import step_head, step_lines

_LEAST = 10
"""Cells; nothing is laid out for less."""


class StepView(Widget):
    """One step: its line, and below it what it found."""

    def __init__(self, step: str) -> None:
        super().__init__(id=f"step-{step}")
        self.step = step
        self.state = "waiting"
        self.folded = False
        self._value: Any = None
        self._ms: float | None = None
        self._look = Look()
        self._cursor = False
        self._wanted = ""
        self._current: int | None = None
        self._laid_out: tuple[int, list[Content]] | None = None

    def show(self, state: str, value: Any = None, ms: float | None = None) -> None:
        """Show a state of the step, and its value once there is one."""
        self.state, self._value, self._ms = state, value, ms
        self._changed()

    def look(self, look: Look) -> None:
        """Show it in another way."""
        if look != self._look:
            self._look = look
            self._changed()

    def fold(self, folded: bool) -> None:
        """Leave only the step's line, or open it again."""
        self.folded = folded
        self._changed()

    def set_cursor(self, cursor: bool) -> None:
        """Put the mark on the step's line, or take it away."""
        if cursor != self._cursor:
            self._cursor = cursor
            self._changed()

    def find(self, wanted: str, current: int | None = None) -> None:
        """Let every occurrence of ``wanted`` stand out, and number ``current`` most of all."""
        if (wanted, current) != (self._wanted, self._current):
            self._wanted, self._current = wanted, current
            self._changed()

    def count(self, wanted: str) -> int:
        """Return how often the evidence holds ``wanted``, folded or not."""
        evidence = step_evidence(self.step, self._value, self._width, self._look)
        return sum(len(occurrences(line.plain, wanted)) for line in evidence)

    def current_row(self) -> int:
        """Return the row of the occurrence that stands out most, else the first row."""
        rows = self.lines(self._width)
        return next((row for row, line in enumerate(rows) if bears(line, CURRENT)), 0)

    def lines(self, width: int) -> list[Content]:
        """Return the lines of the step at a given width."""
        if self._laid_out is None or self._laid_out[0] != width:
            self._laid_out = width, self._lay_out(width)
        return self._laid_out[1]

    def render(self) -> RenderResult:
        return Content("\n").join(self.lines(self._width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(max(_LEAST, width)))

    @property
    def _width(self) -> int:
        return max(_LEAST, self.size.width)

    def _lay_out(self, width: int) -> list[Content]:
        head = step_head(
            self.step,
            self.state,
            self._ms,
            width,
            cursor=self._cursor,
            folded=self.folded and self._value is not None,
        )
        if self.folded:
            return [head]
        return [head, *step_lines(self.step, self._value, width, self._look, self._highlighter())]

    def _highlighter(self) -> Any:
        """Return what lets the occurrences of a line stand out; it counts them as they come."""
        seen = 0

        def mark(line: Content) -> Content:
            nonlocal seen
            if not self._wanted:
                return line
            before, seen = seen, seen + len(occurrences(line.plain, self._wanted))
            current = None if self._current is None else self._current - before
            return found_in(line, self._wanted, current)

        return mark

    def _changed(self) -> None:
        self._laid_out = None
        self.refresh(layout=True)


class PanelTitle(Widget):
    """The panel's first line: what is shown, and how long the whole turn took."""

    def __init__(self) -> None:
        super().__init__()
        self._subject = ""
        self._total: float | None = None
        self._found = ""

    def show(self, subject: str, total: float | None) -> None:
        """Name what the panel shows: nothing for the running turn."""
        self._subject, self._total = clean_line(subject), total
        self.refresh()

    def show_found(self, found: str) -> None:
        """Say how much was found; empty while nothing is looked for."""
        self._found = found
        self.refresh()

    def render(self) -> RenderResult:
        text = _("Raisonnement") + (f" · {self._subject}" if self._subject else "")
        total = "" if self._total is None else milliseconds(self._total)
        title = Content.styled(text, "bold")
        right = Content.styled(self._found or total, MUTED)
        return sides(title, right, max(_LEAST, self.size.width))
