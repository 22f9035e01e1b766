"""Answers that are stopped, fail or cannot be stored: what is kept of them."""

import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scripted import Script, ScriptedBackend
from turns_in_a_store import messages, say, scripted
from workshop_turns import GONE, QUESTION

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import ChatMessage
from mistral_assistant.conversations.store import Store, StoredMessage
from mistral_assistant.errors import StoreError
from mistral_assistant.reasoning.events import TextDelta, TurnFinished
from mistral_assistant.settings import Settings


def test_a_stopped_answer_is_kept_and_marked(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script(("mot ",), endless=True))
    conversation, cancel = assistant.new_conversation(), threading.Event()
    events = []
    for event in assistant.answer(QUESTION, conversation, cancel=cancel, now=now):
        events.append(event)
        if sum(isinstance(event, TextDelta) for event in events) == 3:
            cancel.set()
    assert isinstance(events[-1], TurnFinished)
    assert messages(store, conversation)[-1] == ("assistant", "mot mot mot ", "interrupted")
    assert conversation.history[-1] == ChatMessage("assistant", "mot mot mot ")
    assert say(assistant, conversation, "Bonjour", now), "the conversation goes on"


def test_a_backend_that_dies_in_mid_answer_leaves_a_marked_part(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script(("La révision ",), fault=GONE))
    conversation = assistant.new_conversation()
    events = say(assistant, conversation, QUESTION, now)
    assert isinstance(events[-1], TurnFinished)
    assert messages(store, conversation)[-1] == ("assistant", "La révision ", "interrupted")
    assert conversation.leaf_id is not None
    trace = store.message(conversation.leaf_id).trace
    assert trace["answer"]["notice"] == "Le serveur ne répond plus."


def test_a_reader_that_goes_away_leaves_a_marked_part(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script(("mot ",), endless=True))
    conversation = assistant.new_conversation()
    events = assistant.answer(QUESTION, conversation, now=now)
    said = 0
    for event in events:
        said += isinstance(event, TextDelta)
        if said == 3:
            break
    events.close()  # type: ignore[attr-defined]
    assert messages(store, conversation)[-1] == ("assistant", "mot mot mot ", "interrupted")
    assert conversation.history[-1] == ChatMessage("assistant", "mot mot mot ")
    assert assistant.system.backend.running == 0  # type: ignore[attr-defined]


def test_a_reader_that_goes_away_before_the_first_word_leaves_the_question(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    events = assistant.answer(QUESTION, conversation, now=now)
    next(events)
    events.close()  # type: ignore[attr-defined]
    assert messages(store, conversation) == [("user", QUESTION, "complete")]


def test_a_reader_that_leaves_after_the_end_leaves_a_whole_answer(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    events = assistant.answer("mon vélo est prêt ?", conversation, now=now)
    for event in events:
        if isinstance(event, TurnFinished):
            break
    events.close()  # type: ignore[attr-defined]
    assert messages(store, conversation)[-1][2] == "complete"
    assert len(conversation.history) == 2
    assert conversation.leaf_id is not None
    state = store.message(conversation.leaf_id).state
    assert state == conversation.state
    assert state is not None and state.pending is not None


class Refusing(Store):
    """A store whose disk is full as long as ``full`` is set."""

    full = False

    def add_message(self, *args: Any, **kwargs: Any) -> StoredMessage:
        self._refuse()
        return super().add_message(*args, **kwargs)

    def update_message(self, *args: Any, **kwargs: Any) -> None:
        self._refuse()
        super().update_message(*args, **kwargs)

    def _refuse(self) -> None:
        if self.full:
            raise StoreError("Il n'y a plus de place.")


@pytest.fixture
def refusing(tmp_path: Path) -> Iterator[Refusing]:
    store = Refusing(tmp_path / "refusing.db")
    yield store
    store.close()


def test_what_a_full_disk_refuses_is_answered_and_stored_as_soon_as_it_can_be(
    settings: Settings, refusing: Refusing, now: datetime
) -> None:
    assistant = Assistant(settings, refusing)
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour", now)
    refusing.full = True
    first = say(assistant, conversation, QUESTION, now)[-1]
    second = say(assistant, conversation, "mon vélo est prêt ?", now)[-1]
    for event in (first, second):
        assert isinstance(event, TurnFinished)
        assert event.turn.answer.text
        assert event.turn.answer.notice == "Pas encore enregistré : Il n'y a plus de place."
    assert len(messages(refusing, conversation)) == 2
    refusing.full = False
    third = say(assistant, conversation, "0412", now)[-1]
    assert isinstance(third, TurnFinished)
    assert third.turn.answer.notice == ""
    kept = [(message.role, message.content) for message in conversation.history]
    assert [(role, text) for role, text, _status in messages(refusing, conversation)] == kept
    assert {status for _role, _text, status in messages(refusing, conversation)} == {"complete"}


def test_an_answer_that_alone_was_refused_is_stored_below_its_question(
    settings: Settings, refusing: Refusing, now: datetime
) -> None:
    script = Script(("La révision ", "coûte ", "45 €."))
    assistant = Assistant(settings, refusing, ScriptedBackend(script))
    conversation = assistant.new_conversation()
    for event in assistant.answer(QUESTION, conversation, now=now):
        if isinstance(event, TextDelta):
            refusing.full = True
    assert [role for role, _text, _status in messages(refusing, conversation)][0] == "user"
    refusing.full = False
    assistant.save(conversation)
    assert messages(refusing, conversation) == [
        ("user", QUESTION, "complete"),
        ("assistant", "La révision coûte 45 €.", "complete"),
    ]
    assistant.save(conversation)
    assert len(messages(refusing, conversation)) == 2, "nothing is written twice"


def test_a_conversation_removed_in_another_window_goes_on_as_a_new_one(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour", now)
    assert conversation.id is not None
    gone = conversation.id
    store.purge(gone)
    event = say(assistant, conversation, QUESTION, now)[-1]
    assert isinstance(event, TurnFinished)
    assert event.turn.answer.notice == ""
    assert conversation.id not in (None, gone)
    assert [role for role, _text, _status in messages(store, conversation)] == [
        "user",
        "assistant",
    ]
    assert len(conversation.history) == 4, "the talk itself goes on"
