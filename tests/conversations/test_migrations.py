import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mistral_assistant.conversations import migrations
from mistral_assistant.conversations.migrations import APPLICATION_ID, MIGRATIONS
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError


def number(path: Path, pragma: str) -> int:
    connection = sqlite3.connect(path)
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    connection.close()
    return value


def set_version(path: Path, version: int) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def test_a_new_store_bears_our_mark_and_the_newest_version(path: Path) -> None:
    Store(path).close()
    assert number(path, "user_version") == len(MIGRATIONS)
    assert number(path, "application_id") == APPLICATION_ID


def test_the_migrations_are_numbered_in_order() -> None:
    numbers = [migration.__name__[:5] for migration in MIGRATIONS]
    assert numbers == [f"m{number:03}_" for number in range(1, len(MIGRATIONS) + 1)]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    store = Store(path)
    assert store.latest() is None
    store.close()


def test_windows_that_start_together_on_a_new_store_all_open_it(tmp_path: Path) -> None:
    """None of them may see the schema half made and take it for another program's."""

    def open_and_write(path: Path) -> int:
        store = Store(path)
        message = store.add_message(store.create("ecommerce").id, None, "user", "Bonjour")
        store.close()
        return message.id

    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            paths = [tmp_path / f"{number}.db"] * 8
            assert sorted(pool.map(open_and_write, paths)) == list(range(1, 9))


def test_a_newer_store_is_refused_with_both_versions_and_left_as_it_is(path: Path) -> None:
    Store(path).close()
    set_version(path, 99)
    content = path.read_bytes()
    with pytest.raises(StoreError) as caught:
        Store(path)
    assert "99" in caught.value.problem
    assert str(len(MIGRATIONS)) in caught.value.problem
    assert str(path) in caught.value.problem
    assert "Mettez le programme à jour" in caught.value.hint
    assert path.read_bytes() == content


def test_an_older_store_keeps_its_messages_through_a_new_step(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    message = store.add_message(store.create("ecommerce").id, None, "user", "Bonjour")
    store.close()

    def m003_colour(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE conversations ADD COLUMN colour INTEGER DEFAULT 0")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, m003_colour))
    store = Store(path)
    assert store.message(message.id) == message
    store.close()
    assert number(path, "user_version") == len(MIGRATIONS) + 1


def test_a_step_that_fails_leaves_the_old_store(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(path)
    conversation = store.create("ecommerce")
    store.close()

    def m003_fails(connection: sqlite3.Connection) -> None:
        connection.execute("DROP TABLE feedback")
        connection.execute("SELECT * FROM nothing")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, m003_fails))
        with pytest.raises(StoreError):
            Store(path)
    store = Store(path)
    assert store.get(conversation.id) == conversation
    store.close()
    assert number(path, "user_version") == len(MIGRATIONS)


def first_release(path: Path) -> None:
    """Write a store as the first release left it."""
    connection = sqlite3.connect(path)
    MIGRATIONS[0](connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    day = "2026-11-0{}T10:00:00.000000+00:00"
    connection.executemany(
        "INSERT INTO conversations (title, pack, created_at, updated_at, deleted_at, leaf_id, "
        "messages) VALUES (?, 'ecommerce', ?, ?, ?, NULL, 1)",
        [
            ("Livraison", day.format(1), day.format(1), None),
            ("Retour", day.format(2), day.format(2), None),
            ("Jetée", day.format(3), day.format(3), day.format(4)),
        ],
    )
    connection.execute(
        "INSERT INTO messages (conversation_id, role, content, status, created_at) "
        "VALUES (1, 'user', 'Un colis égaré', 'complete', ?)",
        (day.format(1),),
    )
    connection.execute("UPDATE conversations SET leaf_id = 1 WHERE id = 1")
    connection.execute("INSERT INTO feedback VALUES (1, 'good', '', ?)", (day.format(1),))
    connection.commit()
    connection.close()


def test_a_store_of_the_first_release_is_brought_up_to_date(path: Path) -> None:
    first_release(path)
    store = Store(path)
    assert [item.title for item in store.list()] == ["Retour", "Livraison"]
    assert [item.title for item in store.list(deleted=True)] == ["Jetée"]
    assert not any(item.pinned or item.archived for item in store.list())
    assert len({item.uid for item in (*store.list(), *store.list(deleted=True))}) == 3
    assert [found.snippet for found in store.search("egare")] == ["Un colis égaré"]
    assert store.page(1)[0].content == "Un colis égaré"
    assert store.feedback(1)
    store.pin(1)
    assert [item.title for item in store.list()] == ["Livraison", "Retour"]
    store.close()
    assert number(path, "user_version") == len(MIGRATIONS)
