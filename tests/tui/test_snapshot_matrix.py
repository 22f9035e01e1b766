"""Pictures of every window over the chat and every state of it: dark, light, narrow, in English.

Looked at before a change is accepted (``--snapshot-update``). The main states in dark French stand
in ``test_snapshots.py``.
"""

import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from driving import ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import PackSummary
from mistral_assistant.errors import BackendError
from mistral_assistant.i18n import set_language
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.screens.correction import CorrectionScreen
from mistral_assistant.tui.screens.links import AskScreen, LinksScreen
from mistral_assistant.tui.screens.models import ModelScreen, Speaker
from mistral_assistant.tui.screens.packs import PackScreen
from mistral_assistant.tui.screens.questions import ChoiceScreen, ConfirmScreen, LineScreen
from mistral_assistant.tui.screens.settings import SettingsScreen
from mistral_assistant.tui.screens.sources import SourcesScreen
from mistral_assistant.tui.transcript import Entry

from .test_snapshots import TEXT, fill, still

ADDRESS = "https://exemple.fr/suivi/CMD-482913?langue=fr"
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
Scene = Callable[[Any, Any], Awaitable[None]]


async def conversation(pilot: Any, store: Any) -> None:
    await still(pilot)
    open_conversation(pilot.app.chat, fill(store))
    await until(pilot, lambda: pilot.app.session.transcript.entries and pilot.app.session.ready)
    await pilot.pause()


async def empty(pilot: Any, _store: Any) -> None:
    await still(pilot)


async def first_run(pilot: Any, _store: Any) -> None:
    pilot.app.session.is_new_here = True
    await still(pilot)
    pilot.app.chat.show_state()
    await pilot.pause()


async def streaming(pilot: Any, _store: Any) -> None:
    await still(pilot)
    app = pilot.app
    app.session.assistant.use(ScriptedBackend(Script((TEXT[:120],), gate=threading.Event())))
    await say(pilot, "Un livre à lire ?")
    await until(pilot, lambda: app.session.answer and app.session.answer.text)
    await pilot.pause()


async def error(pilot: Any, _store: Any) -> None:
    await still(pilot)
    app = pilot.app
    app.session.transcript.add(Entry("user", "Un livre à lire ?", "14:02"))
    app.session.transcript.add(Entry("assistant", "Il était", status="failed"))
    app.chat.fault(BackendError("Le serveur ne répond plus.", "Relancez-le."))
    await pilot.pause()


async def long_words(pilot: Any, _store: Any) -> None:
    await still(pilot)
    for entry in (Entry("user", f"{LONG} {ADDRESS}", "14:02"),
                  Entry("assistant", f"**{LONG}** 日本語🙂 `{LONG}`\n\n| {LONG} | b |\n|---|---|\n"
                                     f"| 1 | {LONG} |\n")):  # fmt: skip
        pilot.app.session.transcript.add(entry)
    pilot.app.chat.view.latest()
    await pilot.pause()


async def reasoning(pilot: Any, store: Any) -> None:
    await conversation(pilot, store)
    await pilot.press("f3")
    await until(pilot, lambda: "11" in screen_text(pilot.app))
    await pilot.pause(0.1)


def helped(*keys: str) -> Scene:
    async def scene(pilot: Any, store: Any) -> None:
        await conversation(pilot, store)
        for key in (*keys, "f1"):
            await pilot.press(key)
            await pilot.pause(0.1)
        await until(pilot, lambda: "Help" in type(pilot.app.screen).__name__)
        await pilot.pause()

    return scene


def pressed(*keys: str) -> Scene:
    async def scene(pilot: Any, store: Any) -> None:
        await conversation(pilot, store)
        pilot.app.config_file = Path("/config/settings.toml")
        await pilot.press(*keys)
        await until(pilot, lambda: pilot.app.screen is not pilot.app.chat)
        await pilot.pause(0.2)

    return scene


def over(make: Callable[[Any], Any]) -> Scene:
    async def scene(pilot: Any, _store: Any) -> None:
        await still(pilot)
        pilot.app.push_screen(make(pilot.app))
        await until(pilot, lambda: pilot.app.screen is not pilot.app.chat)
        await pilot.pause(0.1)

    return scene


def sources(_app: Any) -> Any:
    row = {"title": "CMD-482913", "source": "commandes · ligne 12", "text": "",
           "fields": {"numéro": "CMD-482913", "statut": "expédiée", "ville": "Lyon"}}  # fmt: skip
    passage = {"title": "Délais de livraison", "source": "livraison.md", "text": TEXT[:150]}
    return SourcesScreen([row, passage])


def packs(app: Any) -> Any:
    folder = app.settings.data_dir
    told = PackSummary("essai", "Domaine d'essai", "Un domaine.", folder, version="1.0.0",
                       languages=("fr",), topics=2, passages=3, score=97.5)  # fmt: skip
    broken = PackSummary("jardin", "Le jardin", "templates.toml est vide.", folder, 4)
    return PackScreen([told, broken], "essai")


def models(_app: Any) -> Any:
    local = Speaker("server", "http://127.0.0.1:8000/v1", "mistral-small", "llama.cpp", True)
    return ModelScreen([Speaker("offline"), local], "offline")


def settings(_app: Any) -> Any:
    values = {"pack": "essai", "lang": "fr", "theme": "sombre", "send_key": "enter",
              "debug": False, "backend": "server", "server": ADDRESS, "model": ""}  # fmt: skip
    return SettingsScreen(values, Path("/config/settings.toml"), ["essai", "jardin"])


SCENES: dict[str, Scene] = {
    "empty": empty,
    "first-run": first_run,
    "full": conversation,
    "streaming": streaming,
    "error": error,
    "long-words": long_words,
    "reasoning": reasoning,
    "help-input": helped(),
    "help-messages": helped("shift+tab"),
    "help-steps": helped("f3", "f6"),
    "help-history": helped("ctrl+o"),
    "history": pressed("ctrl+o"),
    "history-renaming": pressed("ctrl+o", "f2"),
    "export": pressed("ctrl+o", "ctrl+e"),
    "palette": pressed("ctrl+p"),
    "letters": pressed("f9"),
    "sources": over(sources),
    "links": over(lambda _app: LinksScreen([ADDRESS, "mailto:bonjour@exemple.fr"])),
    "link-asked": over(lambda _app: AskScreen(ADDRESS)),
    "correction": over(lambda _app: CorrectionScreen(TEXT)),
    "models": over(models),
    "packs": over(packs),
    "settings": over(settings),
    "confirm": over(lambda _app: ConfirmScreen("Effacer ?", "Cela ne se défait pas.")),
    "line": over(lambda _app: LineScreen("Titre", "Ma commande")),
    "choice": over(lambda _app: ChoiceScreen("Exporter", {"md": "Markdown", "csv": "CSV"})),
}
WORDY = ("empty", "first-run", "full", "reasoning", "help-input", "help-messages", "help-steps",
         "help-history", "history", "letters", "palette", "packs", "models",
         "settings")  # fmt: skip
NARROW = ("long-words", "reasoning", "help-messages", "history-renaming", "palette", "settings",
          "packs", "link-asked", "sources")  # fmt: skip
CASES = [
    *(pytest.param(name, "light", (80, 24), "fr", id=f"{name}-light") for name in SCENES),
    *(pytest.param(name, "dark", (80, 24), "fr", id=f"{name}-dark") for name in SCENES),
    *(pytest.param(name, "dark", (60, 20), "fr", id=f"{name}-narrow") for name in NARROW),
    *(pytest.param(name, "dark", (100, 30), "en", id=f"{name}-english") for name in WORDY),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "theme", "size", "lang"), CASES)
def test_screen(snap_compare, make_app, store, name, theme, size, lang) -> None:
    set_language(lang)

    async def run(pilot: Any) -> None:
        await ready(pilot)
        await SCENES[name](pilot, store)

    assert snap_compare(make_app(theme=theme, lang=lang), terminal_size=size, run_before=run)
