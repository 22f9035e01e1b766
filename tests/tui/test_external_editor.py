"""The user's own editor: which one, and what comes back from it."""

import stat
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from driving import ready, until

from mistral_assistant.errors import UsageError
from mistral_assistant.tui.external_editor import edit, editor_command


def editor(tmp_path: Path, body: str) -> list[str]:
    """A program that does something with the file it is given."""
    script = tmp_path / "editor.py"
    script.write_text(
        "import os, pathlib, stat, sys\nfile = pathlib.Path(sys.argv[1])\n" + body, encoding="utf-8"
    )
    return [sys.executable, str(script)]


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_visual_comes_before_editor_and_may_have_options() -> None:
    assert editor_command({"VISUAL": "code --wait", "EDITOR": "vi"}) == ["code", "--wait"]
    assert editor_command({"EDITOR": "'/a b/ed' -n"}) == ["/a b/ed", "-n"]


def test_a_machine_without_an_editor_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="EDITOR"):
        editor_command({})
    with pytest.raises(UsageError, match="VISUAL"):
        editor_command({"VISUAL": "'open"})


def test_the_text_comes_back_clean_and_the_file_goes_away(
    tmp_path: Path, own_temporary_folder: Path
) -> None:
    command = editor(
        tmp_path,
        "assert file.read_text(encoding='utf-8') == 'été'\n"
        f"assert stat.S_IMODE(file.stat().st_mode) == {0o600}\n"
        "file.with_name(file.name + '~').write_text('copie')\n"
        "file.write_bytes('été\\r\\nfin\\x1b[2J\\n'.encode())\n",
    )
    assert edit("été", command) == "été\nfin[2J"
    assert list(own_temporary_folder.iterdir()) == []
    assert stat.S_ISDIR(own_temporary_folder.stat().st_mode)


def test_an_editor_that_fails_or_is_missing_is_told(
    tmp_path: Path, own_temporary_folder: Path
) -> None:
    with pytest.raises(UsageError, match="erreur"):
        edit("x", editor(tmp_path, "sys.exit(1)"))
    with pytest.raises(UsageError, match="absent"):
        edit("x", [str(tmp_path / "absent")])
    assert list(own_temporary_folder.iterdir()) == []


async def test_the_input_goes_to_the_editor_and_comes_back(
    make_app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = editor(tmp_path, "file.write_text(file.read_text() + ' et deux')")
    monkeypatch.setenv("VISUAL", " ".join(command))
    app = make_app()
    app.suspend = nullcontext  # there is no terminal to give up
    async with app.run_test() as pilot:
        await ready(pilot)
        app.chat.composer.insert("un")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: app.chat.composer.text == "un et deux")


async def test_a_terminal_that_cannot_be_given_up_is_told(
    make_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.chat.composer.insert("un")
        await pilot.press("ctrl+g")
        await until(pilot, lambda: app._notifications)
        assert app.chat.composer.text == "un"
