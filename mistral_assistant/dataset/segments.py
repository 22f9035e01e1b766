"""A large file cut into segments that can be read apart, always at the same places.

A cut lies within a run of plain records. There a reader is in the same state whatever came before:
outside quotation marks, under the delimiter of the file, behind no gap. So what comes out does not
depend on how many processes read the segments.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from mistral_assistant.dataset.byte_scan import Block, Layout, Plan
from mistral_assistant.dataset.foreign_blocks import is_unlike
from mistral_assistant.dataset.record import one_by_one
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound_run import Run

_LENGTH, _MOST = 1 << 20, 1 << 23
"""Bytes of a segment, and of one in which no cut is found."""
_WINDOW = 1 << 17
"""Bytes in which a cut is looked for."""
_LEAST_RUN = 24
"""Plain records around a cut."""
_LOOKED_AT = 8
"""Records before a cut of which one must be like those of the file."""


Part = Callable[[int, int], Iterable[bytes]]
"""Returns a part of a text again: (place of its first byte, bytes) → the bytes."""


@dataclass(frozen=True)
class Segment:
    """Whole lines of a file."""

    number: int
    line: int
    """Physical line of the file at which it begins."""
    chunks: Iterable[bytes]
    whole: bool = True
    """It can be read at any time; otherwise it is the rest of the file, as it comes."""


@dataclass(frozen=True)
class FilePart:
    """Bytes of an open file, to be read when they are needed, by copies of this process too."""

    descriptor: int
    begin: int
    size: int

    def __iter__(self) -> Iterator[bytes]:
        yield os.pread(self.descriptor, self.size, self.begin)


def segments(
    chunks: Iterable[bytes], plan: Plan | None, shape: Shape, part: Part | None = None
) -> Iterator[Segment]:
    """Yield the segments of a file, from its first line on.

    The bytes of those behind the first are kept in memory, unless ``part`` finds them again.
    """
    source = _Bytes(chunks)
    rest, line, number, begin = b"", 1, 0, 0
    while True:
        rest, cut = _filled(rest, source, plan, shape)
        if not cut:
            if rest or not number:
                every = chain([rest] if rest else [], source.left())
                yield Segment(number, line, every, whole=False)
            return
        lines = _lines(rest, cut)
        yield Segment(number, line, part(begin, cut) if part and number else [rest[:cut]])
        rest = rest[cut:]
        line += lines
        begin += cut
        number += 1


class _Bytes:
    """The bytes of a file, of which as many can be had as one likes."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._piece = b""

    def behind(self, data: bytes, count: int) -> bytes:
        """Return data and the next bytes; all that remain if they are fewer."""
        pieces = [data]
        while count > 0 and (piece := self._piece or next(self._chunks, b"")):
            pieces.append(piece[:count])
            self._piece = piece[count:]
            count -= len(pieces[-1])
        return b"".join(pieces)

    def left(self) -> Iterator[bytes]:
        """Yield what remains."""
        return chain([self._piece] if self._piece else [], self._chunks)


def _filled(data: bytes, source: _Bytes, plan: Plan | None, shape: Shape) -> tuple[bytes, int]:
    """Return data with a place to cut it, their end at that of the file; 0 if there is none."""
    while plan and len(data) < _MOST:
        wanted = max(_LENGTH, len(data) + _WINDOW)
        data = source.behind(data, wanted - len(data))
        if len(data) < wanted:
            return data, len(data)
        for window in (_WINDOW // 4, _WINDOW):  # a small one is mostly enough
            begin = data.find(b"\n", len(data) - window) + 1
            marks = np.frombuffer(data, np.uint8, begin) == ord(plan.quote)
            inside = bool(np.count_nonzero(marks) & 1)
            if cut := _cut(data, begin, plan, shape, inside):
                return data, cut
        # A mark was lost, unless a cell as long as this holds a table itself.
        if len(data) >= _MOST and (cut := _cut(data, begin, plan, shape, not inside)):
            return data, cut
    return data, 0


def _lines(data: bytes, end: int) -> int:
    """Count the ends of lines: LF, CRLF and CR; several times as fast as ``bytes.count``."""
    block = np.frombuffer(data, np.uint8, end)
    feeds = int(np.count_nonzero(block == 10))
    if data.find(b"\r", 0, end) < 0:
        return feeds
    returns = block == 13
    returns[:-1] &= block[1:] != 10
    return feeds + int(np.count_nonzero(returns))


def _cut(data: bytes, begin: int, plan: Plan, shape: Shape, inside: bool) -> int:
    """Return a place in the last part of some data at which a segment may end; 0 for none.

    That part begins with a line at ``begin``; ``inside``: within quotation marks.
    """
    end = data.rfind(b"\n", begin) + 1
    if not begin or end <= begin:
        return 0
    layout = Block(data[begin:end], plan).layout(inside)
    length, place = _longest_run(layout)
    middle = place + length // 2
    if length < _LEAST_RUN or not _is_like(Run(0, layout, middle - _LOOKED_AT, middle), shape):
        return 0
    return begin + int(layout.starts[middle])


def _longest_run(layout: Layout) -> tuple[int, int]:
    """Return (length, place of the first record) of the longest run of plain records."""
    marks = [-1, *layout.doubtful, len(layout.starts)]
    return max((stop - before - 1, before + 1) for before, stop in pairwise(marks))


def _is_like(run: Run, shape: Shape) -> bool:
    """Tell whether one of some records surely belongs to the table."""
    return any(not is_unlike(record, shape) for record in one_by_one((run,)))
