"""The curves of a run: as text for a terminal, and as ``curves.png`` in the run directory."""

import importlib.util
from collections.abc import Sequence

from mistral_assistant.i18n import _
from mistral_assistant.training import log
from mistral_assistant.training.run_directory import Run

FILE = "curves.png"
_BLOCKS = " ▁▂▃▄▅▆▇█"
Points = list[tuple[int, float]]
"""(step, value)"""


def drawn(values: Sequence[float], width: int, height: int = 1) -> list[str]:
    """Return a curve in block characters, ``height`` lines of at most ``width`` columns.

    More values than columns are averaged; one level everywhere is drawn at the bottom.
    """
    finite = [value for value in values if abs(value) < float("inf")]
    if not finite:
        return [""] * height
    columns = _averaged(finite, width)
    low, high = min(columns), max(columns)
    span = (high - low) or 1.0
    eighths = [1 + round((8 * height - 1) * (value - low) / span) for value in columns]
    return [
        "".join(_BLOCKS[max(0, min(8, level - 8 * row))] for level in eighths)
        for row in reversed(range(height))
    ]


def points(run: Run, name: str) -> Points:
    """Return the values of one kind that the journal holds."""
    found = ((entry.get("step", 0), entry.get(name)) for entry in log.entries(run.log))
    return [(step, float(value)) for step, value in found if isinstance(value, (int, float))]


def summary(run: Run, width: int = 40) -> str:
    """Return the loss from first to last in one line; empty if nothing was noted."""
    losses = [value for _step, value in points(run, "loss")]
    if not losses:
        return ""
    (line,) = drawn(losses, width)
    return _("Perte : {first} {curve} {last}").format(
        first=log.number(losses[0]), curve=line, last=log.number(losses[-1])
    )


def write(run: Run) -> bool:
    """Draw the journal into ``curves.png``; False where matplotlib or anything to draw is missing.

    Raises:
        OSError: the picture cannot be written.
    """
    shown = {name: points(run, name) for name in ("loss", "eval_loss", "accuracy",
             "learning_rate", "grad_norm")}  # fmt: skip
    if not shown["loss"] or importlib.util.find_spec("matplotlib") is None:
        return False
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 6), layout="constrained")
    parts = figure.subplots(2, 2).flat
    for part, names in zip(
        parts, (("loss", "eval_loss"), ("accuracy",), ("learning_rate",), ("grad_norm",)),
        strict=True,
    ):  # fmt: skip
        for name in names:
            if shown[name]:
                steps, values = zip(*shown[name], strict=True)
                part.plot(steps, values, label=log.label(name), marker="." if len(steps) < 20 else
                          "")  # fmt: skip
        part.set_xlabel(_("étape"))
        if part.lines:
            part.legend()
    figure.savefig(run.folder / FILE, dpi=110)
    return True


def _averaged(values: Sequence[float], width: int) -> list[float]:
    if len(values) <= width:
        return list(values)
    edges = [place * len(values) // width for place in range(width + 1)]
    parts = [values[start:end] for start, end in zip(edges, edges[1:], strict=False)]
    return [sum(part) / len(part) for part in parts]
