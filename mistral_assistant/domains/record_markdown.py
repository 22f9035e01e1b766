"""Records in Markdown, as catalogues export them: a heading, then its fields as lines, lists,
sections or a table. Which field is which column is decided in ``records.py``.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_HEADING = re.compile(r"(#{1,6})\s+(.*)")
_BOLD_FIELD = re.compile(r"(?:[-*]\s+)?\*\*([^*]{1,60}?)\s*(?::\s*\*\*|\*\*\s*:)\s*(.*)$")
_ITEM = re.compile(r"(\s*)[-*+]\s+(.*)$")
_LABELLED = re.compile(r"([^:<>/*]{1,60}?)\s*:(?:\s+(.*))?$")
_RULE = re.compile(r"[-: ]+")
_NESTED = 2
"""Spaces from which a list item belongs to the field above it."""


@dataclass
class RawRecord:
    """One record as written."""

    name: str
    line: int
    """Of the heading; 1-based."""
    end: int = 0
    """Line after the last one."""
    explicit: bool = False
    """The heading says what it is: « Application: GIDAF »."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    """Label → items as written."""
    inline: set[str] = field(default_factory=set)
    """Labels whose value stands on the label's own line."""
    rest: list[str] = field(default_factory=list)
    """Lines that belong to no field."""


def records_in(text: str, kind: str, is_record: Callable[[RawRecord], bool]) -> Iterator[RawRecord]:
    """Yield the records of a document that ``is_record`` accepts."""
    lines = text.split("\n")
    starts = list(_starts(lines, kind))
    for (number, name, explicit), following in zip(
        starts, [*(start[0] for start in starts[1:]), len(lines) + 1], strict=True
    ):
        record = RawRecord(name, number, following, explicit)
        _read(record, lines[number : following - 1], kind)
        if is_record(record):
            yield record


def _starts(lines: list[str], kind: str) -> Iterator[tuple[int, str, bool]]:
    """Yield line, name and whether the heading says what it is, of what could be a record."""
    named = re.compile(rf"{re.escape(kind)}\s*:\s*(.+)$", re.IGNORECASE)
    about = _about(kind)
    for number, line in enumerate(lines, 1):
        level, title = _heading(line)
        explicit = named.match(title)
        if explicit and level:
            yield number, explicit[1].strip(), True
        elif level == 1 and not about.match(title):
            yield number, title, False


def _heading(line: str) -> tuple[int, str]:
    """Return the level of a heading and its text; level 0 for another line."""
    heading = _HEADING.match(line)
    return (len(heading[1]), heading[2].rstrip().rstrip("#").rstrip()) if heading else (0, "")


def _about(kind: str) -> re.Pattern[str]:
    """A heading that is a field: « Application d'identifiant: 1238 »."""
    return re.compile(rf"({re.escape(kind)}\b[^:]+):\s*(.+)$", re.IGNORECASE)


def _read(record: RawRecord, lines: list[str], kind: str) -> None:
    about = _about(kind)
    section = opened = ""
    for line in lines:
        level, title = _heading(line)
        if level:
            inner = about.match(title)
            section, opened = "" if inner else title, ""
            if inner:
                _add(record, inner[1], inner[2])
            continue
        if section:
            record.fields.setdefault(section, []).append(line)
        else:
            opened = _top_line(record, line, opened)
    for label, items in record.fields.items():
        if label not in record.inline:
            record.fields[label] = _items(items)


def _top_line(record: RawRecord, line: str, opened: str) -> str:
    """Read one line before the first section; return the label whose list goes on."""
    bold = _BOLD_FIELD.match(line)
    if bold:
        return _add(record, bold[1], bold[2])
    cells = [cell.strip() for cell in line.strip("| \t").split("|")] if line[:1] == "|" else []
    if len(cells) == 2 and not _RULE.fullmatch(cells[0]):
        return _add(record, *cells)
    item = _ITEM.match(line)
    if item is None:
        if line.strip() and not line.startswith("<!--") and not cells:
            record.rest.append(line.strip())
        return opened
    if len(item[1]) >= _NESTED and opened:
        nested = _LABELLED.match(item[2])
        value = nested[2] if nested and nested[2] else item[2]
        record.fields[opened].append(value)
        return opened
    labelled = _LABELLED.match(item[2])
    return _add(record, labelled[1], labelled[2] or "") if labelled else opened


def _add(record: RawRecord, label: str, value: str) -> str:
    items = record.fields.setdefault(label.strip(), [])
    record.inline.add(label.strip())
    if value.strip():
        items.append(value.strip())
    return label.strip()


def _items(lines: list[str]) -> list[str]:
    """Return the items of a section: those of its list, or its text as one."""
    found = [_ITEM.match(line) for line in lines if line.strip()]
    if found and all(found):
        return [item[2].strip() for item in found if item]
    text = "\n".join(line for line in lines if not line.startswith("<!--")).strip()
    return [text] if text else []
