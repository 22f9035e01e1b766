"""Faults in tables, knowledge, evaluation and training, and in the folder itself."""

import shutil
from pathlib import Path

import pytest

from pack_faults.fault import ENTITIES, EVALUATION, TEMPLATES, Fault, prepend, write_file


def _twin(pack: Path) -> object:
    """Add a file whose name differs from another one's in its case only."""
    if (pack / "knowledge" / "ATELIER.md").exists():
        pytest.skip("this file system does not tell case apart")
    return shutil.copy(pack / "knowledge" / "atelier.md", pack / "knowledge" / "ATELIER.md")


CONTENTS_FAULTS = [
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
        "points-virgules", action=write_file("knowledge/prix.csv", b"titre;texte\na;b\n"),
    ),
    Fault(
        "bad-json", "knowledge/faits.jsonl", '{"title"', "", "JSON incorrect", "une seule ligne",
        action=write_file("knowledge/faits.jsonl", b'{"title": "a", "text": }\n'),
    ),
    Fault(
        "wrong-encoding", "knowledge/latin.md", "caf", "", "pas de l'UTF-8 (octet 0xE9", "UTF-8",
        action=write_file("knowledge/latin.md", "## Menu\n\nUn café noir".encode("latin-1")),
    ),
    Fault(
        "bom", TEMPLATES, "# Les réponses", "", "(BOM)", "UTF-8",
        action=prepend(TEMPLATES, b"\xef\xbb\xbf"), severity="warning",
    ),
    Fault(
        "invisible-character", "knowledge/piege.md", "rouge", "", "U+001B", "pas affiché",
        action=write_file("knowledge/piege.md", b"## Piege\n\nUn texte \x1b[31mrouge\n"),
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
        action=write_file("knowledge/gros.md", b"x" * (5 * 1024 * 1024)),
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
