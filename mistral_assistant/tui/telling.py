"""Passing messages: what is said again stands there once, and few stand there at a time."""

from typing import Any

from textual.app import App
from textual.notifications import Notification

from mistral_assistant.cleaning import clean_line

MOST_TOLD = 2
"""Passing messages of no consequence that stand on screen at a time."""


def tell(app: App[Any], text: str, severity: str = "information") -> None:
    """Show a passing message on whatever screen there is."""
    shown = severity if severity in ("warning", "error") else "information"
    app.notify(clean_line(text), severity=shown, markup=False)  # type: ignore[arg-type]


def make_room(app: App[Any], said: Notification) -> None:
    """Take away what is said once more, and all but the last of what is said in passing.

    To be called when ``said`` is about to be shown: several may wait for that at a time.
    """
    showing = list(app._notifications)
    passing = [item for item in showing if item.severity == "information"]
    old = passing[: len(passing) - MOST_TOLD + 1] if said.severity == "information" else []
    for item in [*old, *(item for item in showing if item.message == said.message)]:
        app._unnotify(item, refresh=False)
