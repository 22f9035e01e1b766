"""The account of a repair: every row that was read is kept, repaired, dropped or junk."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from mistral_assistant.dataset.header import Columns
from mistral_assistant.dataset.stored import Folder
from mistral_assistant.dataset.strict import Dialect

LONGEST_ORIGINAL = 4_000
"""Characters of the original text that an entry holds."""


@dataclass(frozen=True)
class Entry:
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
    _out: TextIO | None = None

    @property
    def _file(self) -> Path | None:
        return self.folder.path / "entries" if self.folder else None

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
                self.rules.update(entry.rules)
            case "junk":
                self.junk[entry.rules[0]] += 1
            case _:
                reason = "unsure" if entry.action == "unsure" else entry.rules[0]
                self.dropped[reason] += 1
        if self._file is not None:
            if self._out is None:
                self._out = self._file.open("w", encoding="utf-8", errors="backslashreplace")
            self._out.write(json.dumps(entry.to_json(), ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Finish writing the entries."""
        if self._out is not None:
            self._out.close()
            self._out = None

    def entries(self) -> Iterator[Entry]:
        """Yield every entry in the order of the file."""
        if self._file is None or not self._file.exists():
            return
        with self._file.open(encoding="utf-8") as lines:
            for line in lines:
                values = json.loads(line)
                values["rules"] = tuple(values["rules"])
                values["result"] = tuple(values["result"])
                yield Entry(**values)

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


def shortened(text: str) -> str:
    """Return the beginning of an original text; an entry holds no more."""
    return text if len(text) <= LONGEST_ORIGINAL else text[:LONGEST_ORIGINAL] + " …"
