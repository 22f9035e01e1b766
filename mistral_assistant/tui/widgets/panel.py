"""The reasoning panel: the eight steps of a turn as they run, or those of a stored answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from mistral_assistant.chat import ChatMessage
from mistral_assistant.i18n import N_, _
from mistral_assistant.reasoning.events import Event, StepFinished, StepStarted, TurnFinished
from mistral_assistant.reasoning.turn import STEPS
from mistral_assistant.tui.asked import ON_THE_WAY, SoFar
from mistral_assistant.tui.evidence import Look
from mistral_assistant.tui.transcript import Entry
from mistral_assistant.tui.widgets.panel_parts import ChosenSize, FindInput, StepList
from mistral_assistant.tui.widgets.steps import PanelTitle, StepView

_SCROLL_STEP = 3


class ReasoningPanel(Vertical):
    """Follows a turn event by event, or shows a finished trace."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", N_("Étape précédente"), show=False),
        Binding("down", "move(1)", N_("Étape suivante"), show=False),
        Binding("enter,space", "fold", N_("Replier ou déplier l'étape"), show=False),
        Binding("pageup", "scroll('page_up')", N_("Page précédente"), show=False),
        Binding("pagedown", "scroll('page_down')", N_("Page suivante"), show=False),
        Binding("home", "scroll('home')", N_("Première étape"), show=False),
        Binding("end", "scroll('end')", N_("Dernière étape"), show=False),
        Binding("[,ctrl+left", "resize(1)", N_("Agrandir le panneau"), show=False),
        Binding("],ctrl+right", "resize(-1)", N_("Réduire le panneau"), show=False),
        Binding("/", "find", N_("Chercher dans le raisonnement"), show=False),
        Binding("n", "next(1)", N_("Résultat suivant"), show=False),
        Binding("shift+n,N", "next(-1)", N_("Résultat précédent"), show=False),
        Binding("c", "copy", N_("Copier le raisonnement en JSON"), show=False),
    ]

    class Copied(Message):
        """The trace is to be copied."""

        def __init__(self, trace: Mapping[str, Any]) -> None:
            super().__init__()
            self.trace = trace

    class PromptWanted(Message):
        """The prompt of the answer shown is to be found out, for ``show_prompt``."""

        def __init__(self, entry: Entry | None, trace: Mapping[str, Any]) -> None:
            super().__init__()
            self.entry = entry
            """The answer; None for the last one."""
            self.trace = trace

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._trace: dict[str, Any] = {}
        self._entry: Entry | None = None
        self._look = Look()
        self._so_far = SoFar()
        self._place = 0
        """Number of the step that bears the mark."""
        self._found = 0
        """Number of the occurrence shown."""
        self._chosen_size = ChosenSize()
        # Made here, not in compose: a turn may begin before the panel is on screen.
        self._title = PanelTitle()
        self._steps = {step: StepView(step) for step in STEPS}
        self._list = StepList()
        self._input = FindInput(placeholder=_("Chercher…"))

    def compose(self) -> ComposeResult:
        yield self._title
        with self._list:
            yield from self._steps.values()
        self._input.display = False
        yield self._input

    @property
    def detail(self) -> bool:
        """All evidence is shown, and the prompt."""
        return self._look.detail

    # --- what is shown -------------------------------------------------------------------------

    def begin(self, entry: Entry | None = None, question: str = "") -> None:
        """Wait for the steps of a new turn, which answers ``question`` in ``entry``."""
        self._trace, self._entry, self._so_far = {"timings_ms": {}}, entry, SoFar()
        self._title.show("", None)
        self._set_look(question=question, prompt=(), prompt_note="")
        for view in self._steps.values():
            view.show("waiting")

    def take(self, event: Event) -> None:
        """Show what a step has begun or found."""
        if isinstance(event, StepStarted):
            step = self._steps[event.name]
            step.show("running")
            if self.is_mounted:
                self.call_after_refresh(self._list.scroll_to_widget, step, animate=False)
        elif isinstance(event, StepFinished):
            timings = self._trace.setdefault("timings_ms", {})
            timings[event.name] = timings.get(event.name, 0.0) + event.ms
            self._trace[event.name] = event.value
            self._steps[event.name].show("done", event.value, timings[event.name])
            self._title.show("", sum(timings.values()))
            if event.name == "approach":
                self._want_prompt()
        elif isinstance(event, ON_THE_WAY):
            self._steps["answer"].show("running", self._so_far.take(event))
        elif isinstance(event, TurnFinished):
            self._show_steps(event.turn.trace())

    def fail(self) -> None:
        """Mark the step that was running when the turn broke off."""
        for view in self._steps.values():
            if view.state == "running":
                view.show("failed")

    def show_trace(
        self,
        trace: Mapping[str, Any],
        subject: str = "",
        question: str = "",
        entry: Entry | None = None,
    ) -> None:
        """Show a finished turn from its trace; ``subject`` says which."""
        self._entry = entry
        self._set_look(question=question, prompt=(), prompt_note="")
        self._show_steps(trace)
        self._title.show(subject, self._total)
        self._list.scroll_home(animate=False)

    def set_detail(self, detail: bool) -> None:
        """Show all evidence and the prompt, or the most telling part of it."""
        self._set_look(detail=detail)
        self._want_prompt()

    def show_prompt(self, entry: Entry | None, prompt: Sequence[ChatMessage], note: str) -> None:
        """Show what a model was given for an answer, if it is still the one that is shown."""
        if entry is self._entry:
            self._set_look(prompt=tuple(prompt), prompt_note=note)

    @property
    def _total(self) -> float | None:
        timings = self._trace.get("timings_ms")
        return sum(timings.values()) if timings else None

    def _show_steps(self, trace: Mapping[str, Any]) -> None:
        self._trace = dict(trace)
        timings = trace.get("timings_ms") or {}
        for view in self._steps.values():
            if view.step in trace:
                view.show("done", trace[view.step], timings.get(view.step))
            else:
                view.show("waiting")
        self._want_prompt()

    def _set_look(self, **changes: Any) -> None:
        self._look = replace(self._look, **changes)
        for view in self._steps.values():
            view.look(self._look)

    def _want_prompt(self) -> None:
        """Ask for the prompt where it is shown; it is worked out for nobody else."""
        if self.detail and "approach" in self._trace:
            self.post_message(self.PromptWanted(self._entry, self._trace))

    # --- keys ----------------------------------------------------------------------------------

    def on_descendant_focus(self) -> None:
        """Show the mark."""
        self._show_cursor()

    def on_descendant_blur(self) -> None:
        """Hide the mark, unless the cursor only moves inside the panel."""
        self.call_after_refresh(self._show_cursor)

    def focus_steps(self) -> None:
        """Put the cursor on the steps."""
        self._list.focus()

    def action_move(self, step: int) -> None:
        """Move the mark to the next or previous step; inside a long one, scroll."""
        region, height = self._view.virtual_region, self._list.size.height
        top = round(self._list.scroll_y)
        if step > 0 and region.bottom > top + height:
            self._list.scroll_to(y=top + _SCROLL_STEP, animate=False)
        elif step < 0 and region.y < top:
            self._list.scroll_to(y=max(region.y, top - _SCROLL_STEP), animate=False)
        else:
            self._go_to(max(0, min(self._place + step, len(STEPS) - 1)))

    def action_fold(self) -> None:
        """Fold or unfold the step that bears the mark."""
        self._view.fold(not self._view.folded)

    def action_scroll(self, way: str) -> None:
        """Scroll a page, or to an end."""
        if way in ("home", "end"):
            self._go_to(0 if way == "home" else len(STEPS) - 1)
        getattr(self._list, f"scroll_{way}")(animate=False)

    def action_resize(self, step: int) -> None:
        """Make the panel larger or smaller; it stays so until the program ends."""
        self._chosen_size.change(self.outer_size, step, beside=self._is_beside)
        self._keep_size()

    def on_resize(self, _event: events.Resize) -> None:
        """Take the size that was chosen for the layout of the moment."""
        self._keep_size()

    def action_copy(self) -> None:
        """Copy the trace."""
        self.post_message(self.Copied({"question": self._look.question, **self._trace}))

    @property
    def _view(self) -> StepView:
        return self._steps[STEPS[self._place]]

    @property
    def _is_beside(self) -> bool:
        return self.screen.has_class("-wide")

    def _keep_size(self) -> None:
        if isinstance(self.parent, Widget):
            size = self._chosen_size
            size.leave_room(self.parent.size, beside=self._is_beside)
            self.styles.width = size.width if self._is_beside else None
            self.styles.height = None if self._is_beside else size.height

    def _go_to(self, place: int) -> None:
        self._place = place
        self._show_cursor()
        self._list.show_step(self._view)

    def _show_cursor(self) -> None:
        for number, view in enumerate(self._steps.values()):
            view.set_cursor(self._list.has_focus and number == self._place)

    # --- search --------------------------------------------------------------------------------

    def action_find(self) -> None:
        """Open the search."""
        self._input.display = True
        self._input.focus()

    def action_next(self, step: int) -> None:
        """Go to the next or previous occurrence of what is looked for."""
        self._show_found(self._found + step)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        event.stop()
        self._show_found(0)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go to the next occurrence."""
        event.stop()
        self._show_found(self._found + 1)

    def on_find_input_stepped(self, event: FindInput.Stepped) -> None:
        """Go to another occurrence without leaving the search."""
        self._show_found(self._found + event.step)

    def on_find_input_closed(self) -> None:
        """Give the search up."""
        self._input.value = ""
        self._input.display = False
        self._list.focus()

    def _show_found(self, number: int) -> None:
        """Mark all occurrences, and go to number ``number``, round and round."""
        wanted = self._input.value
        counts = {step: view.count(wanted) for step, view in self._steps.items()}
        total = sum(counts.values())
        self._found = number % total if total else 0
        before = 0
        for place, (step, count) in enumerate(counts.items()):
            here = total and before <= self._found < before + count
            self._steps[step].find(wanted, self._found - before if here else None)
            if here:
                self._steps[step].fold(False)
                self._place = place
                self.call_after_refresh(self._list.show_row, self._steps[step])
            before += count
        place_text = _("{place}/{count}").format(place=self._found + 1, count=total)
        self._title.show_found((place_text if total else _("rien trouvé")) if wanted else "")
