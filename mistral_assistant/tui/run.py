"""The full-screen app from its start to its end; the app itself is in ``app.py``."""

import gc
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant

SELDOM = (700, 10, 1_000)
"""Thresholds of the collector: no full collection falls between two keys. The chat screen asks for
one in a quiet moment."""


def run_chat(
    settings: Settings,
    build: "Callable[[], Assistant]",
    *,
    resume: bool = False,
    config_file: Path | None = None,
) -> int:
    """Run the chat until the user quits, and return the exit code.

    ``build`` is called in a thread after the first frame; with ``resume`` the conversation last
    written to is opened then. ``config_file`` is where changed settings are written.
    """
    app = ChatApp(
        settings, partial(_built, settings, build), resume=resume, config_file=config_file
    )
    gc.set_threshold(*SELDOM)
    result = app.run()
    assistant = app.session.assistant
    if assistant and assistant.store:
        assistant.store.close()
    return app.return_code or result or 0


def _built(settings: Settings, build: "Callable[[], Assistant]") -> "Assistant":
    """Build the assistant; what is not learned yet is learned in a process of its own."""
    from mistral_assistant.tui.learning_apart import LearningApart

    apart = LearningApart(settings)
    apart.begin()
    assistant = build()
    assistant.prepare = apart.prepare
    return assistant
