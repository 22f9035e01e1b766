"""A program in a pseudo-terminal: its keys, every byte it wrote, and the screen that these drew.

The emulation knows what a full-screen program of ours may send (cursor position, colours,
erasing) and keeps a list of every control sequence, so that a test can say which ones came.
"""

import codecs
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from rich.cells import cell_len

COLUMNS, ROWS = 100, 32
_TOKEN = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"  # other escapes
    r"|[\x00-\x1a\x1c-\x1f\x7f-\x9f]"
    r"|[^\x00-\x1f\x7f-\x9f]+"
)
# No text of ours holds these: they hide, turn round or cover what stands beside them.
_HIDING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_POSITION = re.compile(r"\x1b\[(\d*)(?:;(\d*))?H")
_COLOUR = re.compile(r"\x1b\[[\d;:]*m")


class Screen:
    """What the bytes have drawn so far."""

    def __init__(self, columns: int = COLUMNS, rows: int = ROWS) -> None:
        self.columns, self.rows = columns, rows
        self.cells = [[" "] * columns for _row in range(rows)]
        self.controls: Counter[str] = Counter()
        """Every control sequence but cursor positions and colours, with how often it came."""
        self._x = self._y = 0
        self._rest = ""

    def feed(self, text: str) -> None:
        """Draw ``text``; an unfinished sequence at its end waits for more."""
        text = self._rest + text
        end = 0
        while match := _TOKEN.match(text, end):
            end = match.end()
            self._take(match.group())
        self._rest = text[end:]

    @property
    def text(self) -> str:
        """The lines of the screen."""
        return "\n".join("".join(row).rstrip() for row in self.cells)

    def _take(self, token: str) -> None:
        if token[0] >= " " and not "\x7f" <= token[0] <= "\x9f":
            self._write(token)
            return
        if position := _POSITION.fullmatch(token):
            self._y = min(int(position[1] or 1), self.rows) - 1
            self._x = min(int(position[2] or 1), self.columns) - 1
        elif token == "\n":
            self._y = min(self._y + 1, self.rows - 1)
        elif token == "\r":
            self._x = 0
        elif not _COLOUR.fullmatch(token):
            self.controls[token] += 1
            if token == "\x1b[2J":
                self.cells = [[" "] * self.columns for _row in range(self.rows)]

    def _write(self, text: str) -> None:
        for char in text:
            if _HIDING.match(char):
                self.controls[char] += 1
            width = cell_len(char)
            if width and self._x + width <= self.columns:
                self.cells[self._y][self._x : self._x + width] = [char, *[""] * (width - 1)]
                self._x += width
            elif not width and self._x:
                self.cells[self._y][self._x - 1] += char


class PtyTerminal:
    """Runs one program; use it in ``with``, which kills what is still running at the end."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        rows: int = ROWS,
    ) -> None:
        self.screen = Screen(COLUMNS, rows)
        self.received = bytearray()
        """Every byte the program wrote."""
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.chdir(folder)
            os.execve(command[0], list(command), dict(environment))
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, COLUMNS, 0, 0))
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "PtyTerminal":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            self.exit_code(5)
        self._reader.join(5)
        os.close(self._terminal)

    def send(self, keys: str | bytes, seconds: float = 10) -> None:
        """Type ``keys``.

        Raises:
            AssertionError: the program did not read them in time.
        """
        data = keys.encode("utf-8", "surrogatepass") if isinstance(keys, str) else keys
        end = time.monotonic() + seconds
        while data:
            if time.monotonic() > end:
                raise AssertionError(f"{len(data)} bytes were never read\n{self.text}")
            if select.select([], [self._terminal], [], 0.1)[1]:
                data = data[os.write(self._terminal, data[:1024]) :]

    def paste(self, text: str, seconds: float = 10) -> None:
        """Paste ``text`` as a terminal with bracketed paste does."""
        self.send(f"\x1b[200~{text}\x1b[201~", seconds)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        with self._lock:
            return self.screen.text

    def wait(self, condition: Callable[[str], object] | str, seconds: float = 20) -> str:
        """Wait until a text stands on the screen, or a condition holds of it, and return it."""
        holds = (lambda shown: condition in shown) if isinstance(condition, str) else condition
        end = time.monotonic() + seconds
        while not holds(shown := self.text):
            if time.monotonic() > end or not self.alive:
                state = "never came" if self.alive else "could not come: the program has ended"
                raise AssertionError(f"{condition!r} {state}\n{shown}")
            time.sleep(0.02)
        return shown

    def settle(self, quiet: float = 0.25, seconds: float = 20) -> str:
        """Wait until nothing has been written for ``quiet`` seconds and return the screen."""
        end = time.monotonic() + seconds
        size, since = -1, time.monotonic()
        while time.monotonic() - since < quiet:
            if len(self.received) != size:
                size, since = len(self.received), time.monotonic()
            if time.monotonic() > end:
                raise AssertionError(f"the program never stopped writing\n{self.text}")
            time.sleep(0.02)
        return self.text

    @property
    def alive(self) -> bool:
        """True while the program runs."""
        return self._pid != 0 and self._reader.is_alive()

    def exit_code(self, seconds: float = 10) -> int:
        """Wait for the program's end and return its exit code; negative: the signal.

        Raises:
            AssertionError: it did not end in time.
        """
        end = time.monotonic() + seconds
        while True:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                self._pid = 0
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > end:
                raise AssertionError(f"the program did not end\n{self.text}")
            time.sleep(0.02)

    def _read(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while True:
            try:
                data = os.read(self._terminal, 65_536)
            except OSError:  # on Linux, how the end of the other side shows
                return
            if not data:
                return
            with self._lock:
                self.received += data
                self.screen.feed(decoder.decode(data))
