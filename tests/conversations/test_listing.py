"""Which conversations are listed where, and in which order."""

from mistral_assistant.conversations.store import Store, StoredConversation


def titles(items: "tuple[StoredConversation, ...]") -> list[str]:
    return [item.title for item in items]


def three(store: Store) -> list[int]:
    return [store.create("ecommerce", title).id for title in ("un", "deux", "trois")]


def test_pinned_conversations_come_first(store: Store) -> None:
    first, _second, _third = three(store)
    store.pin(first)
    assert titles(store.list()) == ["un", "trois", "deux"]
    assert titles(store.list(1, 1)) == ["trois"]
    assert store.get(first).pinned
    assert store.latest() == store.list()[1]
    store.pin(first, False)
    assert titles(store.list()) == ["trois", "deux", "un"]


def test_the_archive_is_a_list_of_its_own(store: Store) -> None:
    _first, second, third = three(store)
    store.archive(third)
    store.delete(second)
    assert titles(store.list()) == ["un"]
    assert titles(store.list(archived=True)) == ["trois"]
    assert titles(store.list(archived=None)) == ["trois", "un"]
    assert titles(store.list(deleted=True)) == ["deux"]
    latest = store.latest()
    assert latest and latest.title == "un"
    store.archive(third, False)
    assert titles(store.list()) == ["trois", "un"]


def test_a_search_leaves_out_the_bin_and_marks_the_archive(store: Store) -> None:
    for conversation_id in three(store):
        store.add_message(conversation_id, None, "user", f"un colis, {conversation_id}")
    first, second, third = (item.id for item in reversed(store.list()))
    store.delete(first)
    store.archive(second)
    found = {result.conversation_id: result.archived for result in store.search("colis")}
    assert found == {second: True, third: False}
    store.restore(first)
    assert len(store.search("colis")) == 3


def test_who_goes_on_with_a_hidden_conversation_finds_it_in_the_list(store: Store) -> None:
    """Another window may have deleted or archived what this one has on screen."""
    deleted, archived, _third = three(store)
    store.delete(deleted)
    store.archive(archived)
    store.add_message(deleted, None, "assistant", "Réponse en route")
    assert store.get(deleted).deleted_at
    store.add_message(deleted, None, "user", "Et pour la Belgique ?")
    store.add_message(archived, None, "user", "Et pour la Suisse ?")
    assert titles(store.list()) == ["deux", "un", "trois"]


def test_every_conversation_has_a_name_of_its_own(store: Store) -> None:
    three(store)
    assert len({item.uid for item in store.list()}) == 3
    assert all(len(item.uid) == 32 for item in store.list())
