"""Faults in pack.toml, and in the syntax of TOML."""

from pack_faults.fault import CATEGORIES, RULES, Fault

MANIFEST_FAULTS = [
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
]  # fmt: skip
