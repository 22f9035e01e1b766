"""``packs``: from a new folder to a pack that answers, and what is said about broken ones."""

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from shop_csv import shop_rows, write_csv

from mistral_assistant.domains.loader import packaged_folder

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def packs(command: Callable, data_dir: Path) -> Callable:
    return lambda *arguments: command("packs", *arguments, "--data-dir", data_dir)


@pytest.fixture
def pack(packs: Callable, tmp_path: Path) -> Path:
    """A fresh copy of the template."""
    assert packs("new", "velos", "--into", tmp_path).code == 0
    return tmp_path / "velos"


def test_the_shipped_packs_are_listed_with_their_place(packs: Callable) -> None:
    for ran in (packs("list"), packs()):
        assert ran.code == 0
        assert "ecommerce — E-commerce — " in ran.out and "  domains/ecommerce\n" in ran.out


def test_a_broken_pack_is_listed_with_what_to_do(packs: Callable, pack: Path) -> None:
    (pack / "templates.toml").unlink()
    ran = packs("list", "--domains", pack.parent)
    assert "velos" in ran.out and "→ mistral-assistant packs check velos" in ran.out


def test_a_pack_is_described(packs: Callable) -> None:
    lines = packs("show", "ecommerce").out.splitlines()
    assert lines[0].startswith("E-commerce (ecommerce ")
    assert any(line.startswith("RECHERCHE_PRODUIT ") for line in lines)
    assert any(line.startswith("tables : ") and "commandes (" in line for line in lines)
    values = json.loads(packs("show", "ecommerce", "--json").out)
    assert values["name"] == "ecommerce" and values["passages"] > 50


def test_the_packs_are_listed_as_json(packs: Callable) -> None:
    values = {pack["name"]: pack for pack in json.loads(packs("list", "--json").out)}
    assert values["ecommerce"]["default"] and not values["support-technique"]["default"]
    assert values["ecommerce"]["path"].endswith("ecommerce")


def test_what_the_categories_learned_is_shown_for_all_and_for_one(
    packs: Callable, pack: Path
) -> None:
    ran = packs("show", pack, "--vectors")
    assert ran.code == 0 and ran.out.count("\n") > 8
    assert packs("show", pack, "--vectors", "tarifs").out.startswith("TARIFS — les prix\n")
    (only,) = json.loads(packs("show", pack, "--vectors", "TARIFS", "--json").out)
    assert only["name"] == "TARIFS" and only["positive"]
    assert len(json.loads(packs("show", pack, "--vectors", "--json").out)) == 4
    unknown = packs("show", pack, "--vectors", "VITESSE")
    assert unknown.code == 2 and "pas de catégorie « VITESSE »" in unknown.err


def test_the_three_tables_are_python_literals(packs: Callable, pack: Path) -> None:
    source = packs("show", pack, "--python").out
    values = {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    assert set(values) == {"CATEGORIES", "THEME_VECTORS", "RESPONSE_TEMPLATES"}
    assert set(values["CATEGORIES"]) == set(values["THEME_VECTORS"])


def test_a_new_pack_passes_its_check_by_name_by_path_and_from_inside(
    packs: Callable, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert packs("check", "velos", "--domains", pack.parent).code == 0
    assert packs("check", pack).code == 0
    monkeypatch.chdir(pack)
    for here in (".", "../velos", "./"):
        ran = packs("check", here)
        assert ran.code == 0
        assert ran.out.endswith("velos · erreurs : 0 · avertissements : 0\n")


def test_a_second_pack_of_one_name_is_refused(packs: Callable, pack: Path) -> None:
    ran = packs("new", "velos", "--into", pack.parent)
    assert ran.code == 2 and "existe déjà" in ran.err


def test_every_problem_is_printed_with_its_place_and_the_code_is_3(
    packs: Callable, pack: Path
) -> None:
    (pack / "pack.toml").write_text((pack / "pack.toml").read_text() + '\n[inconnu]\nx = "\x07"\n')
    (pack / "templates.toml").unlink()
    ran = packs("check", pack)
    assert ran.code == 3
    assert "✗ pack.toml:" in ran.out and "✗ templates.toml" in ran.out
    assert all(" → " in line for line in ran.out.splitlines()[:-1])
    problems = json.loads(packs("check", pack, "--json").out)
    assert set(problems[0]) == {"file", "line", "key", "what", "remedy", "severity"}


def test_a_folder_that_is_no_pack_says_what_it_lacks(packs: Callable, tmp_path: Path) -> None:
    ran = packs("check", tmp_path)
    assert ran.code == 3 and "pack.toml : ce fichier manque" in ran.out


def test_the_evaluation_prints_failures_share_and_overlap(packs: Callable, pack: Path) -> None:
    ran = packs("test", pack)
    assert ran.code == 0
    assert "(100,0 %)" in ran.out and "Reprises des exemples" in ran.out
    file = pack / "evaluation.jsonl"
    first, *others = file.read_text(encoding="utf-8").splitlines()
    turns = json.loads(first)
    turns["turns"][0]["contains"] = ["girafe"]
    file.write_text("\n".join([json.dumps(turns), *others]), encoding="utf-8")
    failed = packs("test", pack)
    assert failed.code == 3
    assert f"✗ {turns['name']} (ligne 1), tour 1" in failed.out
    assert "contains : attendu « girafe »" in failed.out
    assert failed.out.splitlines()[-1] == "  ✗ le minimum est de 95 %"
    assert packs("test", pack, "--minimum", "10,5").code == 0
    assert packs("test", pack, "--min", "10").code == 0
    assert "Toutes les catégories" in packs("test", pack, "--full").out
    report = json.loads(packs("test", pack, "--json").out)
    assert report["turns"] > report["right"] and report["overlap"]["turns"] > 0
    assert (report["minimum"], report["passed"]) == (95.0, False)
    assert report["failures"][0]["reasons"]


def test_a_pack_whose_folder_is_hidden_from_lists_can_be_tested(packs: Callable) -> None:
    assert packs("test", packaged_folder() / "_template").code == 0


def test_a_pack_without_evaluation_says_so(packs: Callable, pack: Path) -> None:
    (pack / "evaluation.jsonl").unlink()
    ran = packs("test", pack)
    assert ran.code == 1
    assert "evaluation.jsonl" in ran.err and " → " in ran.err


def test_an_added_document_is_found_by_the_next_question(command: Callable, tmp_path: Path) -> None:
    document = tmp_path / "islande.md"
    document.write_text(
        "# Islande\n\n## Livraison en Islande\n\n"
        "<!-- category: LIVRAISON -->\n"
        "<!-- questions: livrez-vous en Islande ? -->\n"
        "Nous livrons en Islande en 17 jours.\n",
        encoding="utf-8",
    )
    common = ("--data-dir", tmp_path / "data")
    ran = command("packs", "add-knowledge", "ecommerce", document, *common)
    assert ran.code == 0
    kept = f"{tmp_path}/data/knowledge/ecommerce/islande.md"
    assert ran.out.strip() == f"Ajouté : {kept} (1 passage)"
    answer = json.loads(command("ask", "livrez-vous en Islande ?", "--json", *common).out)
    assert "17 jours" in answer["answer"]
    assert "islande.md" in answer["sources"][0]
    add = ("packs", "add-knowledge", "ecommerce")
    assert command(*add, document, *common).out.startswith("Inchangé : ")
    document.write_text(document.read_text(encoding="utf-8").replace("17", "18"), encoding="utf-8")
    again = command(*add, document, *common)
    assert again.code == 1 and "un document s'appelle déjà « islande.md »" in again.err
    assert command(*add, document, "--replace", *common).out.startswith("Remplacé : ")
    assert command(*add, "--replace", document, *common).out.startswith("Inchangé : ")
    answer = json.loads(command("ask", "livrez-vous en Islande ?", "--json", *common).out)
    assert "18 jours" in answer["answer"]
    assert command(*add, "--list", *common).out == "islande.md — 1 passage, 1 Kio\n"
    assert json.loads(command(*add, "--list", "--json", *common).out)[0]["passages"] == 1
    assert command(*add, "--remove", "islande.md", *common).out.strip() == f"Retiré : {kept}"
    assert "Aucun document" in command(*add, "--list", *common).out
    assert command(*add, "--remove", "islande.md", *common).code == 2
    nothing = command(*add, *common)
    assert nothing.code == 2 and "Il manque le document" in nothing.err


def test_a_document_with_an_unknown_category_is_refused_at_once(
    command: Callable, tmp_path: Path
) -> None:
    document = tmp_path / "notes.csv"
    document.write_text("title,text,category\nA,B,JARDINAGE\n", encoding="utf-8")
    ran = command("packs", "add-knowledge", "ecommerce", document, "--data-dir", tmp_path)
    assert ran.code == 1
    assert "notes.csv" in ran.err and "JARDINAGE" in ran.err
    assert not (tmp_path / "knowledge" / "ecommerce").exists()


def test_what_a_pack_says_about_itself_cannot_steer_the_terminal(
    packs: Callable, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "domains" / "_template", tmp_path / "velos")
    file = tmp_path / "velos" / "pack.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    hostile = {"title": r'title = "Rouge\u001b[31m\u009b2J"', "name": 'name = "velos"'}
    lines = [hostile.get(line.split(" ")[0], line) for line in lines]
    file.write_text("\n".join(lines), encoding="utf-8")
    for arguments in (["list"], ["show", "velos"], ["check", "velos"]):
        out = packs(*arguments, "--domains", tmp_path).out
        assert "\x1b" not in out and "\u009b" not in out
        assert "velos" in out


def test_a_pack_is_proposed_from_a_csv_and_passes_its_check(
    packs: Callable, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "shop.csv", ("instruction", "response", "category"), shop_rows())
    ran = packs("new", "boutique", "--from-csv", file, "--into", tmp_path)
    assert ran.code == 0
    assert "GARANTIE — Garantie (16)\n" in ran.out and "Domaine créé dans " in ran.out
    assert packs("check", tmp_path / "boutique").code == 0


def test_a_number_of_categories_needs_a_csv_and_sense(packs: Callable, tmp_path: Path) -> None:
    ran = packs("new", "boutique", "--categories", "5", "--into", tmp_path)
    assert ran.code == 2 and "--from-csv" in ran.err
    for number in ("1", "201", "x", "-3"):
        ran = packs("new", "boutique", f"--categories={number}", "--into", tmp_path)
        assert ran.code == 2 and "de 2 à 200" in ran.err


def test_a_pack_is_made_from_documents_and_passes_its_check(
    packs: Callable, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Prix\n\nDix euros la nuit.\n\nChiens\n\nEn laisse.\n", encoding="utf-8")
    ran = packs("new", "gite", "--into", tmp_path, "--title", "Le Gîte", "--from-documents", page)
    assert ran.code == 0
    assert "PRIX — prix (1)\n" in ran.out and "Domaine créé dans " in ran.out
    assert packs("check", tmp_path / "gite").code == 0


def test_sources_of_a_new_pack_that_do_not_go_together(packs: Callable, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("instruction\na\n", encoding="utf-8")
    both = ("--from-csv", tmp_path / "a.csv", "--from-documents", tmp_path / "a.csv")
    assert "ne vont pas ensemble" in packs("new", "gite", *both, "--into", tmp_path).err
    alone = packs("new", "gite", "--title", "Le Gîte", "--into", tmp_path)
    assert alone.code == 2 and "--from-documents" in alone.err


def test_a_broken_csv_is_wrong_usage(packs: Callable, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('instruction,response\na,"b\n', encoding="utf-8")
    ran = packs("new", "boutique", "--from-csv", tmp_path / "a.csv", "--into", tmp_path)
    assert ran.code == 2 and "a.csv, ligne 2 : guillemet" in ran.err
    assert not (tmp_path / "boutique").exists()
