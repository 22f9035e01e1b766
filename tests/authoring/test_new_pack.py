from pathlib import Path

import pytest

from mistral_assistant.authoring.new_pack import new_pack
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import PackError, UsageError


def test_a_new_pack_bears_its_name_and_has_no_problem(tmp_path: Path) -> None:
    path = new_pack("ma-boutique", tmp_path / "packs")
    assert path == tmp_path / "packs" / "ma-boutique"
    assert check_pack(path) == []
    pack = load_pack(path)
    assert (pack.name, pack.title, pack.adapter) == ("ma-boutique", "Ma boutique", "ma-boutique")


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    new_pack("boutique", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["boutique"]


@pytest.mark.parametrize(
    "name",
    ["", "Boutique", "été", "a b", "../a", "/tmp/a", "a/b", "-a", "a-", "_a", "con", "a" * 61, "."],
)
def test_a_bad_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="nom de domaine"):
        new_pack(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "boutique").mkdir()
    with pytest.raises(UsageError, match="existe déjà"):
        new_pack("boutique", tmp_path)
    assert list((tmp_path / "boutique").iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(PackError, match="ne peut pas être créé"):
        new_pack("boutique", tmp_path / "file")


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Ma Boulangerie", "ma-boulangerie"),
        ("Épicerie_fine!", "epicerie-fine"),
        ("???", "ma-boutique"),
    ],
)
def test_a_name_that_will_not_do_comes_back_as_one_that_will(
    name: str, near: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=f"tirets : {near}\\."):
        new_pack(name, tmp_path)
