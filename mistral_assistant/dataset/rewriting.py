"""Quoting habits that the standard library's reader does not know, rewritten line by line.

Curly quotes, guillemets, backslash escapes, spaces around quoted cells, guards, whole rows in
quotes, numbered lines: where a sample shows the habit, every line is turned into RFC 4180.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.strict import Dialect, reader, strict_records

_ANY = "[,;\t|]"
_CURLY = (("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’"), ("‹", "›"), ("”", "”"), ("″", "″"), ("`", "`"),
          ("''", "''"), ("´", "´"))  # fmt: skip

Rewrite = Callable[[str], str]


def rewritten(
    head: list[str], lines: Iterator[str], notes: Notes, rules: list[str]
) -> tuple[list[str], Iterator[str]]:
    """Return the sample and the rest of the lines, rewritten as the sample asks for."""
    for _ in range(4):
        for name, find in _FINDERS:
            if name in rules:
                continue
            rewrite = find(head)
            if rewrite is None:
                continue
            rules.append(name)
            head, lines = [rewrite(line) for line in head], map(rewrite, lines)
            break
        else:
            break
    outer = _rows_in_quotes(head)
    if outer:
        rules.append("row_in_quotes")
        return list(_unwrapped(iter(head), outer)), _unwrapped(lines, outer)
    return head, lines


def _numbered_lines(lines: Sequence[str]) -> Rewrite | None:
    """``cat -n`` and ``grep -n`` number every physical line."""
    pattern = re.compile(r"^\s*(\d{1,8})(\t|: ?|[|)\]] |\. | {2})")
    found = [pattern.match(line) for line in lines if line.strip()]
    numbers = [int(match[1]) for match in found if match]
    if len(numbers) < max(4, 0.95 * len(found)):
        return None
    steps = sum(1 for a, b in zip(numbers, numbers[1:], strict=False) if b - a == 1)
    if steps < 0.9 * (len(numbers) - 1):
        return None
    following = lines[0][pattern.match(lines[0]).end() :] if pattern.match(lines[0]) else ""  # type: ignore[union-attr]
    separator = next(match[2] for match in found if match)
    if separator == "\t" and "\t" in following:
        return None  # a column of its own
    return lambda line: pattern.sub("", line, count=1)


def _curly(lines: Sequence[str]) -> Rewrite | None:
    text = "".join(lines)
    cells = len(re.findall(rf"(?:^|{_ANY} ?)\S", text, re.M)) or 1
    for first, last in _CURLY:
        a, b = re.escape(first), re.escape(last)
        between = len(re.findall(f"{b} ?{_ANY} ?{a}", text))
        opening = len(re.findall(rf"^[ \t]*{a}", text, re.M))
        records = max(1, len(re.findall(rf"^(?:{a}|[^\W\d_])", text, re.M)))
        straight = len(re.findall(f'"{_ANY}"', text))
        if between >= 2 and between > 2 * straight and opening >= 0.3 * records and cells:
            return _curly_to_straight(first, last)
    return None


def _curly_to_straight(first: str, last: str) -> Rewrite:
    a, b = re.escape(first), re.escape(last)
    opening = re.compile(rf"(?:^|(?<={b})({_ANY}) ?|({_ANY})(?! )){a}(?=\S|$)")
    closing = re.compile(rf"{b}(?=\s*$|{_ANY}+\s*$|{_ANY} ?(?={a}|[^\s])(?! ))")

    def rewrite(line: str) -> str:
        ended = line.rstrip("\r\n")
        body = ended.replace('"', '""')
        body = closing.sub('"', body)
        body = re.sub(rf'(?:^|(?<=")({_ANY}) ?|(?<=[^\s"])({_ANY}))(?<! ){a}', _opened, body)
        return body + line[len(ended) :]

    _ = opening
    return rewrite


def _opened(match: re.Match[str]) -> str:
    return (match[1] or match[2] or "") + '"'


def _backslashes(lines: Sequence[str]) -> Rewrite | None:
    text = "".join(lines)
    escape = re.compile(rf'\\"(?!"(?!\s*(?:{_ANY}|$)))', re.M)
    escaped = len(re.findall(rf'\\"(?!"|\s*(?:{_ANY}|$))', text, re.M))
    doubled = len(re.findall(r'(?<![,;\t|\n"])""(?![,;\t|\n"])', text))
    if escaped < 2 or escaped <= doubled or not re.search(rf'"{_ANY}"|{_ANY}"|"{_ANY}', text):
        return None
    both = text.count("\\\\") > 0 and not re.search(r"[A-Za-z]:\\(?!\\)", text)

    def rewrite(line: str) -> str:
        line = line.replace("\\\\", "\0") if both else line
        line = escape.sub('""', line)
        return line.replace("\0", "\\") if both else line

    return rewrite


def _spaces_around(lines: Sequence[str]) -> Rewrite | None:
    text = "".join(lines)
    spaced = len(re.findall(rf'" +{_ANY} *"|"{_ANY} +"(?! )', text))
    before = len(re.findall(rf'" +{_ANY}', text)) + len(re.findall(r'^ +"', text, re.M))
    tight = len(re.findall(rf'"{_ANY}"', text))
    if spaced < 2 or not before or tight > 0.2 * spaced:
        return None
    between = re.compile(rf'" *({_ANY}) *"')
    return lambda line: re.sub(
        r'" +(?=[\r\n]*$)', '"', re.sub(r'^ +"', '"', between.sub(r'"\1"', line))
    )


def _guards(lines: Sequence[str]) -> Rewrite | None:
    """``="…"`` keeps Excel from reading numbers; the equals sign is no part of the cell."""
    starts = sum(1 for line in lines if line.startswith('="'))
    inner = sum(1 for line in lines if re.search(rf'{_ANY}="', line))
    if max(starts, inner) < max(2, 0.4 * len([line for line in lines if line.strip()])):
        return None
    pattern = re.compile(rf'(^|{_ANY})="')
    return lambda line: pattern.sub(r'\1"', line)


_FINDERS: tuple[tuple[str, Callable[[Sequence[str]], Rewrite | None]], ...] = (
    ("line_numbers", _numbered_lines),
    ("excel_guards", _guards),
    ("curly_quotes", _curly),
    ("backslash_escapes", _backslashes),
    ("spaces_around", _spaces_around),
)


def _rows_in_quotes(lines: Sequence[str]) -> Dialect | None:
    """Return the outer dialect where each row was quoted as a whole, as a double save does."""
    for delimiter in (";", ",", "\t"):
        dialect = Dialect(delimiter, '"', 1)
        single = total = 0
        for _, raw, cells in strict_records(lines, dialect):
            if cells is None:
                total += 1
                continue
            full = [cell for cell in cells if cell.strip()]
            if not full:
                continue
            total += 1
            quoted = raw[0].lstrip().startswith('"')
            if len(full) == 1 and cells[0] and quoted and _is_row(full[0]):
                single += 1
        if total and single >= max(2, 0.5 * total):
            return dialect
    return None


def _is_row(cell: str) -> bool:
    for delimiter in ",;\t|":
        if delimiter in cell:
            try:
                rows = list(reader(cell.splitlines(True), Dialect(delimiter)))
            except csv.Error:
                continue
            if (
                len(rows) == 1
                and len(rows[0]) > 1
                and (
                    f'{delimiter}"' in cell
                    or f'"{delimiter}' in cell
                    or not re.search(rf"{re.escape(delimiter)} ", cell)
                )
            ):
                return True
    return False


def _unwrapped(lines: Iterator[str], outer: Dialect) -> Iterator[str]:
    """Yield the lines inside the quotes; each record keeps its number of lines."""
    for _, raw, cells in strict_records(lines, outer):
        if cells is None:
            yield from raw
            continue
        full = [cell for cell in cells if cell.strip()]
        if len(full) == 1 and raw[0].lstrip().startswith('"') and cells[0]:
            inner = cells[0].splitlines(True) or [""]
            yield from chain(inner[:-1], [inner[-1].rstrip("\r\n") + "\n"])
        else:
            yield from raw


__all__ = ["rewritten", "replace"]
