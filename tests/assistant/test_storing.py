"""What a turn leaves in the store, and when; and without a store."""

from datetime import datetime
from pathlib import Path

import pytest
from scripted import Script, ScriptedBackend
from turns_in_a_store import messages, say, scripted
from workshop_turns import GOOD, QUESTION, WRONG

from mistral_assistant.assistant import HISTORY, Assistant
from mistral_assistant.chat import ChatMessage
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import PackError, UsageError
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    StepStarted,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.settings import Settings


def test_a_conversation_is_stored_with_its_first_message(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    assert (conversation.id, list(store.list())) == (None, [])
    say(assistant, conversation, QUESTION, now)
    (listed,) = store.list()
    assert (listed.id, listed.pack, listed.title) == (conversation.id, "atelier", QUESTION)


def test_the_question_is_stored_before_the_answer_begins(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    events = assistant.answer(QUESTION, conversation, now=now)
    assert next(events) == StepStarted("moderation")
    assert messages(store, conversation) == [("user", QUESTION, "complete")]
    assert conversation.history == [ChatMessage("user", QUESTION)]
    list(events)


def test_the_answer_is_stored_whole_with_trace_state_and_origin(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    events = say(assistant, conversation, QUESTION, now)
    finished = events[-1]
    assert isinstance(finished, TurnFinished)
    assert conversation.leaf_id is not None
    answer = store.message(conversation.leaf_id)
    assert (answer.role, answer.status) == ("assistant", "complete")
    assert answer.content == finished.turn.answer.text
    assert (answer.pack, answer.backend) == ("atelier", "offline")
    assert answer.trace == finished.turn.trace()
    assert answer.state == finished.state == conversation.state
    assert conversation.history == [
        ChatMessage("user", QUESTION),
        ChatMessage("assistant", answer.content),
    ]


def test_messages_follow_one_another_on_one_branch(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    for question in ("Bonjour", QUESTION):
        say(assistant, conversation, question, now)
    assert conversation.id is not None
    branch = store.page(conversation.id)
    assert [m.role for m in branch] == ["user", "assistant"] * 2
    assert [m.parent_id for m in branch] == [None, *(m.id for m in branch[:-1])]
    assert conversation.leaf_id == branch[-1].id


def test_a_question_is_stored_raw(assistant: Assistant, store: Store, now: datetime) -> None:
    conversation = assistant.new_conversation()
    raw = "\x1b[31m\ud800 $x {0} où est mon vélo\x07 ?"
    say(assistant, conversation, raw, now)
    assert messages(store, conversation)[0][1] == raw


def test_a_part_is_saved_while_the_answer_is_written(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script(("La révision ", "coûte ", "45 €.")))
    conversation = assistant.new_conversation()
    seen = []
    for event in assistant.answer(QUESTION, conversation, now=now):
        if isinstance(event, TextDelta):
            seen.append(messages(store, conversation)[-1])
    assert seen[0] == ("assistant", "La révision ", "partial")
    assert messages(store, conversation)[-1] == (
        "assistant",
        "La révision coûte 45 €.",
        "complete",
    )
    assert len(messages(store, conversation)) == 2


def test_both_versions_of_a_repaired_answer_are_kept(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script((WRONG,)), Script((GOOD,)))
    conversation = assistant.new_conversation()
    events = say(assistant, conversation, QUESTION, now)
    assert any(isinstance(event, AnswerReplaced) for event in events)
    assert conversation.leaf_id is not None
    answer = store.message(conversation.leaf_id)
    assert (answer.content, answer.first_version) == (GOOD, WRONG)
    assert answer.trace["consistency"]["badge"] == "corrected"
    assert conversation.history[-1].content == GOOD


def test_only_the_newest_messages_are_looked_back_on(assistant: Assistant, now: datetime) -> None:
    conversation = assistant.new_conversation()
    for number in range(HISTORY):
        say(assistant, conversation, f"Bonjour {number}", now)
    assert len(conversation.history) == HISTORY
    assert conversation.history[-2].content == f"Bonjour {HISTORY - 1}"
    assert conversation.state.turns == HISTORY


def test_a_private_conversation_leaves_nothing_behind(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation(private=True)
    say(assistant, conversation, QUESTION, now)
    assert (conversation.id, list(store.list()), list(store.traces())) == (None, [], [])
    assert len(conversation.history) == 2


def test_a_pack_that_cannot_be_loaded_fails_the_turn_but_keeps_the_question(
    settings: Settings, store: Store, domains: Path, now: datetime
) -> None:
    (domains / "atelier" / "pack.toml").write_text("name = ", encoding="utf-8")
    assistant = Assistant(settings, store)
    conversation = assistant.new_conversation()
    (event,) = say(assistant, conversation, QUESTION, now)
    assert isinstance(event, TurnFailed)
    assert isinstance(event.error, PackError)
    assert messages(store, conversation) == [("user", QUESTION, "complete")]


def test_it_works_without_a_store(settings: Settings, now: datetime) -> None:
    assistant = Assistant(settings)
    conversation = assistant.new_conversation()
    say(assistant, conversation, "mon vélo est prêt ?", now)
    events = say(assistant, conversation, "0412", now)
    assert isinstance(events[-1], TurnFinished)
    assert events[-1].turn.approach.name == "table"
    assert (conversation.id, conversation.leaf_id) == (None, None)
    assert len(conversation.history) == 4
    with pytest.raises(UsageError):
        assistant.open(1)


def test_without_a_store_too_a_finished_answer_stays_finished(
    settings: Settings, now: datetime
) -> None:
    assistant = Assistant(settings)
    conversation = assistant.new_conversation()
    events = assistant.answer(QUESTION, conversation, now=now)
    while not isinstance(next(events), TurnFinished):
        pass
    events.close()  # type: ignore[attr-defined]
    assert [m.role for m in conversation.history] == ["user", "assistant"]


def test_the_prompt_is_the_same_with_the_reasoning_on_display_or_not(
    domains: Path, tmp_path: Path, now: datetime
) -> None:
    prompts = []
    for debug in (False, True):
        backend = ScriptedBackend(Script((GOOD,)))
        settings = Settings(
            pack="atelier", debug=debug, domains=(domains,), data_dir=tmp_path / "data"
        )
        assistant = Assistant(settings, backend=backend)
        say(assistant, assistant.new_conversation(), QUESTION, now)
        prompts.append(backend.prompts)
    assert prompts[0] == prompts[1]
