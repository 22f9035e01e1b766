"""A stored conversation whose pack is gone or broken: what was said is shown, and goes on."""

import shutil
import threading
from typing import Any

import pytest
from driving import answered, ready, say, screen_text, until

from mistral_assistant.conversations.store import Store
from mistral_assistant.tui.reopening import open_conversation


@pytest.fixture
def conversation(store: Store) -> int:
    number = store.create("jardin", "Rosiers").id
    question = store.add_message(number, None, "user", "Quand tailler un rosier ?", pack="jardin")
    store.add_message(number, question.id, "assistant", "En février.", pack="jardin")
    return number


@pytest.mark.parametrize("broken", [False, True], ids=["gone", "broken"])
async def test_it_is_shown_and_goes_on_with_the_pack_that_is_there(
    make_app: Any, store: Store, conversation: int, broken: bool
) -> None:
    app = make_app()
    pack = app.settings.domains[0] / "jardin"
    if broken:
        (pack / "pack.toml").write_text("[", encoding="utf-8")
    else:
        shutil.rmtree(pack)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        open_conversation(app.chat, conversation)
        await until(pilot, lambda: "En février." in screen_text(app))
        shown = " ".join(screen_text(app).split())
        assert "La conversation continue avec « Domaine d'essai »." in shown
        await ready(pilot)
        await answered(pilot, "Un livre ?")
    said = store.page(conversation)
    assert [message.pack for message in said] == ["jardin", "jardin", "essai", "essai"]


async def test_the_oldest_message_loaded_is_said_otherwise_and_stands_there_once(
    make_app: Any, store: Store
) -> None:
    number, ids = store.create("essai").id, []
    for place in range(24):
        role: Any = "assistant" if place % 2 else "user"
        parent = ids[-1] if ids else None
        ids.append(store.add_message(number, parent, role, f"Texte {place}", pack="essai").id)
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        open_conversation(app.chat, number, ids[4])  # the page begins with it
        await until(pilot, lambda: app.session.ready and app.chat.view.chosen)
        await pilot.press("e")
        await until(pilot, lambda: app.session.editing)
        app.chat.composer.set_text("")
        await answered(pilot, "Un autre livre ?")
        await until(pilot, lambda: not app.session.transcript.older_stored)
        texts = [entry.text for entry in app.session.transcript.entries]
    assert texts == ["Texte 0", "Texte 1", "Texte 2", "Texte 3", "Un autre livre ?", "D'accord."]


async def test_what_is_asked_and_typed_while_it_loads_goes_along(
    make_app: Any, store: Store
) -> None:
    number = store.create("essai", "Romans").id
    store.add_message(number, None, "user", "Un roman ?", pack="essai")
    app, loaded = make_app(resume=True), threading.Event()
    build = app.build_assistant
    app.build_assistant = lambda: loaded.wait(60) and build()
    async with app.run_test(size=(80, 24)) as pilot:
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.waiting)
        app.chat.composer.insert("Et ensu")
        loaded.set()
        await until(pilot, lambda: app.session.ready and not app.session.run)
        await until(pilot, lambda: "D'accord." in screen_text(app))
        assert app.chat.composer.text == "Et ensu"
    assert [message.content for message in store.page(number)] == [
        "Un roman ?", "Un livre ?", "D'accord."]  # fmt: skip


async def test_a_private_conversation_takes_what_waits_along(make_app: Any, store: Store) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        app.chat.set_ready(False)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.waiting)
        app.chat.action_command("privé")
        app.chat.set_ready()
        await until(pilot, lambda: "D'accord." in screen_text(app))
    assert not store.list()
