"""The settings screen writes the file at once and keeps what a person wrote there."""

import threading
from typing import Any

import pytest
from driving import ready, say, screen_text, until
from scripted import Script, ScriptedBackend
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


def told(app: Any) -> list[Any]:
    return list(app._notifications)


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


async def test_the_language_changes_when_the_screen_closes(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "lang")
        assert "Vaut dès que cet écran se ferme" in screen_text(app)
        await pilot.press("right", "escape")
        await until(pilot, lambda: "Your question" in screen_text(app))
        assert "F1 help" in screen_text(app)
        await pilot.press("f10")
        await until(pilot, lambda: "Settings" in screen_text(app))
    assert load_settings({}, {}, app.config_file).lang == "en"


async def test_another_pack_answers_when_the_screen_closes(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "pack")
        await pilot.press("right", "left", "right", "escape")
        await until(pilot, lambda: "Domaine d'essai → Le jardin" in screen_text(app))
        assert app.session.assistant.pack_name == "jardin"


async def test_a_server_answers_when_the_screen_closes(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "server")
        await pilot.press("enter")
        app.screen.query_one(Input).value = "http://127.0.0.1:9/v1"
        await pilot.press("enter")
        await mark(pilot, "model")
        await pilot.press("enter", *"petit", "enter")
        await mark(pilot, "backend")
        await pilot.press("right", "escape")
        await until(pilot, lambda: any("de : petit" in item.message for item in told(app)))
        assert app.session.assistant.backend_name == "petit"
        await ready(pilot)


async def test_a_server_that_is_not_named_leaves_everything_as_it_was(app: Any) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await mark(pilot, "backend")
        await pilot.press("right", "escape")
        await until(pilot, lambda: "Aucun serveur de modèle" in screen_text(app))
        await ready(pilot)
        assert app.settings.backend == "offline"
        assert app.session.assistant.backend_name == "scripted"


async def test_while_an_answer_runs_the_new_settings_wait_for_the_next_start(
    make_app: Any, tmp_path: Any
) -> None:
    held = threading.Event()
    app = make_app(ScriptedBackend(Script(("Un mot.",), gate=held)))
    app.config_file = tmp_path / "settings.toml"
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await opened(pilot)
        await mark(pilot, "pack")
        await pilot.press("right", "escape")
        await until(pilot, lambda: any("prochain démarrage" in one.message for one in told(app)))
        held.set()
        await until(pilot, lambda: not app.session.run)
        assert app.session.assistant.pack_name == "essai"
