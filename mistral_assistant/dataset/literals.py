"""Rows written as JSON or as Python values: one per line, in an array, or one after another."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Value = dict[str, Any] | list[Any]
Found = tuple[int, list[str], Value | None]
"""Number of the first line, the raw lines, and the value; None where the lines are no value."""

_START = re.compile(r"\s*(?:\w+\s*=\s*)?[\[({]")
_LIKELY = re.compile(r"""\s*(?:[{\[(]+\s*["'{\[(]|["'][^"']+["']\s*:|[\]})])""")
_OPENING = re.compile(r"\s*[{\[(]+\s*[\"']")
_WRAPPED = re.compile(r'\{\s*"[^"]{1,40}"\s*:\s*\[\s*(?=\{|$)')
_KEY = re.compile(r'[{,]\s*"([A-Za-zÀ-ÿ_ ]{1,40})"\s*:\s*"')
_ENDS = ("}", "},", "]", "],", ")", "),", ";", "[", "[,")
_CLOSING = frozenset(("]}", "}]", "}"))
_SAMPLE = 200


def looks_like_literals(lines: Sequence[str]) -> bool:
    """Tell whether these lines are JSON or Python values rather than delimited cells."""
    full = [line for line in lines[:_SAMPLE] if line.strip()]
    begin = next((line for line in full if not line.lstrip().startswith(("//", "#"))), "")
    if not _START.match(begin):
        return False
    likely = sum(1 for line in full if _LIKELY.match(line))
    return likely >= 0.5 * len(full) and any(value for _, _, value in values_of(full))


def values_of(lines: Iterable[str]) -> Iterator[Found]:
    """Yield each object or inner list, with the lines that it was read from."""
    buffer: list[str] = []
    first = 1
    for number, line in enumerate(lines, 1):
        if buffer and _begins_anew(line, buffer[0]):
            yield from _remains(first, buffer)
            buffer = []
        first = first if buffer else number
        buffer.append(line)
        if not line.rstrip().endswith(_ENDS):
            continue
        found = _values("".join(buffer))
        if found is not None:
            yield from ((first, buffer, value) for value in found or [{}])
            buffer = []
    if buffer:
        yield from _remains(first, buffer)


def _begins_anew(line: str, first: str) -> bool:
    """Tell whether a whole value begins here, so that the one before it never ended."""
    head = _OPENING.match(first)
    return head is not None and line.startswith(head[0]) and bool(_values(line))


def _remains(first: int, lines: list[str]) -> Iterator[Found]:
    """Try what made no value by a milder reading, then each line by itself."""
    mild = _by_keys("".join(lines))
    if mild is not None:
        yield first, lines, mild
        return
    for number, line in enumerate(lines, first):
        values: Sequence[Value | None] = _values(line) or (None,)
        for value in values:
            if value is not None or line.strip(" \t\r\n[](){},;"):
                yield number, [line], value


def _values(text: str) -> list[Value] | None:
    """Return the values that a text makes; None where it makes none (yet)."""
    text = text.strip().strip(",;").strip()
    if not text.strip("[],; \n\t") or text in _CLOSING:
        return []
    text = re.sub(r"^\w+\s*=\s*", "", text)
    inner = text[1:-1].strip().strip(",")
    for candidate in (text, text[1:].strip(), text[:-1].strip().strip(","), inner):
        value = _one(candidate)
        if value is not None:
            return _rows_in(value)
    wrapped = _WRAPPED.match(text)
    return _values(text[wrapped.end() :]) if wrapped else None


def _one(text: str) -> Any:
    """Read one JSON or Python value, or several that stand one after another."""
    if not text or text[0] not in "[({":
        return None
    try:
        return json.loads(text, strict=False)
    except ValueError:
        pass
    try:
        value = ast.literal_eval(text if text[0] == "[" else text.replace("\n", "\\n"))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return _several(text)
    return value if isinstance(value, dict | list | tuple) else None


def _several(text: str) -> list[Any] | None:
    decoder, values, place = json.JSONDecoder(strict=False), [], 0
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except ValueError:
            return None
        values.append(value)
        while place < len(text) and text[place] in " \t\n,;":
            place += 1
    return values or None


def _rows_in(value: Any) -> list[Value]:
    """Return the rows in a value: itself, or the objects and lists inside it."""
    if isinstance(value, dict):
        if turned := _from_columns(value):
            return turned
        lists = [one for one in value.values() if isinstance(one, list)]
        if len(value) <= 3 and len(lists) == 1 and lists[0] and all(map(_is_plain, lists[0])):
            return list(lists[0])
        return [value]
    if not value or not all(isinstance(one, dict | list | tuple) for one in value):
        return [list(value)]
    if all(isinstance(one, dict) and not _is_plain(one) for one in value):
        return [{"messages": list(value)}]
    return [row for one in value for row in _rows_in(one)]


def _from_columns(value: dict[str, Any]) -> list[Value]:
    """Return the rows of an object that holds its columns one after another, as pandas writes."""
    names, rows = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(rows, list) and len(names) > 1:
        fitting = [row for row in rows if isinstance(row, list) and len(row) == len(names)]
        return [dict(zip(map(str, names), row, strict=True)) for row in fitting]
    columns = {
        name: list(one.values()) if isinstance(one, dict) else one for name, one in value.items()
    }
    if len(columns) < 2 or not all(isinstance(one, list) for one in columns.values()):
        return []
    cells = [cell for one in columns.values() for cell in one]
    if len(set(map(len, columns.values()))) > 1 or any(isinstance(c, dict | list) for c in cells):
        return []
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _is_plain(value: Any) -> bool:
    """Tell an object with columns from a message of a conversation."""
    return isinstance(value, dict) and not {"role", "from"} & value.keys()


def _by_keys(text: str) -> Value | None:
    """Read an object whose strings hold bare quotation marks, by its keys."""
    text = text.rstrip().rstrip(",")
    keys = list(_KEY.finditer(text))
    if not keys or not text.endswith("}"):
        return None
    value: dict[str, Any] = {}
    ends = [key.start() for key in keys[1:]] + [len(text) - 1]
    for key, end in zip(keys, ends, strict=True):
        raw = text[key.end() : end].rstrip()
        escaped = re.sub(r'(?<!\\)"', r"\"", raw[:-1])
        try:
            value[key[1]] = json.loads(f'"{escaped}"', strict=False)
        except ValueError:
            return None
        if not raw.endswith('"'):
            return None
    return value
