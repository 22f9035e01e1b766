"""The project's own JSON: out of one store, into another, and nothing is missing."""

import json
from dataclasses import replace

import pytest

from mistral_assistant.conversations.exchange.formats import all_conversations, export
from mistral_assistant.conversations.exchange.reading import read_bytes
from mistral_assistant.conversations.records import Feedback, StoredMessage, WholeConversation
from mistral_assistant.conversations.store import Store


def exported(store: Store) -> bytes:
    return "".join(export(all_conversations(store), "json").pieces).encode()


def told_apart(whole: WholeConversation) -> tuple[object, ...]:
    """Return all that a conversation holds, with places in the place of ids."""
    place = {message.id: number for number, message in enumerate(whole.messages)}

    def message(item: StoredMessage) -> StoredMessage:
        parent = None if item.parent_id is None else place[item.parent_id]
        return replace(item, id=place[item.id], conversation_id=0, parent_id=parent)

    def said(item: Feedback) -> Feedback:
        return replace(item, message_id=place[item.message_id])

    leaf = None if whole.about.leaf_id is None else place[whole.about.leaf_id]
    return (
        replace(whole.about, id=0, leaf_id=leaf),
        tuple(map(message, whole.messages)),
        tuple(map(said, whole.feedback.values())),
    )


def test_a_conversation_comes_back_whole_on_another_machine(
    store: Store, other: Store, conversation_id: int
) -> None:
    imported = other.take_in(read_bytes(exported(store), "essai"))
    assert (len(imported.added), imported.messages, imported.traces_dropped) == (1, 7, 0)
    before, after = store.whole(conversation_id), other.whole(imported.added[0])
    assert told_apart(after) == told_apart(before)
    assert len(after.messages) == 7 and len(after.feedback) == 3
    assert [message.content for message in other.page(imported.added[0])] == [
        message.content for message in store.page(conversation_id)
    ]
    assert other.search("belgique")[0].conversation_id == imported.added[0]


def test_the_same_file_twice_is_told_and_changes_nothing(
    store: Store, conversation_id: int
) -> None:
    content = exported(store)
    store.delete(conversation_id)
    store.create("ecommerce", "Une autre")
    imported = store.take_in(read_bytes(content, "essai"))
    assert imported.added == ()
    assert [item.id for item in imported.known] == [conversation_id]
    assert imported.known[0].deleted_at
    store.purge(conversation_id)
    assert len(store.take_in(read_bytes(content, "essai")).added) == 1
    assert len(store.take_in(read_bytes(content, "essai")).known) == 1


def test_a_file_without_names_is_still_taken_in_only_once(
    store: Store, conversation_id: int
) -> None:
    values = json.loads(exported(store))
    del values["conversations"][0]["uid"]
    content = json.dumps(values).encode()
    assert len(store.take_in(read_bytes(content, "essai")).added) == 1
    assert len(store.take_in(read_bytes(content, "essai")).known) == 1


def test_the_bin_is_left_out_and_the_archive_is_not(store: Store, conversation_id: int) -> None:
    store.delete(store.create("ecommerce", "Jetée").id)
    store.archive(store.create("ecommerce", "Rangée").id)
    values = json.loads(exported(store))
    assert {item["title"] for item in values["conversations"]} == {"Une *livraison*", "Rangée"}
    assert (values["format"], values["schema_version"]) == ("mistral-assistant/conversations", 1)


def test_no_conversations_are_a_file_too(store: Store) -> None:
    assert read_bytes(exported(store), "vide").conversations == ()


def test_either_all_conversations_of_a_file_come_or_none(
    store: Store, other: Store, conversation_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.create("ecommerce", "Deuxième")
    read = read_bytes(exported(store), "essai")
    broken = replace(read.conversations[1], about=replace(read.conversations[1].about, leaf_id=99))
    with pytest.raises(KeyError):
        other.take_in(replace(read, conversations=(read.conversations[0], broken)))
    assert len(other.list()) == 1
