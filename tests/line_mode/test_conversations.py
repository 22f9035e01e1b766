"""The chat line by line: what is done with the conversation that is being led."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.cli.open import open_store
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings


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
    assert "« annuler » la reprend" in "\n".join(chat("bonjour", command))
    assert store.list() == ()
    assert "Conversation reprise." in "\n".join(chat("bonjour", command, "annuler", "merci"))
    (kept,) = store.list()
    assert (kept.id, kept.messages) == (2, 4)


def test_a_purge_asks_first(chat: Callable, store: Store, settings: Settings) -> None:
    assert "Rien n'a été effacé." in "\n".join(chat("bonjour zorglub", "/purger", "non"))
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
    shown = "\n".join(chat("bonjour", "/exporter", "/exporter html", "/exporter pdf"))
    assert {file.suffix for file in Path().iterdir()} == {".md", ".html"}
    assert "md, html, json, csv, jsonl" in shown


def test_without_a_stored_conversation_there_is_nothing_to_do(chat: Callable) -> None:
    lines = chat("/supprimer", "/exporter", "/privé", "bonjour", "/renommer x", "/purger")
    assert "\n".join(lines).count("n'est pas enregistrée") == 4
