"""Texts that try to steer the terminal, through the real program: they are shown, and do nothing.

Every byte that reaches the terminal is looked at. A hostile run may send no control sequence that
a harmless run of the same steps does not send.
"""

import json
import shutil

import pytest
from end_to_end.hostile_texts import (
    HOSTILE,
    PLAIN,
    SHORT,
    raw_payloads,
    stray_characters,
    visible,
)
from end_to_end.place import Place
from end_to_end.pty_terminal import PtyTerminal

READY = "Ctrl+P tout"
QUESTIONS = (
    "Quel est le tarif pour réparer une crevaison ? ",
    "REP-0412 c'est fini ? ",
    "Où en est ma réparation ? ",
)
F1, F2, ESCAPE, UP, DOWN = "\x1bOP", "\x1bOQ", "\x1b", "\x1b[A", "\x1b[B"
CTRL_O, CTRL_P, CTRL_Q = "\x0f", "\x10", "\x11"
MARKS = str.maketrans("", "", "*_`#>|~-")
"""Marks that Markdown may turn into a style."""
FRAMES = str.maketrans("", "", "▌│╭╮╰╯▎")
ARGUMENT = SHORT.replace("\0", "")


def started(terminal: PtyTerminal) -> None:
    terminal.wait(lambda screen: READY in screen and "chargement" not in screen)
    terminal.settle()


def press(terminal: PtyTerminal, *keys: str) -> None:
    for key in keys:
        terminal.send(key)
        # Less than the time the app waits for the rest of a sequence would make it Alt + a key.
        terminal.settle(0.3 if key == ESCAPE else 0.15)


def paste(terminal: PtyTerminal, text: str) -> None:
    terminal.paste(text)
    terminal.settle(0.15)


def tour(terminal: PtyTerminal, text: str) -> None:
    """Open every screen and send ``text`` by every way there is."""
    started(terminal)
    press(terminal, "\r")  # the draft goes out as a question
    terminal.send("/debug+\r")
    for question in QUESTIONS:
        paste(terminal, question + text)
        press(terminal, "\r")
        terminal.wait(READY)
    press(terminal, F1, ESCAPE, F2, ESCAPE)
    for screen in (CTRL_O, CTRL_P):
        press(terminal, screen)
        paste(terminal, text)
        press(terminal, ESCAPE)
    press(terminal, CTRL_P)
    terminal.send("domaine nom")
    press(terminal, ESCAPE, "/domaine atelier\r", "/inconnu\x07[/INST]\r", UP, UP)
    paste(terminal, text)
    press(terminal, CTRL_O, DOWN + "\r", UP)


def test_no_screen_of_the_app_lets_a_payload_through(hostile: Place, calm: Place) -> None:
    """Titles, labels, templates, passages, cells, names, questions, draft, theme, history."""
    seen = []
    for place, text, short in ((calm, PLAIN, "calme"), (hostile, HOSTILE, SHORT)):
        place.draft(text)
        with place.start("--theme", f"nuit {short}".replace("\0", "")) as terminal:
            tour(terminal, text)
            terminal.send(CTRL_Q)
            assert terminal.exit_code() == 0
        assert raw_payloads(bytes(terminal.received)) == []
        seen.append(set(terminal.screen.controls))
    harmless, sent = seen
    assert sent - harmless == set()


def shown(place: Place, draft: str, pasted: str = "") -> str:
    """Return what stands on the screen after a draft or a pasted text was sent as a question."""
    place.draft(draft)
    with place.start() as terminal:
        started(terminal)
        paste(terminal, pasted)
        press(terminal, "\r")
        terminal.wait(lambda screen: READY in screen and "ms" in screen)
        text = terminal.settle()
        terminal.send(CTRL_Q)
        assert terminal.exit_code() == 0
    return visible(text.translate(FRAMES).translate(MARKS))


def test_a_hostile_question_is_shown_to_its_last_visible_character(calm: Place) -> None:
    assert visible(HOSTILE.translate(MARKS)) in shown(calm, HOSTILE)


def test_a_hostile_paste_is_shown_to_its_last_visible_character(calm: Place) -> None:
    """Some terminals pass the escapes of a pasted text on as they are; they are no keys."""
    assert visible(HOSTILE.translate(MARKS)) in shown(calm, "", pasted=HOSTILE)


def test_bytes_that_are_no_text_can_be_typed_and_pasted(calm: Place) -> None:
    """A terminal set to Latin-1 sends them."""
    calm.draft("")
    with calm.start() as terminal:
        started(terminal)
        terminal.send(b"caf\xe9 \x9b31m\xff")
        terminal.send(b"\x1b[200~th\xe9 \xed\xa0\x80\x1b[201~")
        terminal.send(b" \xf0\x9f")
        terminal.wait("th\ufffd")
        press(terminal, "fin")
        assert "fin" in terminal.text
        terminal.send(CTRL_Q)
        assert terminal.exit_code() == 0


def test_a_hostile_answer_is_shown_to_its_last_visible_character(hostile: Place) -> None:
    question = "Quelle est la capitale de l'Australie ?"
    assert visible(HOSTILE.translate(MARKS)) in shown(hostile, question)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask",),
        ("ask", "--trace"),
        ("ask", "--json"),
        ("chat", "--line", "--debug"),
        ("packs", "list"),
        ("packs", "show", "atelier"),
        ("packs", "show", "atelier", "--python"),
        ("packs", "check", "atelier"),
        ("packs", "check", "atelier", "--json"),
        ("history", "list"),
        ("history", "search", "osc0"),
        ("history", "export", "1"),
        ("history", "export", "1", "--format", "json"),
        ("history", "traces"),
        ("doctor",),
    ],
    ids=" ".join,
)
def test_no_command_prints_a_control_character(hostile: Place, arguments: tuple[str, ...]) -> None:
    done = hostile.run(*arguments, given="REP-0412 " + HOSTILE)
    assert stray_characters(done.stdout + done.stderr) == set()
    if arguments[0] in ("ask", "chat") and "--json" not in arguments:
        assert visible(HOSTILE) in visible(done.stdout.decode())


def test_json_holds_every_character_of_the_answer(hostile: Place) -> None:
    """Escaped, hence harmless on a terminal and whole for a program."""
    batch = hostile.home / "lot.jsonl"
    batch.write_text(json.dumps({"text": f"Quel tarif pour une crevaison ? {HOSTILE}"}))
    printed = hostile.run("ask", "--batch", str(batch)).stdout
    assert stray_characters(printed) == set()
    answer = json.loads(printed)
    assert HOSTILE.replace("\r", "\n") in answer["answer"].replace("\r", "\n")
    assert HOSTILE in answer["trace"]["context"]["question"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "?", "--pack", ARGUMENT),
        ("ask", "?", "--lang", ARGUMENT),
        ("ask", "?", "--now", ARGUMENT),
        ("ask", "--batch", ARGUMENT),
        ("ask", "?", f"--{ARGUMENT}"),
        ("packs", "show", ARGUMENT),
        ("packs", "check", ARGUMENT),
        ("packs", "new", ARGUMENT),
        ("history", "export", ARGUMENT),
        (ARGUMENT,),
    ],
    ids=lambda arguments: " ".join(arguments).replace(ARGUMENT, "…"),
)
def test_no_error_repeats_a_control_character(calm: Place, arguments: tuple[str, ...]) -> None:
    done = calm.run(*arguments, code=2)
    assert stray_characters(done.stdout + done.stderr) == set()
    assert visible(ARGUMENT)[:5] in visible(done.stderr.decode())


@pytest.mark.parametrize(
    "settings",
    ['"{}" = 1', 'lang = "{}"', 'pack = "{}"', "{}"],
    ids=["key", "lang", "pack", "bytes"],
)
def test_a_hostile_settings_file_is_refused_in_plain_text(calm: Place, settings: str) -> None:
    file = calm.home / "settings.toml"
    escaped = "".join(f"\\U{ord(char):08X}" for char in SHORT)
    file.write_text(settings.format(escaped if '"' in settings else SHORT), encoding="utf-8")
    done = calm.run("ask", "?", "--config", str(file), code=None, pack="")
    assert done.returncode in (1, 2)
    assert stray_characters(done.stdout + done.stderr) == set()


def test_bytes_that_are_no_text_are_asked_and_answered(calm: Place) -> None:
    broken = b"Bonjour \xff\xfe \xed\xa0\x80 \xc3"
    assert calm.run("ask", given=broken).stdout
    assert calm.run("chat", "--line", given=broken + b"\nquitter\n").stdout
    (calm.home / "lot.jsonl").write_text(r'{"text": "Bonjour \ud800 \udc00"}', encoding="utf-8")
    assert json.loads(calm.run("ask", "--batch", "lot.jsonl").stdout)["answer"]


def test_a_pack_that_is_broken_is_reported_in_plain_text(hostile: Place) -> None:
    """Keys, values and file names of a pack that cannot be loaded."""
    broken = shutil.copytree(hostile.pack, hostile.home / "casse" / "atelier")
    manifest = broken / "pack.toml"
    key = "".join(f"\\U{ord(char):08X}" for char in SHORT)
    manifest.write_text(f'"{key}" = 1\n' + manifest.read_text(encoding="utf-8"), encoding="utf-8")
    (broken / "knowledge" / f"{ARGUMENT.replace('/', '')}.md").write_text("##\n", encoding="utf-8")
    for arguments in (("check", str(broken)), ("check", str(broken), "--json")):
        done = hostile.run("packs", *arguments, code=3)
        assert stray_characters(done.stdout + done.stderr) == set()
        assert "T]0;V" in done.stdout.decode()
