"""Rows in a temporary folder, as many as there are, gone through as often as one likes."""

import marshal
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from mistral_assistant.dataset.sound_run import Run, stored_pairs
from mistral_assistant.dataset.strict import Dialect

_BATCH = 512
"""Rows that are written at once."""

_BLOCK = 1 << 18
"""Bytes of runs that are written at once."""

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

    def __init__(self, folder: Folder, number: int = 0) -> None:
        self._folder = folder
        self._numbers = [number]
        self._out: BinaryIO | None = self._path(number).open("wb")
        self._batch: list[Row] = []
        self._pending: list[_Stored] = []
        self._bytes = 0
        """Of the runs that are pending."""

    def _path(self, number: int) -> Path:
        return self._folder.path / f"rows-{number}"

    def go_on_with(self, number: int) -> None:
        """Let the rows that were stored under another number follow."""
        self._numbers.append(number)

    def extend(self, rows: list[Row]) -> None:
        """Append rows."""
        self._batch += rows
        if len(self._batch) >= _BATCH:
            self._flush()

    def add_run(self, run: Run) -> None:
        """Append the pairs of a run, as they stand in the file."""
        if self._batch:
            self._pending.append(_packed(self._batch))
            self._batch = []
        plan = run.layout.scan.plan
        self._pending.append((run.data, plan.delimiter, plan.quote, *plan.sides))
        self._bytes += len(run.data)
        if self._bytes >= _BLOCK:
            self._flush()

    def _flush(self) -> None:
        if self._batch:
            self._pending.append(_packed(self._batch))
        if self._pending and self._out is not None:
            marshal.dump(self._pending, self._out)
        self._batch, self._pending, self._bytes = [], [], 0

    def close(self) -> None:
        """Finish writing."""
        self._flush()
        if self._out is not None:
            self._out.close()
            self._out = None

    def __iter__(self) -> Iterator[Row]:
        for number in self._numbers:
            for parts in loaded(self._path(number)):
                for part in parts:
                    yield from _unpacked(part)


def loaded(path: Path) -> Iterator[Any]:
    """Yield the values that were written to a file one behind the other."""
    with path.open("rb") as file:
        while True:
            try:
                yield marshal.load(file)
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
