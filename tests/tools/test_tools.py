"""The table of tools."""

from datetime import datetime

import pytest

from mistral_assistant.tools import TOOLS, applicable

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("combien font 3 x 49,90 ?", ("calculator",)),
        ("quel jour sommes-nous ?", ("dates",)),
        ("combien de lettres dans bonjour ?", ("count",)),
        ("combien de jours entre le 3 mars et le 14 avril ?", ("dates",)),
        ("Où en est ma commande CMD-482913 ?", ()),
        ("", ()),
    ],
)
def test_each_message_gets_the_tools_that_can_work_it_out(
    text: str, names: tuple[str, ...]
) -> None:
    assert applicable(text, NOW) == names


def test_every_applicable_tool_gives_a_text() -> None:
    for text in ("12 % de 349", "on est le combien ?", "combien de mots dans « un deux » ?"):
        for name in applicable(text, NOW):
            assert TOOLS[name].run(text, NOW)


def test_tools_are_known_by_their_own_name() -> None:
    assert all(name == tool.name for name, tool in TOOLS.items())
    assert set(TOOLS) == {"calculator", "dates", "count"}
