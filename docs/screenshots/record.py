"""Drive the real app in tmux through a conversation over both packs, and keep what it showed.

    python docs/screenshots/record.py [--output DIR] [--pictures]

Twelve turns with a pack swap in the middle, the reasoning panel opened and closed, ``effacer`` and
its undoing, a restart that takes the conversation up again. Every step waits for what it must show;
one that does not come ends the run with the screen as it was. ``--pictures`` writes the README's
SVG screenshots.
"""

import argparse
import io
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.text import Text

COLUMNS, LINES = 108, 34
WAIT = 20.0
"""Seconds until a step counts as failed."""

_COUNT = itertools.count()

Step = tuple[str, str]
"""What is typed, and what the screen must then show."""

SHOP: tuple[Step, ...] = (
    ("Bonjour !", "Maison Alizé"),
    ("Où en est ma commande CMD-482913 ?", "samedi 14 mars"),
    ("Combien coûte la livraison en Belgique ?", "6,90"),
    ("et en Suisse ?", "14,90"),
    ("Je voudrais annuler ma commande", "numéro de commande"),
    ("CMD-482931", "en préparation"),
    ("combien font 3 x 49,90 ?", "149,70"),
)
DESK: tuple[Step, ...] = (
    ("j'ai le code E-105", "E-105"),
    ("Où en est mon ticket ?", "INC-"),
    ("INC-20431", "13 mars"),
    ("comment ouvrir un ticket ?", "ticket"),
    ("merci, bonne journée", "journée"),
)


class Terminal:
    """One tmux session that runs one program."""

    def __init__(self, command: list[str], name: str = "record") -> None:
        # A socket of its own: a server that is going down would take a new session with it.
        self.name = f"{name}-{os.getpid()}-{next(_COUNT)}"
        environment = [
            "env",
            "-u",
            "COLUMNS",
            "-u",
            "LINES",
            "TERM=xterm-256color",
            "COLORTERM=truecolor",
        ]
        self._tmux(
            "new-session", "-d", "-s", self.name, "-x", str(COLUMNS), "-y", str(LINES),
            *environment, *command,
        )  # fmt: skip

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", self.name, *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout

    def keys(self, *keys: str) -> None:
        """Press keys by their tmux names."""
        self._tmux("send-keys", "-t", self.name, *keys)

    def say(self, text: str) -> None:
        """Type a message and send it."""
        self._tmux("send-keys", "-t", self.name, "-l", text)
        time.sleep(0.15)
        self.keys("Enter")

    def screen(self, colours: bool = False) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", self.name, *(["-e", "-N"] if colours else []))

    def wait_for(self, text: str, *, gone: bool = False) -> None:
        """Wait until ``text`` is shown, or no longer shown.

        Raises:
            TimeoutError: it did not happen in time.
        """
        end = time.monotonic() + WAIT
        while (text in _plain(self.screen())) is gone:
            if time.monotonic() > end:
                raise TimeoutError(f"waited for {text!r}; the screen was:\n{self.screen()}")
            time.sleep(0.05)

    def picture(self, file: Path) -> None:
        """Write the screen as an SVG picture."""
        console = Console(
            record=True,
            width=COLUMNS,
            file=io.StringIO(),
            legacy_windows=False,
            force_terminal=True,
            color_system="truecolor",
        )
        console.print(Text.from_ansi(self.screen(colours=True).rstrip("\n")), soft_wrap=True)
        file.write_text(console.export_svg(title="Mistral Assistant"), encoding="utf-8")

    def close(self) -> None:
        """End the session, whatever runs in it."""
        self._tmux("kill-server")


def _plain(screen: str) -> str:
    return " ".join(screen.replace("\u00a0", " ").replace("\u202f", " ").split())


def chat(*arguments: str) -> list[str]:
    """Return the command line of the app."""
    return [sys.executable, "-m", "mistral_assistant", *arguments]


def converse(terminal: Terminal, steps: tuple[Step, ...]) -> None:
    """Say each message and wait for what the answer must show."""
    for text, expected in steps:
        terminal.say(text)
        terminal.wait_for(expected)
        terminal.wait_for("Entrée envoie")


def record(data: Path, pictures: Path | None) -> dict[str, object]:
    """Run the whole conversation; return what was done."""
    began = time.monotonic()
    terminal = Terminal(chat("--data-dir", str(data), "--pack", "ecommerce"))
    try:
        terminal.wait_for("E-commerce")
        first_frame = time.monotonic() - began
        converse(terminal, SHOP[:1])
        first_answer = time.monotonic() - began
        converse(terminal, SHOP[1:3])
        terminal.say("debug")
        terminal.wait_for("Raisonnement")
        converse(terminal, SHOP[3:4])
        terminal.wait_for("cohérence")
        if pictures:
            time.sleep(0.5)
            terminal.picture(pictures / "debug.svg")
        terminal.say("debug")
        terminal.wait_for("Raisonnement", gone=True)
        converse(terminal, SHOP[4:])
        terminal.say("domaine support-technique")
        terminal.wait_for("Support technique")
        converse(terminal, DESK)
        if pictures:
            terminal.picture(pictures / "chat.svg")
        terminal.say("effacer")
        terminal.wait_for("INC-20431", gone=True)
        terminal.say("annuler")
        terminal.wait_for("INC-20431")
        terminal.keys("C-d")
        time.sleep(1)
        terminal.close()
        terminal = Terminal(chat("--data-dir", str(data), "chat", "--continue"))
        terminal.wait_for("INC-20431")
        terminal.wait_for("Support technique")
        terminal.keys("F1")
        terminal.wait_for("historique")
        if pictures:
            terminal.picture(pictures / "help.svg")
    finally:
        terminal.close()
    return {
        "turns": len(SHOP) + len(DESK),
        "first_frame_s": round(first_frame, 2),
        "first_answer_s": round(first_answer, 2),
        "whole_s": round(time.monotonic() - began, 1),
    }


def main() -> int:
    """Record, and print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=Path(__file__).parent)
    parser.add_argument("--pictures", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        done = record(Path(data), options.output if options.pictures else None)
    sys.stdout.write(json.dumps(done) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
