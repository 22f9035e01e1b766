"""Every kind of fault that a pack author can make is reported with file, line, key and remedy."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.errors import PackError, Problem

Edit = tuple[str, str]
"""(text that is in the file, what takes its place); an empty first text appends."""


@dataclass(frozen=True)
class Fault:
    """One way to break the template pack, and the problem that must be reported."""

    id: str
    file: str
    at: str
    """The reported line is the one that holds this text afterwards; empty for line 0."""
    key: str
    what: str
    remedy: str = ""
    """Text that the remedy must hold."""
    edits: tuple[Edit, ...] = ()
    """Edits of ``file``, or of ``edited``."""
    edited: str = ""
    action: Callable[[Path], object] | None = None
    severity: str = "error"
    together: bool = True
    """False where the fault hides others or clashes with another one."""
    stops: bool = field(default=True)
    """False for faults in files that a chat never reads."""


def _write(name: str, data: bytes) -> Callable[[Path], object]:
    def write(pack: Path) -> object:
        path = pack / name
        path.parent.mkdir(exist_ok=True)
        return path.write_bytes(data)

    return write


def _prepend(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda pack: (pack / name).write_bytes(data + (pack / name).read_bytes())


def _twin(pack: Path) -> object:
    if (pack / "knowledge" / "ATELIER.md").exists():
        pytest.skip("this file system does not tell case apart")
    return shutil.copy(pack / "knowledge" / "atelier.md", pack / "knowledge" / "ATELIER.md")


CATEGORIES = "categories.toml"
RULES = "approaches.toml"
TEMPLATES = "templates.toml"
ENTITIES = "entities.toml"
EVALUATION = "evaluation.jsonl"

FAULTS = [
    # --- pack.toml
    Fault(
        "newer-schema", "pack.toml", "schema_version", "schema_version", "format 7", "à jour",
        (("schema_version = 1", "schema_version = 7"),),
    ),
    Fault(
        "bool-is-no-schema-version", "pack.toml", "schema_version", "schema_version",
        "il faut un nombre entier et non true ou false", "sans guillemets",
        (("schema_version = 1", "schema_version = true"),), together=False,
    ),
    Fault(
        "name-unlike-folder", "pack.toml", 'name = "autre"', "name", "celui du dossier",
        'name = "template"', (('name = "template"', 'name = "autre"'),),
    ),
    Fault(
        "no-title", "pack.toml", "# La carte", "title", "il manque « title »", 'title = "…"',
        (('title = "Atelier de vélos"', "#"),), together=False,
    ),
    Fault(
        "empty-title", "pack.toml", "title =", "title", "« title » est vide", 'title = "…"',
        (('title = "Atelier de vélos"', 'title = " "'),),
    ),
    Fault(
        "unknown-key", "pack.toml", "licennce", "licennce", "clé inconnue", "« licence »",
        (("licence =", "licennce ="),),
    ),
    Fault(
        "unknown-key-in-a-table", "pack.toml", "sur = 0.60", "limits.sur", "clé inconnue",
        "« sure »", (("sure = 0.60", "sur = 0.60"),),
    ),
    Fault(
        "wrong-type", "pack.toml", "passages =", "limits.passages",
        "il faut un nombre entier et non un texte", "sans guillemets",
        (("passages = 3", 'passages = "3"'),),
    ),
    Fault(
        "bool-is-no-number", "pack.toml", "in_scope =", "limits.in_scope",
        "il faut un nombre et non true ou false", "nombre",
        (("in_scope = 0.50", "in_scope = true"),),
    ),
    Fault(
        "number-out-of-bounds", "pack.toml", "answer_chars =", "limits.answer_chars",
        "entre 100 et", "1500", (("answer_chars = 1500", "answer_chars = 3"),),
    ),
    Fault(
        "absolute-path-as-adapter", "pack.toml", "/etc/passwd", "model.adapter",
        "un chemin et non un nom", "ecommerce",
        (('adapter = "template"', 'adapter = "/etc/passwd"'),),
    ),
    Fault(
        "path-out-of-the-folder-as-base", "pack.toml", "../../secret", "model.base",
        "un chemin et non un nom", "auteur/modele",
        (('"mistralai/Mistral-7B-Instruct-v0.3"', '"../../secret"'),),
    ),
    Fault(
        "path-as-table", "pack.toml", "../../etc", 'tables."../../etc/passwd"',
        "n'est pas un nom de table", "minuscules",
        (("", '\n[tables."../../etc/passwd"]\nkey = "a"\nentity = "numero_reparation"\n'),),
    ),
    Fault(
        "no-file-for-a-table", "pack.toml", "[tables.reparation]", "tables.reparation",
        "tables/reparation.csv n'existe pas", "Renommez tables/reparations.csv",
        (("[tables.reparations]", "[tables.reparation]"),), together=False,
    ),
    Fault(
        "key-column-missing", "pack.toml", 'key = "numro"', "tables.reparations.key",
        "« numro » est inconnu", "« numero »", (('key = "numero"', 'key = "numro"'),),
    ),
    Fault(
        "label-of-a-missing-column", "pack.toml", "pret_lee", "tables.reparations.labels.pret_lee",
        "pas de colonne", "« pret_le »", (("{ pret_le = \"prêt le\"", "{ pret_lee = \"prêt le\""),),
    ),
    Fault(
        "unknown-column-type", "pack.toml", '"amont"', "tables.reparations.types.prix",
        "« amont » n'est pas un type", "« amount »", (('prix = "amount"', 'prix = "amont"'),),
    ),
    Fault(
        "unknown-entity-of-a-table", "pack.toml", 'entity = "numero_reparatio"',
        "tables.reparations.entity", "entité inconnue", "« numero_reparation »",
        (('entity = "numero_reparation"', 'entity = "numero_reparatio"'),),
    ),
    Fault(
        "placeholder-name", "pack.toml", '"n° vert"', 'placeholders."n° vert"',
        "ne peut pas servir de $nom", "minuscules",
        (('telephone = "01 99 00 55 10"', 'telephone = "01 99 00 55 10"\n"n° vert" = "x"'),),
    ),
    # --- TOML syntax
    Fault(
        "bad-syntax", RULES, "then = knowledge", "then", "syntaxe TOML, colonne",
        "suite du fichier", (('then = "knowledge"', "then = knowledge"),), together=False,
    ),
    Fault(
        "duplicate-category", CATEGORIES, "[HORAIRES] # bis", "HORAIRES", "déclarée deux fois",
        "Corrigez", (("", '\n[HORAIRES] # bis\nlabel = "x"\n'),), together=False,
    ),
    # --- categories.toml
    Fault(
        "case-twin-category", CATEGORIES, "[Tarifs]", "Tarifs", "ne diffère de [TARIFS]",
        "sous un seul nom", (("", '\n[Tarifs]\nlabel = "x"\nexamples = ["y"]\n'),),
    ),
    Fault(
        "category-name", CATEGORIES, "[Après-vente]", "Après-vente",
        "n'est pas un nom de catégorie", "[APRES_VENTE]",
        (("", '\n["Après-vente"] # [Après-vente]\nlabel = "x"\nexamples = ["ab"]\n'),),
    ),
    Fault(
        "keyword-in-two-categories", CATEGORIES, '"Adressé"', "TARIFS.keywords[2]",
        "aussi dans HORAIRES", "une seule des deux",
        (('keywords = ["prix", "tarif"', 'keywords = ["prix", "Adressé", "tarif"'),
         ('"adresse"]', '"adressé"]')),
    ),
    Fault(
        "same-example-in-two-categories", CATEGORIES, '"BONJOUR",', "TARIFS.examples[1]",
        "aussi dans SALUTATION", "une seule des deux",
        (('examples = [\n  "combien coûte', 'examples = [\n  "BONJOUR",\n  "combien coûte'),),
    ),
    Fault(
        "empty-example", CATEGORIES, '"  ",', "SALUTATION.examples[2]", "texte vide", "retirez",
        (('  "bonjour",\n', '  "bonjour",\n  "  ",\n'),),
    ),
    Fault(
        "no-examples", CATEGORIES, "[AUTRE]", "AUTRE.examples", "aucun exemple", "examples.csv",
        (("", '\n[AUTRE]\nlabel = "autre chose"\n'),),
    ),
    Fault(
        "unknown-needed-entity", CATEGORIES, "numero_reparations", "SUIVI_REPARATION.needs[1]",
        "entité inconnue", "« numero_reparation »",
        (('needs = ["numero_reparation"]', 'needs = ["numero_reparations"]'),),
    ),
    Fault(
        "text-instead-of-a-list", CATEGORIES, 'keywords = "bonjour"', "SALUTATION.keywords",
        "il faut une liste de textes et non un texte", "crochets",
        (('keywords = ["bonjour", "bonsoir", "salut"]', 'keywords = "bonjour"'),),
    ),
    Fault(
        "number-in-a-list-of-texts", CATEGORIES, "  12,", "HORAIRES.examples[1]",
        "il faut un texte et non un nombre entier", "guillemets",
        (('examples = [\n  "vous êtes ouverts', 'examples = [\n  12,\n  "vous êtes ouverts'),),
    ),
    Fault(
        "text-instead-of-a-flag", CATEGORIES, 'follow_up = "non"', "SALUTATION.follow_up",
        "il faut true ou false", "sans guillemets", (("follow_up = false", 'follow_up = "non"'),),
    ),
    # --- examples.csv
    Fault(
        "unknown-category-of-an-example", "examples.csv", "HORRAIRES", "category",
        "catégorie inconnue", "« HORAIRES »", (("19 h ?\",HORAIRES", "19 h ?\",HORRAIRES"),),
    ),
    Fault(
        "empty-row", "examples.csv", '"",TARIFS', "text", "cellule vide", "retirez la ligne",
        (("", '"",TARIFS\n'),), together=False,
    ),
    # --- entities.toml
    Fault(
        "pattern-that-is-no-re2", ENTITIES, "(?=x)", "devant.pattern", "refusé par RE2",
        "ni devant ni derrière",
        (("", "\n[devant]\nlabel = \"x\"\npattern = '\\d(?=x)'\n"),),
    ),
    Fault(
        "pattern-with-back-reference", ENTITIES, "(a)\\1", "rappel.pattern", "refusé par RE2",
        "rappel de groupe", (("", "\n[rappel]\nlabel = \"x\"\npattern = '(a)\\1'\n"),),
    ),
    Fault(
        "pattern-that-matches-nothing", ENTITIES, "\\d*", "vide.pattern", "texte vide", "+",
        (("", "\n[vide]\nlabel = \"x\"\npattern = '\\d*'\n"),),
    ),
    Fault(
        "pattern-too-large", ENTITIES, "{1000}", "gros.pattern", "refusé par RE2", "1000 fois",
        (("", "\n[gros]\nlabel = \"x\"\npattern = '(?i)[\\pL]{1000}'\n"),),
    ),
    Fault(
        "two-kinds-of-entity", ENTITIES, "[double]", "double", "une seule de ces clés",
        "Gardez celle", (("", "\n[double]\nlabel = \"x\"\npattern = 'a'\nbuiltin = \"date\"\n"),),
    ),
    Fault(
        "unknown-builtin", ENTITIES, '"emial"', "courriel.builtin", "« emial » est inconnu",
        "« email »", (("", '\n[courriel]\nlabel = "x"\nbuiltin = "emial"\n'),),
    ),
    Fault(
        "entity-column-missing", ENTITIES, 'column = "velos"', "velo_client.column",
        "pas de colonne", "« velo »",
        (("", '\n[velo_client]\nlabel = "x"\ntable = "reparations"\ncolumn = "velos"\n'),),
    ),
    Fault(
        "entity-of-an-unknown-table", ENTITIES, 'table = "reparation"', "piece.table",
        "table inconnue", "« reparations »",
        (("", '\n[piece]\nlabel = "x"\ntable = "reparation"\ncolumn = "velo"\n'),),
    ),
    Fault(
        "normal-form", ENTITIES, "$chiffres", "numero_reparation.normalise", "$value et $digits",
        "CMD-$digits", (('"REP-$digits"', '"REP-$chiffres"'),),
    ),
    Fault(
        "wording-of-two-values", ENTITIES, 'b = ["Vert"]', "couleur.values.b",
        "désigne aussi « a »", "une seule",
        (("", '\n[couleur]\nlabel = "x"\nvalues.a = ["vert"]\nvalues.b = ["Vert"]\n'),),
    ),
    # --- approaches.toml
    Fault(
        "unknown-approach", RULES, 'then = "knowlege"', "rule[8].then", "« knowlege » est inconnu",
        "« knowledge »", (('then = "knowledge"', 'then = "knowlege"'),),
    ),
    Fault(
        "unknown-category-in-a-rule", RULES, '"SALUTATIONS"', "rule[4].when.category",
        "catégorie inconnue", "« SALUTATION »",
        (('category = ["SALUTATION"]', 'category = ["SALUTATIONS"]'),),
    ),
    Fault(
        "unknown-condition", RULES, "decisions =", "rule[2].when.decisions", "condition inconnue",
        "« decision »", (("decision = [\"outside\"]", "decisions = [\"outside\"]"),),
    ),
    Fault(
        "unknown-value-of-a-condition", RULES, '"ambigous"', "rule[3].when.decision",
        "valeur inconnue", "« ambiguous »", (('["ambiguous"]', '["ambigous"]'),),
    ),
    Fault(
        "unknown-template", RULES, 'template = "etat_reparations"', "rule[5].template",
        "modèle de réponse inconnu", "« etat_reparation »",
        (('template = "etat_reparation"', 'template = "etat_reparations"'),),
    ),
    Fault(
        "unknown-table-in-a-rule", RULES, 'not_found = ["reparation"]', "rule[6].when.not_found",
        "table inconnue", "« reparations »",
        (('not_found = ["reparations"]', 'not_found = ["reparation"]'),),
    ),
    Fault(
        "unknown-entity-to-ask-for", RULES, 'ask_for = "numero"', "rule[7].ask_for",
        "entité inconnue", "« numero_reparation »",
        (('ask_for = "numero_reparation"', 'ask_for = "numero"'),),
    ),
    Fault(
        "rule-without-what-it-needs", RULES, "[[rule]] # nu", "rule[11].template",
        "a besoin de « template »", 'template = "…"',
        (("", '\n[[rule]] # nu\nid = "nu"\nthen = "template"\n'),), together=False,
    ),
    Fault(
        "duplicate-rule-id", RULES, 'id = "hors-sujet" # bis', "rule[4].id", "s'appelle déjà",
        "différent", (('id = "bonjour"', 'id = "hors-sujet" # bis'),),
    ),
    Fault(
        "rule-that-never-applies", RULES, "[[rule]] # jamais", "rule[11]", "ne s'applique jamais",
        "avant « sans-reponse »",
        (("", '\n[[rule]] # jamais\nid = "x"\nthen = "knowledge"\n'),), severity="warning",
    ),
    # --- templates.toml
    Fault(
        "unknown-placeholder", TEMPLATES, "$telefone", "handover.default[1]", "« $telefone »",
        "« telephone »",
        (("appelez l'atelier au $telephone", "appelez l'atelier au $telefone"),),
    ),
    Fault(
        "stray-dollar", TEMPLATES, "5 $ !", "no_answer.default[1]", "autre chose qu'un nom", "$$",
        (("Je n'ai pas la réponse", "5 $ ! Je n'ai pas la réponse"),),
    ),
    Fault(
        "required-template-missing", TEMPLATES, "# Les réponses toutes", "decline",
        "il manque le modèle", "Renommez [declin] en [decline]",
        (("[decline]", "[declin]"),), together=False,
    ),
    Fault(
        "required-variant-missing", TEMPLATES, "[moderation]", "moderation.threat",
        "pas de variante « threat »", "« threats »", (("threat = [", "threats = ["),),
    ),
    Fault(
        "template-without-text", TEMPLATES, "default = []", "reparation_inconnue.default",
        "aucun texte", "au moins un",
        (('default = ["Je ne trouve pas', 'default = []\nautre = ["Je ne trouve pas'),),
    ),
    # --- tables/
    Fault(
        "duplicate-key-value", "tables/reparations.csv", "rep-0412,", "numero", "déjà à la ligne 2",
        "qu'une ligne", (("", "rep-0412,tandem,prêt,,\n"),), together=False,
    ),
    Fault(
        "cell-too-many", "tables/reparations.csv", "REP-0500", "", "6 cellules au lieu de 5",
        "guillemets", (("", "REP-0500,vélo, rouge,prêt,2026-03-11,12.00\n"),),
    ),
    Fault(
        "no-date", "tables/reparations.csv", "REP-0600", "pret_le", "n'est pas une date",
        "2026-03-14", (("", "REP-0600,vélo,prêt,demain,12.00\n"),),
    ),
    Fault(
        "unclosed-quote", "tables/reparations.csv", "REP-0700", "", "jamais fermé", "deux fois",
        (("REP-0418", 'REP-0700,"vélo,prêt,2026-03-11,12.00\nREP-0418'),),
    ),
    Fault(
        "duplicate-column", "tables/reparations.csv", "velo,velo", "velo", "en double",
        "nom différent", (("numero,velo,etat", "velo,velo,etat"),), together=False,
    ),
    Fault(
        "unknown-category-of-a-row", "tables/reparations.csv", "REP-0800", "etat",
        "catégorie inconnue « prêt »", "Valeurs possibles",
        (('[tables.reparations]\n', '[tables.reparations]\ncategory = "etat"\n'),),
        edited="pack.toml", action=lambda pack: (pack / "tables" / "reparations.csv").write_text(
            "numero,velo,etat,pret_le,prix\nREP-0800,vélo,prêt,,\n", encoding="utf-8"
        ), together=False,
    ),
    # --- knowledge/
    Fault(
        "passage-without-text", "knowledge/atelier.md", "## Vide", "Vide", "sans texte",
        "retirez le passage", (("", "\n## Vide\n\n<!-- category: TARIFS -->\n"),),
    ),
    Fault(
        "row-without-text", "knowledge/tarifs.csv", "Cadenas", "Cadenas", "sans texte",
        "retirez le passage", (("", "Cadenas,,TARIFS,\n"),),
    ),
    Fault(
        "unknown-category-of-a-passage", "knowledge/atelier.md", "## Adresse", "category",
        "catégorie inconnue", "« HORAIRES »",
        (("accès\n<!-- category: HORAIRES -->", "accès\n<!-- category: HORAIRE -->"),),
    ),
    Fault(
        "column-missing", "knowledge/prix.csv", "titre;texte", "title", "il manque la colonne",
        "points-virgules", action=_write("knowledge/prix.csv", b"titre;texte\na;b\n"),
    ),
    Fault(
        "bad-json", "knowledge/faits.jsonl", '{"title"', "", "JSON incorrect", "une seule ligne",
        action=_write("knowledge/faits.jsonl", b'{"title": "a", "text": }\n'),
    ),
    Fault(
        "wrong-encoding", "knowledge/latin.md", "caf", "", "pas de l'UTF-8 (octet 0xE9", "UTF-8",
        action=_write("knowledge/latin.md", "## Menu\n\nUn café noir".encode("latin-1")),
    ),
    Fault(
        "bom", TEMPLATES, "# Les réponses", "", "(BOM)", "UTF-8",
        action=_prepend(TEMPLATES, b"\xef\xbb\xbf"), severity="warning",
    ),
    Fault(
        "invisible-character", "knowledge/piege.md", "rouge", "", "U+001B", "pas affiché",
        action=_write("knowledge/piege.md", b"## Piege\n\nUn texte \x1b[31mrouge\n"),
        severity="warning",
    ),
    # --- evaluation.jsonl and training.csv
    Fault(
        "unknown-approach-in-evaluation", EVALUATION, "suivi-en-deux", "turns[1].approach",
        "« templat » est inconnu", "« template »",
        (('"approach": "template"', '"approach": "templat"'),), stops=False,
    ),
    Fault(
        "unknown-category-in-evaluation", EVALUATION, "suivi-en-deux", "turns[2].category",
        "« SUIVI_REPARATIO » est inconnu", "« SUIVI_REPARATION »",
        (('"SUIVI_REPARATION", "approach": "ask"', '"SUIVI_REPARATIO", "approach": "ask"'),),
        stops=False,
    ),
    Fault(
        "unknown-entity-in-evaluation", EVALUATION, "suivi-en-deux", "turns[3].entities[1].type",
        "« numero » est inconnu", "« numero_reparation »",
        (('"type": "numero_reparation"', '"type": "numero"'),), stops=False,
    ),
    Fault(
        "bad-now", EVALUATION, "hors-sujet", "now", "pas une date", "2026-03-12T10:00:00",
        (('"hors-sujet", "now": "2026-03-12T10:00:00"', '"hors-sujet", "now": "hier"'),),
        stops=False,
    ),
    Fault(
        "bad-json-in-evaluation", EVALUATION, "{oups", "", "JSON incorrect", "une seule ligne",
        (("", "{oups\n"),), stops=False,
    ),
    Fault(
        "training-without-a-column", "training.csv", "instruction,reponse", "response",
        "il manque la colonne", "Renommez la colonne « reponse »",
        (("instruction,response", "instruction,reponse"),), stops=False, together=False,
    ),
    Fault(
        "empty-training-cell", "training.csv", "et alors", "response", "cellule vide", "Remplissez",
        (("", "et alors,,TARIFS\n"),), stops=False,
    ),
    # --- the folder
    Fault(
        "missing-file", TEMPLATES, "", "", "ce fichier manque", "packs new",
        action=lambda pack: (pack / TEMPLATES).unlink(), together=False,
    ),
    Fault(
        "misspelt-file", "entites.toml", "", "", "n'est pas lu", "« entities.toml »",
        action=lambda pack: (pack / ENTITIES).rename(pack / "entites.toml"), severity="warning",
        together=False, stops=False,
    ),
    Fault(
        "oversized-file", "knowledge/gros.md", "", "", "trop gros", "plusieurs fichiers",
        action=_write("knowledge/gros.md", b"x" * (5 * 1024 * 1024)),
    ),
    Fault(
        "link-out-of-the-folder", "knowledge/lien.md", "", "", "sort du dossier", "copie",
        action=lambda pack: (pack / "knowledge" / "lien.md").symlink_to("/etc/hostname"),
    ),
    Fault(
        "case-twins", "knowledge/atelier.md", "", "", "la casse", "Renommez", action=_twin,
        together=False,
    ),
]  # fmt: skip


def break_pack(pack: Path, fault: Fault) -> None:
    for old, new in fault.edits:
        path = pack / (fault.edited or fault.file)
        text = path.read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{old!r} is not in {path.name}")
        path.write_text(text.replace(old, new, 1) if old else text + new, encoding="utf-8")
    if fault.action:
        fault.action(pack)


def line_of(pack: Path, fault: Fault) -> int:
    if not fault.at:
        return 0
    text = (pack / fault.file).read_bytes().decode("utf-8-sig", "replace")
    lines = text.splitlines()
    return next(number for number, line in enumerate(lines, 1) if fault.at in line)


def find(problems: list[Problem], fault: Fault) -> Problem:
    """Return the problem of a fault, or fail with everything that was reported."""
    for problem in problems:
        if (
            problem.file == fault.file
            and problem.key == fault.key
            and fault.what in problem.what
            and problem.severity == fault.severity
        ):
            return problem
    raise AssertionError(f"{fault.id}: not in\n" + "\n".join(map(str, problems)))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_a_fault_is_reported_with_its_place_and_remedy(pack_path: Path, fault: Fault) -> None:
    break_pack(pack_path, fault)
    problem = find(check_pack(pack_path), fault)
    assert problem.line == line_of(pack_path, fault)
    assert fault.remedy in problem.remedy
    assert problem.remedy


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if fault.stops], ids=lambda fault: fault.id
)
def test_only_errors_stop_a_pack_from_loading(pack_path: Path, fault: Fault) -> None:
    break_pack(pack_path, fault)
    if fault.severity == "warning":
        assert load_pack(pack_path).name == "template"
        return
    with pytest.raises(PackError) as caught:
        load_pack(pack_path)
    assert fault.what in str(caught.value)


def test_faults_that_can_coexist_stand_in_one_report(pack_path: Path) -> None:
    """No fault hides another one, in the same file or elsewhere."""
    faults = [fault for fault in FAULTS if fault.together]
    for fault in faults:
        break_pack(pack_path, fault)
    problems = check_pack(pack_path)
    assert len(faults) >= 20
    for fault in faults:
        assert find(problems, fault).line == line_of(pack_path, fault), fault.id


def test_a_syntax_error_hides_only_what_follows_in_its_own_file(pack_path: Path) -> None:
    break_pack(pack_path, next(fault for fault in FAULTS if fault.id == "duplicate-category"))
    break_pack(pack_path, next(fault for fault in FAULTS if fault.id == "unknown-approach"))
    files = {problem.file for problem in check_pack(pack_path) if problem.severity == "error"}
    assert files == {CATEGORIES, RULES}


def test_every_broken_pack_names_all_its_problems_when_printed(pack_path: Path) -> None:
    for fault in FAULTS[:8]:
        if fault.together:
            break_pack(pack_path, fault)
    with pytest.raises(PackError) as caught:
        load_pack(pack_path)
    printed = str(caught.value).splitlines()
    assert len(printed) == 1 + len(caught.value.problems)
    assert all(" → " in line for line in printed)
