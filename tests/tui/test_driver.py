"""The guard at the keyboard: pastes lose their escapes, keys are never delayed; and how the app
leaves when its terminal goes away or the system ends it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("a driver for Unix", allow_module_level=True)

from mistral_assistant.tui.driver import PasteGuard

START, END = "\x1b[200~", "\x1b[201~"


def passed(*pieces: str) -> str:
    guard = PasteGuard()
    return "".join(guard.pass_on(piece) for piece in pieces)


def test_keys_outside_a_paste_pass_at_once_and_unchanged() -> None:
    guard = PasteGuard()
    for keys in ("a", "\x1b", "[A", "\x1b[1;5C", "\x1bOP", "é"):
        assert guard.pass_on(keys) == keys


def test_the_escapes_of_a_paste_are_taken_out() -> None:
    assert passed(f"a{START}b\x1b[13u\x1b]52;c;x\x07c{END}\x1b[A") == (
        f"a{START}b[13u]52;c;x\x07c{END}\x1b[A"
    )


def test_two_pastes_in_one_piece() -> None:
    text = f"{START}un\x1b{END}\x1b{START}deux\x1b[{END}\x1b"
    assert passed(text) == f"{START}un{END}\x1b{START}deux[{END}\x1b"


@pytest.mark.parametrize("size", range(1, 9))
def test_a_paste_cut_anywhere_gives_the_same(size: int) -> None:
    text = f"a\x1b{START}b\x1b[2\x1b[20\x1b[201c\x1b{END}\x1b[A{START}{END}\x1bz"
    pieces = [text[start : start + size] for start in range(0, len(text), size)]
    assert passed(*pieces) == passed(text)
    assert passed(text) == f"a\x1b{START}b[2[20[201c{END}\x1b[A{START}{END}\x1bz"


CHAT = """
import sys
from pathlib import Path
from mistral_assistant.errors import UsageError
from mistral_assistant.settings import Settings
from mistral_assistant.tui.run import run_chat

def build():
    raise UsageError("rien")

sys.exit(run_chat(Settings(data_dir=Path(sys.argv[1])), build))
"""


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The app in a terminal of its own, and that terminal's other end."""
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", CHAT, str(tmp_path)],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
    )
    os.close(slave)
    read_until(master, "rien")
    yield process, master
    process.kill()
    process.wait()


def read_until(terminal: int, wanted: str) -> None:
    seen = ""
    while wanted not in seen:
        seen += os.read(terminal, 4096).decode(errors="replace")


def test_the_app_ends_when_its_terminal_is_gone(chat) -> None:
    process, terminal = chat
    os.close(terminal)
    assert process.wait(timeout=30) == 129


def test_an_end_from_outside_leaves_the_terminal_as_it_was(chat) -> None:
    process, terminal = chat
    process.terminate()
    read_until(terminal, "\x1b[?1049l")
    assert process.wait(timeout=30) == 143
    os.close(terminal)
