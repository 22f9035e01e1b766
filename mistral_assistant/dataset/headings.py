"""Questions as the headings of a Markdown document, with the answers below them."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from mistral_assistant.dataset.row_tables import Row

_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t#]*$")
_FEWEST, _ASKED = 3, 0.4
"""Headings of one level, and the share of them that ask, from which they are questions."""


def looks_like_headings(lines: Sequence[str]) -> bool:
    """Tell whether most headings of one level are questions with a text below each."""
    level = _level(lines)
    found = [(i, match[2]) for i, line in enumerate(lines) if (match := _of(line, level))]
    if not level or len(found) < _FEWEST:
        return False
    ends = [i for i, _ in found[1:]] + [len(lines)]
    full = sum(
        1
        for (i, _), end in zip(found, ends, strict=True)
        if any(map(str.strip, lines[i + 1 : end]))
    )
    asked = sum(1 for _, text in found if text.endswith("?"))
    return full >= 0.8 * len(found) and asked >= _ASKED * len(found)


def heading_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield (question, answer) rows; headings of another level and what stands above are junk."""
    yield 0, [], ["instruction", "response"]
    held: list[str] = []
    level, first, question = 0, 1, ""
    answer: list[str] = []
    for number, line in enumerate(lines, 1):
        match = _HEADING.match(line)
        asks = match is not None and (len(match[1]) == level or (not level and match[2][-1] == "?"))
        if match and held:
            yield first, held, [question, "\n".join(answer).strip()]
            held, answer = [], []
        if match and asks:
            level, first, question, held = len(match[1]), number, match[2], [line]
        elif held:
            held.append(line)
            answer.append(line.rstrip("\r\n"))
        else:
            yield number, [line], [""]
    if held:
        yield first, held, [question, "\n".join(answer).strip()]


def _level(lines: Sequence[str]) -> int:
    """Return the depth of most headings that ask."""
    found = Counter(
        len(match[1])
        for line in lines
        if (match := _HEADING.match(line)) and match[2].endswith("?")
    )
    return found.most_common(1)[0][0] if found else 0


def _of(line: str, level: int) -> re.Match[str] | None:
    match = _HEADING.match(line)
    return match if match and len(match[1]) == level else None
