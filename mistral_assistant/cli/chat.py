"""The chat: full screen in a terminal, line by line everywhere else."""

import argparse
import gc
import os
import sys

from mistral_assistant.cli.open import build_assistant
from mistral_assistant.settings import Settings


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Start the chat that fits the place where it runs."""
    resume = bool(options.resume)
    if options.line or not _full_screen():
        return _line_chat(settings, resume=resume)
    gc.disable()  # what is loaded from here on stays; the chat enables it after its first frame
    from mistral_assistant.tui.run import run_chat

    return run_chat(
        settings,
        lambda: build_assistant(settings),
        resume=resume,
        config_file=options.config,
    )


def _full_screen() -> bool:
    both = sys.stdin.isatty() and sys.stdout.isatty()
    return both and os.environ.get("TERM") != "dumb"


def _line_chat(settings: Settings, *, resume: bool) -> int:
    from mistral_assistant.line_mode import run_line_chat

    assistant = build_assistant(settings)
    try:
        return run_line_chat(settings, assistant, resume=resume)
    finally:
        if assistant.store:
            assistant.store.close()
