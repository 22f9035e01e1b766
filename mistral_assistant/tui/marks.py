"""Stretches made to stand out: what decided in a question, what was looked for in a text.

They differ from the text around them by more than colour.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from textual.content import Content, Span

from mistral_assistant.cleaning import clean
from mistral_assistant.french import fold

DECIDED = "bold underline"
FOUND = "reverse"
CURRENT = "bold reverse $accent"
AROUND = 24
"""Characters of the question kept on each side of a mark where it is shortened."""

Spans = Sequence[tuple[int, int]]


def spans_of(items: Iterable[Any], length: int) -> list[tuple[int, int]]:
    """Return where ``items`` of a trace stand in a text of ``length``: joined, in order."""
    found = []
    for item in items:
        start, end = item.get("start"), item.get("end")
        if isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= length:
            found.append((start, end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(text: str, spans: Spans, *, whole: bool = False) -> Content:
    """Return ``text`` on one line with ``spans`` standing out, shortened unless ``whole``.

    The spans are those of the text as typed; it is cleaned piece by piece, so they stay right.
    """
    parts = []
    last = 0
    for number, (start, end) in enumerate([*spans, (len(text), len(text))]):
        between = _line(text[last:start])
        if not whole:
            between = _shortened(between, first=number == 0, final=number == len(spans))
        parts += [Content(between), Content.styled(_line(text[start:end]), DECIDED)]
        last = end
    return Content("").join(parts)


def occurrences(text: str, wanted: str) -> list[tuple[int, int]]:
    """Return where ``wanted`` stands in ``text``; case and accents are ignored."""
    folded, places = _folded(text)
    needle = _folded(wanted)[0]
    found: list[tuple[int, int]] = []
    place = folded.find(needle) if needle.strip() else -1
    while place >= 0:
        end = place + len(needle)
        found.append((places[place], places[end - 1] + 1))
        place = folded.find(needle, end)
    return found


def found_in(content: Content, wanted: str, current: int | None = None) -> Content:
    """Let every occurrence of ``wanted`` stand out, and number ``current`` most of all."""
    places = occurrences(content.plain, wanted)
    styles = (CURRENT if number == current else FOUND for number in range(len(places)))
    return content.add_spans(
        [Span(start, end, style) for (start, end), style in zip(places, styles, strict=True)]
    )


def bears(content: Content, style: str) -> bool:
    """Tell whether any of ``content`` has a style."""
    return any(span.style == style for span in content.spans)


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")


def _shortened(text: str, *, first: bool, final: bool) -> str:
    """Keep of a stretch between two marks what is next to them."""
    if first and final:
        return text if len(text) <= 2 * AROUND else text[: 2 * AROUND].rstrip() + " …"
    if len(text) <= 2 * AROUND:
        return text
    left = "" if first else text[:AROUND].rstrip() + " "
    right = "" if final else " " + text[-AROUND:].lstrip()
    return f"{left}…{right}"


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the one it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        plain = " " if char.isspace() else fold(char)
        folded += plain
        places += [place] * len(plain)
    return "".join(folded), places
