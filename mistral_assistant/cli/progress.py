"""A line on a terminal that says how far a long command is."""

import time
from types import TracebackType
from typing import TextIO

from mistral_assistant.i18n import _

_EVERY = 0.1
"""Seconds between two pictures of the bar."""
_SILENT = 0.5
"""Seconds before the first; what is over by then needs none."""
_WIDTH = 30
_MEGABYTE = 1_000_000


class Bar:
    """Shows the share of the bytes that were read, on a terminal only."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total = max(total, 1)
        self._stream = stream if stream.isatty() else None
        self._began = self._last = time.monotonic()
        self._shown = False

    def __enter__(self) -> "Bar":
        return self

    def advance(self, done: int, rows: int) -> None:
        """Show that so many bytes were read and rows came out."""
        now = time.monotonic()
        if self._stream is None or now - self._began < _SILENT or now - self._last < _EVERY:
            return
        self._last, self._shown = now, True
        share = min(1.0, done / self._total)
        bar = ("█" * round(share * _WIDTH)).ljust(_WIDTH, "░")
        text = _("{bar} {percent} % · {size} Mo · {speed} lignes/s").format(
            bar=bar,
            percent=round(100 * share),
            size=round(done / _MEGABYTE),
            speed=round(rows / (now - self._began)),
        )
        self._stream.write(f"\r{text}\x1b[K")
        self._stream.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None and self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
