"""``history``: files out and in, back-ups, feedback; nothing is replaced unasked."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.cli.open import open_store
from mistral_assistant.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two conversations and two judgements."""
    folder = tmp_path / "data"
    store = open_store(Settings(data_dir=folder))
    for title, answer in (("Livraison", "En 3 jours."), ("Retour", "En 9 jours.")):
        conversation = store.create("ecommerce", title)
        question = store.add_message(conversation.id, None, "user", f"Le délai ? {title}")
        store.add_message(conversation.id, question.id, "assistant", answer)
    store.set_feedback(2, "good")
    store.set_feedback(4, "corrected", "En 14 jours.")
    store.close()
    return folder


@pytest.fixture
def history(command: Callable, data: Path) -> Callable:
    return lambda *arguments: command("history", *arguments, "--data-dir", data)


def test_the_format_follows_the_name_of_the_file(history: Callable, tmp_path: Path) -> None:
    for name, begin in (
        ("a.html", "<!DOCTYPE html>"), ("a.json", "{"), ("a.csv", "instruction,"),
        ("a.jsonl", '{"messages"'), ("a.md", "# "), ("a.txt", "# "),
    ):  # fmt: skip
        ran = history("export", "--all", "--output", tmp_path / name)
        assert ran.code == 0 and name in ran.err and not ran.out
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begin)
    assert history("export", 1, "--output", tmp_path / "a.md").code == 1
    assert history("export", 1, "--output", tmp_path / "a.md", "--force").code == 0
    assert "Retour" not in (tmp_path / "a.md").read_text(encoding="utf-8")
    ran = history("export", 1, "--output", tmp_path / "a.PDF")
    assert ran.code == 2 and "html" in ran.err
    assert not (tmp_path / "a.PDF").exists()


def test_training_data_tells_what_was_left_out(history: Callable) -> None:
    ran = history("export", "--all", "--format", "csv")
    assert ran.out.splitlines() == [
        "instruction,response,category",
        "Le délai ? Retour,En 14 jours.,",
        "Le délai ? Livraison,En 3 jours.,",
    ]
    assert ran.err == "2 réponses · dont 1 corrigée\n"


def test_what_to_export_must_be_said(history: Callable) -> None:
    assert history("export").code == history("export", 1, "--all").code == 2
    assert history("export", 99).code == 1


def test_an_export_is_imported_once(history: Callable, command: Callable, tmp_path: Path) -> None:
    file = tmp_path / "tout.json"
    history("export", "--all", "--output", file)
    ran = command("history", "import", file, "--data-dir", tmp_path / "ailleurs")
    assert ran.out == "2 conversations importées · 4 messages\n"
    history("delete", 1)
    again = history("import", file)
    assert again.code == 0
    assert again.out.splitlines() == [
        "0 conversation importée · 0 message",
        "Déjà là, inchangée : Retour",
        "Déjà là, mais à la corbeille (history restore 1) : Livraison",
    ]


def test_a_file_that_is_no_export_is_refused(history: Callable, tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"messages": []}))
    ran = history("import", file)
    assert ran.code == 1 and "export JSON de ce programme" in ran.err and "→" in ran.err
    assert history("import", tmp_path / "absent.json").code == 2


def test_a_backup_goes_to_another_machine_and_back(
    history: Callable, command: Callable, tmp_path: Path
) -> None:
    file = tmp_path / "sauvegarde.sqlite"
    assert history("backup", file).code == 0
    assert history("backup", file).code == 1
    assert history("backup", file, "--force").code == 0
    history("rename", 1, "Depuis")
    ran = history("restore-backup", file)
    assert "2 conversations remises en place." in ran.out
    assert "conversations.sqlite.bak" in ran.out
    assert "Livraison" in history("list").out and "Depuis" not in history("list").out
    other = tmp_path / "autre"
    assert ".bak" not in command("history", "restore-backup", file, "--data-dir", other).out
    assert "Livraison" in command("history", "list", "--data-dir", other).out


def test_a_newer_backup_is_refused(history: Callable, tmp_path: Path) -> None:
    file = tmp_path / "sauvegarde.sqlite"
    history("backup", file)
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    ran = history("restore-backup", file)
    assert ran.code == 1 and "plus récente" in ran.err


@pytest.mark.parametrize("group", ["history", "data"])
def test_feedback_becomes_examples_and_pairs(
    group: str, command: Callable, data: Path, tmp_path: Path
) -> None:
    def run(*arguments: object) -> object:
        return command(group, "export-feedback", *arguments, "--data-dir", data)

    examples, pairs = tmp_path / "exemples.csv", tmp_path / "paires.jsonl"
    assert run(examples).out.startswith("2 exemples écrits")
    assert examples.read_text(encoding="utf-8").splitlines()[1:] == [
        "Le délai ? Livraison,En 3 jours.,", "Le délai ? Retour,En 14 jours.,",
    ]  # fmt: skip
    assert run(pairs, "--pairs").out.startswith("1 paire écrite")
    assert json.loads(pairs.read_text(encoding="utf-8"))["rejected"][0]["content"] == "En 9 jours."
    assert run(examples).code == 1
    assert run(tmp_path / "exemples.txt").code == 2


def test_data_alone_shows_what_there_is(command: Callable) -> None:
    assert "export-feedback" in command("data").out
