"""Records of ``knowledge/`` as rows of a table: which field is which column, what a value says.

A record that stands in several documents is one row; what a user's own document says wins. Values
that say nothing (« à compléter ») leave the cell empty, so that nothing can give them as a fact.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import KnowledgeEntry, Table, TableRow
from mistral_assistant.domains.record_markdown import RawRecord, records_in
from mistral_assistant.french import fold

SAYS_NOTHING = (
    "", "temporaire", "provisoire", "a completer", "a definir", "a renseigner", "a preciser",
    "a venir", "en attente", "non renseigne", "non communique", "non defini", "non precise",
    "inconnu", "n c", "nc", "n a", "tbd", "tbc", "todo", "xxx", "lorem ipsum",
)  # fmt: skip
"""Values that say nothing, folded, in any table: of a cell of signs alone nothing is left."""
MAX_COLUMNS = 100
SEPARATOR = ";"
_FEWEST = 2
"""Declared fields from which a plain heading is a record; one of them on a line of its own."""
_LINK = re.compile(r"\[([^\[\]]{0,500})\]\(([^()\s]{0,2000})\)")
_BOLD = re.compile(r"\*\*(?=[^\s*])([^*]{1,500})(?<=[^\s*])\*\*")
_TWICE = re.compile(r"(<([^<>\s]+)>)\s*:\s*<\2>")
_REFERENCE = re.compile(r"\s?\((?:ID|id)\s?:\s?\d{1,12}\)")
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_REMEMBERED = 1 << 16
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """Return the words of a text, folded, signs left out."""
    return _SIGNS.sub(" ", fold(text)).strip()


@dataclass
class _Found:
    """A record that may stand in several documents."""

    file: str
    line: int
    cells: dict[str, list[str]]
    provisional: set[str] = field(default_factory=set)
    rest: list[str] = field(default_factory=list)


class RecordReader:
    """Collects the records of a pack's documents for the one table that they are the rows of."""

    def __init__(self, folder: Folder, table: Table, own: str) -> None:
        """``own`` is the prefix of the names of documents that a user added."""
        self.table = table
        self._folder = folder
        self._own = own
        self._records: dict[str, _Found] = {}
        self._labels = {table.key: table.key}
        self._columns: dict[str, str] = {}
        for column in table.columns:
            names = (column, table.labels.get(column, ""), *_names(table, column))
            self._columns |= {plain(name): column for name in names if name}

    def take(self, file: str, text: str) -> str:
        """Take the records out of a Markdown text; the rest keeps its lines."""
        lines = text.split("\n")
        for record in records_in(text, self.table.records, self._is_record):
            if not self._folder.take_row(file):
                break
            self._add(file, record)
            count = record.end - record.line
            lines[record.line - 1 : record.end - 1] = [""] * count
        return "\n".join(lines)

    def take_chunk(self, file: str, line: int, text: str, name: str) -> bool:
        """Take the records of a piece of a document that stands on one line; False if none."""
        kind = re.escape(self.table.records)
        if name and not re.search(rf"^#+ {kind}\s*:", text, re.IGNORECASE | re.MULTILINE):
            text = f"# {name}\n{text}"
        found = list(records_in(text, self.table.records, self._is_record))
        for record in found:
            record.line = line
            self._add(file, record)
        return bool(found)

    def _is_record(self, record: RawRecord) -> bool:
        known = [label for label in record.fields if plain(label) in self._columns]
        plainly = len(known) >= _FEWEST and not record.inline.isdisjoint(known)
        return bool(record.fields) if record.explicit else plainly

    def _add(self, file: str, record: RawRecord) -> None:
        name = _tidy(record.name)
        found = self._records.setdefault(plain(name), _Found(file, record.line, {}))
        cells: dict[str, list[str]] = {self.table.key: [name]}
        for label, items in record.fields.items():
            column = self._column(label)
            if column and column != self.table.key:
                said = self._said(found, column, _parted(items, self.table, column))
                cells.setdefault(column, []).extend(said)
        for column, said in cells.items():
            before = found.cells.get(column, [])
            if said and (not before or file.startswith(self._own)):
                found.cells[column] = said
            elif self.table.types.get(column) == "list":
                found.cells[column] = list(dict.fromkeys([*before, *said]))
        found.rest += record.rest

    def _column(self, label: str) -> str:
        """Return the column of a field; one that the pack does not declare is added."""
        key = plain(label)
        if key and key not in self._columns and len(self._columns) < MAX_COLUMNS:
            column = re.sub(r"\s+", "_", key)
            self._columns[key] = column
            self._labels[column] = label.strip()
        return self._columns.get(key, "")

    def _said(self, found: _Found, column: str, items: Iterable[str]) -> list[str]:
        """Return the items that say something, once each."""
        said = []
        for item in map(_tidy, items):
            if says_nothing(self.table, column, item):
                found.provisional.add(column)
            else:
                said.append(item)
        return list(dict.fromkeys(said))

    def finished(self) -> tuple[Table, list[KnowledgeEntry]]:
        """Return the table with its rows, and each record as a passage."""
        records = self._records.values()
        extra = [name for name in self._labels if name not in self.table.columns]
        columns = (*self.table.columns, *extra)
        types = dict(self.table.types)
        for column in extra:
            many = any(len(record.cells.get(column, ())) > 1 for record in records)
            types[column] = "list" if many else "text"
        table = replace(
            self.table,
            columns=columns,
            labels={**self._labels, **self.table.labels},
            types=types,
            rows=(),
        )
        rows = tuple(_row(record, table) for record in records)
        return replace(table, rows=rows), [
            _entry(row, table, found) for row, found in zip(rows, records, strict=True)
        ]


def _names(table: Table, column: str) -> tuple[str, ...]:
    return table.fields[column].names if column in table.fields else ()


def says_nothing(table: Table, column: str, value: str) -> bool:
    """Tell whether a value only keeps a place, in any table, in this one or in this column."""
    own = table.fields[column].unknown if column in table.fields else ()
    key = plain(value)
    return key in SAYS_NOTHING or any(key == plain(other) for other in (*table.unknown, *own))


def _parted(items: list[str], table: Table, column: str) -> list[str]:
    """Part the items of a list that stands on one line."""
    if table.types.get(column, "list") != "list" or len(items) != 1 or "\n" in items[0]:
        return items
    commas = column in table.fields and table.fields[column].commas
    declared = column in table.columns
    return re.split("[;,]" if commas else ";", items[0]) if declared else items


def _tidy(text: str) -> str:
    """Return a value without Markdown, addresses given twice and references to other records."""
    text = _LINK.sub(lambda m: m[2] if m[1] in (m[2], "") else f"{m[1]} ({m[2]})", text)
    text = _TWICE.sub(r"\1", _BOLD.sub(r"\1", text))
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in text.split("\n"))
    return _REFERENCE.sub("", "\n".join(lines)).strip()


def _row(record: _Found, table: Table) -> TableRow:
    cells = {
        column: _cell(record.cells.get(column, []), table.types.get(column, "text"))
        for column in table.columns
    }
    provisional = frozenset(column for column in record.provisional if not cells[column])
    return TableRow(record.line, cells, record.file.removeprefix("knowledge/"), provisional)


def _cell(items: list[str], kind: str) -> str:
    if kind == "list":
        return f"{SEPARATOR} ".join(item.replace(SEPARATOR, ",") for item in items)
    text = ", ".join(items)
    day = _DAY.fullmatch(text) if kind == "date" else None
    if day:
        try:
            return date(int(day[3]), int(day[2]), int(day[1])).isoformat()
        except ValueError:
            return text
    number = re.sub(r"[\s\u00a0\u202f]", "", text)
    return number if kind == "number" and number.isdecimal() else text


def _entry(row: TableRow, table: Table, record: _Found) -> KnowledgeEntry:
    lines = [
        f"- {table.labels.get(column, column)} : {', '.join(said)}"
        for column in table.columns
        if (said := record.cells.get(column)) and column != table.key
    ]
    name = row.cells[table.key]
    return KnowledgeEntry(row.file, row.line, name, "\n".join([*lines, *record.rest]) or name)
