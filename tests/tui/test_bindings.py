"""Every action has a key, and every key stands in the help, in both languages.

The classes are found, not listed: a new screen or widget is held to it as well.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from driving import ready, screen_text, until
from textual.app import App
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

import mistral_assistant.tui
from mistral_assistant.chat import Passage
from mistral_assistant.conversations.store import Store
from mistral_assistant.i18n import _, set_language
from mistral_assistant.reasoning.turn import Answer, Approach, Turn
from mistral_assistant.tui.keys import keys_label
from mistral_assistant.tui.screens.help import HelpScreen, _places, help_lines
from mistral_assistant.tui.screens.history import HistoryScreen

CALLED_BY_TEXTUAL = {
    "action_copy_text",
    "action_cursor_up",
    "action_cursor_down",
    "action_delete_right_or_row",
    "action_page_up",
    "action_scroll_end",
    "action_scroll_home",
    "action_scroll_up",
}
"""Actions that stand in for Textual's own, under Textual's own keys."""
SILENT = {
    ("Composer", "ctrl+d"): "ChatScreen",
    ("Composer", "delete"): "",
    ("FindInput", "escape"): "ReasoningPanel",
    ("FindInput", "down"): "ReasoningPanel",
    ("FindInput", "up"): "ReasoningPanel",
    ("SearchInput", "ctrl+a"): "HistoryScreen",
    ("SearchInput", "ctrl+e"): "HistoryScreen",
    ("SearchInput", "delete"): "HistoryScreen",
}
"""Keys without a text of their own → the class that explains them; empty: what every input does."""


def classes() -> Iterator[type[Any]]:
    """Yield every app, screen and widget of the package that has keys of its own."""
    package = mistral_assistant.tui
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(info.name)
        for value in vars(module).values():
            own = isinstance(value, type) and value.__module__ == info.name
            if own and issubclass(value, App | Screen | Widget):
                yield value


CLASSES = sorted(classes(), key=lambda item: item.__name__)
BOUND = [(owner, binding) for owner in CLASSES for binding in vars(owner).get("BINDINGS", ())]


def name(value: Any) -> str:
    return getattr(value, "__name__", None) or str(getattr(value, "key", value))


def test_there_are_classes_with_keys() -> None:
    assert len({owner for owner, _binding in BOUND}) > 15
    assert len(BOUND) > 80


@pytest.mark.parametrize("owner", CLASSES, ids=name)
def test_every_action_has_a_key(owner: type[Any]) -> None:
    bound = {binding.action.split("(")[0].split(".")[-1] for _owner, binding in BOUND}
    own = {member for member in vars(owner) if member.startswith("action_")}
    unbound = {member for member in own if member.removeprefix("action_") not in bound}
    assert unbound <= CALLED_BY_TEXTUAL


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("owner", "binding"), BOUND, ids=name)
def test_every_key_stands_in_the_help_with_its_meaning(
    owner: type[Any], binding: Binding, lang: str
) -> None:
    """In the whole help, or in what F1 shows first where that key works."""
    set_language(lang)
    if (owner.__name__, binding.key) in SILENT:
        return
    assert isinstance(binding, Binding) and binding.description
    if lang == "en":
        assert _(binding.description) != binding.description
    here = next((place for place in _places() if place[1] is owner), None)
    told = [line.plain for line in help_lines(120)]
    if here:
        told += [f"{keys_label(item.key)} {_(item.description)}" for item in here[2]]
    keys = keys_label(binding.key)
    assert any(keys in line for line in told), keys
    assert any(_(binding.description) in line for line in told), binding.description


@pytest.mark.parametrize("silent", SILENT, ids=":".join)
def test_a_key_without_a_text_is_explained_elsewhere(silent: tuple[str, str]) -> None:
    owner, key = silent
    assert any(item.__name__ == owner and binding.key == key for item, binding in BOUND)
    if teller := SILENT[silent]:
        told = [binding for item, binding in BOUND if item.__name__ == teller]
        assert any(key in binding.key.split(",") or key == "escape" for binding in told)


ROUTES = {
    "Composer": (),
    "ConversationView": ("alt+up",),
    "ReasoningPanel": ("f3", "f6"),
    "HistoryScreen": ("ctrl+o",),
    "SettingsScreen": ("f10",),
    "LetterScreen": ("f9",),
    "PackScreen": ("f2",),
    "HelpScreen": ("f1",),
    "CorrectionScreen": ("alt+up", "k"),
    "SourcesScreen": ("alt+up", "s"),
    "LinksScreen": ("alt+up", "l"),
    "ModelScreen": ("f9", "m"),
}
"""How to get from the input to where an action has its key."""
QUESTIONS = {"ConfirmScreen", "AskScreen", "LineScreen", "ChoiceScreen"}
"""They ask back after an action."""


def test_every_place_has_a_route_of_two_keys_so_that_every_action_takes_three_at_most() -> None:
    assert {kind.__name__ for _title, kind, _keys in _places()} == {*ROUTES, *QUESTIONS}
    assert max(map(len, ROUTES.values())) == 2


@pytest.mark.parametrize(("place", "route"), ROUTES.items(), ids=name)
async def test_the_keys_lead_there(
    make_app: Any, store: Store, place: str, route: tuple[str, ...]
) -> None:
    turn = Turn("Un livre ?", datetime(2026, 3, 12))
    passages = (Passage("livres.md", "Un roman.", 0.9),)
    turn.approach = Approach("knowledge", "Un passage répond.", passages=passages)
    turn.answer = Answer("Voyez https://exemple.fr/livre.", "offline", ("livres.md",))
    number = store.create("essai", "Livres").id
    question = store.add_message(number, None, "user", "Un livre ?", pack="essai")
    text, trace = turn.answer.text, turn.trace()
    store.add_message(number, question.id, "assistant", text, pack="essai", trace=trace)
    app = make_app(resume=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "Voyez" in screen_text(app))
        await pilot.press(*route)
        await until(pilot, lambda: place in where(app))
        await until(pilot, lambda: app.screen.is_mounted)  # no exit in the middle of opening


def where(app: Any) -> set[str]:
    """Return the names of the classes around the cursor."""
    here = app.screen.focused or app.screen
    return {type(node).__name__ for node in here.ancestors_with_self}


async def test_f1_on_the_history_shows_the_keys_of_the_history_first(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        lines = [line.plain for line in help_lines(90, app.screen._focused)]
        assert lines[0] == "Ici : l'historique"
        assert any("Renommer" in line for line in lines[:14])
        await pilot.press("f1")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
