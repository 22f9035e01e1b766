"""Faults in what makes a pack understand: categories, examples, entities."""

from pack_faults.fault import CATEGORIES, ENTITIES, Fault

UNDERSTANDING_FAULTS = [
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
]  # fmt: skip
