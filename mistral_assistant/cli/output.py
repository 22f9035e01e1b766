"""How the commands write JSON: on one line, whole, and harmless to a terminal."""

import codecs
import sys
from collections.abc import Iterable
from typing import Any

from mistral_assistant.json_text import escaped, json_text

__all__ = ["json_text", "print_json", "print_pieces"]


def print_json(value: Any, indent: int | None = None) -> None:
    """Print ``value`` as JSON that a reader gets whole, whatever the console speaks."""
    text = json_text(value, indent)
    print(text if _speaks_utf8() else _ascii(text), flush=True)


def print_pieces(pieces: Iterable[str], *, json: bool) -> None:
    """Print an export as it comes; ``json`` keeps all its characters on any console."""
    spell = _ascii if json and not _speaks_utf8() else str
    for piece in pieces:
        print(spell(piece), end="")


def _speaks_utf8() -> bool:
    return codecs.lookup(sys.stdout.encoding or "utf-8").name == "utf-8"


def _ascii(text: str) -> str:
    return "".join(char if char.isascii() else escaped(char) for char in text)
