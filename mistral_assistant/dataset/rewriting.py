"""Quoting habits that the standard library's reader does not know, rewritten line by line.

Numbered lines, curly quotes, guillemets, backslash escapes, spaces around quoted cells, guards,
whole rows in quotes: where a sample shows the habit, every line is turned into RFC 4180.
"""

import csv
import re
from collections.abc import Callable, Iterator, Sequence

from mistral_assistant.dataset.strict import Dialect, reader, strict_records

_ANY = "[,;\t|]"
_CURLY = (
    ("“", "”"), ("«", "»"), ("„", "“"), ("‘", "’"), ("‹", "›"), ("”", "”"), ("″", "″"),
    ("`", "`"), ("´", "´"), ("|", "|"), ("~", "~"), ("^", "^"), ("$", "$"), ("%", "%"),
)  # fmt: skip
_NUMBERED = re.compile(r"^\s*(\d{1,8})(\t|: ?|[|)\]] |\. | {2})")
_LINE_MARKS = ("> ", "+", "# ", "// ", "-- ", "* ", "; ")
_FEWEST_LINES = 4
_MOST_REWRITES = 4
_INNER = ",;\t|^~¦\x1f"
"""Delimiters of rows that were quoted as a whole."""

_BETWEEN_QUOTES = re.compile(f'"{_ANY}"')

Rewrite = Callable[[str], str]


def rewritten(
    head: list[str], lines: Iterator[str], rules: list[str]
) -> tuple[list[str], Iterator[str]]:
    """Return the sample and the rest of the lines, rewritten as the sample asks for.

    What was found is appended to ``rules``.
    """
    for _ in range(_MOST_REWRITES):
        found = next(_found(head, rules), None)
        if found is None:
            break
        rule, rewrite = found
        rules.append(rule)
        head, lines = [rewrite(line) for line in head], map(rewrite, lines)
    outer = _rows_in_quotes(head)
    if outer:
        rules.append("row_in_quotes")
        return list(_unwrapped(iter(head), outer)), _unwrapped(lines, outer)
    return head, lines


def _found(head: Sequence[str], known: Sequence[str]) -> Iterator[tuple[str, Rewrite]]:
    text = "".join(head)
    for rule, find in (
        ("line_prefix", _line_prefix),
        ("line_numbers", _numbered_lines),
        ("trailing_spaces", _trailing_spaces),
        ("excel_guards", _guards),
        ("curly_quotes", _curly),
        ("backslash_escapes", _backslashes),
        ("spaces_around", _spaces_around),
    ):
        rewrite = find(head, text) if rule not in known else None
        if rewrite:
            yield rule, rewrite


def _numbered_lines(lines: Sequence[str], _text: str) -> Rewrite | None:
    """``cat -n`` and ``grep -n`` number every physical line."""
    found = [_NUMBERED.match(line) for line in lines if line.strip()]
    matches = [match for match in found if match]
    numbers = [int(match[1]) for match in matches]
    if len(numbers) < max(4, 0.95 * len(found)):
        return None
    steps = sum(1 for a, b in zip(numbers, numbers[1:], strict=False) if b - a == 1)
    if steps < 0.9 * (len(numbers) - 1):
        return None
    first = matches[0]
    if first[2] == "\t" and "\t" in first.string[first.end() :]:
        return None  # a column of its own
    return lambda line: _NUMBERED.sub("", line, count=1)


def _line_prefix(lines: Sequence[str], _text: str) -> Rewrite | None:
    """A mail client, a diff or an editor's comment command marks every physical line."""
    full = [line for line in lines if line.strip()]
    for mark in _LINE_MARKS if len(full) >= _FEWEST_LINES else ():
        if all(line.startswith(mark.rstrip()) for line in full):
            prefix = re.compile(rf"{re.escape(mark.rstrip())} ?" if mark.endswith(" ") else
                                re.escape(mark))  # fmt: skip
            return lambda line: prefix.sub("", line, count=1) if line.startswith(mark[0]) else line
    return None


def _trailing_spaces(lines: Sequence[str], text: str) -> Rewrite | None:
    """Some exports fill every physical line up with spaces, also inside quoted cells."""
    full = [line.rstrip("\r\n") for line in lines if line.strip()]
    padded = sum(1 for line in full if line.endswith(("  ", " \t", "\t ")))
    if len(full) < _FEWEST_LINES or padded < 0.95 * len(full) or '"' not in text:
        return None
    return lambda line: re.sub(r"[ \t]+(?=[\r\n]*$)", "", line)


def _guards(lines: Sequence[str], text: str) -> Rewrite | None:
    """``="…"`` keeps a spreadsheet from reading numbers; the equals sign is no part of the cell."""
    if '="' not in text:
        return None
    starts = sum(1 for line in lines if line.startswith('="'))
    inner = sum(1 for line in lines if re.search(rf'{_ANY}="', line))
    if max(starts, inner) < max(2, 0.4 * sum(1 for line in lines if line.strip())):
        return None
    pattern = re.compile(rf'(^|{_ANY})="')
    return lambda line: pattern.sub(r'\1"', line)


def _curly(_lines: Sequence[str], text: str) -> Rewrite | None:
    """Word and some keyboards put typographic marks around cells."""
    straight = len(_BETWEEN_QUOTES.findall(text))
    for first, last in _CURLY:
        a, b = re.escape(first), re.escape(last)
        between = len(re.findall(f"{b} ?(?!{b}){_ANY} ?{a}", text)) if first in text else 0
        if between < 2 or between <= 2 * straight:
            continue
        opening = len(re.findall(rf"^[ \t]*{a}", text, re.M))
        records = max(1, len(re.findall(rf"^(?:{a}|[^\W\d_])", text, re.M)))
        if opening >= 0.3 * records:
            return _curly_to_straight(a, b)
    return None


def _curly_to_straight(first: str, last: str) -> Rewrite:
    closing = re.compile(rf"(?<![ \xa0\u202f]){last}(?=\s*$|{_ANY}+\s*$|{_ANY} ?{first}|{_ANY}\S)")
    opening = re.compile(rf'(?:^|(?<=")({_ANY}) ?|(?<=[^\s"])({_ANY}))(?<! ){first}')

    def rewrite(line: str) -> str:
        body = line.rstrip("\r\n")
        quoted = closing.sub('"', body.replace('"', '""'))
        quoted = opening.sub(lambda match: (match[1] or match[2] or "") + '"', quoted)
        return quoted + line[len(body) :]

    return rewrite


def _backslashes(_lines: Sequence[str], text: str) -> Rewrite | None:
    r"""Some databases write ``\"`` inside quoted cells; one at the end of a cell is none."""
    if text.count('\\"') < 2:
        return None
    escape = re.compile(rf'\\"(?!"(?!\s*(?:{_ANY}|$)))', re.M)
    escaped = len(re.findall(rf'\\"(?!"|\s*(?:{_ANY}|$))', text, re.M))
    doubled = len(re.findall(r'(?<![,;\t|\n"])""(?![,;\t|\n"])', text))
    if escaped < 2 or escaped <= doubled or not re.search(rf'"{_ANY}"|{_ANY}"|"{_ANY}', text):
        return None
    both = "\\\\" in text and not re.search(r"[A-Za-z]:\\(?!\\)", text)

    def rewrite(line: str) -> str:
        line = line.replace("\\\\", "\0") if both else line
        line = escape.sub('""', line)
        return line.replace("\0", "\\") if both else line

    return rewrite


def _spaces_around(_lines: Sequence[str], text: str) -> Rewrite | None:
    """``"a" , "b"``: RFC 4180 allows nothing between a mark and a delimiter."""
    spaced = len(re.findall(rf'" +{_ANY} *"|"{_ANY} +"(?! )', text))
    if spaced < 2:
        return None
    before = len(re.findall(rf'" +{_ANY}', text)) + len(re.findall(r'^ +"', text, re.M))
    tight = len(re.findall(rf'"{_ANY}"', text))
    if not before or tight > 0.2 * spaced:
        return None
    between, begin, end = (
        re.compile(pattern) for pattern in (rf'" *({_ANY}) *"', r'^ +"', r'" +(?=[\r\n]*$)')
    )
    return lambda line: end.sub('"', begin.sub('"', between.sub(r'"\1"', line)))


def _rows_in_quotes(lines: Sequence[str]) -> Dialect | None:
    """Return the outer dialect where each row was quoted as a whole, as a double save does."""
    for delimiter in (";", ",", "\t"):
        dialect = Dialect(delimiter, '"', 1)
        single = total = 0
        for _, raw, cells in strict_records(lines, dialect):
            if cells is not None and not any(map(str.strip, cells)):
                continue
            total += 1
            single += cells is not None and _is_wrapped(raw, cells)
        if total and single >= max(2, 0.5 * total):
            return dialect
    return None


def _is_wrapped(raw: list[str], cells: list[str]) -> bool:
    """Tell whether the only full cell is quoted and holds a whole row."""
    if not cells[0] or not raw[0].lstrip().startswith('"'):
        return False
    full = [cell for cell in cells if cell.strip()]
    if len(full) != 1:
        return False
    return any(delimiter in full[0] and _is_row(full[0], delimiter) for delimiter in _INNER)


def _is_row(cell: str, delimiter: str) -> bool:
    try:
        rows = list(reader(cell.splitlines(True), Dialect(delimiter)))
    except csv.Error:
        return False
    tight = f'{delimiter}"' in cell or f'"{delimiter}' in cell or f"{delimiter} " not in cell
    return len(rows) == 1 and len(rows[0]) > 1 and tight


def _unwrapped(lines: Iterator[str], outer: Dialect) -> Iterator[str]:
    """Yield the lines inside the quotes; each record keeps its number of lines."""
    for _, raw, cells in strict_records(lines, outer):
        full = [cell for cell in cells or () if cell.strip()]
        if cells and len(full) == 1 and raw[0].lstrip().startswith('"') and cells[0]:
            inner = cells[0].splitlines(True)
            yield from inner[:-1]
            yield inner[-1].rstrip("\r\n") + "\n"
        else:
            yield from raw
