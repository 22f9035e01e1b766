"""The account of a repair: every row that was read is kept, repaired, dropped or junk."""

import marshal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias

from mistral_assistant.dataset.header import Columns
from mistral_assistant.dataset.stored import Folder, loaded
from mistral_assistant.dataset.strict import Dialect

_BATCH = 64
"""Entries that are written at once."""
LONGEST_ORIGINAL = 4_000
"""Characters of the original text that an entry holds."""

Counts: TypeAlias = tuple[int, int, Counter[str], Counter[str], Counter[str]]
"""Rows kept and repaired; reasons, kinds and rules as in a report."""


class Entry(NamedTuple):
    """What was done to one row, or to lines that are none."""

    line: int
    """Physical line of the file, or the number of the record where a file has no lines."""
    action: str
    """``repaired``, ``dropped``, ``unsure`` or ``junk``."""
    rules: tuple[str, ...]
    """What was done, or why nothing could be."""
    confidence: float
    original: str
    result: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the entry for programs."""
        return {
            "line": self.line,
            "action": self.action,
            "rules": list(self.rules),
            "confidence": self.confidence,
            "original": self.original,
            "result": list(self.result),
        }


@dataclass
class Report:
    """Counts and entries; the entries lie on disk, whatever the size of the file."""

    path: str = ""
    encoding: str = ""
    container: str = ""
    delimiter: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Role → name in the file."""
    file_rules: list[str] = field(default_factory=list)
    """What concerns the file as a whole."""
    kept: int = 0
    repaired: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    """Reason → rows."""
    junk: Counter[str] = field(default_factory=Counter)
    """Kind → lines that are no rows."""
    rules: Counter[str] = field(default_factory=Counter)
    """Rule → repaired rows that it had a part in."""
    folder: Folder | None = None
    """Where the entries lie; without one they are only counted."""
    number: int = 0
    """Under which they lie there."""
    _others: list[int] = field(default_factory=list)
    """Numbers of the entries that follow."""
    _out: BinaryIO | None = None
    _batch: list[tuple[Any, ...]] = field(default_factory=list)
    """Entries that are not written yet."""

    @property
    def rows_in(self) -> int:
        """Everything that was read, row or not."""
        return self.kept + self.repaired + self.dropped.total() + self.junk.total()

    @property
    def pairs(self) -> int:
        """The rows that come out."""
        return self.kept + self.repaired

    @property
    def lost(self) -> int:
        """Rows that were left out, duplicates not counted."""
        return self.dropped.total() - self.dropped["duplicate"]

    def describe(self, columns: Columns, dialect: Dialect | None, rules: Sequence[str]) -> None:
        """Note what was found about the file as a whole."""
        self.delimiter = dialect.delimiter if dialect else ""
        self.file_rules = list(rules)
        if dialect and dialect.delimiter != ",":
            self.file_rules.append("delimiter")
        self.columns = {
            role: columns.names[place].strip() if place < len(columns.names) else str(place + 1)
            for role in ("instruction", "response", "input", "role", "content", "messages")
            if (place := getattr(columns, role)) >= 0
        }

    def add(self, entry: Entry) -> None:
        """Count an entry and write it down."""
        match entry.action:
            case "repaired":
                self.repaired += 1
                for rule in entry.rules:
                    self.rules[rule] += 1
            case "junk":
                self.junk[entry.rules[0]] += 1
            case _:
                reason = "unsure" if entry.action == "unsure" else entry.rules[0]
                self.dropped[reason] += 1
        if self.folder is not None:
            self._batch.append(tuple(entry))
            if len(self._batch) >= _BATCH:
                self._flush(self.folder)

    def _flush(self, folder: Folder) -> None:
        if self._out is None:
            self._out = _path(folder, self.number).open("wb")
        marshal.dump(self._batch, self._out)
        self._batch = []

    def close(self) -> None:
        """Finish writing the entries."""
        if self._batch and self.folder is not None:
            self._flush(self.folder)
        if self._out is not None:
            self._out.close()
            self._out = None

    def entries(self) -> Iterator[Entry]:
        """Yield every entry in the order of the file."""
        if self.folder is None:
            return
        for number in (self.number, *self._others):
            path = _path(self.folder, number)
            for entries in loaded(path) if path.exists() else ():
                for values in entries:
                    yield Entry(*values)

    def counts(self) -> Counts:
        """Return what was counted, for :meth:`go_on_with` of another report."""
        return self.kept, self.repaired, self.dropped, self.junk, self.rules

    def go_on_with(self, number: int, counts: Counts) -> None:
        """Add what another report counted, whose entries lie under a number."""
        kept, repaired, dropped, junk, rules = counts
        self.kept += kept
        self.repaired += repaired
        self.dropped += dropped
        self.junk += junk
        self.rules += rules
        self._others.append(number)

    def to_json(self) -> dict[str, Any]:
        """Return everything but the entries."""
        return {
            "file": self.path,
            "encoding": self.encoding,
            "container": self.container,
            "delimiter": self.delimiter,
            "columns": dict(self.columns),
            "file_rules": self.file_rules,
            "rows_in": self.rows_in,
            "kept": self.kept,
            "repaired": self.repaired,
            "dropped": dict(self.dropped),
            "junk": dict(self.junk),
            "rules": dict(self.rules),
        }


def _path(folder: Folder, number: int) -> Path:
    return folder.path / f"entries-{number}"


def shortened(text: str) -> str:
    """Return the beginning of an original text; an entry holds no more."""
    return text if len(text) <= LONGEST_ORIGINAL else text[:LONGEST_ORIGINAL] + " …"
