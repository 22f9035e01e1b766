"""Plain text as the Markdown of a knowledge document: a passage for each heading or stretch."""

import re
from collections.abc import Iterator

PASSAGE_CHARS = 1_200
"""From which length on a passage ends with the paragraph."""
_HEADING_CHARS = 80
_TITLE_CHARS = 60
_UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|\*{3,}|_{3,})\s*")
_MARKUP = re.compile(r"(#|\s{0,3}(```|~~~)|<!--)")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")


def markdown_of(text: str, title: str) -> str:
    """Return a text as Markdown, ``title`` first; what looks like markup in it stays text.

    A short line of its own without an end mark is the heading of what follows.
    """
    parts = [f"# {title}"]
    for heading, body in _sections(list(_paragraphs(text))):
        parts.append(f"## {heading or _beginning(body[0])}")
        parts += [_as_text(paragraph) for paragraph in body]
    return "\n\n".join(parts) + "\n"


def _paragraphs(text: str) -> Iterator[str]:
    """Yield the paragraphs; very long ones are cut between sentences, or else words."""
    parts = re.split(r"\n\s*\n", text.expandtabs(4))
    for paragraph in (piece for part in parts for piece in _heading_apart(part)):
        lines = [line.rstrip() for line in paragraph.split("\n") if not _UNDERLINE.fullmatch(line)]
        joined = "\n".join(lines).strip("\n")
        if len(joined) <= 2 * PASSAGE_CHARS:
            yield from filter(None, [joined.strip() and joined])
        else:
            yield from _cut(joined)


def _heading_apart(paragraph: str) -> list[str]:
    """Return the heading line that stands right above a text, and the text; or the paragraph.

    Above a list of short lines nothing tells a heading from a first entry.
    """
    first, _end, rest = paragraph.strip("\n").partition("\n")
    longest = max(map(len, rest.split("\n")))
    if rest.strip() and _is_heading(first.strip() or ".") and longest > max(40, len(first)):
        return [first, rest]
    return [paragraph]


def _cut(paragraph: str) -> Iterator[str]:
    """Yield pieces of up to ``PASSAGE_CHARS``."""
    piece = ""
    for sentence in _SENTENCE_END.split(paragraph):
        while len(sentence) > PASSAGE_CHARS:
            at = sentence.rfind(" ", 0, PASSAGE_CHARS) + 1 or PASSAGE_CHARS
            yield from filter(None, [piece.strip()])
            piece, sentence = sentence[:at], sentence[at:]
        if len(piece) + len(sentence) > PASSAGE_CHARS:
            yield from filter(None, [piece.strip()])
            piece = ""
        piece += f" {sentence}" if piece else sentence
    yield from filter(None, [piece.strip()])


def _sections(paragraphs: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Yield (heading or nothing, paragraphs)."""
    heading, body, size = "", list[str](), 0
    for at, paragraph in enumerate(paragraphs):
        is_heading = at + 1 < len(paragraphs) and _is_heading(paragraph)
        if body and (is_heading or size >= PASSAGE_CHARS):
            yield heading, body
            heading, body, size = "", [], 0
        if is_heading and not heading:
            heading = _one_line(paragraph).lstrip("# ")
        else:
            body.append(paragraph)
            size += len(paragraph)
    if body:
        yield heading, body


def _is_heading(paragraph: str) -> bool:
    ends = paragraph.rstrip()[-1]
    bare = _one_line(paragraph).lstrip("# ")
    return "\n" not in paragraph and 0 < len(bare) <= _HEADING_CHARS and ends not in ".,;!…:"


def _beginning(text: str) -> str:
    """Return the first words of a text."""
    line = _one_line(text)
    if len(line) <= _TITLE_CHARS:
        return line
    cut = line[:_TITLE_CHARS]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _as_text(paragraph: str) -> str:
    """Indent the lines that Markdown would take for headings, fences or remarks."""
    lines = paragraph.split("\n")
    return "\n".join("    " + line.lstrip() if _MARKUP.match(line) else line for line in lines)
