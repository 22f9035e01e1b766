"""Keys as people read them, and Alt+Enter as old terminals send it."""

import pytest
from textual._xterm_parser import XTermParser
from textual.events import Key

from mistral_assistant.tui.keys import key_label, keys_label, teach_alt_enter


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("ctrl+o", "Ctrl+O"),
        ("f1", "F1"),
        ("escape", "Échap"),
        ("alt+enter", "Alt+Entrée"),
        ("shift+tab", "Maj+Tab"),
        ("up", "↑"),
        ("ctrl+left", "Ctrl+←"),
        ("ctrl+home", "Ctrl+Début"),
    ],
)
def test_keys_are_named_as_on_a_french_keyboard(key: str, label: str) -> None:
    assert key_label(key) == label


def test_alternatives_are_listed() -> None:
    assert keys_label("ctrl+j,alt+enter") == "Ctrl+J, Alt+Entrée"


def test_alt_enter_is_not_taken_for_enter() -> None:
    teach_alt_enter()
    events = list(XTermParser().feed("a\x1b\rb\r"))
    assert [event.key for event in events if isinstance(event, Key)] == [
        "a",
        "alt+enter",
        "b",
        "enter",
    ]
