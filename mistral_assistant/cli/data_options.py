"""The options of ``data``: what becomes training data."""

import argparse
from collections.abc import Callable

from mistral_assistant.cli import values
from mistral_assistant.i18n import _

Add = Callable[[str, str, str, str], argparse.ArgumentParser]
"""Adds an action: its name, its help, its module and its function."""


def add_data(add: Add) -> None:
    """Add the actions of ``data`` that work on files."""
    repair = add("repair", _("réparer un fichier de questions et réponses"), "data", "repair")
    file = _("FICHIER")
    repair.add_argument("input", type=values.existing_file, metavar=file,
        help=_("le fichier, quel que soit son format et son état"))  # fmt: skip
    goal = repair.add_mutually_exclusive_group(required=True)
    goal.add_argument("--output", type=values.path, metavar=file,
        help=_("où écrire les paires : .csv, .tsv ou .jsonl"))  # fmt: skip
    goal.add_argument("--dry-run", action="store_true",
        help=_("dire ce qui serait fait, sans rien écrire"))  # fmt: skip
    repair.add_argument("--report", type=values.path, metavar=file,
        help=_("le compte rendu ligne par ligne, en JSON"))  # fmt: skip
    repair.add_argument("--review", type=values.path, metavar=file,
        help=_("écrire les lignes écartées dans un CSV à corriger à la main"))  # fmt: skip
    repair.add_argument("--corrected", type=values.existing_file, metavar=file,
        help=_("le CSV de --review, corrigé"))  # fmt: skip
    repair.add_argument("--columns", type=values.renamed_columns, default={}, metavar="A=B",
        help=_("colonnes du fichier : question=instruction,texte=response"))  # fmt: skip
    repair.add_argument("--keep", type=values.names, default=(), metavar=_("COLONNES"),
        help=_("autres colonnes à garder, séparées par des virgules ; * : toutes"))  # fmt: skip
    repair.add_argument("--no-normalise", dest="normalise", action="store_false",
        help=_("réparer seulement : espaces, caractères cachés et doublons restent"))  # fmt: skip
    repair.add_argument("--json", action="store_true", help=_("écrire le résumé en JSON"))
