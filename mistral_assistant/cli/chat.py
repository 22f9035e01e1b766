"""The chat: full screen in a terminal, line by line everywhere else."""

import argparse
import sys

from mistral_assistant.cli.open import build_assistant
from mistral_assistant.settings import Settings


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """Start the chat that fits the place where it runs."""
    resume = bool(getattr(options, "resume", False))
    if options.line or not (sys.stdin.isatty() and sys.stdout.isatty()):
        from mistral_assistant.line_mode import run_line_chat

        return run_line_chat(settings, build_assistant(settings), resume=resume)
    from mistral_assistant.tui.app import run_chat

    return run_chat(settings, lambda: build_assistant(settings), resume=resume)
