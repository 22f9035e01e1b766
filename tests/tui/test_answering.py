"""Keys come before words: while the user types, an answer is drawn with the keys."""

from unittest.mock import PropertyMock

import pytest
from driving import ready, until
from scripted import Script, ScriptedBackend

from mistral_assistant.tui.app import ChatApp

QUESTION = "Parle-moi d'un livre à lire, s'il te plaît"


@pytest.mark.parametrize("typing", [True, False])
async def test_words_wait_for_the_next_key_while_keys_come(
    make_app, monkeypatch: pytest.MonkeyPatch, typing: bool
) -> None:
    since = PropertyMock(return_value=0.0 if typing else 60.0)
    backend = ScriptedBackend(Script(("mot ",), endless=True, delay=0.005))
    app = make_app(backend=backend)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        monkeypatch.setattr(ChatApp, "seconds_without_key", since)
        app.session.ask(QUESTION)
        app.chat.proceed()
        await until(pilot, lambda: backend.prompts)
        await pilot.pause(0.3)
        before = app.session.answer.text
        assert bool(before) is not typing
        await pilot.press("a")
        await until(pilot, lambda: len(app.session.answer.text) > len(before))
        since.return_value = 60.0
        typed = app.session.answer.text
        await until(pilot, lambda: len(app.session.answer.text) > len(typed))
        assert app.chat.composer.text == "a"


async def test_an_answer_that_ends_while_keys_come_is_finished(
    make_app, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ChatApp, "seconds_without_key", PropertyMock(return_value=0.0))
    app = make_app(backend=ScriptedBackend(Script(("Un mot.",))))
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        app.session.ask(QUESTION)
        app.chat.proceed()
        await until(pilot, lambda: app.session.run is None)
        assert app.session.last_answer.status == "complete"
