"""One turn after the other with a real store: what is kept, when, and what a swap changes."""

import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from scripted import Script, ScriptedBackend

from mistral_assistant.assistant import HISTORY, Assistant, Conversation
from mistral_assistant.chat import ChatMessage, ConversationState, Pending, Profile
from mistral_assistant.conversations.store import Store, StoredMessage
from mistral_assistant.errors import BackendError, PackError, StoreError, UsageError
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    Event,
    StepStarted,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.settings import Settings

ROOT = Path(__file__).parent.parent
QUESTION = "Combien coûte une révision ?"
GOOD = "La révision coûte 45 € pour un vélo classique."
WRONG = "La révision coûte 99 € pour un vélo classique."
GONE = BackendError("Le serveur ne répond plus.")


@pytest.fixture
def domains(tmp_path: Path) -> Path:
    """Two packs of one content under two names and titles."""
    for name, title in (("atelier", "Atelier de vélos"), ("garage", "Garage à vélos")):
        folder = tmp_path / "domains" / name
        shutil.copytree(ROOT / "domains" / "_template", folder)
        manifest = folder / "pack.toml"
        text = manifest.read_text(encoding="utf-8")
        text = text.replace('name = "template"', f'name = "{name}"')
        text = text.replace('title = "Atelier de vélos"', f'title = "{title}"')
        text = text.replace('adapter = "template"', f'adapter = "{name}"')
        manifest.write_text(text, encoding="utf-8")
    return tmp_path / "domains"


@pytest.fixture
def settings(domains: Path, tmp_path: Path) -> Settings:
    return Settings(pack="atelier", domains=(domains,), data_dir=tmp_path / "data")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "conversations.db")
    yield store
    store.close()


@pytest.fixture
def assistant(settings: Settings, store: Store) -> Assistant:
    return Assistant(settings, store)


def scripted(settings: Settings, store: Store | None, *scripts: Script) -> Assistant:
    return Assistant(settings, store, ScriptedBackend(*scripts))


def say(
    assistant: Assistant, conversation: Conversation, question: str, now: datetime
) -> list[Event]:
    return list(assistant.answer(question, conversation, now=now))


def messages(store: Store, conversation: Conversation) -> list[tuple[str, str, str]]:
    assert conversation.id is not None
    return [(m.role, m.content, m.status) for m in store.page(conversation.id)]


# --- what a turn leaves in the store -----------------------------------------------------------


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


# --- answers that end early --------------------------------------------------------------------


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


def test_a_private_conversation_leaves_nothing_behind(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation(private=True)
    say(assistant, conversation, QUESTION, now)
    assert (conversation.id, list(store.list()), list(store.traces())) == (None, [], [])
    assert len(conversation.history) == 2


# --- branches ----------------------------------------------------------------------------------


def test_a_question_said_otherwise_begins_a_branch_beside_the_first(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour, je m'appelle Nadia", now)
    say(assistant, conversation, QUESTION, now)
    assert conversation.id is not None
    old = [message.id for message in store.page(conversation.id)]
    branch = assistant.before(old[2])
    assert [message.content for message in branch.history][0] == "Bonjour, je m'appelle Nadia"
    assert branch.state.turns == 1
    say(assistant, branch, "Vos horaires ?", now)
    new = [message.id for message in store.page(conversation.id)]
    assert (new[:2], len(new)) == (old[:2], 4)
    assert store.siblings(new[2]) == (old[2], new[2])
    store.show_branch(old[2])
    assert [message.id for message in store.page(conversation.id)] == old


def test_the_first_question_too_can_be_said_otherwise(
    assistant: Assistant, store: Store, now: datetime
) -> None:
    conversation = assistant.new_conversation()
    say(assistant, conversation, "Bonjour", now)
    assert conversation.id is not None
    first = store.page(conversation.id)[0]
    branch = assistant.before(first.id)
    assert (branch.leaf_id, branch.history, branch.state) == (None, [], ConversationState())
    say(assistant, branch, "Bonsoir", now)
    assert [message.content for message in store.page(conversation.id)][0] == "Bonsoir"


def test_an_answer_given_again_stands_beside_the_first(
    settings: Settings, store: Store, now: datetime
) -> None:
    assistant = scripted(settings, store, Script((GOOD,)), Script(("45 €.",)))
    conversation = assistant.new_conversation()
    say(assistant, conversation, QUESTION, now)
    assert conversation.id is not None
    question, answer = store.page(conversation.id)
    again = assistant.before(question.id)
    list(assistant.answer(QUESTION, again, question_id=question.id, now=now))
    page = store.page(conversation.id)
    assert [message.content for message in page] == [QUESTION, "45 €."]
    assert page[0].id == question.id
    assert store.siblings(page[1].id) == (answer.id, page[1].id)


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


# --- packs that cannot be loaded ---------------------------------------------------------------


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


# --- without a store ---------------------------------------------------------------------------


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


# --- packs -------------------------------------------------------------------------------------


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


# --- opening a stored conversation -------------------------------------------------------------


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
