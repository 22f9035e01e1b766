"""Drafts: one for each conversation, and no two windows write over each other."""

import errno
import stat
import sys
from pathlib import Path

import pytest

from mistral_assistant.drafts import NEW, OLD_FILE, Drafts, forget_drafts
from mistral_assistant.errors import StoreError


def test_each_conversation_has_its_draft(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path)
    drafts.save("12", "douze")
    drafts.save(NEW, "neuf")
    assert (drafts.load("12"), drafts.load(NEW), drafts.load("1")) == ("douze", "neuf", "")
    drafts.save("12", "  \n")
    assert drafts.load("12") == ""
    assert drafts.load(NEW) == "neuf"


def test_two_windows_on_one_conversation_keep_both_texts(tmp_path: Path) -> None:
    first, second = Drafts(tmp_path), Drafts(tmp_path)
    first.save("12", "de la première")
    assert second.load("12") == ""
    second.save("12", "de la seconde")
    assert (first.load("12"), second.load("12")) == ("de la première", "de la seconde")
    first.save("12", "")
    assert second.load("12") == "de la seconde"


def test_what_a_window_that_is_gone_has_left_is_taken_over(tmp_path: Path) -> None:
    first, second = Drafts(tmp_path), Drafts(tmp_path)
    first.save("12", "")
    second.save("12", "de la seconde")
    second.close()
    assert first.load("12") == "de la seconde"
    first.close()
    later = Drafts(tmp_path)
    assert later.load("12") == "de la seconde"
    later.save("12", "")
    assert Drafts(tmp_path).load("12") == ""


def test_the_one_draft_of_earlier_versions_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / OLD_FILE).write_text("d'avant", encoding="utf-8")
    assert Drafts(tmp_path).load("12") == ""
    drafts = Drafts(tmp_path)
    assert drafts.load(NEW) == "d'avant"
    drafts.save(NEW, "")
    drafts.close()
    assert Drafts(tmp_path).load(NEW) == ""


def test_a_draft_is_private_and_whole(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "data")
    drafts.save(NEW, "secret \ud800\r\n")
    (file,) = (tmp_path / "data" / "drafts").glob("*.txt")
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert drafts.load(NEW) == "secret \ud800\n"


def test_a_broken_draft_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "drafts" / "12@1.txt"
    file.parent.mkdir()
    file.write_bytes(b"\xff\xfe\xff")
    drafts = Drafts(tmp_path)
    with pytest.raises(StoreError, match="12@1.txt"):
        drafts.load("12")
    drafts.save("12", "x")
    assert file.read_bytes() == b"\xff\xfe\xff"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("")
    with pytest.raises(StoreError, match="brouillon"):
        Drafts(tmp_path / "fichier").save(NEW, "x")


def test_a_place_that_refuses_is_told_in_words_and_blames_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A home that cannot be written: there is no draft that could be removed."""

    def refuse(*_args: object, **_kwargs: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError) as caught:
        Drafts(tmp_path).load(NEW)
    assert "accès refusé" in str(caught.value) and "droits" in caught.value.hint
    assert "Errno" not in str(caught.value) and "Supprimez" not in str(caught.value)


def test_the_drafts_of_a_purged_conversation_go_with_it(tmp_path: Path) -> None:
    first, second = Drafts(tmp_path), Drafts(tmp_path)
    for drafts in (first, second):
        drafts.save("1", "un")
        drafts.save("12", "douze")
    forget_drafts(tmp_path, [1])
    assert sorted(file.name for file in (tmp_path / "drafts").glob("*.txt")) == [
        "12@1.txt", "12@2.txt",
    ]  # fmt: skip
    forget_drafts(tmp_path / "nulle-part", [1])
