import stat
import sys
from pathlib import Path

import pytest

from mistral_assistant.authoring.add_knowledge import Addition, add_knowledge
from mistral_assistant.domains.loader import knowledge_folder, load_pack, packaged_folder
from mistral_assistant.errors import KnowledgeError, PackError, UsageError


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "fermeture.md"
    path.write_text("## Vacances\nFermé en août.\n\n## Noël\nFermé le 25.\n", encoding="utf-8")
    return path


def test_a_document_becomes_knowledge_of_the_pack(document: Path, tmp_path: Path) -> None:
    target = knowledge_folder(tmp_path / "data", "template")
    added = add_knowledge([document], "template", tmp_path / "data")
    assert added.documents == (Addition(target / "fermeture.md", 2, "added"),)
    pack = load_pack(packaged_folder() / "_template", target)
    assert "Fermé en août." in [entry.text for entry in pack.knowledge]


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_documents_are_readable_by_their_owner_only(document: Path, tmp_path: Path) -> None:
    (added,) = add_knowledge([document], "template", tmp_path / "data").documents
    assert stat.S_IMODE(added.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(added.path.parent.stat().st_mode) == 0o700


def test_one_faulty_document_keeps_all_of_them_out(document: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "prix.csv"
    faulty.write_text("title,text\na,\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        add_knowledge([document, faulty, tmp_path / "notes.pdf"], "template", tmp_path / "data")
    assert {problem.file for problem in caught.value.problems} == {"prix.csv", "notes.pdf"}
    assert not (tmp_path / "data").exists()


def test_an_earlier_document_is_only_replaced_when_asked(document: Path, tmp_path: Path) -> None:
    (added,) = add_knowledge([document], "template", tmp_path / "data").documents
    other = tmp_path / "other" / "FERMETURE.md"
    other.parent.mkdir()
    other.write_text("## Autre\nchose\n", encoding="utf-8")
    with pytest.raises(PackError, match="s'appelle déjà « fermeture.md ».*--replace"):
        add_knowledge([other], "template", tmp_path / "data")
    assert added.path.read_text(encoding="utf-8").startswith("## Vacances")
    (new,) = add_knowledge([other], "template", tmp_path / "data", replace=True).documents
    assert (new.state, new.passages) == ("replaced", 1)
    assert [path.name for path in added.path.parent.iterdir()] == ["FERMETURE.md"]


def test_the_same_document_again_changes_nothing(document: Path, tmp_path: Path) -> None:
    add_knowledge([document], "template", tmp_path / "data")
    (again,) = add_knowledge([document], "template", tmp_path / "data").documents
    assert again.state == "unchanged"


def test_a_plain_text_becomes_markdown(tmp_path: Path) -> None:
    file = tmp_path / "Été.TXT"
    file.write_text("Horaires\n\nOuvert à 10 h.\n", encoding="utf-8")
    (added,) = add_knowledge([file], "template", tmp_path / "data").documents
    assert added.path.name == "Été.md"
    assert added.path.read_text(encoding="utf-8") == "# Été\n\n## Horaires\n\nOuvert à 10 h.\n"
    (again,) = add_knowledge([file], "template", tmp_path / "data").documents
    assert again.state == "unchanged"


def test_two_given_documents_of_one_name_are_refused(document: Path, tmp_path: Path) -> None:
    text = tmp_path / "fermeture.txt"
    text.write_text("Fermé.\n", encoding="utf-8")
    with pytest.raises(PackError, match="deux des documents"):
        add_knowledge([document, text], "template", tmp_path / "data")


def test_a_large_document_is_refused_with_its_size(tmp_path: Path) -> None:
    for name in ("gros.md", "gros.txt"):
        (tmp_path / name).write_text("## A\n" + "mot " * 1_300_000, encoding="utf-8")
        with pytest.raises(PackError, match="trop gros \\(5,0 Mio"):
            add_knowledge([tmp_path / name], "template", tmp_path / "data")


def test_the_pack_and_all_documents_share_the_limit_on_passages(
    document: Path, tmp_path: Path
) -> None:
    with pytest.raises(PackError, match="plus de 100000 lignes ou passages"):
        add_knowledge([document], "template", tmp_path / "data", rows_taken=99_999)
    add_knowledge([document], "template", tmp_path / "data", rows_taken=99_998)
    other = tmp_path / "autre.md"
    other.write_text("## Autre\nchose\n", encoding="utf-8")
    with pytest.raises(PackError, match="plus de 100000 lignes ou passages"):
        add_knowledge([other], "template", tmp_path / "data", rows_taken=99_998)


def test_warnings_about_the_given_documents_come_back(tmp_path: Path) -> None:
    file = tmp_path / "long.md"
    file.write_text("## Long\n" + "mot " * 1_100, encoding="utf-8")
    (problem,) = add_knowledge([file], "template", tmp_path / "data").warnings
    assert problem.file == "long.md" and "plus de 4000 caractères" in problem.what


def test_an_unknown_category_is_reported_where_they_are_known(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("## A\n<!-- category: TARIF -->\nb\n", encoding="utf-8")
    with pytest.raises(PackError, match="« TARIFS »"):
        add_knowledge([path], "template", tmp_path / "data", ["TARIFS"])


def test_an_empty_document_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(PackError, match="aucun passage"):
        add_knowledge([path], "template", tmp_path / "data")


def test_a_missing_document_is_reported(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="illisible"):
        add_knowledge([tmp_path / "nowhere.md"], "template", tmp_path / "data")


def test_a_pack_name_cannot_lead_out_of_the_data_folder(document: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        add_knowledge([document], "../../elsewhere", tmp_path / "data")


def test_a_folder_that_cannot_be_written_is_named(document: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="ne peuvent pas être enregistrés"):
        add_knowledge([document], "template", tmp_path / "data")
