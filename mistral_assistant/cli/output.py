"""How the commands write JSON: on one line, whole, and harmless to a terminal."""

import codecs
import sys
from typing import Any

from mistral_assistant.json_text import escaped, json_text

__all__ = ["json_text", "print_json"]


def print_json(value: Any, indent: int | None = None) -> None:
    """Print ``value`` as JSON that a reader gets whole, whatever the console speaks."""
    speaks_utf8 = codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"
    text = json_text(value, indent)
    print(text if speaks_utf8 else _ascii(text), flush=True)


def _ascii(text: str) -> str:
    return "".join(char if char.isascii() else escaped(char) for char in text)
