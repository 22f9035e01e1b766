"""``history``: put in order, thrown away, taken back, removed for good."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.cli.open import open_store
from mistral_assistant.conversations.store import Store
from mistral_assistant.drafts import Drafts
from mistral_assistant.settings import Settings


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with three conversations, open while the commands run, as in a chat."""
    store = open_store(Settings(data_dir=tmp_path))
    for title in ("Livraison", "Retour", "Garantie"):
        store.add_message(store.create("ecommerce", title).id, None, "user", f"Zorglub {title}")
    return store


@pytest.fixture
def history(command: Callable, store: Store, tmp_path: Path) -> Callable:
    return lambda *arguments: command("history", *arguments, "--data-dir", tmp_path)


def test_a_conversation_gets_another_title(history: Callable, store: Store) -> None:
    ran = history("rename", 1, "Colis", "de", "Noël")
    assert ran.out == "« Livraison » s'appelle maintenant « Colis de Noël ».\n"
    assert store.get(1).title == "Colis de Noël"
    assert history("rename", 99, "x").code == 1


@pytest.mark.parametrize("title", ["", "  ", "\x1b"])
def test_an_empty_title_is_refused(title: str, history: Callable, store: Store) -> None:
    ran = history("rename", 1, title)
    assert ran.code == 2 and "titre" in ran.err
    assert store.get(1).title == "Livraison"


def test_pinned_conversations_are_marked_and_come_first(history: Callable) -> None:
    assert history("pin", 1, 2).out == "Épinglée : Livraison\nÉpinglée : Retour\n"
    lines = history("list").out.splitlines()
    assert [line.rpartition("  ")[2] for line in lines] == [
        "épinglée · Retour", "épinglée · Livraison", "Garantie",
    ]  # fmt: skip
    assert history("pin", 2, "--off").out == "Plus épinglée : Retour\n"
    assert len(history("list", "--limit", 1).out.splitlines()) == 1


def test_archive_and_bin_are_lists_of_their_own(history: Callable) -> None:
    history("archive", 1)
    assert "À la corbeille : Retour" in history("delete", 2).out
    assert "Garantie" in history("list").out and "Retour" not in history("list").out
    assert "Livraison" in history("list", "--archived").out
    assert "Retour" in history("list", "--bin").out
    found = history("search", "zorglub").out
    assert "Livraison (archivée) : " in found and "Retour" not in found
    history("archive", 1, "--off")
    history("restore", 2)
    assert len(history("list").out.splitlines()) == 3


def test_a_wrong_number_among_several_changes_nothing(history: Callable, store: Store) -> None:
    assert history("delete", 1, 99).code == 1
    assert len(store.list()) == 3


def test_a_purge_leaves_no_text_no_trace_and_no_draft(
    history: Callable, store: Store, tmp_path: Path
) -> None:
    Drafts(tmp_path).save("2", "et encore zorglub")
    assert history("purge", 2, "--yes").out.startswith("1 conversation effacée pour de bon")
    assert history("purge", 1, 3, "--yes").out.startswith("2 conversations")
    content = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert b"orglub" not in content and b"Garantie" not in content
    assert history("list").out == "Aucune conversation.\n"


def test_a_purge_asks_first_and_wants_to_know_what(
    history: Callable, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = history("purge", 1)
    assert refused.code == 2 and "--yes" in refused.err
    assert history("purge").code == history("purge", 1, "--all").code == 2
    assert history("purge", "--bin").out == "Aucune conversation.\n"

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("non\n"))
    ran = history("purge", 1)
    assert ran.code == 2 and "Livraison" in ran.out and "[oui/non]" in ran.out
    assert len(store.list()) == 3
    monkeypatch.setattr("sys.stdin", Terminal("Oui\n"))
    assert history("purge", 1).code == 0
    assert len(store.list()) == 2


def test_the_bin_or_everything_can_be_purged(history: Callable, store: Store) -> None:
    history("delete", 1)
    history("purge", "--bin", "--yes")
    assert [item.id for item in store.list()] == [3, 2]
    history("archive", 2)
    history("purge", "--all", "--yes")
    assert store.list(archived=None) == ()
