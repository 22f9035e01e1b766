"""The one registry of chat commands and how a message is recognised as one.

The full-screen app, the line mode, the help screen and the command palette all read COMMANDS;
what a command does is their affair. No Textual here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mistral_assistant.errors import UsageError
from mistral_assistant.french import fold
from mistral_assistant.i18n import _, language

THEMES: Mapping[str, str] = {
    "clair": "light",
    "sombre": "dark",
    "light": "light",
    "dark": "dark",
    "contraste": "contrast",
    "contrast": "contrast",
    "ansi": "ansi",
}
"""What may be typed after ``thème`` → which of the house themes it means."""


def N_(text: str) -> str:  # noqa: N802
    """Mark a text for the catalogue without translating it yet."""
    return text


FORMAT = N_("md|html|json|csv|jsonl")
EVERYTHING = N_("tout")
TITLE = N_("TITRE")
"""Any text; hence only behind ``/name``."""
PACK = N_("NOM")
NUMBER = N_("NOMBRE")
THEME = N_("clair|sombre|contraste|ansi")


@dataclass(frozen=True)
class Command:
    """One chat command."""

    name: str
    """As typed, in French, and the id that screens dispatch on."""
    aliases: tuple[str, ...]
    help: str
    """One sentence, to be passed through ``_`` where it is shown."""
    argument: str = ""
    """Placeholder of an optional argument, such as PACK or THEME, to be passed through ``_``;
    empty if there is none."""
    group: str = ""
    """Heading of the help screen, to be passed through ``_``."""
    slash: bool = False
    """Without an argument only ``/name`` is the command: the bare word may well be what the user
    says."""

    @property
    def label(self) -> str:
        """The name that is shown: the first alias, which is English, unless French is spoken."""
        if language() == "fr":
            return self.name
        return self.aliases[0] if self.aliases else fold(self.name)


_TALK = N_("Conversation")
_MESSAGES = N_("Messages")
_SEE = N_("Affichage")
_PROGRAM = N_("Programme")

COMMANDS = (
    Command(
        "effacer",
        ("clear",),
        N_("Commencer une conversation neuve ; l'ancienne reste dans l'historique."),
        group=_TALK,
    ),
    Command(
        "annuler", ("undo",), N_("Revenir à la conversation d'avant « effacer »."), group=_TALK
    ),
    Command(
        "historique",
        ("history",),
        N_("Chercher et rouvrir une ancienne conversation."),
        group=_TALK,
    ),
    Command(
        "domaine",
        ("domain", "pack"),
        N_("Changer de domaine sans quitter la conversation ; sans nom, ouvrir la liste."),
        argument=PACK,
        group=_TALK,
    ),
    Command(
        "recharger",
        ("reload",),
        N_("Relire les fichiers du domaine après les avoir modifiés."),
        group=_TALK,
    ),
    Command(
        "privé",
        ("private",),
        N_("Commencer une conversation dont rien n'est enregistré."),
        group=_TALK,
        slash=True,
    ),
    Command(
        "renommer",
        ("rename",),
        N_("Donner un autre titre à la conversation."),
        argument=TITLE,
        group=_TALK,
        slash=True,
    ),
    Command(
        "épingler",
        ("pin",),
        N_("Garder la conversation en tête de l'historique, ou non."),
        group=_TALK,
        slash=True,
    ),
    Command(
        "archiver",
        ("archive",),
        N_("Ranger la conversation hors de l'historique ; la recherche la trouve encore."),
        group=_TALK,
        slash=True,
    ),
    Command(
        "supprimer",
        ("delete",),
        N_("Mettre la conversation à la corbeille ; « annuler » la reprend."),
        group=_TALK,
        slash=True,
    ),
    Command(
        "purger",
        ("purge",),
        N_("Effacer pour de bon la conversation et ses traces, ou toutes."),
        argument=EVERYTHING,
        group=_TALK,
        slash=True,
    ),
    Command(
        "exporter",
        ("export",),
        N_("Écrire la conversation dans un fichier du dossier courant."),
        argument=FORMAT,
        group=_TALK,
        slash=True,
    ),
    Command(
        "régénérer",
        ("regenerate", "retry"),
        N_("Répondre de nouveau à la dernière question ; l'ancienne réponse reste."),
        group=_MESSAGES,
    ),
    Command(
        "modifier",
        ("edit",),
        N_("Reprendre la dernière question autrement ; la suite d'avant reste."),
        group=_MESSAGES,
        slash=True,
    ),
    Command(
        "copier",
        ("copy",),
        N_("Copier la dernière réponse, ou son énième bloc de code ou tableau."),
        argument=NUMBER,
        group=_MESSAGES,
        slash=True,
    ),
    Command("bien", ("good",), N_("Juger bonne la dernière réponse."), group=_MESSAGES, slash=True),
    Command(
        "mal", ("bad",), N_("Juger mauvaise la dernière réponse."), group=_MESSAGES, slash=True
    ),
    Command(
        "corriger",
        ("correct",),
        N_("Écrire la réponse telle qu'elle aurait dû être, pour l'entraînement."),
        group=_MESSAGES,
        slash=True,
    ),
    Command(
        "sources", (), N_("Lire les passages d'où vient la réponse."), group=_MESSAGES, slash=True
    ),
    Command(
        "température",
        (),
        N_("Dire combien le modèle varie ses mots, de 0 à 2."),
        argument=NUMBER,
        group=_MESSAGES,
        slash=True,
    ),
    Command(
        "graine",
        ("seed",),
        N_("Fixer le hasard du modèle, pour des réponses qui se répètent."),
        argument=NUMBER,
        group=_MESSAGES,
        slash=True,
    ),
    Command(
        "debug",
        (),
        N_("Montrer ou cacher le raisonnement, étape par étape."),
        group=_SEE,
    ),
    Command("debug+", (), N_("Montrer le raisonnement avec tous ses détails."), group=_SEE),
    Command("thème", (), N_("Changer les couleurs ; sans nom, du clair au sombre."), THEME, _SEE),
    Command(
        "modèle",
        ("model",),
        N_("Choisir qui écrit les réponses libres : hors ligne ou un serveur."),
        group=_PROGRAM,
        slash=True,
    ),
    Command(
        "réglages",
        ("settings",),
        N_("Changer les réglages et les écrire dans leur fichier."),
        group=_PROGRAM,
        slash=True,
    ),
    Command("aide", ("help",), N_("Montrer les commandes et les touches."), group=_PROGRAM),
    Command("quitter", ("quit", "exit", "q", "bye"), N_("Quitter l'assistant."), group=_PROGRAM),
)


@dataclass(frozen=True)
class ParsedCommand:
    """A message that is a command."""

    name: str
    """``Command.name``."""
    argument: str = ""
    """Canonical where the choices are known (pack name, ``light`` or ``dark``), else as typed."""


def parse(text: str, packs: Sequence[str] = ()) -> ParsedCommand | None:
    """Return the command that a whole message stands for, or None for an ordinary message.

    ``/name`` is always meant as a command; bare words only when nothing else stands in the
    message but the command, or the command and one of ``packs``. Case and accents are ignored.

    Raises:
        UsageError: an unknown ``/command``, or one with an argument that it cannot take.
    """
    line = text.strip()
    head, _space, rest = line.partition(" ")
    rest = rest.strip()
    if "\n" in line or not line:
        return None
    if not line.startswith("/"):
        return _bare(head, rest, packs)
    if "/" in head[1:] or head == "/":
        return None  # a path, such as /etc/hosts
    command = _NAMED.get(fold(head[1:]))
    if command is None:
        raise _unknown(head)
    return ParsedCommand(command.name, _argument(command, rest, packs, strict=True) or "")


def match_name(text: str, names: Sequence[str]) -> str | None:
    """Return the one of ``names`` that is meant: case, accents and punctuation are ignored."""
    wanted = _letters(text)
    return next((name for name in names if _letters(name) == wanted), None) if wanted else None


def _bare(head: str, rest: str, packs: Sequence[str]) -> ParsedCommand | None:
    command = _NAMED.get(fold(head))
    if command is None or (rest and not command.argument) or (command.slash and not rest):
        return None
    if command.argument in (TITLE, EVERYTHING):
        return None
    argument = _argument(command, rest, packs, strict=False)
    return None if argument is None else ParsedCommand(command.name, argument)


def _argument(command: Command, typed: str, packs: Sequence[str], *, strict: bool) -> str | None:
    """Return the canonical argument; None (or an error where ``strict``) if it is not one."""
    if not typed:
        return ""
    if command.argument in _CHOICES:
        known = _CHOICES[command.argument]
        name = match_name(typed, tuple(known))
        found, choices = name and known[name], command.argument.split("|")
    elif command.argument == TITLE:
        found, choices = typed, []
    elif command.argument == NUMBER:
        found, choices = _number(command, typed), []
        if found is None and strict:
            raise _wrong_number(command, typed)
    elif command.argument == PACK:
        found, choices = match_name(typed, packs), list(packs)
        if strict and not packs:  # not known yet; the assistant will say
            return typed
    else:
        found, choices = None, []
    if found is None and strict:
        raise _wrong_argument(command, typed, choices)
    return found


_CHOICES: Mapping[str, Mapping[str, str]] = {
    THEME: THEMES,
    FORMAT: {
        **{name: name for name in FORMAT.split("|")},
        "markdown": "md",
        "page": "html",
    },
    EVERYTHING: {"tout": "tout", "tous": "tout", "all": "tout"},
}
"""Placeholder → what may be typed for it → what that means."""


def _unknown(head: str) -> UsageError:
    import difflib

    near = difflib.get_close_matches(fold(head[1:]), list(_NAMED), 1, cutoff=0.5)
    hint = (
        _("Vouliez-vous dire « /{name} » ?").format(name=_NAMED[near[0]].name)
        if near
        else _("« aide » donne la liste des commandes.")
    )
    return UsageError(_("La commande « {head} » n'existe pas.").format(head=head), hint)


def _wrong_argument(command: Command, typed: str, choices: Sequence[str]) -> UsageError:
    if not choices:
        return UsageError(
            _("La commande « {name} » ne prend pas d'argument.").format(name=command.name),
            _("Tapez « {name} » tout seul.").format(name=command.name),
        )
    import difflib

    near = difflib.get_close_matches(typed.lower(), choices, 1)
    hint = (
        _("Vouliez-vous dire « {name} » ?").format(name=near[0])
        if near
        else _("Choix possibles : {names}.").format(names=", ".join(choices))
    )
    return UsageError(
        _("« {typed} » n'est pas possible après « {name} ».").format(
            typed=typed, name=command.name
        ),
        hint,
    )


_RANGES = {"température": (0.0, 2.0), "graine": (0, 2**32 - 1), "copier": (1, 10_000)}
"""Least and greatest number that a command takes; whole numbers where both are."""


def _number(command: Command, typed: str) -> str | None:
    least, most = _RANGES[command.name]
    text = typed.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        return None
    whole = isinstance(least, int)
    if not least <= value <= most or (whole and not text.isdecimal()):
        return None
    return text


def _wrong_number(command: Command, typed: str) -> UsageError:
    least, most = _RANGES[command.name]
    return UsageError(
        _("« {typed} » n'est pas possible après « {name} ».").format(
            typed=typed, name=command.name
        ),
        _("Donnez un nombre de {least} à {most}.").format(least=least, most=most),
    )


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


_NAMED = {fold(name): command for command in COMMANDS for name in (command.name, *command.aliases)}
