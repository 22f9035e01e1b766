from pathlib import Path

import pytest

from mistral_assistant.authoring.document_names import fault, stored_name


@pytest.mark.parametrize(
    "name", ["note.md", "Horaires d'été (1).TXT", "a.b.csv", "Ça marche.jsonl", "数据.md"]
)
def test_everyday_names_will_do(name: str) -> None:
    assert fault(Path(name)) is None


@pytest.mark.parametrize(
    "name",
    ["-rf.md", ".caché.md", "con.md", "AUX.x.md", "a:b.md", "a\x1b[2J.md", "a\nb.md", "a\u202eb.md",
     "x" * 240 + ".md", "a?.md", "\udcff.md"],
)  # fmt: skip
def test_hostile_names_are_refused(name: str) -> None:
    wrong = fault(Path(name))
    assert wrong is not None and "nom de fichier" in wrong[0]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("a.docx", "traitement de texte"), ("a.PDF", "pdftotext"), ("a.xlsx", "CSV"), ("a", ".txt")],
)
def test_other_kinds_of_files_are_refused_with_the_way_out(name: str, remedy: str) -> None:
    wrong = fault(Path(name))
    assert wrong is not None and remedy in wrong[1]


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    wrong = fault(tmp_path)
    assert wrong is not None and wrong[0] == "c'est un dossier"


def test_plain_text_is_kept_as_markdown() -> None:
    assert [stored_name(Path(name)) for name in ("a.TXT", "b.MD", "c.csv")] == [
        "a.md",
        "b.md",
        "c.csv",
    ]
