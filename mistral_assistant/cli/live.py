"""The display of a training on a terminal: curve of the loss, values, time left, a sample answer.

Whatever else is told meanwhile appears above it.
"""

import time
from collections.abc import Mapping
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.text import Text

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _
from mistral_assistant.training import log
from mistral_assistant.training.curves import drawn

_HEIGHT = 6
_EACH_LINE = ("loss", "eval_loss", "accuracy"), ("learning_rate", "grad_norm", "memory_gb"), (
    "tokens_per_second", "left")  # fmt: skip


class LiveDisplay:
    """Draws a training anew at each step."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console()
        self.begin_anew(0)

    def begin_anew(self, total: int) -> None:
        """Forget what a training before this one has shown."""
        self._live = Live(console=self._console, refresh_per_second=4)
        self._losses: list[float] = []
        self._values: dict[str, Any] = {}
        self._sample: Mapping[str, Any] = {}
        self._total, self._begun = total, time.monotonic()

    def begin(self, total: int) -> None:
        """Show an empty picture; a training may follow another one."""
        self.begin_anew(total)
        self._live.start()

    def step(self, entry: Mapping[str, Any], total: int) -> None:
        """Put an entry of the journal into the picture."""
        if "answer" in entry:
            self._sample = entry
        else:
            self._values |= {"step": entry["step"], **entry}
            if "loss" in entry:
                self._losses.append(float(entry["loss"]))
        self._live.update(self.picture())

    def end(self) -> None:
        """Leave the last picture where it stands."""
        self._live.stop()

    def picture(self) -> Panel:
        """Return what is shown now."""
        step = int(self._values.get("step", 0))
        width = max(20, self._console.width - 4)
        curve = Text("\n".join(drawn(self._losses, width, _HEIGHT)), style="cyan")
        lines = [Text(" · ".join(self._value(name) for name in names if name in self._values))
                 for names in _EACH_LINE]  # fmt: skip
        parts: list[Any] = [curve, *lines]
        if self._sample:
            question, answer = (clean_line(str(self._sample[name])) for name in
                                ("question", "answer"))  # fmt: skip
            said = _("« {question} » → « {answer} »").format(question=question, answer=answer)
            parts.append(Text(said, style="italic", overflow="fold"))
        # A bar does not end its own line, so nothing can stand below it.
        parts.append(ProgressBar(total=max(1, self._total), completed=step))
        passed = log.duration(time.monotonic() - self._begun)
        title = _("étape {step}/{total} · depuis {time}").format(
            step=step, total=self._total, time=passed)  # fmt: skip
        return Panel(Group(*parts), title=Text(title))

    def _value(self, name: str) -> str:
        return f"{log.label(name)} {log.number(self._values[name])}"
