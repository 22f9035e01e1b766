import stat
import sys
from pathlib import Path

import pytest

from mistral_assistant.authoring.add_knowledge import add_knowledge
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
    assert added == [target / "fermeture.md"]
    pack = load_pack(packaged_folder() / "_template", target)
    assert "Fermé en août." in [entry.text for entry in pack.knowledge]


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_documents_are_readable_by_their_owner_only(document: Path, tmp_path: Path) -> None:
    (added,) = add_knowledge([document], "template", tmp_path / "data")
    assert stat.S_IMODE(added.stat().st_mode) == 0o600
    assert stat.S_IMODE(added.parent.stat().st_mode) == 0o700


def test_one_faulty_document_keeps_all_of_them_out(document: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "prix.csv"
    faulty.write_text("title,text\na,\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        add_knowledge([document, faulty, tmp_path / "notes.pdf"], "template", tmp_path / "data")
    assert {problem.file for problem in caught.value.problems} == {"prix.csv", "notes.pdf"}
    assert not (tmp_path / "data").exists()


def test_an_earlier_document_is_never_overwritten(document: Path, tmp_path: Path) -> None:
    (added,) = add_knowledge([document], "template", tmp_path / "data")
    other = tmp_path / "other" / "FERMETURE.md"
    other.parent.mkdir()
    other.write_text("## Autre\nchose\n", encoding="utf-8")
    with pytest.raises(PackError, match="s'appelle déjà"):
        add_knowledge([other], "template", tmp_path / "data")
    assert added.read_text(encoding="utf-8").startswith("## Vacances")


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
