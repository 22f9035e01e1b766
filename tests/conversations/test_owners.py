from pathlib import Path

from mistral_assistant.conversations.owners import is_alive, lock_path, tokens
from mistral_assistant.conversations.store import Store


def test_a_store_leaves_its_own_unfinished_answer_alone(store: Store) -> None:
    conversation = store.create("ecommerce")
    answer = store.add_message(conversation.id, None, "assistant", "", status="partial")
    assert store.recover() == ()
    assert store.message(answer.id).status == "partial"


def test_two_stores_in_one_process_are_told_apart(path: Path) -> None:
    streaming, other = Store(path), Store(path)
    conversation = streaming.create("ecommerce")
    answer = streaming.add_message(conversation.id, None, "assistant", "", status="partial")
    assert other.recover() == ()
    streaming.close()
    assert other.recover() == (answer.id,)
    other.close()


def test_an_answer_left_unfinished_by_closing_is_marked_at_the_next_start(path: Path) -> None:
    store = Store(path)
    conversation = store.create("ecommerce")
    answer = store.add_message(conversation.id, None, "assistant", "Elle", status="partial")
    whole = store.add_message(conversation.id, None, "assistant", "Oui.")
    store.close()
    store = Store(path)
    assert store.recover() == (answer.id,)
    assert store.message(answer.id).status == "interrupted"
    assert store.message(whole.id).status == "complete"
    store.close()


def test_a_lock_is_made_only_for_a_stream_and_goes_with_the_store(path: Path) -> None:
    store = Store(path)
    conversation = store.create("ecommerce")
    store.add_message(conversation.id, None, "user", "Bonjour")
    assert list(tokens(path)) == []
    store.add_message(conversation.id, None, "assistant", "", status="partial")
    (token,) = tokens(path)
    assert is_alive(path, token)
    store.close()
    assert list(tokens(path)) == []
    assert not is_alive(path, token)


def test_lock_files_of_dead_processes_are_swept_away(path: Path) -> None:
    lock_path(path, "0123456789abcdef").touch()
    store = Store(path)
    assert store.recover() == ()
    assert list(tokens(path)) == []
    store.close()
