"""The chat line by line: what is done with the conversation that is being led."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from learned import fresh_data_dir

from mistral_assistant.assistant import Assistant
from mistral_assistant.cli.open import open_store
from mistral_assistant.conversations.store import Store
from mistral_assistant.line_mode import run_line_chat
from mistral_assistant.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=fresh_data_dir(tmp_path / "data"))


@pytest.fixture
def chat(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Type lines into a chat and return all that it printed."""

    def run(*typed: str) -> str:
        store = open_store(settings)
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(typed)))
        try:
            assert run_line_chat(settings, Assistant(settings, store)) == 0
        finally:
            store.close()
        return capsys.readouterr().out

    return run


@pytest.fixture
def store(settings: Settings) -> Store:
    return open_store(settings)


def test_a_conversation_is_renamed_and_pinned(chat: Callable, store: Store) -> None:
    chat("bonjour", "/renommer Premier essai", "/épingler")
    assert (store.get(1).title, store.get(1).pinned) == ("Premier essai", True)
    chat("bonjour", "/renommer", "Deuxième essai")
    assert store.get(2).title == "Deuxième essai"


@pytest.mark.parametrize("command", ["/supprimer", "/archiver"])
def test_what_is_put_away_comes_back_with_annuler(
    command: str, chat: Callable, store: Store
) -> None:
    assert "« annuler » la reprend" in chat("bonjour", command)
    assert store.list() == ()
    assert "Conversation reprise." in chat("bonjour", command, "annuler", "merci")
    (kept,) = store.list()
    assert (kept.id, kept.messages) == (2, 4)


def test_a_purge_asks_first(chat: Callable, store: Store, settings: Settings) -> None:
    assert "Rien n'a été effacé." in chat("bonjour zorglub", "/purger", "non")
    chat("bonjour zorglub", "/purger", "oui", "merci")
    assert [item.title for item in store.list()] == ["Merci", "Zorglub"]
    chat("effacer", "/purger tout", "oui")
    assert store.list() == ()
    file = settings.data_dir / "conversations.sqlite"
    assert b"orglub" not in file.read_bytes()


def test_a_conversation_is_written_into_a_new_file(
    chat: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    shown = chat("bonjour", "/exporter", "/exporter html", "/exporter pdf")
    assert {file.suffix for file in Path().iterdir()} == {".md", ".html"}
    assert "md, html, json, csv, jsonl" in shown


def test_without_a_stored_conversation_there_is_nothing_to_do(chat: Callable) -> None:
    shown = chat("/supprimer", "/exporter", "/privé", "bonjour", "/renommer x", "/purger")
    assert shown.count("n'est pas enregistrée") == 4
