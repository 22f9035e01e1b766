"""Cold start of the chat beside that of the smallest Textual chat, measured in the same run.

    python -m compileall -q mistral_assistant .venv      # or whatever holds the packages
    python benchmarks/tui_start.py [--runs 7] [--elia /path/to/bin/elia]

Each start is a fresh process on a pseudo-terminal of 120×40, the programs by turns. Two times from
exec are taken: the first frame, and the echo of a key that is sent the moment it is seen. With
``--elia`` the chat elia takes its turn as well, to its first frame; it lives in an environment of
its own (``pip install elia-chat``), byte-compiled like ours. The first round warms the file cache
and does not count. Processor time is that of the process. The last line is JSON.
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
    echoes: bool = True
    """It shows a key that is sent with the first frame."""


def programs(home: str, elia: str = "") -> dict[str, Program]:
    """Return our chat, the smallest one and perhaps elia; ``home`` is an empty folder."""
    chat = (sys.executable, "-m", "mistral_assistant", "--data-dir", home)
    minimal = (sys.executable, "-c", MINIMAL)
    found = {
        "chat": Program(chat, b"Ctrl+P tout"),
        "minimal": Program(minimal, b"IRSTFRAME"),  # the cursor stands on the F
    }
    return found | ({"elia": Program((elia,), b"essage...", echoes=False)} if elia else {})


def start(program: Program, home: str) -> tuple[float, float, float]:
    """Start ``program`` and return the seconds to its first frame, to the echo of a key, and the
    processor time until then."""
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
        echo = frame
        if program.echoes:
            os.write(terminal, KEY)
            echo = wait_for(terminal, KEY) - began
        spent = cpu_s(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    return frame, echo, spent


def cpu_s(pid: int) -> float:
    """Return the processor time that a process has taken."""
    values = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


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
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--elia", default="", help="the program of that name")
    chosen = parser.parse_args()
    times: dict[str, list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as home:
        for number in range(chosen.runs + 1):
            for name, program in programs(home, chosen.elia).items():
                measured = start(program, home)
                frame, echo, spent = measured
                print(f"{name:8} frame {frame:.3f} s   echo {echo:.3f} s   cpu {spent:.2f} s")
                if number:
                    times.setdefault(name, []).append(measured)
    result: dict[str, float] = {}
    for place, what in enumerate(("frame_s", "echo_s", "cpu_s")):
        medians = {name: statistics.median(one[place] for one in each)
                   for name, each in times.items()}  # fmt: skip
        result |= {f"{name}_{what}": round(value, 3) for name, value in medians.items()}
        for peer in medians.keys() - {"chat"}:
            ratio = medians["chat"] / medians[peer]
            result[f"{what.removesuffix('_s')}_to_{peer}"] = round(ratio, 3)
    result |= {"runs": chosen.runs, "load": round(os.getloadavg()[0], 2)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
