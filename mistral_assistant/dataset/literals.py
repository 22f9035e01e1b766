"""Rows written as JSON or as Python values: one per line, in an array, or one after another."""

import ast
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

Value = dict[str, Any] | list[Any]
Found = tuple[int, list[str], Value | None]
"""Number of the first line, the raw lines, and the value; None where the lines are no value."""

_LONGEST = 4 << 20
_START = re.compile(r"\s*(?:\w+\s*=\s*)?[\[({]")


def looks_like_literals(lines: Sequence[str]) -> bool:
    """Tell whether these lines are JSON or Python values rather than delimited cells."""
    full = [line for line in lines[:200] if line.strip()]
    if not full:
        return False
    begin = next((line for line in full if not line.lstrip().startswith(("//", "#"))), full[0])
    if not _START.match(begin):
        return False
    values = 0
    for _, _, value in islice_values(full):
        values += value is not None
        if values >= 3:
            break
    bad = sum(
        1
        for line in full
        if re.match(r"""\s*(?:[{\[(]+\s*["'{\[(]|["'][^"']+["']\s*:|[\]})])""", line)
    )
    return values >= 1 and bad >= 0.5 * len(full)


def islice_values(lines: Sequence[str]) -> Iterator[Found]:
    """Yield values from a sample whose last one may be cut."""
    yield from values_of(lines)


def values_of(lines: Iterable[str]) -> Iterator[Found]:
    """Yield each object or inner list, with the lines that it was read from."""
    buffer: list[str] = []
    first = number = 0
    for number, line in enumerate(lines, 1):
        if not buffer:
            first = number
        elif _begins_anew(line, buffer):
            yield from _remains(first, buffer)
            buffer, first = [], number
        buffer.append(line)
        if not line.rstrip().endswith(("}", "},", "]", "],", ")", "),", ";", "[", "[,")):
            if sum(map(len, buffer[-1:])) < _LONGEST and not _only_brackets(line):
                continue
        found = _values(buffer)
        if found is not None:
            yield from (
                ((first, buffer, value) for value in found) if found else [(first, buffer, {})]
            )
            buffer = []
    if buffer:
        yield from _remains(first, buffer)
    _ = number


def _only_brackets(line: str) -> bool:
    return not line.strip(" \t\r\n[],;")


def _begins_anew(line: str, buffer: list[str]) -> bool:
    """A line that begins like the first of the buffer shows that the value before it never ended."""
    head = re.match(r"\s*[{\[(]+\s*[\"']", buffer[0])
    return head is not None and line.startswith(head[0]) and _complete(line)


def _complete(line: str) -> bool:
    return bool(_values([line]))


def _remains(first: int, buffer: list[str]) -> Iterator[Found]:
    """Try each line of what made no value by itself."""
    text = "".join(buffer)
    lenient = _lenient(text)
    if lenient is not None:
        yield first, buffer, lenient
        return
    for offset, line in enumerate(buffer):
        found = _values([line])
        if found:
            yield from ((first + offset, [line], value) for value in found)
        elif line.strip(" \t\r\n[](){},;"):
            yield first + offset, [line], None


def _values(buffer: list[str]) -> list[Value] | None:
    """Return the values that these lines make; None where they make none (yet)."""
    text = "".join(buffer).strip().strip(",;").strip()
    if not text.strip("[],; \n\t") or text in ("]}", "}]", "}"):
        return []
    text = re.sub(r"^\w+\s*=\s*", "", text)
    wrapped = re.match(r'\{\s*"[^"]{1,40}"\s*:\s*\[\s*(?=\{|$)', text)
    for candidate in (
        text,
        text[1:].strip(),
        text[:-1].strip().strip(","),
        text[1:-1].strip().strip(","),
    ):
        value = _one(candidate)
        if value is not None:
            return _flat(value)
    if wrapped:
        return _values([text[wrapped.end() :]])
    return None


def _one(text: str) -> Any:
    if not text or text[0] not in "[({":
        return None
    try:
        value = json.loads(text, strict=False)
    except ValueError:
        try:
            value = ast.literal_eval(text.replace("\n", "\\n") if text[0] != "[" else text)
        except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
            return _several(text)
    return value if isinstance(value, dict | list | tuple) else None


def _several(text: str) -> list[Any] | None:
    """Read objects that stand one after another on one line."""
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


def _flat(value: Any) -> list[Value]:
    """Return the rows in a value: itself, or the objects and lists inside it."""
    if isinstance(value, dict):
        inner = [one for one in value.values() if isinstance(one, list)]
        if (
            len(value) <= 3
            and len(inner) == 1
            and inner[0]
            and all(
                isinstance(one, dict) and "role" not in one and "from" not in one
                for one in inner[0]
            )
        ):
            return list(inner[0])
        return [value]
    if value and all(isinstance(one, dict | list | tuple) for one in value):
        if all(isinstance(one, dict) and _is_message(one) for one in value):
            return [{"messages": list(value)}]
        return [row for one in value for row in _flat(one)]
    return [list(value)]


def _is_message(value: dict[str, Any]) -> bool:
    return ("role" in value and "content" in value) or ("from" in value and "value" in value)


def _lenient(text: str) -> Value | None:
    """Read an object whose strings hold bare quotation marks, by its keys."""
    keys = list(re.finditer(r'[{,]\s*"([A-Za-zÀ-ÿ_ ]{1,40})"\s*:\s*"', text))
    if not keys or not text.rstrip().rstrip(",").endswith("}"):
        return None
    value: dict[str, Any] = {}
    ends = [key.start() for key in keys[1:]] + [text.rstrip().rstrip(",").rfind("}")]
    for key, end in zip(keys, ends, strict=True):
        raw = text[key.end() : end].rstrip()
        if not raw.endswith('"'):
            return None
        escaped = re.sub(r'(?<!\\)"', r"\"", raw[:-1])
        try:
            value[key[1]] = json.loads(f'"{escaped}"', strict=False)
        except ValueError:
            return None
    return value
