"""A stored conversation goes on where it was left."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from scripted import Script
from turns_in_a_store import messages, say, scripted
from workshop_turns import QUESTION

from mistral_assistant.assistant import HISTORY, Assistant
from mistral_assistant.chat import ChatMessage, ConversationState, Pending, Profile
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError, UsageError
from mistral_assistant.reasoning.events import TextDelta, TurnFinished
from mistral_assistant.settings import Settings


def test_a_stored_conversation_goes_on_where_it_was_left(
    settings: Settings, store: Store, now: datetime
) -> None:
    earlier = Assistant(settings, store)
    left = earlier.new_conversation()
    say(earlier, left, "mon vélo est prêt ?", now)
    assert left.id is not None
    assistant = Assistant(settings, store)
    taken_up = assistant.open(left.id)
    assert (taken_up.id, taken_up.leaf_id) == (left.id, left.leaf_id)
    assert taken_up.history == left.history
    assert taken_up.state == left.state
    events = say(assistant, taken_up, "0412", now)
    assert isinstance(events[-1], TurnFinished)
    assert events[-1].turn.context.topic == "completes"
    assert len(messages(store, taken_up)) == 4


def test_opening_swaps_the_pack_back(settings: Settings, store: Store, now: datetime) -> None:
    earlier = Assistant(settings, store)
    left = earlier.new_conversation()
    earlier.swap("garage", left)
    say(earlier, left, QUESTION, now)
    assert left.id is not None
    assistant = Assistant(settings, store)
    assert assistant.pack_name == "atelier"
    taken_up = assistant.open(left.id)
    assert assistant.pack_name == "garage"
    assert taken_up.state == left.state


def test_a_pack_swapped_after_the_last_answer_forgets_the_topic_there_too(
    settings: Settings, store: Store, now: datetime
) -> None:
    earlier = Assistant(settings, store)
    left = earlier.new_conversation()
    say(earlier, left, "mon vélo est prêt ?", now)
    earlier.swap("garage", left)
    assert left.id is not None
    assert Assistant(settings, store).open(left.id).state == left.state
    assert left.state.pending is None


def test_opening_an_interrupted_conversation_shows_the_part(
    settings: Settings, store: Store, now: datetime
) -> None:
    earlier = scripted(settings, store, Script(("mot ",), endless=True))
    left = earlier.new_conversation()
    left.state = ConversationState(profile=Profile(name="Nadia"))
    events = earlier.answer(QUESTION, left, now=now)
    while not isinstance(next(events), TextDelta):
        pass
    events.close()  # type: ignore[attr-defined]
    assert left.id is not None
    taken_up = Assistant(settings, store).open(left.id)
    assert taken_up.history == [ChatMessage("user", QUESTION), ChatMessage("assistant", "mot ")]
    assert taken_up.state.profile == Profile(name="Nadia")


def test_opening_a_conversation_whose_pack_is_gone_says_so(
    settings: Settings, store: Store, domains: Path, now: datetime
) -> None:
    earlier = Assistant(settings, store)
    left = earlier.new_conversation()
    earlier.swap("garage", left)
    say(earlier, left, QUESTION, now)
    shutil.rmtree(domains / "garage")
    assert left.id is not None
    assistant = Assistant(settings, store)
    with pytest.raises(UsageError):
        assistant.open(left.id)
    assert assistant.pack_name == "atelier"


def test_an_unknown_conversation_is_a_store_error(assistant: Assistant) -> None:
    with pytest.raises(StoreError):
        assistant.open(4711)


def test_opening_takes_only_the_newest_messages(
    settings: Settings, store: Store, now: datetime
) -> None:
    conversation = store.create("atelier")
    parent = None
    for number in range(HISTORY + 6):
        role = "assistant" if number % 2 else "user"
        parent = store.add_message(conversation.id, parent, role, f"{number}").id
    opened = Assistant(settings, store).open(conversation.id)
    assert [m.content for m in opened.history] == [str(n) for n in range(6, HISTORY + 6)]
    assert opened.state == ConversationState()


def test_a_pending_question_survives_the_restart(settings: Settings, store: Store) -> None:
    state = ConversationState(turns=1, pending=Pending("?", "TARIFS", choices=("TARIFS",)))
    conversation = store.create("atelier")
    asked = store.add_message(conversation.id, None, "user", "?", pack="atelier")
    store.add_message(
        conversation.id, asked.id, "assistant", "Lequel ?", pack="atelier", state=state
    )
    assert Assistant(settings, store).open(conversation.id).state == state
