"""Back-ups: one file, made while the chat runs, put back without losing what was there."""

import shutil
import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest

from mistral_assistant.conversations import database
from mistral_assistant.conversations.backup import back_up, restore_backup
from mistral_assistant.conversations.migrations import MIGRATIONS
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError


def add(store: Store, *questions: str) -> None:
    for question in questions:
        store.add_message(store.create("ecommerce").id, None, "user", question)


def titles(path: Path) -> list[str]:
    store = Store(path)
    found = [item.title for item in store.list(archived=None)]
    store.close()
    return found


@pytest.fixture
def backup(store: Store, tmp_path: Path) -> Path:
    """A back-up that holds one conversation."""
    add(store, "Un colis")
    target = tmp_path / "sauvegarde.sqlite"
    back_up(store, target)
    return target


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_backup_is_one_private_file(
    path: Path, tmp_path: Path, journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "journal_mode", lambda: journal)
    store = Store(path)
    add(store, "Un colis")
    target = tmp_path / "ailleurs" / "sauvegarde.sqlite"
    assert back_up(store, target) == target.stat().st_size
    store.close()
    assert [file.name for file in target.parent.iterdir()] == ["sauvegarde.sqlite"]
    if sys.platform != "win32":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    other_machine = tmp_path / "autre" / "conversations.sqlite"
    assert restore_backup(other_machine, target).kept is None
    assert titles(other_machine) == ["Un colis"]


def test_a_backup_made_while_another_window_writes_is_sound(path: Path, tmp_path: Path) -> None:
    store, other = Store(path), Store(path)
    add(store, *(f"Question {number}" for number in range(50)))
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            add(other, "Pendant la sauvegarde")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(store, tmp_path / f"{number}.sqlite")
    finally:
        over.set()
        writer.join()
    store.close()
    other.close()
    for number in range(5):
        connection = sqlite3.connect(tmp_path / f"{number}.sqlite")
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM messages").fetchone()[0] >= 50
        connection.close()


def test_no_file_is_replaced_without_being_asked(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "notes.txt"
    target.write_text("à garder")
    with pytest.raises(StoreError, match="existe déjà"):
        back_up(store, target)
    assert target.read_text() == "à garder"
    back_up(store, target, overwrite=True)
    assert target.read_bytes().startswith(b"SQLite format 3")


def test_the_store_is_not_its_own_backup(store: Store, path: Path) -> None:
    with pytest.raises(StoreError, match="elle-même"):
        back_up(store, path, overwrite=True)
    with pytest.raises(StoreError, match="elle-même"):
        restore_backup(path, path)


def test_what_was_there_is_kept_beside(tmp_path: Path, backup: Path) -> None:
    here = tmp_path / "ici" / "conversations.sqlite"
    store = Store(here)
    add(store, "Avant")
    store.close()
    restored = restore_backup(here, backup)
    assert (restored.conversations, restored.kept) == (1, here.with_name(here.name + ".bak"))
    assert titles(here) == ["Un colis"]
    assert restored.kept and titles(restored.kept) == ["Avant"]
    again = restore_backup(here, backup)
    assert again.kept == here.with_name(here.name + ".bak-2")
    assert titles(restored.kept) == ["Avant"]
    assert not list(here.parent.glob("*.new*"))


def test_a_damaged_store_can_be_replaced(tmp_path: Path, backup: Path) -> None:
    here = tmp_path / "ici" / "conversations.sqlite"
    here.parent.mkdir()
    here.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert restore_backup(here, backup).kept
    assert titles(here) == ["Un colis"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda file: file.unlink(), "n'existe pas"),
        (lambda file: file.write_bytes(b"pas une base"), "lisible"),
        (lambda file: file.write_bytes(file.read_bytes()[:6000]), "lisible"),
        (lambda file: file.write_bytes(b""), "vide"),
    ],
)
def test_what_is_no_backup_is_refused_and_nothing_changes(
    spoil: object, said: str, tmp_path: Path, backup: Path
) -> None:
    spoil(backup)  # type: ignore[operator]
    here = tmp_path / "ici" / "conversations.sqlite"
    store = Store(here)
    add(store, "Avant")
    store.close()
    with pytest.raises(StoreError, match=said):
        restore_backup(here, backup)
    assert titles(here) == ["Avant"]
    assert [file.name for file in here.parent.iterdir()] == [here.name]


def test_a_newer_backup_is_refused(tmp_path: Path, backup: Path) -> None:
    connection = sqlite3.connect(backup)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="plus récente"):
        restore_backup(tmp_path / "ici.sqlite", backup)
    assert not (tmp_path / "ici.sqlite").exists()


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "autre.sqlite"
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE notes (text)")
    connection.close()
    with pytest.raises(StoreError, match="autre programme"):
        restore_backup(tmp_path / "ici.sqlite", other)


def test_a_backup_of_the_first_release_is_brought_up_to_date(tmp_path: Path, backup: Path) -> None:
    old = tmp_path / "ancienne.sqlite"
    connection = sqlite3.connect(old)
    MIGRATIONS[0](connection)
    with sqlite3.connect(backup) as newer:
        identity = newer.execute("PRAGMA application_id").fetchone()[0]
    newer.close()
    connection.execute(f"PRAGMA application_id = {identity}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute(
        "INSERT INTO conversations (title, pack, created_at, updated_at) VALUES "
        "('Ancienne', '', '2026-11-01T10:00:00+00:00', '2026-11-01T10:00:00+00:00')"
    )
    connection.commit()
    connection.close()
    content = old.read_bytes()
    assert restore_backup(tmp_path / "ici.sqlite", old).conversations == 1
    assert titles(tmp_path / "ici.sqlite") == ["Ancienne"]
    assert old.read_bytes() == content


def test_nothing_is_put_back_under_a_window_that_writes(tmp_path: Path, backup: Path) -> None:
    here = tmp_path / "ici" / "conversations.sqlite"
    store = Store(here)
    store.add_message(store.create("").id, None, "assistant", "Je", status="partial")
    with pytest.raises(StoreError, match="fenêtre"):
        restore_backup(here, backup)
    store.close()
    restore_backup(here, backup)
    assert titles(here) == ["Un colis"]


def test_an_answer_that_was_being_written_comes_back_as_interrupted(
    store: Store, tmp_path: Path
) -> None:
    conversation = store.create("ecommerce")
    store.add_message(conversation.id, None, "assistant", "Je cher", status="partial")
    back_up(store, tmp_path / "s.sqlite")
    shutil.copy(tmp_path / "s.sqlite", tmp_path / "autre.sqlite")
    restore_backup(tmp_path / "ici.sqlite", tmp_path / "autre.sqlite")
    restored = Store(tmp_path / "ici.sqlite")
    restored.recover()
    assert restored.page(conversation.id)[0].status == "interrupted"
    restored.close()
