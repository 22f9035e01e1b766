"""Rows in a temporary folder, as many as there are, gone through as often as one likes."""

import marshal
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from mistral_assistant.dataset.sound_run import Run, stored_pairs
from mistral_assistant.dataset.strict import Dialect

_BATCH = 512
"""Rows that are written at once."""

_MARK = "\0"
"""Between cells; a cell that holds one is stored otherwise."""

Row = tuple[str, ...]
_Stored = list[Row] | tuple[int, str] | tuple[bytes, str, str, int, int]
"""Rows, rows of one width as one text, or the bytes of a run."""


class Folder:
    """A temporary folder that goes with the last object that holds it."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="mistral-assistant-"))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)


class StoredRows:
    """Rows that are appended once and read many times; nothing but a batch is in memory."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._path = folder.path / "rows"
        self._out: BinaryIO | None = self._path.open("wb")
        self._batch: list[Row] = []

    def extend(self, rows: list[Row]) -> None:
        """Append rows."""
        self._batch += rows
        if len(self._batch) >= _BATCH:
            self._flush()

    def add_run(self, run: Run) -> None:
        """Append the pairs of a run, as they stand in the file."""
        self._flush()
        if self._out is not None:
            dialect, (one, other) = run.pattern.dialect, run.pattern.sides
            marshal.dump((run.data, dialect.delimiter, dialect.quote, one, other), self._out)

    def _flush(self) -> None:
        if self._batch and self._out is not None:
            marshal.dump(_packed(self._batch), self._out)
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
                    yield from _unpacked(marshal.load(file))
                except EOFError:
                    return


def _packed(rows: list[Row]) -> tuple[int, str] | list[Row]:
    """Return rows of one width as one text, which is written several times as fast."""
    width = len(rows[0])
    text = _MARK.join(chain.from_iterable(rows))
    regular = text.count(_MARK) + 1 == width * len(rows) and set(map(len, rows)) == {width}
    return (width, text) if regular and width else rows


def _unpacked(stored: _Stored) -> Iterable[Row]:
    if isinstance(stored, list):
        return stored
    if len(stored) > 2:
        data, delimiter, quote, one, other = stored
        return stored_pairs(data, Dialect(delimiter, quote), (one, other))
    width, text = stored
    cells = iter(text.split(_MARK))
    return zip(*[cells] * width, strict=True)
