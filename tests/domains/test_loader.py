import shutil
from collections.abc import Callable
from dataclasses import replace as replaced
from pathlib import Path

import pytest

from mistral_assistant.domains.loader import (
    check_pack,
    find_packs,
    knowledge_folder,
    load_pack,
    pack_folders,
    packaged_folder,
)
from mistral_assistant.errors import PackError

Replace = Callable[[str, str, str], None]


def test_the_template_has_no_problem_at_all(pack_path: Path) -> None:
    assert check_pack(pack_path) == []


def test_the_template_passes_where_it_stands() -> None:
    """Its folder begins with an underscore, its name does not."""
    assert check_pack(packaged_folder() / "_template") == []


def test_a_loaded_pack_holds_what_its_files_say(pack_path: Path) -> None:
    pack = load_pack(pack_path)
    assert list(pack.CATEGORIES) == ["SALUTATION", "HORAIRES", "SUIVI_REPARATION", "TARIFS"]
    assert pack.CATEGORIES["SALUTATION"].follow_up is False
    assert pack.CATEGORIES["TARIFS"].weights == {"combien": 0.2}
    assert pack.CATEGORIES["TARIFS"].examples[-1] == "un pneu neuf posé, ça revient à combien ?"
    assert pack.entities["numero_reparation"].normalise == "REP-$digits"
    assert pack.rules[4].when == {
        "category": ("SUIVI_REPARATION",),
        "found": ("reparations",),
    }
    assert pack.tables["reparations"].rows[0].line == 2
    assert pack.tables["reparations"].types == {"pret_le": "date", "prix": "amount"}
    assert pack.RESPONSE_TEMPLATES["etat_reparation"]["prêt"]
    assert pack.placeholders["telephone"] == "01 99 00 55 10"
    assert [entry.file for entry in pack.knowledge] == ["atelier.md"] * 2 + ["tarifs.csv"] * 2
    assert pack.limits.sure == 0.60
    assert pack.moderation.allowed == ("roue voilée", "chambre à air morte")


def test_optional_files_may_be_absent(pack_path: Path, replace: Replace) -> None:
    for name in ("examples.csv", "evaluation.jsonl", "training.csv", "README.md"):
        (pack_path / name).unlink()
    shutil.rmtree(pack_path / "knowledge")
    pack = load_pack(pack_path)
    assert pack.knowledge == ()
    assert len(pack.CATEGORIES["TARIFS"].examples) == 10


def test_what_is_none_of_the_packs_business(pack_path: Path) -> None:
    lines = "# autres métiers\n\nmon loyer augmente\n  ma voiture cale  \nMon loyer augmente\n"
    (pack_path / "outside.txt").write_text(lines, encoding="utf-8")
    assert check_pack(pack_path) == []
    assert load_pack(pack_path).outside == ("mon loyer augmente", "ma voiture cale")


def test_a_message_is_either_an_example_or_outside(pack_path: Path) -> None:
    example = "Un pneu neuf pose, ça revient à combien ?"
    (pack_path / "outside.txt").write_text(f"mon loyer augmente\n{example}\n", encoding="utf-8")
    (problem,) = check_pack(pack_path)
    assert (problem.file, problem.line, problem.severity) == ("outside.txt", 2, "error")
    assert "TARIFS" in problem.what


def test_a_pack_with_a_byte_order_mark_in_every_file_is_the_same_pack(pack_path: Path) -> None:
    plain = load_pack(pack_path)
    for path in pack_path.rglob("*.*"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    marked = load_pack(pack_path)
    assert replaced(marked, content_hash="") == replaced(plain, content_hash="")
    assert {problem.severity for problem in check_pack(pack_path)} == {"warning"}


def test_the_content_hash_follows_what_a_chat_reads(pack_path: Path, replace: Replace) -> None:
    first = load_pack(pack_path).content_hash
    replace("README.md", "Un domaine", "Autre domaine")
    assert load_pack(pack_path).content_hash == first
    replace("knowledge/atelier.md", "au fond de la cour", "côté rue")
    assert load_pack(pack_path).content_hash != first


def test_the_content_hash_does_not_depend_on_the_place(pack_path: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(pack_path, tmp_path / "elsewhere" / "template")
    assert load_pack(copy).content_hash == load_pack(pack_path).content_hash


def test_documents_of_the_user_are_further_knowledge(pack_path: Path, tmp_path: Path) -> None:
    folder = knowledge_folder(tmp_path / "data", "template")
    folder.mkdir(parents=True)
    (folder / "fermeture.md").write_text("## Vacances\nFermé en août.\n", encoding="utf-8")
    pack = load_pack(pack_path, folder)
    assert (pack.knowledge[0].file, pack.knowledge[0].title) == (
        "documents/fermeture.md",
        "Vacances",
    )
    assert len(pack.knowledge) == 5
    assert pack.content_hash != load_pack(pack_path).content_hash


def test_a_fault_in_a_document_of_the_user_names_it(pack_path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "added"
    folder.mkdir()
    (folder / "a.csv").write_text("title,text\nx,\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(pack_path, folder)
    assert [problem.file for problem in caught.value.problems] == ["documents/a.csv"]


def test_a_missing_folder_of_added_documents_is_no_fault(pack_path: Path, tmp_path: Path) -> None:
    assert load_pack(pack_path, tmp_path / "nowhere") == load_pack(pack_path)


def test_hidden_files_are_left_alone(pack_path: Path) -> None:
    (pack_path / ".git").mkdir()
    (pack_path / ".git" / "HEAD").symlink_to("/etc/hostname")
    (pack_path / ".DS_Store").write_bytes(b"\xff")
    assert check_pack(pack_path) == []


def test_a_folder_that_does_not_exist_is_one_problem(tmp_path: Path) -> None:
    (problem,) = check_pack(tmp_path / "nothing")
    assert "dossier illisible" in problem.what


def test_the_first_folder_that_holds_a_name_wins(pack_path: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    shutil.copytree(pack_path, first / "shop")
    shutil.copytree(pack_path, second / "shop")
    shutil.copytree(pack_path, second / "clinic")
    shutil.copytree(pack_path, second / "_draft")
    (second / "empty").mkdir()
    assert find_packs([first, tmp_path / "nowhere", second]) == {
        "clinic": second / "clinic",
        "shop": first / "shop",
    }


def test_a_pack_folder_itself_may_be_named(pack_path: Path) -> None:
    assert find_packs([pack_path]) == {"template": pack_path}


def test_a_pack_that_lost_its_pack_toml_is_still_found(pack_path: Path) -> None:
    (pack_path / "pack.toml").unlink()
    assert "template" in find_packs([pack_path.parent])
    with pytest.raises(PackError, match=r"pack\.toml : ce fichier manque"):
        load_pack(pack_path)


def test_folders_are_searched_from_the_nearest_to_the_shipped(tmp_path: Path) -> None:
    assert pack_folders([tmp_path / "given"], tmp_path / "data") == [
        tmp_path / "given",
        Path("domains"),
        tmp_path / "data" / "domains",
        packaged_folder(),
    ]


def test_evaluation_and_training_are_not_read_for_a_chat(pack_path: Path) -> None:
    (pack_path / "evaluation.jsonl").write_text("{", encoding="utf-8")
    (pack_path / "training.csv").write_text('"', encoding="utf-8")
    assert load_pack(pack_path).name == "template"
    assert len([p for p in check_pack(pack_path) if p.severity == "error"]) >= 2
