"""The run's journal: one JSON object per line, and the same as plain lines for a reader."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mistral_assistant.i18n import _
from mistral_assistant.training.run_directory import write_lines


def append(file: Path, entry: Mapping[str, Any]) -> None:
    """Add one line."""
    with file.open("a", encoding="utf-8") as out:
        out.write(json.dumps(entry, ensure_ascii=False) + "\n")


def entries(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the lines; half a line, as a crash leaves it, is left out."""
    if not file.is_file():
        return
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue


def rewind(file: Path, step: int) -> None:
    """Drop what was noted after ``step``: those steps are made again."""
    write_lines(file, [entry for entry in entries(file) if entry.get("step", 0) <= step])


def line(entry: Mapping[str, Any], total: int) -> str:
    """Return a journal entry as a line for a reader."""
    step = _("étape {step}/{total}").format(step=entry["step"], total=total)
    shown = [step] + [
        f"{name} {number(entry[key])}"
        for key, name in _labels().items()
        if entry.get(key) is not None
    ]
    return " · ".join(shown)


def duration(seconds: float) -> str:
    """Return a duration as h, min and s."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    if hours:
        return _("{hours} h {minutes:02d}").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds:02d} s").format(minutes=minutes, seconds=rest)
    return _("{seconds} s").format(seconds=rest)


def _labels() -> dict[str, str]:
    return {
        "loss": _("perte"),
        "eval_loss": _("perte de validation"),
        "accuracy": _("tokens justes"),
        "learning_rate": _("taux"),
        "grad_norm": _("gradient"),
        "tokens_per_second": _("tokens/s"),
        "memory_gb": _("Go"),
        "left": _("reste"),
    }


def label(name: str) -> str:
    """Return what a value of the journal is called."""
    return _labels().get(name, name)


def number(value: Any) -> str:
    """Return a number with four digits that count; a text as it is."""
    if isinstance(value, str):
        return value
    return f"{value:.4g}".replace(".", ",")
