from pathlib import Path

from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import KnowledgeEntry
from mistral_assistant.domains.passages import read_passages


def read(tmp_path: Path, name: str, text: str) -> tuple[list[KnowledgeEntry], Folder]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    folder = Folder(tmp_path, {f"knowledge/{name}": path})
    return read_passages(folder, folder.paths, {"LIVRAISON"}), folder


def test_each_heading_is_a_passage_with_its_remarks(tmp_path: Path) -> None:
    entries, folder = read(
        tmp_path,
        "frais.md",
        "# Livraison\n\n## Délais\n<!-- category: LIVRAISON -->\n"
        "<!-- questions: quand ? | en combien de temps ? -->\n\nTrois jours.\n\n### Corse\nCinq.\n",
    )
    assert entries == [
        KnowledgeEntry(
            file="frais.md",
            line=3,
            title="Délais",
            text="Trois jours.\n\n### Corse\nCinq.",
            category="LIVRAISON",
            questions=("quand ?", "en combien de temps ?"),
        )
    ]
    assert not folder.problems()


def test_text_before_the_first_heading_is_a_passage_of_the_file(tmp_path: Path) -> None:
    entries, _folder = read(tmp_path, "a.md", "# Livraison\nPartout en France.\n\n## Prix\n5 €.\n")
    assert [(entry.title, entry.line) for entry in entries] == [("Livraison", 1), ("Prix", 4)]


def test_a_file_without_headings_is_one_passage_named_after_the_file(tmp_path: Path) -> None:
    entries, _folder = read(tmp_path, "note-interne.md", "Juste un texte.\n")
    assert [(entry.title, entry.text) for entry in entries] == [("note interne", "Juste un texte.")]


def test_hashes_in_a_code_block_are_no_headings(tmp_path: Path) -> None:
    entries, folder = read(tmp_path, "a.md", "## A\n```\n## pas un titre\n```\n## B\nb\n")
    assert [entry.title for entry in entries] == ["A", "B"]
    assert not folder.problems()


def test_an_unclosed_code_block_is_warned_of_where_it_begins(tmp_path: Path) -> None:
    _entries, folder = read(tmp_path, "a.md", "## A\na\n```\n## B\nb\n")
    assert [(problem.line, problem.severity) for problem in folder.problems()] == [(3, "warning")]


def test_a_misspelt_remark_is_warned_of(tmp_path: Path) -> None:
    _entries, folder = read(tmp_path, "a.md", "## A\n<!-- categorie: LIVRAISON -->\na\n")
    (problem,) = folder.problems()
    assert (problem.line, problem.key) == (2, "categorie")
    assert "« category »" in problem.remedy


def test_json_lines_and_csv_give_the_same_passages(tmp_path: Path) -> None:
    from_json, _folder = read(
        tmp_path,
        "a.jsonl",
        '{"title": "Prix", "text": "5 €", "category": "LIVRAISON", "questions": ["x", "y"]}\n',
    )
    from_csv, _folder = read(
        tmp_path, "a.csv", "title,text,category,questions\nPrix,5 €,LIVRAISON,x | y\n"
    )
    assert from_json[0].questions == from_csv[0].questions == ("x", "y")
    assert (from_json[0].text, from_json[0].category) == (from_csv[0].text, from_csv[0].category)


def test_a_doubled_json_key_is_reported(tmp_path: Path) -> None:
    _entries, folder = read(tmp_path, "a.jsonl", '{"title": "a", "text": "b", "text": "c"}\n')
    (problem,) = folder.problems()
    assert (problem.key, problem.line) == ("text", 1)
    assert "deux fois" in problem.what


def test_a_file_of_another_kind_is_warned_of(tmp_path: Path) -> None:
    entries, folder = read(tmp_path, "a.docx", "x")
    assert entries == []
    assert folder.problems()[0].severity == "warning"
