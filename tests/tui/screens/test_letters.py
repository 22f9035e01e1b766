"""Every command is two keys away."""

import string
from typing import Any

import pytest
from driving import ready, screen_text, until

from mistral_assistant.commands import COMMANDS
from mistral_assistant.i18n import set_language
from mistral_assistant.tui.actions import ACTIONS
from mistral_assistant.tui.actions.messages import KEYED
from mistral_assistant.tui.screens.letters import LetterScreen, letters
from mistral_assistant.tui.widgets.conversation import ConversationView


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_command_has_a_letter_of_its_own(lang: str) -> None:
    set_language(lang)
    given = letters()
    assert {command.name for command in given.values()} == set(ACTIONS)
    assert set(given) <= set(string.ascii_lowercase + string.digits)


def test_everything_done_with_a_message_has_a_key() -> None:
    bound = {binding.action for binding in ConversationView.BINDINGS}
    assert {f"act('{name}')" for name in KEYED} <= bound


async def test_a_letter_runs_its_command(make_app: Any) -> None:
    app = make_app()
    key = next(key for key, command in letters().items() if command.name == "réglages")
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, LetterScreen))
        await until(pilot, lambda: "réglages" in screen_text(app))
        await pilot.press(key)
        await until(pilot, lambda: "Touche d'envoi" in screen_text(app))


def test_there_are_keys_enough_for_all_commands() -> None:
    assert len(COMMANDS) <= 36
