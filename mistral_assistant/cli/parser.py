"""Every command with its options and help texts; the work is done in the modules beside this."""

import argparse
import difflib
import importlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from mistral_assistant import __version__
from mistral_assistant.cli import values
from mistral_assistant.cli.argparse_words import argparse_in_our_words
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import LANGUAGES, _

if TYPE_CHECKING:
    from mistral_assistant.cli.history_options import Add

Run = Callable[[argparse.Namespace, Any], int]

_AFTER = "_after"
"""Suffix of the options that may stand before the command as well as after it."""


class _Parser(argparse.ArgumentParser):
    """Raises our own error instead of printing it and exiting; takes no shortened options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}.", _("Voyez « {prog} --help ».").format(prog=self.prog))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options; ``run`` is the command's function.

    Raises:
        UsageError: the arguments are wrong.
        SystemExit: the help or the version was asked for and has been printed.
    """
    with argparse_in_our_words():
        bare = _parse_bare(arguments)
        if bare is not None:
            return bare
        options, unknown = _parser().parse_known_args(arguments)
    if unknown:
        raise _unknown(unknown[0], options.parser)
    for name in [name for name in vars(options) if name.endswith(_AFTER)]:
        # The one given last counts.
        if getattr(options, name) is not None:
            setattr(options, name.removesuffix(_AFTER), getattr(options, name))
    return options


def _parse_bare(arguments: Sequence[str]) -> argparse.Namespace | None:
    """Read the options of the chat without building the parsers of all commands.

    None where there is more: a command, a request for help, or a fault for the others to name.
    """
    parser = _start(add_help=False)
    with suppress(UsageError):
        options, unknown = parser.parse_known_args(arguments)
        return None if unknown else options
    return None


def _unknown(argument: str, parser: argparse.ArgumentParser) -> UsageError:
    flag = argument.split("=")[0]
    known = [name for action in parser._actions for name in action.option_strings]
    near = difflib.get_close_matches(flag, known, 1, cutoff=0.75)
    help_hint = _("Voyez « {prog} --help ».").format(prog=parser.prog)
    meant = _("Vouliez-vous dire « {name} » ?").format(name=near[0]) + " " if near else ""
    if argument.startswith("-"):
        return UsageError(
            _("L'option « {name} » n'existe pas.").format(name=flag), meant + help_hint
        )
    return UsageError(
        _("L'argument « {text} » est de trop.").format(text=argument),
        _("Mettez un texte de plusieurs mots entre guillemets.") + " " + help_hint,
    )


def _late(module: str, function: str) -> Run:
    """Import a command's module only when the command runs."""

    def run(options: argparse.Namespace, settings: Any) -> int:
        command = getattr(importlib.import_module(f"mistral_assistant.cli.{module}"), function)
        return int(command(options, settings))

    return run


def _start(**options: Any) -> argparse.ArgumentParser:
    """Return the parser of a start without a command."""
    parser = _Parser(
        prog="mistral-assistant",
        description=_("Un assistant privé, en français, dans le terminal."),
        epilog=_(
            "Codes de sortie : 0 fait · 1 refusé ou échoué · 2 mauvais usage · "
            "3 contrôle ou test non réussi · 130 interrompu."
        ),
        **options,
    )
    parser.add_argument(
        "--version", action="version", version=__version__, help=_("montrer la version")
    )
    _common(parser, "")
    _chat_options(parser, "")
    parser.set_defaults(run=_late("chat", "chat"), parser=parser)
    return parser


def _parser() -> argparse.ArgumentParser:
    from mistral_assistant.cli.engine_options import add_engine
    from mistral_assistant.cli.models_options import add_models

    parser = _start()
    commands = parser.add_subparsers(title=_("commandes"), metavar=_("COMMANDE"))
    _chat(commands)
    _ask(commands)
    _check(commands)
    _packs(commands)
    _history(commands)
    _data(commands)
    _train(commands)
    _export(commands)
    add_models(_adder(_command(commands, "models", _("les modèles de cette machine"),
        _late("models", "list_models"))))  # fmt: skip
    add_engine(_command(commands, "engine", _("le moteur d'un modèle"), _late("engine", "engine")))
    _doctor(commands)
    return parser


def _common(parser: argparse.ArgumentParser, suffix: str) -> None:
    """Add the settings; under a command they get a suffix, so that both places work."""

    def add(flag: str, help_text: str, **options: Any) -> None:
        name = flag.removeprefix("--").replace("-", "_")
        parser.add_argument(flag, dest=name + suffix, default=None, help=help_text, **options)

    folder = _("DOSSIER")
    add("--pack", _("domaine de départ"), metavar=_("DOMAINE"))
    add(
        "--domains",
        _("dossier de domaines cherché avant les autres (répétable)"),
        metavar=folder,
        type=values.path,
        action="append",
    )
    add("--lang", _("langue de l'interface"), choices=LANGUAGES)
    add(
        "--data-dir", _("dossier des conversations et des caches"), metavar=folder, type=values.path
    )
    add("--config", _("fichier de réglages"), metavar=_("FICHIER"), type=values.existing_file)
    add("--theme", _("thème de l'écran"), metavar=_("NOM"))
    add("--debug", _("montrer le raisonnement"), action="store_const", const=True)


def _command(commands: Any, name: str, help_text: str, run: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(
        name, help=help_text, description=help_text
    )
    _common(parser, _AFTER)
    parser.set_defaults(run=run, parser=parser)
    return parser


def _chat(commands: Any) -> None:
    chat = _command(commands, "chat", _("le chat (par défaut)"), _late("chat", "chat"))
    _chat_options(chat, _AFTER)


def _chat_options(parser: argparse.ArgumentParser, suffix: str) -> None:
    def add(flags: Sequence[str], name: str, help_text: str) -> None:
        parser.add_argument(
            *flags,
            dest=name + suffix,
            action="store_const",
            const=True,
            default=None,
            help=help_text,
        )

    add(("--line", "--simple"), "line", _("le chat ligne à ligne, sans plein écran"))
    add(("--continue",), "resume", _("reprendre la dernière conversation"))


def _ask(commands: Any) -> None:
    ask = _command(commands, "ask", _("une question, ou un lot de questions"), _late("ask", "ask"))
    ask.add_argument(
        "text",
        nargs="*",
        metavar=_("QUESTION"),
        help=_("la question ; sans elle, l'entrée standard"),
    )
    ask.add_argument("--trace", action="store_true", help=_("montrer les huit étapes"))
    ask.add_argument("--json", action="store_true", help=_("écrire un objet JSON"))
    ask.add_argument(
        "--batch",
        metavar=_("FICHIER"),
        help=_(
            "un lot en JSONL (« - » : l'entrée standard), un objet « text », « conversation » "
            "par ligne ; un objet JSON par réponse"
        ),
    )
    ask.add_argument("--now", metavar=_("DATE"), help=_("l'instant présent, au format ISO 8601"))
    ask.add_argument(
        "--wait",
        type=values.whole,
        default=300,
        metavar=_("SECONDES"),
        help=_("attendre au plus tant de secondes un modèle qui se charge (300)"),
    )
    ask.add_argument(
        "--no-wait",
        dest="wait",
        action="store_const",
        const=0,
        help=_("ne pas l'attendre : le domaine répond sans lui"),
    )


def _check(commands: Any) -> None:
    check = _command(
        commands, "check", _("la cohérence de réponses données"), _late("check", "check")
    )
    check.add_argument(
        "--batch",
        required=True,
        metavar=_("FICHIER"),
        help=_(
            "un lot en JSONL (« - » : l'entrée standard), un objet « question », « context », "
            "« previous », « answer » par ligne ; un objet JSON par ligne"
        ),
    )
    check.add_argument("--language", type=values.answer_language, default="fr",
        metavar=_("LANGUE"), help=_("langue que les réponses doivent avoir (fr)"))  # fmt: skip
    check.add_argument("--now", metavar=_("DATE"), help=_("l'instant présent, au format ISO 8601"))


def _packs(commands: Any) -> None:
    packs = _command(commands, "packs", _("les domaines"), _late("packs", "list_packs"))
    actions = packs.add_subparsers(title=_("actions"), metavar=_("ACTION"))

    def add(
        action: str, help_text: str, function: str, module: str = "packs"
    ) -> argparse.ArgumentParser:
        return _command(actions, action, help_text, _late(module, function))

    domain, name_or_folder = _("DOMAINE"), _("nom ou dossier d'un domaine")
    found = add("list", _("les domaines trouvés"), "list_packs")
    found.add_argument("--json", action="store_true", help=_("écrire une liste JSON"))
    show = add("show", _("le contenu d'un domaine"), "show")
    show.add_argument("name", metavar=domain, help=name_or_folder)
    show.add_argument("--python", action="store_true",
        help=_("CATEGORIES, THEME_VECTORS et RESPONSE_TEMPLATES en Python"))  # fmt: skip
    show.add_argument("--vectors", nargs="?", const="", metavar=_("CATÉGORIE"),
        help=_("ce que les catégories ont appris, ou tout sur l'une d'elles"))  # fmt: skip
    show.add_argument("--json", action="store_true", help=_("écrire du JSON"))
    check = add("check", _("tous les problèmes d'un domaine"), "check")
    check.add_argument("name", metavar=domain, help=name_or_folder)
    check.add_argument("--json", action="store_true", help=_("écrire une liste JSON"))
    test = add("test", _("l'évaluation d'un domaine"), "test")
    test.add_argument("name", metavar=domain, help=name_or_folder)
    test.add_argument("--json", action="store_true", help=_("écrire un objet JSON"))
    test.add_argument("--full", action="store_true",
        help=_("tous les tours faux et la table entière des catégories"))  # fmt: skip
    test.add_argument("--minimum", "--min", type=values.percentage, default=95.0,
        metavar=_("NOMBRE"), help=_("part de tours justes exigée, en pour cent (95)"))  # fmt: skip
    new = add("new", _("un nouveau domaine, d'après le modèle"), "new")
    new.add_argument("name", metavar=_("NOM"), help=_("minuscules, chiffres et tirets"))
    new.add_argument("--into", type=values.path, default=Path("domains"), metavar=_("DOSSIER"),
        help=_("dossier où le créer (domains)"))  # fmt: skip
    new.add_argument("--from-csv", type=values.existing_file, metavar=_("FICHIER"),
        help=_("proposer le domaine d'après un CSV : instruction[,response,category]"))  # fmt: skip
    new.add_argument("--from-documents", nargs="+", type=values.path, metavar=_("FICHIER"),
        help=_("faire le domaine de vos pages (.md, .txt, .csv, .jsonl)"))  # fmt: skip
    new.add_argument("--title", default="", metavar=_("TITRE"),
        help=_("le nom de la maison, avec --from-documents"))  # fmt: skip
    new.add_argument("--categories", type=values.category_count, metavar=_("NOMBRE"),
        help=_("combien de catégories proposer ; sans cela, autant qu'il convient"))  # fmt: skip
    more = add("add-knowledge", _("vos documents dans un domaine"), "add_knowledge", "documents")
    more.add_argument("name", metavar=domain, help=_("nom d'un domaine"))
    document = _("FICHIER")
    more.add_argument("files", nargs="*", type=values.path, metavar=document,
        help=_("documents .md, .txt, .csv ou .jsonl"))  # fmt: skip
    more.add_argument("--replace", nargs="*", type=values.path, metavar=document,
        help=_("remplacer les documents de même nom"))  # fmt: skip
    more.add_argument("--remove", nargs="+", metavar=document,
        help=_("retirer ces documents"))  # fmt: skip
    more.add_argument("--list", action="store_true", help=_("montrer les documents ajoutés"))
    more.add_argument("--json", action="store_true", help=_("écrire la liste en JSON"))


def _history(commands: Any) -> None:
    from mistral_assistant.cli.history_options import add_history

    history = _command(commands, "history", _("les conversations"), _late("history", "list_all"))
    add_history(_adder(history))


def _data(commands: Any) -> None:
    from mistral_assistant.cli.data_options import add_data
    from mistral_assistant.cli.data_stage_options import add_data_stages
    from mistral_assistant.cli.history_options import add_export_feedback

    data = _command(commands, "data", _("les données d'entraînement"), _help)
    add = _adder(data)
    add_data(add)
    add_data_stages(add)
    add_export_feedback(add)


def _train(commands: Any) -> None:
    from mistral_assistant.cli.train_options import add_train_options

    help_text = _("le réglage fin d'un modèle sur vos données")
    train = commands.add_parser("train", help=help_text, description=help_text)
    add_train_options(train)
    train.set_defaults(run=_late("train", "train"), parser=train)


def _export(commands: Any) -> None:
    from mistral_assistant.cli.export_options import add_export

    add_export(_adder(_command(commands, "export", _("un modèle réglé, pour ailleurs"), _help)))


def _adder(parser: argparse.ArgumentParser) -> "Add":
    actions = parser.add_subparsers(title=_("actions"), metavar=_("ACTION"))

    def add(name: str, help_text: str, module: str, function: str) -> argparse.ArgumentParser:
        return _command(actions, name, help_text, _late(module, function))

    return add


def _help(options: argparse.Namespace, _settings: Any) -> int:
    """Print the help of a command that needs an action."""
    options.parser.print_help()
    return 0


def _doctor(commands: Any) -> None:
    doctor = _command(commands, "doctor", _("l'état de cette machine"), _late("doctor", "doctor"))
    doctor.add_argument("--json", action="store_true", help=_("écrire une liste JSON"))
    doctor.add_argument("--report", type=values.path, metavar=_("FICHIER"),
        help=_("écrire un rapport sans données personnelles"))  # fmt: skip
