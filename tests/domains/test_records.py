"""Records are read in each form that catalogues come in, and say no more than they hold."""

from pathlib import Path

import pytest

from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import Field, KnowledgeEntry, Table
from mistral_assistant.domains.passages import read_passages
from mistral_assistant.domains.records import RecordReader, says_nothing

FIELDS = {
    "nom": Field(),
    "statut": Field(names=("Statut SI",)),
    "hebergeur": Field(names=("Hébergement",), unknown=("Oui",)),
    "ouverture": Field(names=("Mise en service",)),
    "liees": Field(names=("Applications liées",), commas=True),
    "contacts": Field(),
}
TABLE = Table(
    name="applications",
    file="",
    columns=tuple(FIELDS),
    rows=(),
    key="nom",
    entity="application",
    labels={"hebergeur": "hébergeur"},
    types={"ouverture": "date", "liees": "list", "contacts": "list"},
    fields=FIELDS,
    records="Application",
    unknown=("***TEMPORAIRE***",),
)
SECTIONS = """# Catalogue

Tenu par la maison.

# GIDAF

**Statut :** En production
**Hébergement:** Salle B
**Mise en service:** 10/02/2020

## Applications liées

- **SINP** (ID: 9000)
- ADES

## Contacts

- Équipe <equipe@exemple.invalid> : <equipe@exemple.invalid>
"""
LINES = """## Application: GIDAF
# Application d'identifiant: 12
- Statut SI: En production
- Applications liées: SINP, ADES
- Contacts:
  - Équipe <equipe@exemple.invalid>
"""


def read(
    tmp_path: Path, **files: str
) -> tuple[Table, list[KnowledgeEntry], list[KnowledgeEntry], Folder]:
    """Return the table, the records as passages, the other passages, and the folder."""
    folder = Folder(tmp_path)
    for name, text in files.items():
        file = name.replace("_dot_", ".").replace("_in_", "/")
        path = tmp_path / file.replace("/", "-")
        path.write_text(text, encoding="utf-8")
        folder.paths[file] = path
    reader = RecordReader(folder, TABLE, "documents/")
    others = read_passages(folder, folder.paths, None, reader)
    table, entries = reader.finished()
    return table, entries, others, folder


def test_sections_and_bold_lines_are_fields(tmp_path: Path) -> None:
    table, (entry,), (page,), _folder = read(tmp_path, a_dot_md=SECTIONS)
    (row,) = table.rows
    assert row.cells == {
        "nom": "GIDAF",
        "statut": "En production",
        "hebergeur": "Salle B",
        "ouverture": "2020-02-10",
        "liees": "SINP; ADES",
        "contacts": "Équipe <equipe@exemple.invalid>",
    }
    assert (row.file, row.line) == ("a.md", 5)
    assert (entry.title, page.title) == ("GIDAF", "Catalogue")
    assert "- hébergeur : Salle B" in entry.text


def test_headings_that_name_their_kind_and_nested_lists_are_read(tmp_path: Path) -> None:
    table, _entries, others, _folder = read(tmp_path, a_dot_md=LINES)
    (row,) = table.rows
    assert row.cells["liees"] == "SINP; ADES"
    assert row.cells["contacts"] == "Équipe <equipe@exemple.invalid>"
    assert row.cells["application_d_identifiant"] == "12"
    assert others == []


def test_a_piece_in_json_is_read_and_joins_the_record_of_its_name(tmp_path: Path) -> None:
    piece = (
        '{"id": "c1", "content": "- Hébergement: Salle C\\n- Statut: En projet", '
        '"metadata": {"nom": "GIDAF"}}\n{"id": "c2", "content": "Du texte."}'
    )
    table, _entries, others, folder = read(tmp_path, a_dot_md=LINES, b_dot_jsonl=piece)
    (row,) = table.rows
    assert (row.cells["statut"], row.cells["hebergeur"]) == ("En production", "Salle C")
    assert [(entry.title, entry.text) for entry in others] == [("c2", "Du texte.")]
    assert folder.problems() == []


def test_what_the_users_own_document_says_wins(tmp_path: Path) -> None:
    own = "# gidaf\n\n- Statut: Arrêtée\n- Contacts: Moi\n"
    files = {"a_dot_md": SECTIONS, "documents_in_b_dot_md": own}
    table, _entries, _others, _folder = read(tmp_path, **files)
    (row,) = table.rows
    assert (row.cells["statut"], row.cells["hebergeur"]) == ("Arrêtée", "Salle B")


def test_values_that_say_nothing_leave_the_cell_empty(tmp_path: Path) -> None:
    text = "# GIDAF\n**Statut:** ***TEMPORAIRE***\n**Hébergement:** Oui\n**Contacts:** n/c\n"
    table, (entry,), _others, _folder = read(tmp_path, a_dot_md=text)
    (row,) = table.rows
    assert (row.cells["statut"], row.cells["hebergeur"], row.cells["contacts"]) == ("", "", "")
    assert row.provisional == {"statut", "hebergeur", "contacts"}
    assert "TEMPORAIRE" not in entry.text and "Oui" not in entry.text


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("statut", "À compléter", True),
        ("statut", "???", True),
        ("statut", "[à définir]", True),
        ("statut", "Oui", False),
        ("hebergeur", "oui", True),
        ("statut", "En attente de recette", False),
    ],
)
def test_only_place_keepers_say_nothing(column: str, value: str, expected: bool) -> None:
    assert says_nothing(TABLE, column, value) is expected


def test_a_page_with_headings_like_fields_is_no_record(tmp_path: Path) -> None:
    page = "# Le service\n\n## Contacts\nÉcrivez-nous.\n\n## Statut\nUne régie.\n"
    table, _entries, others, _folder = read(tmp_path, a_dot_md=page)
    assert table.rows == ()
    assert [entry.title for entry in others] == ["Contacts", "Statut"]


def test_a_table_of_two_columns_is_read(tmp_path: Path) -> None:
    text = "# GIDAF\n\n| Champ | Valeur |\n|---|---|\n| Statut | En projet |\n| Contacts | Moi |\n"
    table, _entries, _others, _folder = read(tmp_path, a_dot_md=text)
    assert [row.cells["statut"] for row in table.rows] == ["En projet"]
