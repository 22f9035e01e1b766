"""A question of one megabyte: no crash and no long wait, through ``ask`` and through the app."""

import json
import resource

import pytest
from end_to_end.place import Place
from end_to_end.pty_terminal import PtyTerminal

MEGABYTE = 1_000_000
PATIENCE_S = 60
MOST_CPU_S = 10
READY = "Ctrl+P tout"


def spent_s() -> float:
    """Return the processor time of the programs that have ended so far."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


@pytest.mark.parametrize(
    "piece", ["Où est mon vélo ? ", "x", "1 2/3 ", "ligne\n", "\x1b[31m", "*_`[("], ids=repr
)
def test_ask_answers_a_megabyte_and_says_how_much_it_read(calm: Place, piece: str) -> None:
    begun = spent_s()
    done = calm.run("ask", "--json", given=piece * (MEGABYTE // len(piece)))
    assert spent_s() - begun < MOST_CPU_S
    answer = json.loads(done.stdout)["trace"]["answer"]
    assert "seuls les 20000 premiers caractères" in answer["notice"]


def test_a_megabyte_in_line_mode_is_stored_whole(calm: Place) -> None:
    text = "vélo " * (MEGABYTE // 5)
    calm.run("chat", "--line", given=f"{text}\nbonjour\nquitter\n")
    newest = calm.run("history", "list").stdout.split()[0].decode()
    exported = calm.run("history", "export", newest, "--format", "json").stdout
    (conversation,) = json.loads(exported)["conversations"]
    assert conversation["messages"][0]["content"] == text.strip()


def paste_and_type(terminal: PtyTerminal, text: str) -> str:
    """Paste ``text``, then press a key, and return the screen once that key is seen."""
    terminal.wait(lambda screen: READY in screen and "chargement" not in screen)
    terminal.paste(text, PATIENCE_S)
    terminal.send("µ")
    return terminal.wait("µ", PATIENCE_S)


def test_a_megabyte_pasted_into_the_app_goes_along_with_its_size(calm: Place) -> None:
    calm.draft("")
    with calm.start() as terminal:
        shown = paste_and_type(terminal, "Où est mon vélo ? " * (MEGABYTE // 18))
        assert "texte collé · 1,1 Mo · début seulement" in terminal.wait("texte collé", PATIENCE_S)
        assert "mon vélo" not in shown
        terminal.send("\x11")
        assert terminal.exit_code() == 0


def test_a_long_text_pasted_into_the_app_goes_along_with_the_question(calm: Place) -> None:
    calm.draft("")
    with calm.start() as terminal:
        paste_and_type(terminal, "Un mot de plus. " * 500)
        terminal.send(" Quel est le tarif d'une crevaison ?\r")
        terminal.wait(lambda screen: "12 €" in screen and READY in screen, PATIENCE_S)
        terminal.send("\x11")
        assert terminal.exit_code() == 0
