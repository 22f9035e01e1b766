import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_assistant.conversations import database
from mistral_assistant.conversations.database import Database, journal_mode
from mistral_assistant.conversations.faults import store_error
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError

posix = pytest.mark.skipif(sys.platform == "win32", reason="rights are POSIX")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("version", "journal"),
    [((3, 40, 1), "delete"), ((3, 51, 2), "delete"), ((3, 51, 3), "wal"), ((4, 0, 0), "wal")],
)
def test_wal_is_used_only_where_its_reset_bug_is_fixed(
    version: tuple[int, ...], journal: str
) -> None:
    assert journal_mode(version) == journal


def test_the_file_uses_the_journal_for_this_version_and_waits_for_the_disk(store: Store) -> None:
    def pragma(name: str) -> object:
        return store._database.write(lambda connection: connection.execute(name).fetchone()[0])

    assert store.journal == journal_mode(sqlite3.sqlite_version_info)
    assert pragma("PRAGMA journal_mode") == store.journal
    assert pragma("PRAGMA synchronous") == 2
    assert pragma("PRAGMA foreign_keys") == 1


@posix
def test_every_file_is_private_under_an_open_umask(tmp_path: Path, open_umask: None) -> None:
    path = tmp_path / "a" / "b" / "c.db"
    store = Store(path)
    seen: dict[str, int] = {}

    def look(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO conversations (title, pack, created_at, updated_at) "
            "VALUES ('', '', '2026', '2026')"
        )
        seen.update({file.name: mode(file) for file in path.parent.iterdir()})

    conversation = store.create("ecommerce")
    store.add_message(conversation.id, None, "assistant", "", status="partial")
    store._database.write(look)
    assert len(seen) >= 3, seen
    assert set(seen.values()) == {0o600}
    assert {mode(path.parent), mode(path.parent.parent)} == {0o700}
    store.close()


@posix
def test_a_store_that_others_could_read_is_made_private(path: Path) -> None:
    Store(path).close()
    path.chmod(0o644)
    Store(path).close()
    assert mode(path) == 0o600


@posix
def test_a_folder_that_was_there_keeps_its_rights(tmp_path: Path) -> None:
    folder = tmp_path / "dossier"
    folder.mkdir(mode=0o755)
    Store(folder / "c.db").close()
    assert mode(folder) == 0o755


@pytest.mark.parametrize(
    "content", [b"ceci n'est pas une base", b"SQLite format 3\0" + b"\xff" * 5000, b"\0" * 4096]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(
    path: Path, content: bytes
) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert str(path) in caught.value.problem
    assert "renommez-le" in caught.value.hint
    assert path.read_bytes() == content


def test_a_damaged_page_is_reported_with_the_file_and_a_remedy(path: Path) -> None:
    store = Store(path)
    conversation = store.create("ecommerce")
    for number in range(200):
        store.add_message(conversation.id, None, "user", f"message {number} " * 20)
    store.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x5a" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        Store(path).page(conversation.id)
    assert str(path) in caught.value.problem
    assert "sauvegarde" in caught.value.hint


def test_a_damaged_value_is_reported_as_damage(store: Store) -> None:
    conversation = store.create("ecommerce")
    message = store.add_message(conversation.id, None, "assistant", "Oui.", trace={"a": 1})
    store._database.write(lambda connection: connection.execute("UPDATE traces SET trace = '{'"))
    with pytest.raises(StoreError, match="lisible"):
        store.message(message.id)


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recettes (nom TEXT)")
    other.commit()
    other.close()
    content = path.read_bytes()
    with pytest.raises(StoreError, match="autre programme"):
        Store(path)
    assert path.read_bytes() == content


def test_a_folder_in_the_place_of_the_file_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="ne peut pas être ouvert"):
        Store(path)
    assert path.is_dir()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dossier").write_text("")
    with pytest.raises(StoreError) as caught:
        Store(tmp_path / "dossier" / "c.db")
    assert caught.value.hint


@posix
def test_a_read_only_folder_is_reported_and_can_still_be_read(path: Path) -> None:
    store = Store(path)
    conversation = store.create("ecommerce", "Titre")
    store.close()
    path.chmod(0o400)
    path.parent.chmod(0o500)
    try:
        if os.access(path, os.W_OK):
            pytest.skip("this user may write anywhere")
        store = Store(path)
        assert store.recover() == ()
        assert store.get(conversation.id).title == "Titre"
        with pytest.raises(StoreError, match="écrit"):
            store.rename(conversation.id, "x")
        store.close()
        with pytest.raises(StoreError, match="écrit"):
            Store(path.with_name("autre.db"))
    finally:
        path.parent.chmod(0o700)


def test_a_store_without_the_right_to_write_is_reported(store: Store) -> None:
    conversation = store.create("ecommerce", "Titre")
    store._database._writer.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError) as caught:
        store.rename(conversation.id, "x")
    assert "droits" in caught.value.hint
    assert store.get(conversation.id).title == "Titre"


def test_a_full_disk_is_reported_and_nothing_stored_is_lost(store: Store) -> None:
    conversation = store.create("ecommerce")
    first = store.add_message(conversation.id, None, "user", "Bonjour")
    pages = store._database._writer.execute("PRAGMA page_count").fetchone()[0]
    store._database._writer.execute(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(StoreError) as caught:
        store.add_message(conversation.id, first.id, "assistant", "mot " * 100_000)
    assert "plein" in caught.value.problem
    assert "Libérez de la place" in caught.value.hint
    assert store.page(conversation.id) == (first,)
    store._database._writer.execute("PRAGMA max_page_count = 1000000")
    answer = store.add_message(conversation.id, first.id, "assistant", "mot " * 100_000)
    assert store.page(conversation.id) == (first, answer)


def test_a_busy_store_is_reported_once_patience_is_over(path: Path) -> None:
    Store(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    store = Store(path, patience=0.0)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        store.create("ecommerce")
    assert "autre fenêtre" in caught.value.problem
    assert "réessayez" in caught.value.hint
    other.execute("COMMIT")
    assert store.create("ecommerce").id == 1
    other.close()
    store.close()


def test_a_busy_store_is_tried_again(path: Path) -> None:
    """The first try meets a lock, which is gone at the second."""
    opened = Database(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) == 2:
            other.execute("COMMIT")
        opened._writer.execute("PRAGMA busy_timeout = 0")
        opened._writer.execute("BEGIN IMMEDIATE")
        opened._writer.execute("COMMIT")
        return "fait"

    assert opened._patiently(work) == "fait"
    assert len(tries) == 2
    other.close()
    opened.close()


def test_what_fails_half_way_is_undone(store: Store) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM conversations")
        raise KeyError("faute")

    conversation = store.create("ecommerce")
    with pytest.raises(KeyError):
        store._database.write(work)
    assert store.get(conversation.id) == conversation


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied"), "droits"),
        (OSError(30, "Read-only file system"), "un autre dossier"),
        (OSError(28, "No space left on device"), "place"),
        (OSError(5, "Input/output error"), "disque"),
        (sqlite3.OperationalError("no such module: fts5"), "disque"),
    ],
)
def test_every_fault_names_the_file_and_a_remedy(error: Exception, words: str) -> None:
    told = store_error(error, Path("/là/c.db"))
    assert "/là/c.db" in told.problem
    assert words in told.hint
    assert " → " in str(told)


def test_a_store_in_wal_mode_is_taken_out_of_it_where_wal_is_not_safe(path: Path) -> None:
    Store(path).close()
    newer = sqlite3.connect(path)
    newer.execute("PRAGMA journal_mode = WAL")
    newer.close()
    store = Store(path)
    assert store.journal == journal_mode()
    store.close()


@posix
def test_the_files_of_a_wal_store_are_private_too(
    path: Path, open_umask: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a SQLite that has the bug fixed."""
    monkeypatch.setattr(database, "journal_mode", lambda: "wal")
    store = Store(path)
    message = store.add_message(store.create("ecommerce").id, None, "user", "Bonjour")
    files = sorted(path.parent.iterdir())
    assert store.journal == "wal"
    assert [file.name for file in files] == [f"{path.name}{end}" for end in ("", "-shm", "-wal")]
    assert {mode(file) for file in files} == {0o600}
    assert store.message(message.id) == message
    store.close()
