"""How the commands write JSON: on one line, whole, and harmless to a terminal."""

import codecs
import json
import sys
from typing import Any

from mistral_assistant.cleaning import clean


def print_json(value: Any, indent: int | None = None) -> None:
    """Print ``value`` as JSON that a reader gets whole, whatever the console speaks."""
    speaks_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json_text(value, indent)
    print(text if speaks_utf8 else _ascii(text), flush=True)


def json_text(value: Any, indent: int | None = None) -> str:
    """Return ``value`` as JSON in which nothing could steer a terminal.

    What :func:`clean` would take away stands as an escape, so that a reader of the JSON gets it
    back, and every character of the text can be encoded.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if clean(text) == text:
        return text
    return "".join(char if clean(char) == char else _escape(char) for char in text)


def _ascii(text: str) -> str:
    return "".join(char if char.isascii() else _escape(char) for char in text)


def _escape(char: str) -> str:
    return json.dumps(char)[1:-1]
