"""Which chat starts where, and what a plain one says in a pipe and in a terminal."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from end_to_end.pty_terminal import PtyTerminal
from learned import fresh_data_dir

ROOT = Path(__file__).parent.parent.parent
ALTERNATE_SCREEN = b"\x1b[?1049h"


@pytest.fixture
def terminal(tmp_path: Path) -> Callable[..., PtyTerminal]:
    """Start the program in a terminal of its own."""
    data = fresh_data_dir(tmp_path / "own-data")

    def start(*arguments: str, **environment: str) -> PtyTerminal:
        return PtyTerminal(
            [sys.executable, "-m", "mistral_assistant", "--data-dir", str(data), *arguments],
            {**os.environ, "PYTHONUTF8": "1", "TERM": "xterm-256color", **environment},
            ROOT,
        )

    return start


def test_a_pipe_gets_the_chat_line_by_line(program: Callable) -> None:
    done = program(standard_input=b"Livrez-vous en Belgique ?\nquitter\njamais lu\n")
    out = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert out.startswith("E-commerce · hors ligne · « aide » pour les commandes\n")
    assert "✓ vérifié" in out and "\x1b" not in out and "›" not in out
    assert out.count("✓") == 1


def test_the_end_of_the_input_ends_the_chat(program: Callable) -> None:
    assert program().returncode == 0
    assert program("chat", standard_input=b"bonjour").returncode == 0


def test_an_unknown_pack_ends_the_chat_before_it_begins(program: Callable) -> None:
    done = program("--pack", "jardin")
    assert done.returncode == 2 and done.stdout == b""
    assert "Le domaine « jardin » n'existe pas" in done.stderr.decode()


def test_the_last_conversation_is_taken_up(program: Callable) -> None:
    empty = program("--continue")
    assert "Aucune conversation à reprendre." in empty.stdout.decode()
    program(standard_input="Où en est ma commande ?\n".encode())
    for flags in (["--continue"], ["chat", "--continue"]):
        out = program(*flags, standard_input=b"CMD-482913\n").stdout.decode()
        assert out.startswith("› ") and "Votre commande CMD-482913" in out


@pytest.mark.parametrize("flags", [["--line"], ["chat", "--line"]])
def test_a_terminal_shows_colours_and_a_prompt_in_line_mode(
    flags: list[str], terminal: Callable
) -> None:
    with terminal(*flags) as window:
        window.wait("›")
        window.send("quitter\n")
        assert window.exit_code() == 0
    assert b"\x1b[2mE-commerce" in window.received
    assert ALTERNATE_SCREEN not in window.received


def test_no_color_keeps_a_terminal_plain(terminal: Callable) -> None:
    with terminal("--line", NO_COLOR="1") as window:
        window.wait("›")
        window.send("Livrez-vous en Belgique ?\n")
        window.wait("✓ vérifié")
        assert b"\x1b[2m" not in window.received


def test_ctrl_c_at_the_prompt_says_how_to_leave_and_ctrl_d_leaves(terminal: Callable) -> None:
    with terminal("--line") as window:
        window.wait("›")
        window.send("à moitié")
        window.wait("à moitié")
        window.send(b"\x03")
        window.wait("Pour partir : « quitter » ou Ctrl+D.")
        window.send("historique\n")
        window.wait("Aucune conversation.")
        window.send(b"\x04")
        assert window.exit_code() == 0


def test_an_old_conversation_is_reopened_by_its_number(terminal: Callable) -> None:
    with terminal("--line") as window:
        window.wait("›")
        window.send("Où en est ma commande ?\n")
        window.wait("numéro de commande")
        window.send("effacer\nhistorique\n")
        window.wait("Numéro à rouvrir (Entrée : aucun) :")
        window.send("1\nCMD-482913\n")
        window.wait("Votre commande CMD-482913")


def test_a_dumb_terminal_gets_no_full_screen(terminal: Callable) -> None:
    with terminal(TERM="dumb") as window:
        window.wait("›")
        assert b"\x1b" not in window.received


def test_a_terminal_gets_the_full_screen(terminal: Callable) -> None:
    with terminal() as window:
        window.wait("E-commerce")
        assert ALTERNATE_SCREEN in window.received
