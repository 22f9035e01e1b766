"""What an export put around or before the cells of a column: quotes, numbers, names, guards."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from mistral_assistant.dataset.header import role_of
from mistral_assistant.dataset.layer import Layer, share

_FORMULA = re.compile(r'^=\s*"(.*)"$', re.S)
_GUARDED, _BARE = re.compile(r"^'[=+\-@\t]"), re.compile(r"^[=+\-@\t]")
_NUMBERED = re.compile(
    r"\s*(?:[\[(#]?(?:n°|no\.?|ligne )?\s*(\d{1,7})\s*(?:[.):\]|/-]|–|—|->|\t)+|#(\d{1,7})\s)\s*",
    re.I,
)
_PREFIXED = re.compile(
    r"\W*([^\W\d_][^\W\d_ ]{0,14}(?: [^\W\d_]{2,14})?)\s*(?:n°\s*)?\d*\s*"
    r"(?:[:>=»|]|->|=>|–|—|-|\.|\))+\s*"
)
_MARKS = (
    ('"', '"'), ("'", "'"), ("“", "”"), ("«", "»"), ("„", "“"), ("`", "`"), ("**", "**"),
    ("__", "__"), ("<![CDATA[", "]]>"), ("[INST]", "[/INST]"), ("<s>[INST]", "[/INST]"),
    ("<|user|>", "<|end|>"), ("<|assistant|>", "<|end|>"),
)  # fmt: skip
_BULLET = re.compile(r"\s*[-*•–—>·▪+][ \xa0]+(?=\S)")
_END_MARK = re.compile(r"\s*(?:</s>|<\|(?:im_end|end|endoftext|eot_id|end_of_text)\|>)\s*$")
_MOST, _NEARLY_ALL = 0.8, 0.95
"""Share of a column's cells that must show a habit."""
_WIDEST_STEP = 3
"""Between two numbers of rows that follow each other, since rows may be missing."""
_MOST_NAMES = 6


def find_guards(cells: Sequence[str]) -> Layer | None:
    """Look for ``="…"`` and the apostrophe that keep a spreadsheet from calculating."""
    if share(cells, _FORMULA) >= 0.3:
        return Layer("excel_guards", _without_formula, re.compile(r"^\s*="))
    led = sum(1 for cell in cells if cell.startswith("'") and not cell.endswith("'"))
    if led >= 0.6 * len(cells):
        return Layer("excel_guards", _without_apostrophe, re.compile("^'"))
    guarded = sum(1 for cell in cells if _GUARDED.match(cell))
    if guarded >= 2 and not any(map(_BARE.match, cells)):
        return Layer("excel_guards", _without_apostrophe, _GUARDED)
    return None


def _without_formula(text: str) -> str:
    return _FORMULA.sub(lambda match: match[1].replace('""', '"'), text.strip())


def _without_apostrophe(text: str) -> str:
    return text.removeprefix("'")


def find_quoted_again(column: Sequence[str], side: int) -> Layer | None:
    """Look for quotation marks that are part of nearly every cell."""
    texts = [cell.strip() for cell in column]
    beginnings = Counter(text[:1] for text in texts)
    least = max(2, _MOST * len(column))
    for first, last in _MARKS:
        if beginnings[first[0]] < least:
            continue
        if sum(1 for text in texts if _stands_between(text, first, last)) >= least:
            gate = re.compile(rf"^\s*{re.escape(first)}")
            return Layer("quoted_again", _unquoting(first, last), gate, side)
    return None


def _stands_between(text: str, first: str, last: str) -> bool:
    inside = len(text) - len(first) - len(last)
    return inside >= 0 and text.startswith(first) and text.endswith(last)


def _unquoting(first: str, last: str) -> Callable[[str], str]:
    def unquoted(text: str) -> str:
        body = text.strip()
        if not _stands_between(body, first, last):
            return text
        inner = body[len(first) : -len(last)]
        doubled = first == last and len(first) == 1
        return inner.replace(first * 2, first) if doubled else inner.strip(" \n\xa0\u202f")

    return unquoted


def find_bullets(column: Sequence[str], side: int) -> Layer | None:
    """Look for a bullet before nearly every cell; where more of its lines have one it is a list."""
    led = sum(1 for cell in column if _BULLET.match(cell))
    if led < max(3, _NEARLY_ALL * len(column)):
        return None
    lists = sum(1 for cell in column if len(_BULLET.findall(cell)) > 1 and "\n" in cell)
    if lists > 0.1 * len(column):
        return None
    return Layer("prefixes", lambda text: _BULLET.sub("", text, count=1), _BULLET, side)


def find_end_marks(column: Sequence[str], side: int) -> Layer | None:
    """Look for the mark by which a model ends a text."""
    marked = sum(1 for cell in column if ">" in cell and _END_MARK.search(cell))
    if marked < max(2, _MOST * len(column)):
        return None
    return Layer("end_marks", lambda text: _END_MARK.sub("", text), _END_MARK, side)


def find_numbers(column: Sequence[str], side: int) -> Layer | None:
    """Look for running numbers before the texts."""
    found = [_NUMBERED.match(cell) for cell in column]
    numbers = [int(match[1] or match[2]) for match in found if match]
    if len(numbers) < max(3, _MOST * len(column)):
        return None
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    if sum(1 for step in steps if 0 < step <= _WIDEST_STEP) < _MOST * len(steps):
        return None
    return Layer("line_numbers", lambda text: _NUMBERED.sub("", text, count=1), _NUMBERED, side)


def find_prefix(column: Sequence[str], side: int) -> Layer | None:
    """Look for a name of the column that begins nearly every cell: "Question : …"."""
    found = [match[1].strip() for cell in column if (match := _named(cell))]
    if len(found) < max(3, _MOST * len(column)) or len(set(found)) > _MOST_NAMES:
        return None
    if sum(1 for cell in column if len(_without_prefix(cell).strip()) > 1) < _MOST * len(column):
        return None  # it is all that the cells say
    return Layer("prefixes", _without_prefix, None, side)


def _without_prefix(text: str) -> str:
    match = _named(text)
    return text[match.end() :] if match else text


def _named(text: str) -> re.Match[str] | None:
    match = _PREFIXED.match(text)
    if match and role_of(match[1], near=False)[0] in ("instruction", "response", "input"):
        return match
    return None
