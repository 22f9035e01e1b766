"""Faults in what makes a pack answer: rules and templates."""

from pack_faults.fault import RULES, TEMPLATES, Fault

ANSWERING_FAULTS = [
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
]  # fmt: skip
