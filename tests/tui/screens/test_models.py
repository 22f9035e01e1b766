"""The model picker: nobody, the server of the settings, and what answers on this machine."""

from typing import Any

from driving import ready, screen_text, until
from scripted import ScriptedBackend

from mistral_assistant.model_servers import FoundServer
from mistral_assistant.settings import Settings
from mistral_assistant.tui.actions.program import use
from mistral_assistant.tui.screens.models import ModelScreen, Speaker, speakers

OLLAMA = FoundServer(
    "Ollama", "http://127.0.0.1:11434/v1/models", "models", ("mistral", "a\x1b[1m")
)


def test_every_model_found_can_be_chosen_beside_offline() -> None:
    listed = speakers([OLLAMA, FoundServer("x", "http://h/v1/models", "nothing")], Settings())
    assert listed[:2] == [
        Speaker("offline"),
        Speaker("server", "http://127.0.0.1:11434/v1", "mistral", "Ollama", found=True),
    ]
    assert len(listed) == 3


def test_the_server_of_the_settings_comes_first() -> None:
    settings = Settings(backend="offline", server="http://h/v1", model="m")
    assert speakers([], settings)[1] == Speaker(
        "server", "http://h/v1", "m", "d'après les réglages"
    )


def test_a_model_of_this_machine_is_run_by_the_engine() -> None:
    settings = Settings(backend="engine", model="mien")
    listed = speakers([], settings, ("mien", "autre"))
    assert [(item.backend, item.model) for item in listed] == [
        ("offline", ""),
        ("engine", "mien"),
        ("engine", "autre"),
    ]


async def test_a_model_is_shown_clean_and_chosen(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        chosen: list[Any] = []
        app.push_screen(ModelScreen(speakers([OLLAMA], app.settings), "offline"), chosen.append)
        await until(pilot, lambda: "Ollama" in screen_text(app))
        assert "Hors ligne  ● actif" in screen_text(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: chosen)
        use(app.chat, chosen[0])
        await ready(pilot)
        assert app.session.assistant.backend_name == "mistral"
        assert (app.settings.backend, app.settings.model) == ("server", "mistral")


async def test_the_command_looks_for_servers_and_lists_them(make_app: Any) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press(*"/modèle", "enter")
        await until(pilot, lambda: isinstance(app.screen, ModelScreen))
        await until(pilot, lambda: "Hors ligne" in screen_text(app))


class Loading(ScriptedBackend):
    """A model that is being brought into memory until it is told that it is there."""

    status = "chargement 40 %"

    def start(self) -> None:
        """Nothing to begin."""


async def test_how_far_a_model_is_loaded_stands_in_the_status_line(make_app: Any) -> None:
    backend = Loading()
    app = make_app(backend)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await until(pilot, lambda: "chargement 40 %" in screen_text(app))
        backend.status = "chargement 90 %"
        await until(pilot, lambda: "chargement 90 %" in screen_text(app))
        backend.status = ""
        await until(pilot, lambda: "chargement" not in screen_text(app))
