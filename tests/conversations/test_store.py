from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from mistral_assistant.chat import ConversationState, Entity, Pending, Profile
from mistral_assistant.conversations.store import Store, StoredConversation
from mistral_assistant.errors import StoreError

STATE = ConversationState(
    turns=3,
    topic="COMMANDE",
    profile=Profile(name="Zoé"),
    pending=Pending(question="où est-elle ?", category="COMMANDE", missing="numero_commande"),
    entities=(Entity("numero_commande", "CMD-482913", "cmd 482913", 0, 10),),
)
TRACE = {"schema_version": 1, "category": {"name": "COMMANDE"}, "timings_ms": {"category": 0.7}}


def test_an_answer_keeps_everything_that_came_with_it(
    store: Store, conversation: StoredConversation
) -> None:
    when = datetime(2026, 11, 22, 14, 2, 3, 456789, tzinfo=UTC)
    question = store.add_message(conversation.id, None, "user", "Où est CMD-482913 ?")
    answer = store.add_message(
        conversation.id,
        question.id,
        "assistant",
        "Elle arrive demain.",
        pack="ecommerce",
        backend="hors ligne",
        trace=TRACE,
        state=STATE,
        first_version="Elle arrive hier.",
        created_at=when,
    )
    read = store.message(answer.id)
    assert read == answer
    assert (read.trace, read.state, read.first_version) == (TRACE, STATE, "Elle arrive hier.")
    assert (read.pack, read.backend, read.created_at) == ("ecommerce", "hors ligne", when)
    assert (read.parent_id, read.role, read.status) == (question.id, "assistant", "complete")


def test_what_was_written_is_there_after_reopening(path: Path) -> None:
    first = Store(path)
    conversation = first.create("ecommerce")
    message = first.add_message(conversation.id, None, "user", "Bonjour", state=STATE)
    first.close()
    second = Store(path)
    assert second.page(conversation.id) == (message,)
    assert second.get(conversation.id).leaf_id == message.id
    second.close()


def test_a_streamed_answer_grows_and_is_completed(
    store: Store, conversation: StoredConversation
) -> None:
    answer = store.add_message(conversation.id, None, "assistant", "", status="partial")
    store.update_message(answer.id, content="Elle")
    assert (store.message(answer.id).content, store.message(answer.id).status) == (
        "Elle",
        "partial",
    )
    store.update_message(
        answer.id,
        content="Elle arrive.",
        status="complete",
        backend="serveur",
        trace=TRACE,
        state=STATE,
        first_version="Elle",
    )
    read = store.message(answer.id)
    assert (read.content, read.status, read.backend) == ("Elle arrive.", "complete", "serveur")
    assert (read.trace, read.state, read.first_version) == (TRACE, STATE, "Elle")


def test_an_update_leaves_alone_what_it_does_not_name(
    store: Store, conversation: StoredConversation
) -> None:
    answer = store.add_message(
        conversation.id, None, "assistant", "Oui.", backend="a", trace=TRACE, state=STATE
    )
    store.update_message(answer.id, backend="b")
    read = store.message(answer.id)
    assert (read.content, read.backend, read.trace, read.state) == ("Oui.", "b", TRACE, STATE)


def test_the_first_question_gives_the_title_and_later_ones_do_not(
    store: Store, conversation: StoredConversation
) -> None:
    first = store.add_message(conversation.id, None, "user", "Où est\n mon \x1b[31mcolis ?")
    store.add_message(conversation.id, first.id, "user", "Autre chose")
    assert store.get(conversation.id).title == "Où est mon [31mcolis ?"


def test_a_title_of_ones_own_is_kept(store: Store) -> None:
    conversation = store.create("ecommerce", "Mon  titre\n")
    store.add_message(conversation.id, None, "user", "Où est mon colis ?")
    assert store.get(conversation.id).title == "Mon titre"
    store.rename(conversation.id, "Un \x07autre")
    assert store.get(conversation.id).title == "Un autre"


def test_an_emptied_title_comes_from_the_next_question(
    store: Store, conversation: StoredConversation
) -> None:
    first = store.add_message(conversation.id, None, "user", "Une")
    store.rename(conversation.id, " ")
    store.add_message(conversation.id, first.id, "assistant", "Réponse")
    store.add_message(conversation.id, first.id, "user", "Deux")
    assert store.get(conversation.id).title == "Deux"


def test_the_list_shows_the_last_written_conversation_first(store: Store) -> None:
    one, two, three = (store.create("ecommerce", title) for title in ("1", "2", "3"))
    store.add_message(one.id, None, "user", "Encore")
    assert [found.id for found in store.list()] == [one.id, three.id, two.id]
    assert [found.id for found in store.list(limit=1, offset=1)] == [three.id]
    latest = store.latest()
    assert latest is not None
    assert (latest.id, latest.messages) == (one.id, 1)


def test_an_empty_store_has_no_latest_conversation(store: Store) -> None:
    assert store.latest() is None
    assert store.list() == ()


def test_renaming_does_not_change_the_order(store: Store) -> None:
    one, two = store.create("ecommerce"), store.create("ecommerce")
    store.rename(one.id, "Titre")
    assert [found.id for found in store.list()] == [two.id, one.id]


def test_the_pack_of_a_conversation_can_change(
    store: Store, conversation: StoredConversation
) -> None:
    store.set_pack(conversation.id, "support-technique")
    assert store.get(conversation.id).pack == "support-technique"


def test_a_deleted_conversation_goes_to_the_bin_and_comes_back_whole(
    store: Store, conversation: StoredConversation
) -> None:
    message = store.add_message(conversation.id, None, "user", "Bonjour", trace=TRACE)
    store.delete(conversation.id)
    assert store.list() == ()
    assert store.latest() is None
    assert store.search("bonjour") == ()
    assert list(store.traces()) == []
    assert [found.id for found in store.list(deleted=True)] == [conversation.id]
    store.restore(conversation.id)
    assert [found.id for found in store.list()] == [conversation.id]
    assert store.message(message.id) == message
    assert len(store.search("bonjour")) == 1


def test_a_purged_conversation_leaves_nothing_behind(
    store: Store, conversation: StoredConversation, path: Path
) -> None:
    other = store.create("ecommerce")
    kept = store.add_message(other.id, None, "user", "Bonjour")
    question = store.add_message(conversation.id, None, "user", "Bonjour ornithorynque")
    answer = store.add_message(conversation.id, question.id, "assistant", "Oui.", trace=TRACE)
    store.set_feedback(answer.id, "good")
    store.purge(conversation.id)
    assert [found.message_id for found in store.search("bonjour")] == [kept.id]
    assert list(store.traces()) == []
    assert store.feedback(answer.id) is None
    with pytest.raises(StoreError):
        store.get(conversation.id)
    with pytest.raises(StoreError):
        store.message(answer.id)


@pytest.mark.parametrize("unknown", [0, -1, 999, 2**62])
def test_an_unknown_id_is_an_error_with_a_remedy(
    store: Store, conversation: StoredConversation, unknown: int
) -> None:
    calls: list[Callable[[], object]] = [
        lambda: store.get(unknown),
        lambda: store.rename(unknown, "x"),
        lambda: store.set_pack(unknown, "x"),
        lambda: store.delete(unknown),
        lambda: store.restore(unknown),
        lambda: store.purge(unknown),
        lambda: store.page(unknown),
        lambda: store.page(conversation.id, before_id=unknown),
        lambda: store.message(unknown),
        lambda: store.update_message(unknown, content="x"),
        lambda: store.show_branch(unknown),
        lambda: store.siblings(unknown),
        lambda: store.set_feedback(unknown, "good"),
        lambda: store.add_message(unknown, None, "user", "x"),
        lambda: store.add_message(conversation.id, unknown, "user", "x"),
    ]
    for call in calls:
        with pytest.raises(StoreError) as caught:
            call()
        assert str(unknown) in caught.value.problem
        assert caught.value.hint


def test_a_message_of_another_conversation_is_refused(
    store: Store, conversation: StoredConversation
) -> None:
    other = store.create("ecommerce")
    message = store.add_message(other.id, None, "user", "Bonjour")
    for call in (
        lambda: store.add_message(conversation.id, message.id, "user", "x"),
        lambda: store.page(conversation.id, before_id=message.id),
    ):
        with pytest.raises(StoreError):
            call()
    assert store.get(conversation.id).messages == 0


def test_feedback_is_kept_replaced_and_taken_back(
    store: Store, conversation: StoredConversation
) -> None:
    answer = store.add_message(conversation.id, None, "assistant", "Oui.")
    assert store.feedback(answer.id) is None
    store.set_feedback(answer.id, "bad")
    store.set_feedback(answer.id, "corrected", "Non \ud800.")
    feedback = store.feedback(answer.id)
    assert feedback is not None
    assert (feedback.message_id, feedback.verdict) == (answer.id, "corrected")
    assert feedback.correction == "Non \ud800."
    assert abs(feedback.created_at - datetime.now(UTC)) < timedelta(hours=1)
    store.set_feedback(answer.id, None)
    assert store.feedback(answer.id) is None


def test_traces_come_newest_first_with_their_question(
    store: Store, conversation: StoredConversation
) -> None:
    parent = None
    for number in range(120):
        question = store.add_message(conversation.id, parent, "user", f"question {number}")
        parent = store.add_message(
            conversation.id,
            question.id,
            "assistant",
            "réponse",
            pack="ecommerce",
            backend="hors ligne",
            trace={"number": number},
        ).id
    records = list(store.traces())
    assert [record["trace"]["number"] for record in records] == list(range(119, -1, -1))
    assert records[0]["question"] == "question 119"
    assert (records[0]["message_id"], records[0]["conversation_id"]) == (parent, conversation.id)
    assert (records[0]["pack"], records[0]["backend"]) == ("ecommerce", "hors ligne")
    assert [record["trace"]["number"] for record in store.traces(limit=3)] == [119, 118, 117]
    assert list(store.traces(limit=0)) == []


def test_the_oldest_traces_are_dropped_and_their_messages_stay(path: Path) -> None:
    store = Store(path, traces_kept=10)
    conversation = store.create("ecommerce")
    answers = [
        store.add_message(conversation.id, None, "assistant", f"{number}", trace={"n": number})
        for number in range(25)
    ]
    store.update_message(answers[-1].id, trace={"n": "changed"})
    assert [record["trace"]["n"] for record in store.traces()][:2] == ["changed", 23]
    assert len(list(store.traces())) == 10
    assert store.message(answers[0].id).content == "0"
    assert store.message(answers[0].id).trace == {}
    assert store.get(conversation.id).messages == 25
    store.close()


def test_a_worker_writes_while_the_screen_reads(
    store: Store, conversation: StoredConversation
) -> None:
    """Many threads on one store: nothing is lost and nobody meets an error."""
    failures: list[Exception] = []

    def write(name: int) -> None:
        try:
            for number in range(25):
                store.add_message(conversation.id, None, "user", f"{name}-{number}")
        except Exception as error:
            failures.append(error)

    def read() -> None:
        try:
            for _ in range(100):
                store.page(conversation.id)
                store.search("1")
        except Exception as error:
            failures.append(error)

    threads = [*(Thread(target=write, args=(name,)) for name in range(4)), Thread(target=read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.get(conversation.id).messages == 100


def test_a_closed_store_says_so(path: Path) -> None:
    store = Store(path)
    store.close()
    store.close()
    for call in (store.latest, lambda: store.create("ecommerce")):
        with pytest.raises(StoreError, match="fermées"):
            call()
