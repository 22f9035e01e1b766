"""Waiting for a model that is being loaded, with a line that says how far it is."""

import time
from typing import TextIO

from mistral_assistant.assistant import Assistant
from mistral_assistant.cleaning import clean_line

_LOOK_S = 0.2


def wait_for_model(assistant: Assistant, patience: float, stream: TextIO) -> None:
    """Return once the assistant's model can speak, cannot be had, or ``patience`` s are over.

    On a terminal the line is written anew each time and taken away in the end; elsewhere only the
    first is written.
    """
    deadline = time.monotonic() + patience
    shown = ""
    while time.monotonic() < deadline and (status := clean_line(assistant.backend_status)):
        if stream.isatty() and status != shown:
            stream.write(f"\r{status}\x1b[K")
        elif not shown:
            stream.write(f"{status}\n")
        stream.flush()
        shown = status
        time.sleep(_LOOK_S)
    if shown and stream.isatty():
        stream.write("\r\x1b[K")
        stream.flush()
