"""How the commands write: lines cleaned, JSON whole, and neither can steer a terminal."""

import json
from collections.abc import Callable
from typing import Any

from mistral_assistant.cleaning import clean


def say(text: str) -> None:
    """Print ``text`` without the control characters that foreign text may hold."""
    print(clean(text))


def json_text(
    value: Any, indent: int | None = None, default: Callable[[Any], Any] | None = None
) -> str:
    """Return ``value`` as JSON in which nothing could steer a terminal.

    What :func:`clean` would take away stands as an escape, so that a reader of the JSON gets it
    back, and every character of the text can be encoded. ``default`` is that of ``json.dumps``.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=default)
    if clean(text) == text:
        return text
    return "".join(char if clean(char) == char else json.dumps(char)[1:-1] for char in text)
