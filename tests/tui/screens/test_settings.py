"""The settings screen writes the file at once and keeps what a person wrote there."""

from typing import Any

import pytest
from driving import ready, screen_text, until
from textual.widgets import Input, OptionList

from mistral_assistant.settings import load_settings
from mistral_assistant.tui.screens.settings import SHOWN, SettingsScreen
from mistral_assistant.tui.theme import CONTRAST, LIGHT


@pytest.fixture
def app(make_app: Any, tmp_path: Any) -> Any:
    app = make_app()
    app.config_file = tmp_path / "config" / "settings.toml"
    return app


async def opened(pilot: Any) -> None:
    await ready(pilot)
    await pilot.press("f10")
    await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
    await pilot.pause()


async def mark(pilot: Any, name: str) -> None:
    pilot.app.screen.query_one(OptionList).highlighted = SHOWN.index(name)
    await pilot.pause()


async def test_the_colours_change_at_once_and_are_written(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "theme")
        await pilot.press("right")
        assert app.theme == LIGHT
        await pilot.press("right")
        assert app.theme == CONTRAST
        assert "Enregistré dans" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.chat)
    assert load_settings({}, {}, app.config_file).theme == "contraste"


async def test_the_send_key_holds_at_once(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "send_key")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: app.screen is app.chat)
        await pilot.press("a", "enter", "b")
        assert app.chat.composer.text == "a\nb"
        assert "Ctrl+Entrée envoie" in screen_text(app)


async def test_an_address_is_typed_and_a_wrong_one_refused_with_a_remedy(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "server")
        await pilot.press("enter", *"localhost", "enter")
        await until(pilot, lambda: app._notifications)
        assert not app.config_file.exists()
        field = app.screen.query_one(Input)
        field.value = "http://127.0.0.1:8080/v1"
        await pilot.press("enter")
        assert not field.display
    assert load_settings({}, {}, app.config_file).server == "http://127.0.0.1:8080/v1"


async def test_a_comment_of_ones_own_stays(app: Any) -> None:
    app.config_file.parent.mkdir()
    app.config_file.write_text('# à moi\ntheme = "nord"  # le soir\n', encoding="utf-8")
    async with app.run_test() as pilot:
        await opened(pilot)
        await mark(pilot, "debug")
        await pilot.press("right")
    text = app.config_file.read_text(encoding="utf-8")
    assert text.startswith('# à moi\ntheme = "nord"  # le soir\n')
    assert "debug = true" in text


async def test_a_variable_that_overrides_the_file_is_named(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MISTRAL_ASSISTANT_PACK", "essai")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "MISTRAL_ASSISTANT_PACK l'emporte" in screen_text(app)
