"""The table of actions beside the list of commands."""

from mistral_assistant.commands import COMMANDS
from mistral_assistant.tui.actions import ACTIONS


def test_every_command_does_something_and_every_action_has_a_command() -> None:
    assert set(ACTIONS) == {command.name for command in COMMANDS}
