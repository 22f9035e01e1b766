"""What each chat command does on the chat screen: one table, the functions in the modules here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from mistral_assistant.tui.actions import (
    conversations,
    copying,
    display,
    messages,
    packs,
    program,
)
from mistral_assistant.typed_commands import ParsedCommand

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen

Action = Callable[["ChatScreen", str], None]
"""Called with the screen and the argument of the command, empty if there is none."""


def _quit(screen: "ChatScreen", _argument: str) -> None:
    screen.app.exit(0)


def _keeping(name: str) -> Action:
    """Import what needs the store when it is first used."""

    def act(screen: "ChatScreen", argument: str) -> None:
        from mistral_assistant.tui.actions import keeping

        getattr(keeping, name)(screen, argument)

    return act


ACTIONS: Mapping[str, Action] = {
    "effacer": conversations.clear,
    "annuler": conversations.undo,
    "historique": conversations.show_history,
    "privé": conversations.begin_private,
    "renommer": _keeping("rename"),
    "épingler": _keeping("pin"),
    "archiver": _keeping("archive"),
    "supprimer": _keeping("delete"),
    "purger": _keeping("purge"),
    "exporter": _keeping("export"),
    "régénérer": lambda screen, _argument: messages.again(screen),
    "modifier": lambda screen, _argument: messages.edit(screen),
    "copier": copying.copy_named,
    "bien": lambda screen, _argument: messages.rate(screen, "good"),
    "mal": lambda screen, _argument: messages.rate(screen, "bad"),
    "corriger": lambda screen, _argument: messages.correct(screen),
    "sources": lambda screen, _argument: messages.sources(screen),
    "température": lambda screen, typed: messages.sample(screen, "temperature", typed),
    "graine": lambda screen, typed: messages.sample(screen, "seed", typed),
    "domaine": packs.choose_pack,
    "recharger": packs.reload_pack,
    "debug": display.debug,
    "debug+": display.debug_more,
    "thème": display.set_theme,
    "modèle": program.choose_model,
    "réglages": program.show_settings,
    "aide": display.show_help,
    "quitter": _quit,
}
"""``Command.name`` → what it does; a test holds it beside ``commands.COMMANDS``."""


def carry_out(screen: "ChatScreen", command: ParsedCommand) -> None:
    """Do what a command says."""
    ACTIONS[command.name](screen, command.argument)
