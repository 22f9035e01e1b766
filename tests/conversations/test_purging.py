"""What is purged cannot be read in any file of the store any more."""

import sqlite3
from pathlib import Path

import pytest

from mistral_assistant.conversations import database
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import UnknownIdError

SECRET = "zorglubine"
"""In a question, an answer, its trace, its first version, a correction and a title."""


def talk(store: Store, word: str) -> int:
    """Lead a conversation in which ``word`` stands wherever it can, over many pages."""
    conversation = store.create("ecommerce", f"À propos de {word}")
    leaf = None
    for number in range(20):
        question = store.add_message(
            conversation.id, leaf, "user", f"{number} {word} {'livraison ' * 300}"
        )
        answer = store.add_message(
            conversation.id, question.id, "assistant", f"La {word}…", status="partial"
        )
        store.update_message(
            answer.id,
            content=f"La {word} {number} coûte 12 €.",
            status="complete",
            trace={"question": word, "passages": ["texte " * 500]},
            first_version=f"Une {word} fausse",
        )
        store.set_feedback(answer.id, "corrected", f"La {word} est gratuite.")
        leaf = answer.id
    return conversation.id


def bytes_on_disk(path: Path) -> bytes:
    """Return all that the store has on the disk, its journals included."""
    files = sorted(path.parent.glob(f"{path.name}*"))
    return b"".join(file.read_bytes() for file in files)


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_nothing_of_a_purged_conversation_is_left_in_the_files(
    path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "journal_mode", lambda: journal)
    store = Store(path)
    kept, gone = talk(store, "girafe"), talk(store, SECRET)
    assert store.journal == journal
    assert SECRET.encode() in bytes_on_disk(path)
    store.purge(gone)
    assert SECRET.encode() not in bytes_on_disk(path)
    assert store.search(SECRET) == ()
    assert len(store.search("girafe", 100)) == 40
    assert len(store.page(kept, limit=100)) == 40
    assert len(list(store.traces())) == 20
    with pytest.raises(UnknownIdError):
        store.get(gone)
    store.close()


def test_another_window_that_has_the_store_open_does_not_keep_the_text(path: Path) -> None:
    store, other = Store(path), Store(path)
    gone = talk(store, SECRET)
    other.search(SECRET)
    store.purge(gone)
    assert SECRET.encode() not in bytes_on_disk(path)
    assert other.search(SECRET) == ()
    store.close()
    other.close()


def test_several_go_together_or_not_at_all(store: Store) -> None:
    first, second = talk(store, SECRET), talk(store, "girafe")
    with pytest.raises(UnknownIdError):
        store.purge(first, 99, second)
    assert len(store.list()) == 2
    store.purge(first, second)
    assert store.list() == ()


def test_the_bin_alone_can_be_emptied(store: Store, path: Path) -> None:
    gone, kept = talk(store, SECRET), talk(store, "girafe")
    store.delete(gone)
    assert store.purge_all(bin_only=True) == 1
    assert [item.id for item in store.list()] == [kept]
    assert SECRET.encode() not in bytes_on_disk(path)


def test_everything_can_go(store: Store, path: Path) -> None:
    talk(store, SECRET)
    store.archive(talk(store, SECRET))
    store.delete(talk(store, SECRET))
    assert store.purge_all() == 3
    assert SECRET.encode() not in bytes_on_disk(path)
    assert b"livraison" not in bytes_on_disk(path)
    assert store.purge_all() == 0


def test_the_index_stays_true_to_the_messages(store: Store, path: Path) -> None:
    kept = talk(store, "girafe")
    store.purge(talk(store, SECRET))
    store.add_message(kept, None, "user", "une autruche")
    connection = sqlite3.connect(path)
    connection.execute(
        "INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)"
    )
    connection.close()
    assert len(store.search("autruche")) == 1
