"""The state behind the chat screen, without a screen."""

import json
from datetime import datetime

from scripted import ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.errors import BackendError, StoreError
from mistral_assistant.reasoning.events import TextDelta, TurnFailed
from mistral_assistant.tui.session import ChatSession
from mistral_assistant.tui.stored import load_page
from mistral_assistant.tui.transcript import PAGE

NOW = datetime(2026, 3, 12, 14, 2)


def session(settings, store) -> ChatSession:
    made = ChatSession(lambda: NOW)
    made.assistant = Assistant(settings, store, ScriptedBackend())
    made.ready = True
    return made


def answer_all(item: ChatSession) -> None:
    while run := item.next():
        run.run()
        for event in run.drain():
            item.take(event)
        item.end()


def test_questions_wait_in_order_and_are_answered_in_order(settings, store) -> None:
    item = session(settings, store)
    item.ask("Un livre ?")
    item.ask("Un concert ?")
    assert [entry.status for entry in item.waiting] == ["waiting", "waiting"]
    answer_all(item)
    kinds = [(entry.kind, entry.status) for entry in item.transcript.entries]
    assert kinds == [("user", "complete"), ("assistant", "complete")] * 2
    assert item.transcript.entries[-1].milliseconds is not None


def test_nothing_begins_before_the_assistant_is_ready(settings, store) -> None:
    item = session(settings, store)
    item.ready = False
    item.ask("Un livre ?")
    assert item.next() is None


def test_pieces_of_text_that_came_together_are_one_event(settings, store) -> None:
    item = session(settings, store)
    item.ask("Un livre ?")
    run = item.next()
    run._events.put(TextDelta("a"))
    run._events.put(TextDelta("b"))
    run._events.put(TurnFailed(BackendError("x")))
    run._events.put(TextDelta("c"))
    assert list(run.drain())[0] == TextDelta("ab")
    assert list(run.drain()) == []


def test_text_that_comes_after_the_stop_is_not_shown(settings, store) -> None:
    item = session(settings, store)
    item.ask("Un livre ?")
    item.next()
    item.take(TextDelta("avant"))
    item.stop()
    item.take(TextDelta(" après"))
    assert item.answer.text == "avant"
    assert item.answer.status == "interrupted"


def test_a_failure_with_text_keeps_it_and_one_without_leaves_only_the_error(
    settings, store
) -> None:
    item = session(settings, store)
    for text in ("du texte", ""):
        item.ask("Un livre ?")
        item.next()
        item.take(TurnFailed(StoreError("Le disque est plein.", "Faites de la place."), text))
        item.end()
    kinds = [(entry.kind, entry.status) for entry in item.transcript.entries]
    assert kinds == [
        ("user", "complete"),
        ("assistant", "failed"),
        ("error", "complete"),
        ("user", "complete"),
        ("error", "complete"),
    ]


def test_an_assistant_that_raises_ends_the_run_with_its_error(settings, store) -> None:
    item = session(settings, store)
    item.assistant._pack_name = "absent"
    item.ask("Un livre ?")
    answer_all(item)
    assert [entry.kind for entry in item.transcript.entries] == ["user", "error"]


def test_the_trace_shown_is_that_of_the_last_answer(settings, store) -> None:
    item = session(settings, store)
    assert item.trace == {}
    item.ask("Un livre à lire ?")
    answer_all(item)
    assert item.trace["context"]["question"] == "Un livre à lire ?"
    item.clear()
    assert item.trace == {}


def test_clearing_nothing_leaves_nothing_to_undo() -> None:
    item = ChatSession(lambda: NOW)
    assert not item.clear()
    assert not item.undo()


def test_a_stored_page_comes_back_with_badges_sources_and_times(settings, store) -> None:
    item = session(settings, store)
    for number in range(PAGE):
        item.ask(f"Un livre {number} ?")
    answer_all(item)
    conversation = item.thread.conversation.id
    entries, more = load_page(store, conversation, None, NOW)
    assert (len(entries), more) == (PAGE, True)
    assert entries[-1].trace == json.loads(json.dumps(item.transcript.entries[-1].trace))
    older, more = load_page(store, conversation, entries[0].message_id, NOW)
    assert (len(older), more) == (PAGE, False)
    assert older[0].text == "Un livre 0 ?"
