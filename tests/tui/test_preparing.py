"""What of a model's loading stands in the status line, and when."""

from typing import Any
from unittest.mock import PropertyMock

import pytest
from driving import ready, until

from mistral_assistant.assistant import Assistant
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.preparing import follow_loading
from mistral_assistant.tui.widgets.bars import Bar

MODEL = "modèle : encore {seconds} s"


def _status(app: ChatApp) -> str:
    rendered: Any = app.chat.query_one("#status", Bar).render()
    return str(rendered.plain)


async def test_the_status_line_follows_the_loading_but_not_between_keys(
    make_app, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = PropertyMock(return_value=MODEL.format(seconds=42))
    since = PropertyMock(return_value=60.0)
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        monkeypatch.setattr(Assistant, "backend_status", left)
        monkeypatch.setattr(ChatApp, "seconds_without_key", since)
        follow_loading(app.chat)
        await until(pilot, lambda: "encore 42 s" in _status(app))
        since.return_value = 0.0
        left.return_value = MODEL.format(seconds=7)
        await pilot.pause(0.8)
        assert "encore 42 s" in _status(app)
        since.return_value = 60.0
        await until(pilot, lambda: "encore 7 s" in _status(app))
        left.return_value = ""
        await until(pilot, lambda: "modèle" not in _status(app))
