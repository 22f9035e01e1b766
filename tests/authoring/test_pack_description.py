import json
from pathlib import Path

from mistral_assistant.authoring.pack_description import describe
from mistral_assistant.domains.loader import load_pack, packaged_folder
from mistral_assistant.domains.pack import DomainPack


def test_a_pack_is_described_line_by_line(template_pack: DomainPack) -> None:
    lines = list(describe(template_pack, 0.793).lines())
    assert lines[0] == "Atelier de vélos (template 0.1.0)"
    assert lines[4].split() == ["catégorie", "libellé", "exemples", "mots-clés"]
    assert lines[6].startswith("HORAIRES") and lines[6].endswith("11          4")
    assert "exemples : 42, dont 79,3 % retrouvés quand chacun est mis de côté" in lines
    assert "tables : reparations (3)" in lines
    assert max(map(len, lines)) <= 100


def test_added_documents_are_named(tmp_path: Path) -> None:
    (tmp_path / "noel.md").write_text("## Noël\nFermé.\n\n## Jour de l'an\nFermé.\n")
    found = describe(load_pack(packaged_folder() / "_template", tmp_path), 1.0)
    assert found.documents == ("noel.md",)
    assert "1 document ajouté : noel.md" in list(found.lines())


def test_the_description_is_plain_json(template_pack: DomainPack) -> None:
    values = json.loads(json.dumps(describe(template_pack, 0.5).to_json()))
    assert values["categories"][0] == {
        "name": "SALUTATION",
        "label": "un simple bonjour",
        "examples": 9,
        "keywords": 3,
    }
