"""The options of ``history``, apart from the other commands because there are many."""

import argparse
from collections.abc import Callable
from typing import Any

from mistral_assistant.cli import values
from mistral_assistant.i18n import _

Add = Callable[[str, str, str, str], argparse.ArgumentParser]
"""Adds an action: its name, its help, its module and its function."""


def add_history(add: Add) -> None:
    """Add the actions of ``history``."""
    _looking(add)
    _changing(add)
    _files(add)


def add_export_feedback(add: Add) -> None:
    """Add ``export-feedback``, which stands under ``data`` too."""
    help_text = _("vos jugements et corrections, pour l'entraînement")
    feedback = add("export-feedback", help_text, "history_files", "export_feedback")
    feedback.add_argument("file", type=values.path, metavar=_("FICHIER"),
        help=_("fichier .csv ou .jsonl à écrire"))  # fmt: skip
    feedback.add_argument("--pairs", action="store_true",
        help=_("des paires préférée-rejetée au lieu d'exemples"))  # fmt: skip
    _force(feedback)


def _looking(add: Add) -> None:
    listed = add("list", _("les dernières conversations"), "history", "list_all")
    which = listed.add_mutually_exclusive_group()
    which.add_argument("--archived", action="store_true", help=_("les archives"))
    which.add_argument("--bin", action="store_true", help=_("la corbeille"))
    _limit(listed, _("combien en montrer (50)"))
    search = add("search", _("chercher dans les messages"), "history", "search")
    search.add_argument("words", nargs="+", metavar=_("MOT"), help=_("tous doivent y être"))
    traces = add("traces", _("le journal des raisonnements, en JSONL"), "history", "traces")
    _limit(traces, _("les derniers seulement"))


def _changing(add: Add) -> None:
    rename = add("rename", _("donner un autre titre"), "history", "rename")
    rename.add_argument("id", type=values.whole, metavar=_("NUMÉRO"), help=_number_help())
    rename.add_argument("title", nargs="+", metavar=_("TITRE"), help=_("le nouveau titre"))
    for name, help_text, off in (
        ("pin", _("épingler en tête de liste"), _("ne plus épingler")),
        ("archive", _("ranger hors de la liste"), _("sortir des archives")),
    ):
        action = add(name, help_text, "history", name)
        _numbers(action)
        action.add_argument("--off", action="store_true", help=off)
    _numbers(add("delete", _("mettre à la corbeille"), "history", "delete"))
    _numbers(add("restore", _("reprendre de la corbeille"), "history", "restore"))
    purge = add("purge", _("effacer pour de bon, traces comprises"), "history", "purge")
    _numbers(purge, "*")
    purge.add_argument("--bin", action="store_true", help=_("toute la corbeille"))
    purge.add_argument("--all", action="store_true", help=_("absolument tout"))
    purge.add_argument("--yes", action="store_true", help=_("sans demander confirmation"))


def _files(add: Add) -> None:
    export = add("export", _("des conversations dans un fichier"), "history_files",
        "export_conversations")  # fmt: skip
    _numbers(export, "*")
    export.add_argument("--all", action="store_true", help=_("toutes, archives comprises"))
    export.add_argument("--format", choices=("md", "html", "json", "csv", "jsonl"),
        help=_("d'après le nom du fichier, sinon md ; csv et jsonl : entraînement"))  # fmt: skip
    export.add_argument("--output", type=values.path, metavar=_("FICHIER"),
        help=_("fichier à écrire ; sans lui, la sortie standard"))  # fmt: skip
    _force(export)
    taken = add("import", _("reprendre un export JSON"), "history_files", "import_conversations")
    taken.add_argument("files", nargs="+", type=values.existing_file, metavar=_("FICHIER"),
        help=_("fichier écrit par « history export --format json »"))  # fmt: skip
    backup = add("backup", _("tout sauvegarder dans un fichier"), "history_files", "backup")
    backup.add_argument("file", type=values.path, metavar=_("FICHIER"),
        help=_("fichier à écrire"))  # fmt: skip
    _force(backup)
    restored = add("restore-backup", _("remettre une sauvegarde en place"), "history_files",
        "restore")  # fmt: skip
    restored.add_argument("file", type=values.existing_file, metavar=_("FICHIER"),
        help=_("la sauvegarde ; les conversations d'avant sont gardées à côté"))  # fmt: skip
    add_export_feedback(add)


def _numbers(parser: argparse.ArgumentParser, count: Any = "+") -> None:
    parser.add_argument("ids", nargs=count, type=values.whole, metavar=_("NUMÉRO"),
        help=_number_help())  # fmt: skip


def _number_help() -> str:
    return _("voyez « history list »")


def _limit(parser: argparse.ArgumentParser, help_text: str) -> None:
    parser.add_argument("--limit", type=values.whole, metavar=_("NOMBRE"), help=help_text)


def _force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--force", action="store_true", help=_("remplacer un fichier qui existe"))
