"""The tree of messages: branches, pages, positions. Nothing that was said gets lost."""

from dataclasses import replace
from pathlib import Path
from sqlite3 import Connection
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistral_assistant.chat import Role
from mistral_assistant.conversations.store import Store, StoredConversation


def talk(store: Store, conversation_id: int, count: int) -> list[int]:
    """Add ``count`` messages in one line and return their ids."""
    ids: list[int] = []
    for number in range(count):
        role: Role = "assistant" if number % 2 else "user"
        parent = ids[-1] if ids else None
        ids.append(store.add_message(conversation_id, parent, role, f"m{number}").id)
    return ids


def contents(store: Store, conversation_id: int) -> list[str]:
    return [message.content for message in store.page(conversation_id, limit=1000)]


def test_a_page_holds_the_last_messages_oldest_first(
    store: Store, conversation: StoredConversation
) -> None:
    ids = talk(store, conversation.id, 7)
    assert [message.id for message in store.page(conversation.id, limit=3)] == ids[4:]
    assert [message.id for message in store.page(conversation.id)] == ids
    earlier = store.page(conversation.id, limit=3, before_id=ids[4])
    assert [message.id for message in earlier] == ids[1:4]
    assert store.page(conversation.id, before_id=ids[0]) == ()
    assert store.page(conversation.id, limit=0) == ()


def test_an_empty_conversation_has_an_empty_page(
    store: Store, conversation: StoredConversation
) -> None:
    assert store.page(conversation.id) == ()


def test_a_page_leaves_traces_on_the_disk(store: Store, conversation: StoredConversation) -> None:
    answer = store.add_message(conversation.id, None, "assistant", "Oui.", trace={"a": 1})
    assert store.page(conversation.id) == (replace(answer, trace={}),)
    assert store.message(answer.id).trace == {"a": 1}


def test_an_edited_question_starts_a_branch_and_the_old_one_stays(
    store: Store, conversation: StoredConversation
) -> None:
    ids = talk(store, conversation.id, 4)
    edited = store.add_message(conversation.id, ids[1], "user", "m2 bis")
    assert contents(store, conversation.id) == ["m0", "m1", "m2 bis"]
    assert (edited.position, store.message(ids[2]).position) == ((2, 2), (1, 2))
    assert store.siblings(edited.id) == store.siblings(ids[2]) == (ids[2], edited.id)
    assert store.show_branch(ids[2]) == ids[3]
    assert contents(store, conversation.id) == ["m0", "m1", "m2", "m3"]


def test_the_first_question_can_be_edited_too(
    store: Store, conversation: StoredConversation
) -> None:
    ids = talk(store, conversation.id, 2)
    other = store.create("ecommerce")
    talk(store, other.id, 2)
    edited = store.add_message(conversation.id, None, "user", "m0 bis")
    assert edited.position == (2, 2)
    assert store.siblings(ids[0]) == (ids[0], edited.id)
    assert contents(store, conversation.id) == ["m0 bis"]


def test_regenerated_answers_are_siblings_in_the_order_they_came(
    store: Store, conversation: StoredConversation
) -> None:
    question = store.add_message(conversation.id, None, "user", "?")
    answers = [
        store.add_message(conversation.id, question.id, "assistant", f"r{number}")
        for number in range(3)
    ]
    assert [store.message(answer.id).position for answer in answers] == [(1, 3), (2, 3), (3, 3)]
    assert contents(store, conversation.id) == ["?", "r2"]


def test_a_branch_opens_at_its_newest_end(store: Store, conversation: StoredConversation) -> None:
    ids = talk(store, conversation.id, 3)
    newest = store.add_message(conversation.id, ids[1], "user", "m2 bis")
    store.add_message(conversation.id, None, "user", "ailleurs")
    assert store.show_branch(ids[0]) == newest.id
    assert store.get(conversation.id).leaf_id == newest.id


def test_the_active_leaf_is_remembered(store: Store, conversation: StoredConversation) -> None:
    ids = talk(store, conversation.id, 4)
    beside = store.add_message(conversation.id, ids[0], "assistant", "m1 bis")
    store.show_branch(beside.id)
    assert contents(store, conversation.id) == ["m0", "m1 bis"]
    assert store.get(conversation.id).leaf_id == beside.id


@pytest.mark.parametrize("length", [100, 3000])
def test_a_page_costs_the_same_in_a_long_conversation(path: Path, length: int) -> None:
    """Counted in steps of SQLite's machine, which depend on no clock."""
    store = Store(path)
    conversation = store.create("ecommerce")
    grow(store, conversation.id, length)
    assert steps_of_a_page(store, conversation.id) < 4000
    store.close()


def grow(store: Store, conversation_id: int, length: int) -> None:
    """Add a long line of messages in one transaction."""

    def work(connection: Connection) -> None:
        connection.executemany(
            "INSERT INTO messages (id, conversation_id, parent_id, role, content, status, "
            "created_at) VALUES (?, ?, ?, 'user', 'bonjour', 'complete', "
            "'2026-11-22T00:00:00.000000+00:00')",
            [(n, conversation_id, n - 1 or None) for n in range(1, length + 1)],
        )
        connection.execute("UPDATE conversations SET leaf_id = ?", (length,))

    store._database.write(work)


def steps_of_a_page(store: Store, conversation_id: int) -> int:
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    store._database._reader.set_progress_handler(step, 1)
    assert len(store.page(conversation_id)) == 20
    store._database._reader.set_progress_handler(None, 1)
    return steps


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["say", "say", "answer", "edit", "regenerate", "stream", "show", "bin"]),
        st.integers(0, 10**6),
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(ACTIONS)
def test_whatever_is_done_every_message_can_be_reached(actions: list[tuple[str, int]]) -> None:
    """From the branch on display alone, by switching versions as a screen does."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "c.db")
        conversation_id = store.create("ecommerce").id
        said: dict[int, str] = {}
        for action, number in actions:
            act(store, conversation_id, said, action, number)
        assert reachable(store, conversation_id) == said
        assert store.get(conversation_id).messages == len(said)
        store.close()


def act(store: Store, conversation_id: int, said: dict[int, str], action: str, number: int) -> None:
    """Do what a user does; ``said`` is what must never be lost."""
    leaf = store.get(conversation_id).leaf_id
    chosen = sorted(said)[number % len(said)] if said else None
    if action in ("say", "answer"):
        role: Role = "user" if action == "say" else "assistant"
        message = store.add_message(conversation_id, leaf, role, f"{action} {number}")
        said[message.id] = message.content
    elif chosen is None:
        return
    elif action in ("edit", "regenerate"):
        old = store.message(chosen)
        message = store.add_message(conversation_id, old.parent_id, old.role, f"{action} {number}")
        said[message.id] = message.content
    elif action == "stream":
        message = store.add_message(conversation_id, chosen, "assistant", "", status="partial")
        store.update_message(message.id, content=f"{number}", status="interrupted")
        said[message.id] = f"{number}"
    elif action == "show":
        store.show_branch(chosen)
    elif action == "bin":
        store.delete(conversation_id)
        store.restore(conversation_id)


def reachable(store: Store, conversation_id: int) -> dict[int, str]:
    """Collect what a screen can show by following every ‹ k/n › that it sees."""
    leaf = store.get(conversation_id).leaf_id
    if leaf is None:
        return {}
    store.show_branch(leaf)
    seen: dict[int, str] = {}
    to_show: list[int] = []
    while True:
        for message in store.page(conversation_id, limit=1000):
            if message.id not in seen:
                seen[message.id] = message.content
                versions = store.siblings(message.id)
                assert versions[message.position[0] - 1] == message.id
                assert len(versions) == message.position[1]
                to_show.extend(versions)
        to_show = [version for version in to_show if version not in seen]
        if not to_show:
            return seen
        store.show_branch(to_show.pop())
