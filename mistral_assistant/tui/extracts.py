"""What can be taken out of a message: code blocks, tables, addresses. No Textual here.

All of it is read from the Markdown source, so that a copy is what was written, to the character.
"""

import re
from dataclasses import dataclass
from typing import Literal

from mistral_assistant.tui.markdown_inline import parser

SCHEMES = ("http", "https", "mailto")
"""Addresses that may ever be opened."""
_ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`«»]+", re.IGNORECASE)
_TRAILING = ".,;:!?…*_~"
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True)
class Extract:
    """A code block or a table."""

    kind: Literal["code", "table"]
    text: str
    """As it was written, without the fence; its last line has no line end."""
    language: str = ""


def extracts(text: str) -> list[Extract]:
    """Return the code blocks and tables of a clean Markdown text, in the order on screen."""
    lines = text.split("\n")
    found = []
    for token in parser().parse(text):
        if token.type in ("fence", "code_block"):
            language = token.info.strip().split(" ")[0]
            found.append(Extract("code", token.content.removesuffix("\n"), language))
        elif token.type == "table_open" and token.map:
            first, end = token.map
            found.append(Extract("table", "\n".join(lines[first:end]).rstrip("\n")))
    return found


def addresses(text: str) -> list[str]:
    """Return the web and mail addresses of a text, each once, exactly as written."""
    found = (_without_end(match.group()) for match in _ADDRESS.finditer(text))
    return list(dict.fromkeys(address for address in found if address.split(":", 1)[1].strip("/")))


def _without_end(address: str) -> str:
    """Leave out what belongs to the sentence: a full stop, a bracket that was opened before."""
    while address:
        last = address[-1]
        unpaired = last in _PAIRS and address.count(last) > address.count(_PAIRS[last])
        if last not in _TRAILING and not unpaired:
            break
        address = address[:-1]
    return address
