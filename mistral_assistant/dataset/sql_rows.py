"""Rows of SQL INSERT statements."""

import re
from collections.abc import Iterable, Iterator, Sequence

from mistral_assistant.dataset.row_tables import Row

_INSERT = re.compile(
    r"\s*(?:insert(?:\s+ignore)?|replace)\s+into\s+[^\s(]+\s*(?:\(([^)]*)\))?\s*(?:values)?\s*",
    re.I,
)
_STRING = r"(?:[NE]|_utf8(?:mb4)?)?'(?:[^'\\]|''|\\.)*'"
_VALUE = rf"(?:{_STRING}|\"(?:[^\"\\]|\"\"|\\.)*\"|[^,()'\"\s][^,()'\"]*)"
_TUPLE = re.compile(rf"\s*,?\s*\(\s*({_VALUE}(?:\s*,\s*{_VALUE})*)\s*\)\s*[,;]?", re.S | re.I)
_ONE = re.compile(_VALUE, re.S | re.I)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "", "Z": ""}
_LONGEST = 4 << 20


def looks_like_sql(lines: Sequence[str]) -> bool:
    """Tell whether the file inserts rows into a table."""
    text = "".join(lines[:200])
    found = re.findall(r"^\s*(?:insert|replace)\s+(?:ignore\s+)?into\s+\S+", text, re.I | re.M)
    return bool(found) and re.search(r"\bvalues\b", text, re.I) is not None


def sql_rows(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the header that the statement names, then its rows; other statements are blank rows."""
    buffer, first, inside = "", 1, False
    raw: list[str] = []
    named = False
    for number, line in enumerate(lines, 1):
        if not inside:
            match = _INSERT.match(line)
            if match is None:
                yield number, [line], [""]
                continue
            inside = True
            if match[1] and not named:
                yield number, [], [name.strip(" `\"[]'") for name in match[1].split(",")]
                named = True
            line = line[match.end() :]
        if not buffer:
            first, raw = number, []
        buffer += line
        raw.append(line)
        buffer = re.sub(r"^\s*values\s*", "", buffer, flags=re.I)
        while match := _TUPLE.match(buffer):
            yield first, raw, [_value(one) for one in _ONE.findall(match[1])]
            ended = match[0].rstrip().endswith(";")
            buffer = buffer[match.end() :].lstrip()
            if ended:
                inside = False
                break
        if inside and (buffer.strip() == ";" or len(buffer) > _LONGEST):
            buffer, inside = "", False
        if not inside:
            buffer = ""
    if buffer.strip(" ;\r\n\t"):
        yield first, raw, None


def _value(text: str) -> str:
    text = text.strip()
    if text.upper() == "NULL":
        return ""
    quote = text[-1:]
    if quote not in "'\"" or len(text) < 2:
        return text
    body = text[text.index(quote) + 1 : -1].replace(quote * 2, quote)
    return re.sub(r"\\(.)", lambda m: _ESCAPES.get(m[1], m[1]), body, flags=re.S)
