"""Exit codes, and one clear message in the language of the interface for every mistake."""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.cli import _language
from mistral_assistant.cli.output import json_text
from mistral_assistant.cli.parser import _parser, parse

ROOT = Path(__file__).parent.parent.parent
MISTAKES = [
    ("--nope", 2, "L'option « --nope » n'existe pas"),
    ("ask a --tarce", 2, "Vouliez-vous dire « --trace » ?"),
    ("ask a --json b", 2, "L'argument « b » est de trop"),
    ("jouer", 2, "« jouer » n'est pas un choix possible"),
    ("packs shw ecommerce", 2, "'show'"),
    ("packs show", 2, "il manque : DOMAINE"),
    ("packs show jardin", 2, "ecommerce, education, sante, support-technique"),
    ("packs show jardin --pack", 2, "--pack : il manque une valeur"),
    ("packs check jardin", 2, "« jardin » n'est ni un domaine ni un dossier"),
    ("packs test ecommerce --minimum beaucoup", 2, "« beaucoup » n'est pas un nombre de 0 à 100"),
    ("packs test ecommerce --minimum 101", 2, "« 101 » n'est pas un nombre de 0 à 100"),
    ("packs new Ma_Boutique", 2, "ma-boutique"),
    ("packs add-knowledge ecommerce", 2, "Il manque le document"),
    ("packs add-knowledge ecommerce absent.md", 1, "absent.md"),
    ("history pin", 2, "il manque : NUMÉRO"),
    ("history export trois", 2, "« trois » n'est pas un nombre entier"),
    ("history export 99", 1, "99"),
    ("history export 1 --format pdf", 2, "« pdf » n'est pas un choix possible"),
    ("history traces --limit 0", 2, "« 0 » n'est pas un nombre entier à partir de 1"),
    ("history traces --limit 99999999999999999999", 2, "n'est pas un nombre entier"),
    ("history search", 2, "il manque : MOT"),
    ("ask a --now demain", 2, "« demain » n'est pas une date possible"),
    ("ask a --now 0001-01-01", 2, "de 1900 à 2199"),
    ("ask a --batch lot.jsonl", 2, "« --batch » ne va pas avec une question"),
    ("ask --batch absent.jsonl", 2, "absent.jsonl est illisible"),
    ("ask --batch .", 2, ". est illisible"),
    ("ask a --pack jardin", 2, "Le domaine « jardin » n'existe pas"),
    ("ask a --lang de", 2, "« de » n'est pas un choix possible"),
    ("ask a --config absent.toml", 2, "le fichier « absent.toml » n'existe pas"),
    ("ask a --data-dir ~personne-ici/x", 2, "ce dossier personnel est inconnu"),
    ("doctor --report absent/rapport.txt", 1, "absent/rapport.txt ne peut pas être écrit"),
    (f"packs list --domains {'a' * 300}", 1, "Lecture ou écriture impossible"),
]
ARGPARSE_SAYS = (
    "invalid", "expected", "required", "choose from", "unrecognized", "usage:", "argument ",
    "show this", "positional", "show program",
)  # fmt: skip


@pytest.mark.parametrize(("line", "code", "said"), MISTAKES)
def test_a_mistake_is_one_french_message_with_a_remedy(
    line: str, code: int, said: str, command: Callable, data_dir: Path
) -> None:
    ran = command("--data-dir", data_dir, *line.split())
    assert ran.code == code
    assert ran.err.startswith("Erreur : ") and " → " in ran.err
    assert said in ran.err
    assert not [word for word in ARGPARSE_SAYS if word in ran.err.replace("L'argument ", "")]


def test_the_message_of_a_mistake_is_all_that_a_program_prints(program: Callable) -> None:
    done = program("history", "export", "99")
    assert done.returncode == 1 and done.stdout == b""
    assert done.stderr.decode().count("\n") == 1 and "Traceback" not in done.stderr.decode()
    assert program("packs", "show").returncode == 2
    assert program("--version").returncode == 0


@pytest.mark.parametrize("values", ['pck = "x"', "debug = 3", "pack = [", 'lang = "xx"'])
def test_a_wrong_settings_file_is_named(values: str, command: Callable, tmp_path: Path) -> None:
    file = tmp_path / "réglages.toml"
    file.write_text(values, encoding="utf-8")
    ran = command("packs", "list", "--config", file)
    assert (ran.code, ran.out) == (1, "")
    assert "réglages.toml" in ran.err and " → " in ran.err


@pytest.mark.parametrize("line", ["history list", "history search a", "history traces"])
def test_a_data_folder_that_cannot_be_is_named(
    line: str, command: Callable, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("")
    ran = command(*line.split(), "--data-dir", tmp_path / "fichier")
    assert ran.code == 1
    assert "fichier" in ran.err and " → " in ran.err


def test_a_chat_that_cannot_be_stored_says_so_and_answers(
    program: Callable, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("")
    done = program("--line", "--data-dir", str(tmp_path / "fichier"), standard_input=b"bonjour\n")
    said = done.stdout.decode()
    assert done.returncode == 0
    assert said.startswith("Rien ne sera enregistré. ")
    assert "fichier" in said and "Maison Alizé" in said


def commands(parser: argparse.ArgumentParser) -> list[str]:
    """Return every command line that a parser knows, without its options."""
    lines = [""]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                lines += [f"{name} {line}".strip() for line in commands(below)]
    return lines


@pytest.mark.parametrize("line", commands(parse([]).parser))
def test_the_help_of_every_command_is_in_french(line: str, command: Callable) -> None:
    ran = command(*line.split(), "--help")
    assert ran.code == 0
    assert ran.out.startswith("usage : mistral-assistant")
    assert not [word for word in ARGPARSE_SAYS if word in ran.out]


def test_argparse_gets_its_own_words_back() -> None:
    before = (argparse._, argparse.ngettext)
    parse(["packs", "list"])
    assert (argparse._, argparse.ngettext) == before


def test_settings_may_stand_before_and_after_the_command_and_the_last_one_counts() -> None:
    assert parse(["--pack", "a", "ask", "x"]).pack == "a"
    assert parse(["ask", "x", "--pack", "b"]).pack == "b"
    assert parse(["--pack", "a", "ask", "x", "--pack", "b"]).pack == "b"
    assert parse(["--continue", "--line"]).resume and parse(["chat", "--continue"]).resume


@pytest.mark.parametrize("line", ["", "--pack ask", "--line --debug", "--continue --lang en"])
def test_a_start_without_a_command_is_read_as_all_others_are(line: str) -> None:
    whole = _parser().parse_args(line.split())
    shared = vars(whole).keys() - {"run", "parser"}
    bare = parse(line.split())
    assert {name: getattr(bare, name) for name in shared} == {
        name: getattr(whole, name) for name in shared
    }
    assert bare.run.__qualname__ == whole.run.__qualname__


def test_options_are_not_guessed_from_their_beginning(command: Callable) -> None:
    assert "« --domains »" in command("packs", "list", "--domain", "x").err


@pytest.mark.parametrize(
    ("arguments", "variable", "language"),
    [
        ([], "", "fr"),
        (["--lang", "en"], "", "en"),
        (["ask", "x", "--lang=en"], "", "en"),
        (["ask", "x"], "en", "en"),
        (["--lang", "fr"], "en", "fr"),
        (["--lang", "../../x"], "", "fr"),
        (["--lang"], "", "fr"),
    ],
)
def test_the_language_is_known_before_the_arguments_are_read(
    arguments: list[str], variable: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_ASSISTANT_LANG", variable)
    assert _language(arguments) == language


def test_a_pack_that_does_not_pass_its_check_ends_with_3(program: Callable, tmp_path: Path) -> None:
    (tmp_path / "jardin").mkdir()
    (tmp_path / "jardin" / "pack.toml").write_text("schema_version = ")
    done = program("packs", "check", str(tmp_path / "jardin"))
    assert done.returncode == 3
    assert "✗ pack.toml:1" in done.stdout.decode()


def test_ctrl_c_ends_with_130_and_without_a_word() -> None:
    waiting = subprocess.Popen(
        [sys.executable, "-m", "mistral_assistant", "ask", "--batch", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert waiting.stdin and waiting.stdout
    waiting.stdin.write(b'{"text": "bonjour"}\n')
    waiting.stdin.flush()
    assert waiting.stdout.readline().startswith(b'{"answer": ')  # now it waits for more
    waiting.send_signal(signal.SIGINT)
    out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, out, err) == (130, b"", b"")


def test_a_reader_that_has_enough_is_no_error() -> None:
    writing = subprocess.Popen(
        [sys.executable, "-m", "mistral_assistant", "packs", "show", "ecommerce", "--python"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert writing.stdout and writing.stderr
    writing.stdout.close()
    assert (writing.stderr.read(), writing.wait(60)) == (b"", 0)
    writing.stderr.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_message() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "mistral_assistant", "packs", "list"],
            stdout=full, stderr=subprocess.PIPE, env={**os.environ, "PYTHONUTF8": "1"},
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.decode().startswith("Erreur : Lecture ou écriture impossible")
    assert done.stderr.decode().count("\n") == 1


@pytest.mark.parametrize(
    "value",
    ["été — « oui »", "a\x00\x1b[31m\x7fb", "\u009b2J", "\u202eabc\u2066", "\U000e0041", "\u2028"],
)
def test_json_keeps_every_character_and_steers_no_terminal(value: str) -> None:
    text = json_text({"text": value})
    assert json.loads(text) == {"text": value}
    assert all(char.isprintable() for char in text)
    text.encode()


def test_json_of_a_lone_surrogate_can_be_written() -> None:
    assert json_text({"text": "a\ud800"}) == '{"text": "a\\ud800"}'


def test_the_documentation_names_every_command_and_option() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    for line in commands(parse([]).parser):
        assert line in text
    flags = {
        flag
        for line in ("", "chat", "ask", "packs show x", "packs check x", "packs test x",
                     "packs new x", "history export 1", "history traces", "doctor")
        for action in parse(line.split()).parser._actions
        for flag in action.option_strings
    }  # fmt: skip
    assert not [flag for flag in flags - {"-h", "--help", "--version"} if flag not in text]


def test_the_pack_to_start_with_may_be_the_path_of_its_folder(
    command: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As ``packs new`` prints it, as ``.`` inside of it, with the folders of the settings kept."""
    monkeypatch.chdir(tmp_path)
    assert command("packs", "new", "la-mienne", "--into", "mes packs").code == 0
    for folder, pack in (
        (tmp_path, "mes packs/la-mienne"),
        (tmp_path / "mes packs/la-mienne", "."),
    ):
        monkeypatch.chdir(folder)
        ran = command("--data-dir", tmp_path / "data", "ask", "bonjour", "--pack", pack)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out
    ran = command("--data-dir", tmp_path / "data", "ask", "bonjour", "--pack", "absent/x")
    assert ran.code == 2
