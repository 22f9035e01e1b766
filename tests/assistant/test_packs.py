"""Packs that are loaded, swapped and read again in mid-talk."""

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from turns_in_a_store import say
from workshop_turns import QUESTION

from mistral_assistant.assistant import Assistant
from mistral_assistant.chat import ConversationState, Profile
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import PackError, UsageError
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings


def test_how_a_model_writes_is_changed_for_the_session_and_survives_a_swap(
    settings: Settings, store: Store
) -> None:
    assistant = Assistant(settings, store)
    assistant.sample(temperature=0.3, seed=7)
    assert assistant.system.options.temperature == 0.3
    assistant.swap("garage")
    options = assistant.system.options
    assert (options.temperature, options.seed, options.adapter) == (0.3, 7, "garage")
    assistant.sample(seed=None)
    assert (assistant.system.options.seed, assistant.system.options.adapter) == (None, "garage")


def test_the_pack_is_loaded_on_first_use(assistant: Assistant) -> None:
    assert (assistant.pack_name, assistant.pack_title) == ("atelier", "atelier")
    assistant.load()
    assert (assistant.pack_title, assistant.backend_name) == ("Atelier de vélos", "offline")


def test_a_swap_says_what_changed(assistant: Assistant) -> None:
    assistant.load()
    report = assistant.swap("garage")
    assert (report.before, report.after) == ("Atelier de vélos", "Garage à vélos")
    assert report.adapter == "garage"
    assert report.tables == ("réparations",)
    assert report.passages == len(assistant.system.pack.knowledge)
    assert "les prix" in report.categories
    assert "un simple bonjour" not in report.categories
    assert assistant.system.options.adapter == "garage"


def test_a_swap_keeps_the_conversation_and_the_profile_but_not_the_topic(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "mon vélo est prêt ?", now)
    before, history = conversation.state, list(conversation.history)
    conversation.state = ConversationState(
        turns=before.turns,
        topic=before.topic,
        question=before.question,
        failures=1,
        pending=before.pending,
        profile=Profile(name="Nadia"),
    )
    assert before.topic and before.pending
    assistant.swap("garage", conversation)
    assert conversation.state == ConversationState(turns=1, profile=Profile(name="Nadia"))
    assert conversation.history == history
    assert conversation.id is not None
    assert store.get(conversation.id).pack == "garage"
    say(assistant, conversation, QUESTION, now)
    assert [m.pack for m in store.page(conversation.id)] == ["atelier"] * 2 + ["garage"] * 2


@pytest.mark.parametrize("name", ["epicerie", "casse"])
def test_a_pack_that_cannot_be_had_leaves_the_old_one(
    assistant: Assistant, domains: Path, now: datetime, name: str
) -> None:
    shutil.copytree(domains / "atelier", domains / "casse")  # its name is not the folder's
    conversation = assistant.new_conversation()
    say(assistant, conversation, "mon vélo est prêt ?", now)
    state = conversation.state
    with pytest.raises((UsageError, PackError)):
        assistant.swap(name, conversation)
    assert (assistant.pack_name, assistant.pack_title) == ("atelier", "Atelier de vélos")
    assert conversation.state == state
    events = say(assistant, conversation, "0412", now)
    assert isinstance(events[-1], TurnFinished)
    assert events[-1].turn.approach.name == "table"


def test_reload_reads_the_files_again(assistant: Assistant, domains: Path, now: datetime) -> None:
    def greeting() -> str:
        finished = say(assistant, assistant.new_conversation(), "bonjour", now)[-1]
        assert isinstance(finished, TurnFinished)
        return finished.turn.answer.text

    before = greeting()
    templates = domains / "atelier" / "templates.toml"
    text = templates.read_text(encoding="utf-8")
    templates.write_text(text.replace("« $pack_title »", "la Roue Carrée"), encoding="utf-8")
    assert greeting() == before
    assistant.reload()
    assert "la Roue Carrée" in greeting()


def test_a_reload_of_a_broken_pack_leaves_the_old_one(
    assistant: Assistant, domains: Path, now: datetime
) -> None:
    assistant.load()
    (domains / "atelier" / "templates.toml").write_text("[ask", encoding="utf-8")
    with pytest.raises(PackError):
        assistant.reload()
    assert isinstance(say(assistant, assistant.new_conversation(), QUESTION, now)[-1], TurnFinished)


def test_all_packs_are_listed_broken_ones_with_their_problems(
    assistant: Assistant, domains: Path
) -> None:
    (domains / "garage" / "templates.toml").write_text("[ask", encoding="utf-8")
    found = {pack.name: pack for pack in assistant.packs()}
    assert found["atelier"].title == "Atelier de vélos"
    assert found["atelier"].problems == 0
    assert found["garage"].problems > 0
    assert "ecommerce" in found, "the packs that come with the program are there too"
