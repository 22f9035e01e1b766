"""Cold start of the chat beside that of the smallest Textual chat, measured in the same run.

    python -m compileall -q mistral_assistant .venv      # or whatever holds the packages
    python benchmarks/tui_start.py [--runs 7]

Each start is a fresh process on a pseudo-terminal of 120×40, the two programs by turns. Two times
from exec are taken: the first frame, and the echo of a key that is sent the moment it is seen.
The first round warms the file cache and does not count. The last line is JSON.
"""

import argparse
import fcntl
import json
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MINIMAL = """
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Markdown, TextArea

class Minimal(App):
    def compose(self):
        with VerticalScroll():
            yield Markdown("# Bonjour")
        yield TextArea(id="input", placeholder="FIRSTFRAME")

    def on_mount(self):
        self.query_one("#input").focus()

Minimal().run()
"""
KEY = b"\xc2\xb5"
"""µ, which stands nowhere in either first frame."""
TIMEOUT_S = 30.0


@dataclass(frozen=True)
class Program:
    """What is started, and the text that its first frame ends with."""

    command: tuple[str, ...]
    mark: bytes


def programs(home: str) -> dict[str, Program]:
    """Return our chat and the smallest one; ``home`` is an empty folder."""
    chat = (sys.executable, "-m", "mistral_assistant", "--data-dir", home)
    minimal = (sys.executable, "-c", MINIMAL)
    return {
        "chat": Program(chat, b"Ctrl+P tout"),
        "minimal": Program(minimal, b"IRSTFRAME"),  # the cursor stands on the F
    }


def start(program: Program, home: str) -> tuple[float, float]:
    """Start ``program`` and return the seconds to its first frame and to the echo of a key."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
        "HOME": home,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        os.chdir(ROOT)
        os.execve(program.command[0], program.command, environment)
    try:
        frame = wait_for(terminal, program.mark) - began
        os.write(terminal, KEY)
        echo = wait_for(terminal, KEY) - began
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return frame, echo


def wait_for(terminal: int, mark: bytes) -> float:
    """Read until ``mark`` has been written and return when that was."""
    seen = b""
    limit = time.perf_counter() + TIMEOUT_S
    while time.perf_counter() < limit:
        if select.select([terminal], [], [], 0.1)[0]:
            seen += os.read(terminal, 65_536)
            if mark in seen:
                return time.perf_counter()
    raise TimeoutError(f"{mark!r} was not shown:\n{seen[-2000:]!r}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    times: dict[str, list[tuple[float, float]]] = {"chat": [], "minimal": []}
    with tempfile.TemporaryDirectory() as home:
        for number in range(runs + 1):
            for name, program in programs(home).items():
                measured = start(program, home)
                print(f"{name:8} frame {measured[0]:.3f} s   echo {measured[1]:.3f} s")
                if number:
                    times[name].append(measured)
    frame = {name: statistics.median(one[0] for one in each) for name, each in times.items()}
    echo = {name: statistics.median(one[1] for one in each) for name, each in times.items()}
    result = {
        "chat_frame_s": round(frame["chat"], 3),
        "minimal_frame_s": round(frame["minimal"], 3),
        "frame_ratio": round(frame["chat"] / frame["minimal"], 3),
        "chat_echo_s": round(echo["chat"], 3),
        "minimal_echo_s": round(echo["minimal"], 3),
        "echo_ratio": round(echo["chat"] / echo["minimal"], 3),
        "runs": runs,
        "load": round(os.getloadavg()[0], 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
