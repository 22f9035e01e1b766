"""Every command with its options and help texts; the work is done in the modules beside this."""

import argparse
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from mistral_assistant import __version__
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import LANGUAGES, _

Run = Callable[[argparse.Namespace, Any], int]


class _Parser(argparse.ArgumentParser):
    """Raises our own error instead of printing in argparse's English and exiting."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, _("Voyez « {prog} --help ».").format(prog=self.prog))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; ``run`` is the command's function.

    Raises:
        UsageError: the arguments are wrong.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    for name in ("pack", "lang", "theme", "debug", "domains", "data_dir", "config"):
        # The flags may stand before or after the command; the one given last counts.
        after = getattr(options, f"{name}_after", None)
        if after is not None:
            setattr(options, name, after)
    return options


def _late(module: str, function: str) -> Run:
    """Import a command's module only when the command runs."""

    def run(options: argparse.Namespace, settings: Any) -> int:
        command = getattr(importlib.import_module(f"mistral_assistant.cli.{module}"), function)
        return int(command(options, settings))

    return run


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="mistral-assistant",
        description=_("Un assistant privé, en français, dans le terminal."),
        epilog=_(
            "Codes de sortie : 0 fait · 1 refusé ou échoué · 2 mauvais usage · "
            "3 contrôle ou test d'un domaine non réussi · 130 interrompu."
        ),
    )
    parser.add_argument("--version", action="version", version=__version__)
    _common(parser, "")
    parser.set_defaults(run=_late("chat", "chat"), line=False)
    commands = parser.add_subparsers(title=_("commandes"), metavar="COMMANDE")
    _chat(commands)
    _ask(commands)
    _packs(commands)
    _history(commands)
    _doctor(commands)
    return parser


def _common(parser: argparse.ArgumentParser, suffix: str) -> None:
    """Add the settings flags; under a command they get a suffix, so that both places work."""

    def add(flag: str, name: str, **options: Any) -> None:
        parser.add_argument(flag, dest=name + suffix, default=None, **options)

    add("--pack", "pack", metavar="DOMAINE", help=_("domaine de départ"))
    add(
        "--domains",
        "domains",
        metavar="DOSSIER",
        type=Path,
        action="append",
        help=_("dossier de domaines cherché avant les autres (répétable)"),
    )
    add("--lang", "lang", metavar="|".join(LANGUAGES), help=_("langue de l'interface"))
    add("--data-dir", "data_dir", metavar="DOSSIER", type=Path,
        help=_("dossier des conversations et des caches"))  # fmt: skip
    add("--config", "config", metavar="FICHIER", type=Path, help=_("fichier de réglages"))
    add("--theme", "theme", metavar="NOM", help=_("thème de l'écran"))
    add("--debug", "debug", action="store_const", const=True, help=_("montrer le raisonnement"))


def _command(commands: Any, name: str, help_text: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text
    )
    _common(parser, "_after")
    parser.set_defaults(run=run)
    return parser


def _chat(commands: Any) -> None:
    chat = _command(commands, "chat", _("le chat (par défaut)"), _late("chat", "chat"))
    chat.add_argument("--line", action="store_true", help=_("ligne à ligne, sans plein écran"))
    chat.add_argument(
        "--continue",
        dest="resume",
        action="store_true",
        help=_("reprendre la dernière conversation"),
    )


def _ask(commands: Any) -> None:
    ask = _command(commands, "ask", _("une question, ou un lot de questions"), _late("ask", "ask"))
    ask.add_argument("text", nargs="*", help=_("la question ; sans elle, l'entrée standard"))
    ask.add_argument("--trace", action="store_true", help=_("montrer les huit étapes"))
    ask.add_argument("--json", action="store_true", help=_("un objet JSON"))
    ask.add_argument(
        "--batch",
        type=Path,
        metavar="FICHIER.jsonl",
        help=_("un objet (text, conversation) par ligne ; une ligne JSON par réponse"),
    )  # fmt: skip
    ask.add_argument("--now", metavar="DATE", help=_("l'instant présent, au format ISO 8601"))


def _packs(commands: Any) -> None:
    packs = _command(commands, "packs", _("les domaines"), _late("packs", "list_packs"))
    actions = packs.add_subparsers(title=_("actions"), metavar="ACTION")
    _command(actions, "list", _("les domaines trouvés"), _late("packs", "list_packs"))
    show = _command(actions, "show", _("le contenu d'un domaine"), _late("packs", "show"))
    show.add_argument("name", metavar="DOMAINE")
    show.add_argument(
        "--python",
        action="store_true",
        help=_("CATEGORIES, THEME_VECTORS et RESPONSE_TEMPLATES en Python"),
    )
    check = _command(
        actions, "check", _("tous les problèmes d'un domaine"), _late("packs", "check")
    )
    check.add_argument("name", metavar="DOMAINE", help=_("nom ou dossier"))
    check.add_argument("--json", action="store_true")
    test = _command(actions, "test", _("l'évaluation d'un domaine"), _late("packs", "test"))
    test.add_argument("name", metavar="DOMAINE")
    test.add_argument("--json", action="store_true")
    test.add_argument(
        "--minimum", type=float, default=95.0, metavar="%", help=_("part de tours justes exigée")
    )
    new = _command(
        actions, "new", _("un nouveau domaine, d'après le modèle"), _late("packs", "new")
    )
    new.add_argument("name", metavar="NOM")
    new.add_argument("--into", type=Path, default=Path("domains"), metavar="DOSSIER")
    add = _command(
        actions,
        "add-knowledge",
        _("vos documents dans un domaine"),
        _late("packs", "add_knowledge"),
    )
    add.add_argument("name", metavar="DOMAINE")
    add.add_argument("files", nargs="+", type=Path, metavar="FICHIER")


def _history(commands: Any) -> None:
    history = _command(commands, "history", _("les conversations"), _late("history", "list_all"))
    actions = history.add_subparsers(title=_("actions"), metavar="ACTION")
    _command(actions, "list", _("les dernières conversations"), _late("history", "list_all"))
    search = _command(
        actions, "search", _("chercher dans les messages"), _late("history", "search")
    )
    search.add_argument("words", nargs="+", metavar="MOT")
    export = _command(
        actions, "export", _("une conversation en Markdown ou JSON"), _late("history", "export")
    )
    export.add_argument("id", type=int, metavar="NUMÉRO")
    export.add_argument("--format", choices=("md", "json"), default="md")
    traces = _command(
        actions, "traces", _("le journal des raisonnements, en JSONL"), _late("history", "traces")
    )
    traces.add_argument("--limit", type=int, default=None, metavar="N")


def _doctor(commands: Any) -> None:
    doctor = _command(commands, "doctor", _("l'état de cette machine"), _late("doctor", "doctor"))
    doctor.add_argument("--json", action="store_true")
    doctor.add_argument(
        "--report", type=Path, metavar="FICHIER", help=_("rapport sans données personnelles")
    )
