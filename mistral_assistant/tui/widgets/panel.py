"""The reasoning panel: the eight steps of a turn as they run, or those of a stored answer."""

from collections.abc import Mapping
from typing import Any

from textual.app import ComposeResult, RenderResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import Event, StepFinished, StepStarted
from mistral_assistant.reasoning.turn import STEPS
from mistral_assistant.tui.prose import sides
from mistral_assistant.tui.rendering import MUTED, milliseconds
from mistral_assistant.tui.traces import step_head, step_lines


class StepView(Widget):
    """One step: its line, and below it what it found."""

    def __init__(self, step: str) -> None:
        super().__init__(id=f"step-{step}")
        self.step = step
        self.state = "waiting"
        self._value: Any = None
        self._ms: float | None = None
        self._detail = False

    def show(self, state: str, value: Any = None, ms: float | None = None) -> None:
        """Show a state of the step, and its value once there is one."""
        self.state, self._value, self._ms = state, value, ms
        self.refresh(layout=True)

    def set_detail(self, detail: bool) -> None:
        """Show all of the evidence, or the most telling part."""
        self._detail = detail
        self.refresh(layout=True)

    def lines(self, width: int) -> list[Content]:
        """Return the lines of the step at a given width."""
        head = step_head(self.step, self.state, self._ms, width)
        return [head, *step_lines(self.step, self._value, width, detail=self._detail)]

    def render(self) -> RenderResult:
        return Content("\n").join(self.lines(max(10, self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self.lines(max(10, width)))


class PanelTitle(Widget):
    """The panel's first line: what is shown, and how long the whole turn took."""

    def __init__(self) -> None:
        super().__init__()
        self._subject = ""
        self._total: float | None = None

    def show(self, subject: str, total: float | None) -> None:
        """Name what the panel shows: nothing for the running turn."""
        self._subject, self._total = clean_line(subject), total
        self.refresh()

    def render(self) -> RenderResult:
        text = _("Raisonnement") + (f" · {self._subject}" if self._subject else "")
        total = "" if self._total is None else milliseconds(self._total)
        title, time = Content.styled(text, "bold"), Content.styled(total, MUTED)
        return sides(title, time, max(10, self.size.width))


class ReasoningPanel(VerticalScroll):
    """Follows a turn event by event, or shows a finished trace."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._total = 0.0
        self.detail = False
        # Made here, not in compose: a turn may begin before the panel is on screen.
        self._title = PanelTitle()
        self._steps = {step: StepView(step) for step in STEPS}

    def compose(self) -> ComposeResult:
        yield self._title
        yield from self._steps.values()

    def begin(self) -> None:
        """Wait for the steps of a new turn."""
        self._total = 0.0
        self._title.show("", None)
        for view in self._steps.values():
            view.show("waiting")

    def take(self, event: Event) -> None:
        """Show what a step has begun or found."""
        if isinstance(event, StepStarted):
            step = self._steps[event.name]
            step.show("running")
            if self.is_mounted:
                self.call_after_refresh(self.scroll_to_widget, step, animate=False)
        elif isinstance(event, StepFinished):
            self._total += event.ms
            self._steps[event.name].show("done", event.value, event.ms)
            self._title.show("", self._total)

    def fail(self) -> None:
        """Mark the step that was running when the turn broke off."""
        for view in self._steps.values():
            if view.state == "running":
                view.show("failed")

    def show_trace(self, trace: Mapping[str, Any], subject: str = "") -> None:
        """Show a finished turn from its trace; ``subject`` says which."""
        timings = trace.get("timings_ms") or {}
        for view in self._steps.values():
            if view.step in trace:
                view.show("done", trace[view.step], timings.get(view.step))
            else:
                view.show("waiting")
        self._title.show(subject, sum(timings.values()) if timings else None)
        self.scroll_home(animate=False)

    def set_detail(self, detail: bool) -> None:
        """Show all evidence, or the most telling part of it."""
        self.detail = detail
        for view in self._steps.values():
            view.set_detail(detail)
