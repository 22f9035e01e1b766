"""The help screen says everything that the registry and the bindings hold."""

import pytest
from driving import ready, say, screen_text, until
from textual.binding import Binding

from mistral_assistant.commands import COMMANDS
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.keys import keys_label
from mistral_assistant.tui.screens.chat import ChatScreen
from mistral_assistant.tui.screens.help import HelpScreen, help_lines
from mistral_assistant.tui.widgets.conversation import ConversationView


def text(width: int = 120) -> str:
    return "\n".join(line.plain for line in help_lines(width))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_explained_with_its_aliases(command) -> None:
    for name in (command.name, *command.aliases, command.help):
        assert name in text()


@pytest.mark.parametrize("owner", [ChatScreen, ChatApp, ConversationView])
def test_every_key_is_explained(owner) -> None:
    for binding in owner.BINDINGS:
        assert isinstance(binding, Binding)
        assert binding.description, binding.key
        assert keys_label(binding.key) in text()
        assert binding.description in text()


@pytest.mark.parametrize("width", [20, 40, 60, 120])
def test_the_help_fits_its_width(width: int) -> None:
    assert all(line.cell_length <= width for line in help_lines(width))


async def test_the_help_opens_with_the_word_and_the_key_and_closes_again(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: "Une commande se tape" in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.chat)
        await say(pilot, "aide")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
