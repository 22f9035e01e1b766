"""Pictures of the main states. Look at them before accepting a change: ``--snapshot-update``."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from driving import ready, say, screen_text, until
from scripted import Script, ScriptedBackend
from textual.events import Paste

from mistral_assistant.assistant import PackSummary
from mistral_assistant.chat import Entity, Passage
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.turn import (
    STEPS,
    Answer,
    Approach,
    Category,
    Consistency,
    Context,
    Finding,
    Match,
    Moderation,
    Turn,
)
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.screens.packs import PackScreen
from mistral_assistant.tui.transcript import Entry

WHEN = datetime(2026, 3, 12, 14, 2)
QUESTION = "Où en est ma commande CMD-482913 ?"
FIRST = "Votre commande est partie ; livraison prévue le **15 mars** à Lyon."
TEXT = """Votre commande **CMD-482913** est partie le 12 mars ; livraison prévue le
**samedi 14 mars** à Lyon.

- transporteur : `Colibri`
- suivi : [page de suivi](https://exemple.fr/suivi)

| article | prix |
|---|---|
| Théière | 32,90 € |
| Tasse à café | 8,50 € |
"""


def stored_trace() -> dict[str, Any]:
    turn = Turn(QUESTION, WHEN)
    turn.moderation = Moderation()
    ranked = (("COMMANDE", 0.97), ("LIVRAISON", 0.02), ("RETOUR", 0.01))
    evidence = (Match("où en est", 0, 9, 0.8), Match("commande", 13, 21, 0.6))
    turn.category = Category("COMMANDE", 0.97, ranked, 0.99, "sure", evidence)
    turn.context = Context(QUESTION, "COMMANDE", "sure", "new")
    turn.entities = (Entity("numero_commande", "CMD-482913", "CMD-482913", 22, 32),)
    turn.knowledge = (
        Passage("commandes · ligne 12", "CMD-482913", 0.93, kind="row"),
        Passage("livraison.md · Délais de livraison", "Deux à trois jours.", 0.61),
    )
    turn.approach = Approach("table", "Le numéro de commande est connu.", "suivi-commande")
    sources = ("commandes · ligne 12", "livraison.md · Délais de livraison")
    turn.answer = Answer(TEXT, "offline", sources, first_version=FIRST)
    finding = Finding("date", "blocking", (0, 7), "15 mars", "la source dit « 14 mars »")
    turn.consistency = Consistency((), 4, "corrected", (finding,))
    turn.timings_ms = {name: 0.3 * number for number, name in enumerate(STEPS, 1)}
    return turn.trace()


def fill(store: Store) -> int:
    """Store a conversation in which an answer was corrected, and return its id."""
    conversation = store.create("essai").id
    first = store.add_message(conversation, None, "user", QUESTION, created_at=WHEN)
    store.add_message(
        conversation,
        first.id,
        "assistant",
        TEXT,
        trace=stored_trace(),
        first_version=FIRST,
        created_at=WHEN,
    )
    return conversation


async def still(pilot: Any) -> None:
    await ready(pilot)
    pilot.app.chat.composer.cursor_blink = False
    await pilot.pause()


async def show_conversation(pilot: Any, store: Store) -> None:
    await still(pilot)
    open_conversation(pilot.app.chat, fill(store))
    await until(pilot, lambda: pilot.app.session.transcript.entries and pilot.app.session.ready)
    await pilot.pause()


def test_empty(snap_compare, make_app) -> None:
    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=still)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(80, 24), (60, 20)], ids=["80x24", "60x20"])
def test_conversation(snap_compare, make_app, store, theme, size) -> None:
    async def run(pilot: Any) -> None:
        await show_conversation(pilot, store)

    assert snap_compare(make_app(theme=theme), terminal_size=size, run_before=run)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("size", [(120, 36), (80, 24)], ids=["120x36", "80x24"])
def test_reasoning(snap_compare, make_app, store, theme, size) -> None:
    async def run(pilot: Any) -> None:
        await show_conversation(pilot, store)
        await pilot.press("f3")
        await until(pilot, lambda: "modération" in screen_text(pilot.app))

    assert snap_compare(make_app(theme=theme), terminal_size=size, run_before=run)


def test_first_version(snap_compare, make_app, store) -> None:
    async def run(pilot: Any) -> None:
        await show_conversation(pilot, store)
        await pilot.press("alt+up", "enter")
        await pilot.pause()

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=run)


def test_streaming(snap_compare, make_app) -> None:
    held = Script((TEXT[:120],), gate=threading.Event())
    app = make_app(ScriptedBackend(held))

    async def run(pilot: Any) -> None:
        await still(pilot)
        await say(pilot, "Un livre à lire ?")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await say(pilot, "Et un autre livre ?")
        await until(pilot, lambda: "en attente" in screen_text(app))

    assert snap_compare(app, terminal_size=(80, 24), run_before=run)


def test_error(snap_compare, make_app) -> None:
    async def run(pilot: Any) -> None:
        await still(pilot)
        app = pilot.app
        app.session.transcript.add(Entry("user", "Un livre à lire ?", "14:02"))
        app.session.transcript.add(Entry("assistant", "Il était", status="failed"))
        error = BackendError("Le serveur ne répond plus.", "Relancez-le, ou continuez hors ligne.")
        app.chat.fault(error)
        await pilot.pause()

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=run)


def test_help(snap_compare, make_app) -> None:
    async def run(pilot: Any) -> None:
        await still(pilot)
        await pilot.press("f1")
        await until(pilot, lambda: "Une commande" in screen_text(pilot.app))

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=run)


def test_history(snap_compare, make_app, store) -> None:
    async def run(pilot: Any) -> None:
        fill(store)
        await still(pilot)
        await pilot.press("ctrl+o", *"commande")
        await until(pilot, lambda: "Assistant ·" in screen_text(pilot.app))

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("theme", ["contraste", "ansi"])
def test_other_colours(snap_compare, make_app, store, theme) -> None:
    async def run(pilot: Any) -> None:
        await show_conversation(pilot, store)

    assert snap_compare(make_app(theme=theme), terminal_size=(60, 20), run_before=run)


def test_first_run(snap_compare, make_app) -> None:
    app = make_app()
    app.session.is_new_here = True
    assert snap_compare(app, terminal_size=(60, 20), run_before=still)


def test_attached_text_and_choices(snap_compare, make_app) -> None:
    async def run(pilot: Any) -> None:
        await still(pilot)
        pilot.app.post_message(Paste("ligne\n" * 200_000))
        await pilot.press(*"/re")
        await until(pilot, lambda: "joint" in screen_text(pilot.app))
        await until(pilot, lambda: "› /re" in screen_text(pilot.app))

    assert snap_compare(make_app(), terminal_size=(60, 20), run_before=run)


@pytest.mark.parametrize("key", ["f9", "f10"])
def test_menu_and_settings(snap_compare, make_app, key) -> None:
    app = make_app()
    app.config_file = Path("/config/settings.toml")

    async def run(pilot: Any) -> None:
        await still(pilot)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not app.chat)

    assert snap_compare(app, terminal_size=(60, 20), run_before=run)


def test_packs(snap_compare, make_app) -> None:
    async def run(pilot: Any) -> None:
        await still(pilot)
        folder = pilot.app.settings.data_dir
        packs = [
            PackSummary("boutique", "La boutique", "Commandes, livraison et retours.", folder),
            PackSummary(
                "essai",
                "Domaine d'essai",
                "Un domaine d'essai.",
                folder,
                version="1.0.0",
                languages=("fr",),
                topics=2,
                score=97.5,
            ),
            PackSummary("jardin", "Le jardin", "templates.toml est vide.", folder, 4),
        ]
        pilot.app.push_screen(PackScreen(packs, "essai"))
        await until(pilot, lambda: "4 problèmes" in screen_text(pilot.app))

    assert snap_compare(make_app(), terminal_size=(80, 24), run_before=run)
