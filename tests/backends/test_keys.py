"""Where the key of a server comes from."""

import os
from pathlib import Path

import pytest

from mistral_assistant.backends.keys import server_key
from mistral_assistant.errors import SettingsError


def _file(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "api-key"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def test_the_environment_comes_first(tmp_path: Path) -> None:
    _file(tmp_path, "du-fichier")
    variable = {"MISTRAL_ASSISTANT_API_KEY": " de-l-environnement "}
    with pytest.raises(SettingsError):
        server_key(tmp_path, {"MISTRAL_ASSISTANT_API_KEY": "deux mots"})
    assert server_key(tmp_path, variable) == "de-l-environnement"
    assert server_key(tmp_path, {}) == "du-fichier"


def test_without_a_key_there_is_none(tmp_path: Path) -> None:
    assert server_key(tmp_path, {}) == ""
    assert server_key(tmp_path / "nulle-part", {}) == ""


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_key_that_others_can_read_is_refused_with_the_remedy(mode: int, tmp_path: Path) -> None:
    file = _file(tmp_path, "clef", mode)
    with pytest.raises(SettingsError) as caught:
        server_key(tmp_path, {})
    assert f"chmod 600 {file}" in caught.value.hint


@pytest.mark.parametrize("text", ["deux\nlignes", "sésame-é", "a\x00b", "\u200b"])
def test_what_is_no_key_is_refused(text: str, tmp_path: Path) -> None:
    _file(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        server_key(tmp_path, {})
    assert text not in str(caught.value)
