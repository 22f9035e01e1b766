"""A chat line by line with a store of its own, and what it prints."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from learned import fresh_data_dir

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.base import Backend
from mistral_assistant.cli.open import open_store
from mistral_assistant.line_mode import run_line_chat
from mistral_assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings that point into the test's own folder."""
    return Settings(data_dir=fresh_data_dir(tmp_path / "data"))


@pytest.fixture
def chat(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., list[str]]:
    """Type lines into a chat of its own and return the lines that it printed."""

    def run(*typed: str, backend: Backend | None = None, resume: bool = False) -> list[str]:
        store = open_store(settings)
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(typed)))
        try:
            assert run_line_chat(settings, Assistant(settings, store, backend), resume=resume) == 0
        finally:
            store.close()
        return capsys.readouterr().out.splitlines()

    return run
