"""The lines of a UTF-8 file: one by one where they are looked at, in runs of bytes elsewhere."""

from collections.abc import Callable, Iterable
from itertools import accumulate, islice

from mistral_assistant.dataset.byte_scan import Block, Plan
from mistral_assistant.dataset.lines import is_whole
from mistral_assistant.dataset.sound_run import Run

_PIECE = 512
"""Bytes that are split into lines at once."""
_BLOCK = 1 << 20
"""Bytes in which runs are looked for at once, at most."""
_LONG = 1 << 20
"""Bytes without a line feed from which a carriage return counts as the end of a line."""


class ByteFeed:
    """Lines that can be looked at before they are taken, as :class:`strict.LineFeed`, and runs."""

    def __init__(
        self, chunks: Iterable[bytes], mend: Callable[[str, int], str], number: int = 1
    ) -> None:
        self.number = number
        """Of the next line."""
        self._chunks = iter(chunks)
        self._mend = mend
        self._data = b""
        self._ended = False
        self._lines: list[str] = []
        self._ends: list[int] = []
        """For each of the lines, where it ends in the data."""
        self._place = 0
        """Of the next line in the two lists."""
        self._begin = 0
        """Where the first of the lines begins in the data."""
        self._block: Block | None = None
        self._block_begin = self._block_end = 0
        """In the data."""

    def peek(self, count: int) -> list[str]:
        """Return the next lines; all that remain if they are fewer."""
        while len(self._lines) - self._place < count and self._split():
            pass
        return self._lines[self._place : self._place + count]

    def take(self, count: int) -> list[str]:
        """Return the next lines and be done with them."""
        taken = self.peek(count)
        self._place += len(taken)
        self.number += len(taken)
        return taken

    def run(self, plan: Plan) -> Run | None:
        """Take the plain records that begin with the next line, as many as follow each other."""
        run = self.plain_ahead(plan)
        if run is not None:
            self.number += run.lines
            self._lines, self._ends, self._place = [], [], 0
            self._begin = self._block_begin + int(run.layout.ends[run.stop - 1])
        return run

    def plain_ahead(self, plan: Plan, skip: int = 0) -> Run | None:
        """Look at the plain records that begin behind the next ``skip`` lines."""
        if skip > len(self.peek(skip)):
            return None
        block = self._block_from_here(plan)
        begin = self._at(skip)
        if block is None or begin >= self._block_end:
            return None
        layout = block.layout_from(begin - self._block_begin)
        first, stop = layout.run_from(begin - self._block_begin)
        return Run(self.number + skip, layout, first, stop) if first < stop else None

    def _block_from_here(self, plan: Plan) -> Block | None:
        """Return the block in which the next line begins."""
        if self._block is not None and self._at() < self._block_end:
            return self._block
        while len(self._data) - self._at() < _BLOCK and self._refill():
            pass
        begin = self._at()
        end = self._data.rfind(b"\n", begin, begin + _BLOCK) + 1
        self._block = Block(self._data[begin:end], plan) if end > begin else None
        self._block_begin, self._block_end = begin, end
        return self._block

    def _at(self, skip: int = 0) -> int:
        """Return where the next line begins in the data, or one behind it."""
        place = self._place + skip
        return self._ends[place - 1] if place else self._begin

    def _split(self) -> bool:
        """Split a piece of the data into lines; False at the end of the file."""
        stop = self._piece_end()
        start = self._ends[-1] if self._ends else self._begin
        if stop == start:
            return False
        piece = self._data[start:stop]
        raws = piece.splitlines(True)
        self._ends += islice(accumulate(map(len, raws), initial=start), 1, None)
        if is_whole(piece):
            self._lines += map(bytes.decode, raws)
            return True
        first = self.number + len(self._lines) - self._place
        for number, raw in enumerate(raws, first):
            self._lines.append(self._mend(raw.decode("utf-8", "surrogateescape"), number))
        return True

    def _piece_end(self) -> int:
        """Return where a piece of whole lines ends, behind what is split already."""
        while True:
            data, start = self._data, self._ends[-1] if self._ends else self._begin
            stop = data.find(b"\n", start + _PIECE) + 1 or data.rfind(b"\n", start) + 1
            if stop <= start and len(data) - start > _LONG:
                stop = data.rfind(b"\r", start, len(data) - 1) + 1
            if stop > start:
                return stop
            if not self._refill():
                return len(self._data)

    def _refill(self) -> bool:
        """Read on, and forget what was taken; False at the end of the file."""
        chunk = b"" if self._ended else next(self._chunks, b"")
        if not chunk:
            self._ended = True
            return False
        begin = self._at()
        self._data = self._data[begin:] + chunk
        self._lines = self._lines[self._place :]
        self._ends = [end - begin for end in self._ends[self._place :]]
        self._begin = self._place = 0
        self._block_begin -= begin
        self._block_end -= begin
        return True
