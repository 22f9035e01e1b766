"""A pack's score is kept until one of its files changes."""

from pathlib import Path

import pytest

from mistral_assistant.domains.scores import FILE, keep_score, last_score


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "essai"
    folder.mkdir()
    (folder / "pack.toml").write_text("a", encoding="utf-8")
    return folder


def test_a_score_is_kept_until_a_file_changes(tmp_path: Path, pack: Path) -> None:
    cache = tmp_path / "cache"
    assert last_score(cache, pack) is None
    keep_score(cache, pack, 97.5)
    assert last_score(cache, pack) == 97.5
    (pack / "tables").mkdir()
    (pack / "tables" / "x.csv").write_text("a", encoding="utf-8")
    assert last_score(cache, pack) is None


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 1}'])
def test_a_damaged_cache_is_no_score(tmp_path: Path, pack: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert last_score(tmp_path, pack) is None
    keep_score(tmp_path, pack, 100)
    assert last_score(tmp_path, pack) == 100


def test_a_place_that_cannot_be_written_is_left_alone(tmp_path: Path, pack: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    keep_score(tmp_path / "file", pack, 100)
    assert last_score(tmp_path / "file", pack) is None
