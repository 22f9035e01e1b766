"""Which names are ids of data sets of the hub; the hub's library is not needed for it."""

import re
from pathlib import Path

ID = re.compile(r"(?P<name>[\w-][\w.-]*/[\w-][\w.-]*?)(?::(?P<part>[\w.-]+))?")
_FILES = {".csv", ".tsv", ".tab", ".json", ".jsonl", ".ndjson", ".xlsx", ".parquet", ".txt", ".md",
          ".js"}  # fmt: skip
"""Endings of files that are missing rather than the id of a data set."""


def is_data_set(path: Path) -> bool:
    """Tell whether a path is the id of a data set: no file, and not beside files."""
    if path.exists() or path.suffix.lower() in _FILES or path.parent.is_dir():
        return False
    return ID.fullmatch(path.as_posix()) is not None


def plain_name(path: Path) -> str:
    """Return what files made of a folder or a data set are called after."""
    return path.resolve().name if path.is_dir() else path.name.partition(":")[0]
