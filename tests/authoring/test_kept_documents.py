from pathlib import Path

import pytest

from mistral_assistant.authoring.add_knowledge import add_knowledge
from mistral_assistant.authoring.kept_documents import kept_documents, remove_documents
from mistral_assistant.errors import UsageError


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two documents of one pack."""
    (tmp_path / "noel.txt").write_text("Fermé le 25.\n", encoding="utf-8")
    (tmp_path / "prix.csv").write_text("title,text\na,b\nc,d\n", encoding="utf-8")
    add_knowledge([tmp_path / "noel.txt", tmp_path / "prix.csv"], "template", tmp_path / "data")
    return tmp_path / "data"


def test_the_documents_of_a_pack_are_listed_with_their_passages(data: Path) -> None:
    found = [(item.name, item.passages, item.errors) for item in kept_documents("template", data)]
    assert found == [("noel.md", 1, 0), ("prix.csv", 2, 0)]
    assert kept_documents("ecommerce", data) == []


def test_a_document_that_was_broken_since_is_marked(data: Path) -> None:
    (data / "knowledge" / "template" / "prix.csv").write_text("title,text\na,\n")
    assert [item.errors for item in kept_documents("template", data)] == [0, 1]


def test_a_document_is_removed_by_its_name_or_that_of_its_source(data: Path) -> None:
    folder = data / "knowledge" / "template"
    removed = remove_documents(["ailleurs/NOEL.txt", "prix.csv"], "template", data)
    assert removed == [folder / "noel.md", folder / "prix.csv"]
    assert list(folder.iterdir()) == []


def test_one_unknown_name_keeps_all_of_them(data: Path) -> None:
    with pytest.raises(UsageError, match="prix.csv"):
        remove_documents(["noel.md", "autre.md"], "template", data)
    assert len(kept_documents("template", data)) == 2


def test_a_name_cannot_lead_out_of_the_folder(data: Path) -> None:
    outside = data / "secret.md"
    outside.write_text("## A\nb\n")
    with pytest.raises(UsageError):
        remove_documents(["../../secret.md"], "template", data)
    assert outside.exists()
