"""An empty home folder with a pack in it, and the real program run there."""

import os
import subprocess
import sys
from pathlib import Path

from end_to_end.hostile_texts import write_pack
from end_to_end.pty_terminal import PtyTerminal

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "mistral_assistant")


class Place:
    """A home folder with one good pack, ``atelier``, two broken ones, and one conversation."""

    def __init__(self, home: Path, text: str, short: str) -> None:
        self.home = home
        self.domains = home / "domaines"
        self.pack = write_pack(self.domains / "atelier", text, short)
        for folder in ("autre", f"nom {short}".replace("/", "").replace("\0", "")):
            (self.domains / folder).mkdir()
            (self.domains / folder / "pack.toml").write_text("title = [", encoding="utf-8")
        self.data = home / "donnees"
        self.environment = {
            "PATH": os.environ["PATH"],
            # A text that is typed may hold Ctrl+G, which opens the editor.
            "EDITOR": "true",
            "PYTHONPATH": str(ROOT),
            "HOME": str(home),
            **{f"XDG_{name}_HOME": str(home / name) for name in ("DATA", "CONFIG", "CACHE")},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "MISTRAL_ASSISTANT_PACK": "atelier",
            "MISTRAL_ASSISTANT_DOMAINS": str(self.domains),
            "MISTRAL_ASSISTANT_DATA_DIR": str(self.data),
        }
        # Line by line, a text reaches the store as it is.
        self.run("chat", "--line", given=text.replace("\r", " ") + "\nquitter\n")

    def run(
        self, *arguments: str, given: str | bytes = "", code: int | None = 0, pack: str = "atelier"
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a command to its end, with ``given`` on its standard input."""
        data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given
        done = subprocess.run(
            [*PROGRAM, *arguments],
            input=data,
            capture_output=True,
            cwd=self.home,
            env={**self.environment, "MISTRAL_ASSISTANT_PACK": pack},
            timeout=60,
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        assert code in (None, done.returncode), (done.stdout + done.stderr).decode()
        return done

    def draft(self, text: str) -> None:
        """Leave ``text`` in the input of the next start."""
        self.data.mkdir(exist_ok=True)
        (self.data / "draft.txt").write_text(text, encoding="utf-8", newline="")

    def start(self, *arguments: str) -> PtyTerminal:
        """Start the full-screen chat."""
        return PtyTerminal([*PROGRAM, *arguments], self.environment, self.home)
