"""The ways out of a terminal, with tools that the test makes."""

import base64
import os
from pathlib import Path

import pytest

from mistral_assistant.errors import StoreError
from mistral_assistant.tui.clipboard import OSC_LIMIT, Copied, copy, sequence

TEXT = "Ligne\tune\n  « deux » 😀\n"


def _tool(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    folder = tmp_path / "outils"
    folder.mkdir()
    return folder


def _environment(tools: Path, **more: str) -> dict[str, str]:
    return {"PATH": f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin", "DISPLAY": ":0", **more}


def test_a_tool_of_the_system_comes_first_and_gets_every_character(
    tools: Path, tmp_path: Path
) -> None:
    _tool(tools, "xclip", f"cat > {tmp_path}/copié")
    sent: list[str] = []
    assert copy(TEXT, sent.append, tmp_path, _environment(tools)) == Copied("tool")
    assert (tmp_path / "copié").read_text(encoding="utf-8") == TEXT
    assert sent == []


def test_a_tool_that_fails_is_not_believed(tools: Path, tmp_path: Path) -> None:
    _tool(tools, "xclip", "exit 1")
    sent: list[str] = []
    assert copy(TEXT, sent.append, tmp_path, _environment(tools)) == Copied("terminal")
    assert len(sent) == 1


def test_over_ssh_the_clipboard_of_the_other_machine_is_left_alone(
    tools: Path, tmp_path: Path
) -> None:
    _tool(tools, "xclip", f"touch {tmp_path}/touché")
    environment = _environment(tools, SSH_CONNECTION="1 2 3 4")
    assert copy(TEXT, lambda _sequence: None, tmp_path, environment).way == "terminal"
    assert not (tmp_path / "touché").exists()


def test_the_sequence_holds_the_text_and_is_wrapped_for_tmux() -> None:
    plain = sequence(TEXT)
    assert base64.b64decode(plain.removeprefix("\x1b]52;c;").removesuffix("\x07")).decode() == TEXT
    wrapped = sequence(TEXT, tmux=True)
    assert wrapped == "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"


def test_what_is_too_long_for_a_terminal_goes_to_a_private_file(
    tools: Path, tmp_path: Path
) -> None:
    text = "é" * OSC_LIMIT
    sent: list[str] = []
    copied = copy(text, sent.append, tmp_path / "données", {"PATH": str(tools)})
    assert copied.file is not None and copied.way == "file"
    assert copied.file.read_text(encoding="utf-8") == text
    assert copied.file.stat().st_mode & 0o777 == 0o600
    assert sent == []


def test_a_file_that_cannot_be_written_is_told(tools: Path, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(StoreError):
        copy("é" * OSC_LIMIT, lambda _: None, tmp_path / "fichier", {"PATH": str(tools)})
