"""What the input offers: commands, packs, themes and files, and nothing inside a question."""

from pathlib import Path

import pytest

from mistral_assistant.tui.completion import complete, named_files

PACKS = ("ecommerce", "jardin", "support-technique")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("notes.txt", "Été.md", ".caché"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "mes notes").mkdir()
    (tmp_path / "mes notes" / "a b.txt").write_text("x", encoding="utf-8")
    return tmp_path


def labels(before: str, folder: Path | None = None) -> list[str]:
    found = complete(before, PACKS, folder)
    return [choice.label for choice in found.choices] if found else []


def test_commands_are_offered_after_a_slash_whatever_their_language() -> None:
    assert labels("/hist") == labels("/HIST") == ["/historique"]
    assert labels("/clea") == ["/effacer"]
    assert "/aide" in labels("/")


def test_a_whole_command_needs_no_completion() -> None:
    assert labels("/aide") == labels("/help") == []


def test_packs_and_themes_are_offered_after_their_commands() -> None:
    assert labels("domaine ") == list(PACKS)
    assert labels("/domaine s") == ["support-technique"]
    assert labels("/theme c") == ["clair", "contraste"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "bonjour",
        "aide moi",
        "domaine Windows",
        "domaine jardin",
        "a/b",
        "jean@exemple",
        "un\n/",
    ],
)
def test_an_ordinary_message_is_left_alone(text: str, folder: Path) -> None:
    assert labels(text, folder) == []


def test_enter_takes_a_choice_only_where_the_text_is_nothing_in_itself() -> None:
    assert complete("/hist").eager
    assert not complete("/").eager
    assert not complete("domaine ja", PACKS).eager


def test_files_are_offered_after_an_at_sign_folders_first(folder: Path) -> None:
    assert labels("résume @", folder) == ["mes notes/", "Été.md", "notes.txt"]
    assert labels("@ete", folder) == ["Été.md"]
    assert labels("@.ca", folder) == [".caché"]


def test_a_folder_with_a_space_is_gone_into_between_quotation_marks(folder: Path) -> None:
    found = complete("lis @mes", folder=folder)
    assert (found.start, found.choices[0].text) == (4, '@"mes notes/')
    inner = complete('lis @"mes notes/', folder=folder)
    assert inner.choices[0].file == folder / "mes notes" / "a b.txt"


def test_an_absolute_folder_and_a_missing_one(folder: Path) -> None:
    assert labels(f"@{folder}/no") == ["notes.txt"]
    assert labels("@absent/", folder) == []


def test_files_named_in_a_message_are_found(folder: Path) -> None:
    text = 'résume @notes.txt et @"mes notes/a b.txt" pour jean@notes.txt, @absent'
    assert named_files(text, folder) == [folder / "notes.txt", folder / "mes notes" / "a b.txt"]


def test_a_name_that_could_steer_the_terminal_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.txt").write_text("x", encoding="utf-8")
    assert labels("@", tmp_path) == []
