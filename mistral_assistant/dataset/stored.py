"""Rows on disk, as many as there are, gone through as often as one likes."""

import marshal
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_BATCH = 512
"""Rows that are written at once."""

Row = tuple[str, ...]


class StoredRows:
    """Rows that are appended once and read many times; nothing but a batch is in memory."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._out: BinaryIO | None = path.open("wb")
        self._batch: list[Row] = []

    def extend(self, rows: list[Row]) -> None:
        """Append rows."""
        self._batch += rows
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._batch and self._out is not None:
            marshal.dump(self._batch, self._out)
            self._batch = []

    def close(self) -> None:
        """Finish writing."""
        self._flush()
        if self._out is not None:
            self._out.close()
            self._out = None

    def __iter__(self) -> Iterator[Row]:
        with self._path.open("rb") as file:
            while True:
                try:
                    yield from marshal.load(file)
                except EOFError:
                    return
