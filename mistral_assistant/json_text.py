"""JSON that a reader gets whole and that cannot steer a terminal, for files and for the console."""

import json
from typing import Any

from mistral_assistant.cleaning import clean


def json_text(value: Any, indent: int | None = None) -> str:
    """Return ``value`` as JSON in which nothing could steer a terminal.

    What :func:`clean` would take away stands as an escape, so that a reader of the JSON gets it
    back, and every character of the text can be encoded.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if clean(text) == text:
        return text
    return "".join(char if clean(char) == char else escaped(char) for char in text)


def escaped(char: str) -> str:
    """Return one character as an escape of JSON."""
    return json.dumps(char)[1:-1]
