"""The rows of plain text and of Markdown catalogues."""

import re
from collections.abc import Iterator
from pathlib import Path

from mistral_assistant.dataset.rows import Row, open_text

_APPLICATION = re.compile(r"##\s+Application\s*:\s*(.+?)\s*$")
_TITLE = re.compile(r"#\s+(?!Application\b[^:]*:)(.+?)\s*$")
_IDENTIFIER = re.compile(r"(?:\*\*ID\s*:\*\*|#\s+Application d['’]identifiant\s*:)\s*(\S+)", re.M)


def txt_rows(path: Path) -> Iterator[Row]:
    with open_text(path) as stream:
        for number, line in enumerate(stream, 1):
            text = line.rstrip("\r\n")
            if text:
                yield Row(number, {"text": text})


def md_rows(path: Path) -> Iterator[Row]:
    """Yield a catalogue of applications, one passage for each; together they are the file."""
    with open_text(path) as stream:
        held: list[str] = []
        begun, name = 1, ""
        for number, line in enumerate(stream, 1):
            head = _APPLICATION.match(line) or _TITLE.match(line)
            if head and held:
                yield _passage(begun, name, held)
                held, begun = [], number
            if head:
                name = head[1]
            held.append(line)
        if held:
            yield _passage(begun, name, held)


def _passage(line: int, name: str, lines: list[str]) -> Row:
    content = "".join(lines)
    identifier = _IDENTIFIER.search(content)
    metadata = {"nom": name} | ({"id": identifier[1]} if identifier else {})
    key = f"chunk_{identifier[1]}_main" if identifier else f"chunk_l{line}"
    return Row(line, {"id": key, "content": content, "metadata": metadata})
