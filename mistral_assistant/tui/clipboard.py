"""Copying out of a terminal: the best way that is there, and the truth about how sure it is.

A tool of the system tells whether it worked. An escape sequence (OSC 52) asks the terminal, which
never answers: many obey, some do not, and tmux wants it wrapped. Last, a file.
"""

import base64
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mistral_assistant.errors import StoreError
from mistral_assistant.i18n import _, system_reason

OSC_LIMIT = 74_994
"""Bytes of text that common terminals accept in one OSC 52 sequence (100,000 once encoded)."""
_PATIENCE_S = 2.0
_FILE = "copie.txt"
_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
    ("", ("pbcopy",)),
    ("", ("clip.exe",)),
    ("", ("termux-clipboard-set",)),
)
"""Environment variable that must be set (empty: none), and the command."""


@dataclass(frozen=True)
class Copied:
    """How a copy went."""

    way: Literal["tool", "terminal", "file"]
    """``tool``: certain; ``terminal``: asked, no answer exists; ``file``: see ``file``."""
    file: Path | None = None


def copy(
    text: str,
    write: Callable[[str], None],
    folder: Path,
    environment: Mapping[str, str] = os.environ,
) -> Copied:
    """Copy ``text``; ``write`` sends a sequence to the terminal, ``folder`` takes the file.

    Over SSH the tools of the other machine are left out: they would fill the wrong clipboard.

    Raises:
        StoreError: not even the file could be written.
    """
    remote = "SSH_CONNECTION" in environment or "SSH_TTY" in environment
    if not remote and _by_tool(text, environment):
        return Copied("tool")
    if len(text.encode("utf-8", "replace")) <= OSC_LIMIT:
        write(sequence(text, tmux="TMUX" in environment))
        return Copied("terminal")
    return Copied("file", _to_file(text, folder))


def sequence(text: str, *, tmux: bool = False) -> str:
    """Return the OSC 52 sequence that sets the clipboard, wrapped for tmux where asked."""
    encoded = base64.b64encode(text.encode("utf-8", "replace")).decode("ascii")
    plain = f"\x1b]52;c;{encoded}\x07"
    doubled = plain.replace("\x1b", "\x1b\x1b")
    return f"\x1bPtmux;{doubled}\x1b\\" if tmux else plain


def _by_tool(text: str, environment: Mapping[str, str]) -> bool:
    for variable, command in _TOOLS:
        tool = shutil.which(command[0], path=environment.get("PATH"))
        if tool is None or (variable and not environment.get(variable)):
            continue
        if _run((tool, *command[1:]), text, environment):
            return True
    return False


def _run(command: tuple[str, ...], text: str, environment: Mapping[str, str]) -> bool:
    """Tell whether the tool took the text; one that goes on living in the background has."""
    encoding = "utf-16-le" if command[0].endswith("clip.exe") else "utf-8"
    try:
        done = subprocess.run(
            command,
            input=text.encode(encoding, "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            env=dict(environment),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def _to_file(text: str, folder: Path) -> Path:
    file = folder / _FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(handle, "w", encoding="utf-8", errors="replace", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise StoreError(
            _("La copie n'a pas pu être écrite : {error}.").format(error=system_reason(error)),
            _("Vérifiez la place et les droits dans {folder}.").format(folder=folder),
        ) from error
    return file
