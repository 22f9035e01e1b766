"""The one registry of chat commands.

The full-screen app, the line mode, the help screen and the command palette all read COMMANDS;
what a command does is their affair. How a message is recognised as one is in ``typed_commands``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from mistral_assistant.french import fold
from mistral_assistant.i18n import N_, language

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
