"""1,000 random talks through the assistant: edits, regenerations, stops, faults, deletions.

The player keeps its own account of all that was said; the store must give all of it back through
what a screen has: the branch on display, ``siblings`` and ``show_branch``. Reasoning is left out.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.chat import ConversationState
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.events import Event, TextDelta, TurnFinished
from mistral_assistant.reasoning.turn import Answer, Turn
from mistral_assistant.settings import Settings

TREES, BATCHES = 1_000, 10


class Speaker:
    """Stands in for the reasoning: says a numbered answer, whole, cut short or not at all."""

    def __init__(self) -> None:
        self.backend = SimpleNamespace(name="essai")
        self.way = "whole"
        self.said = 0

    def run(self, turn: Turn, _cancel: object = None) -> Iterator[Event]:
        if self.way == "mute":
            raise BackendError("muet")
        self.said += 1
        text = f"réponse {self.said}"
        yield TextDelta(text)
        if self.way == "fails":
            raise BackendError("coupé")
        turn.answer = Answer(text=text, backend="essai")
        yield TurnFinished(turn, ConversationState(turns=self.said))


@dataclass
class Player:
    """A user with one conversation, and an account of all that was said in it."""

    assistant: Assistant
    store: Store
    speaker: Speaker
    chance: random.Random
    conversation: Conversation = field(default_factory=Conversation)
    questions: dict[int, str] = field(default_factory=dict)
    said: dict[str, str | None] = field(default_factory=dict)
    """Text → the text that it was said after."""

    def play(self, moves: int) -> None:
        self.ask()
        for _move in range(moves):
            self.chance.choice([
                self.ask, self.ask, self.edit, self.edit, self.regenerate, self.regenerate,
                self.switch, self.reopen, self.put_away, self.judge,
            ])()  # fmt: skip

    def ask(self) -> None:
        self.turn(self.conversation, f"question {len(self.said)}")

    def edit(self) -> None:
        question_id = self.chance.choice(list(self.questions))
        before = self.assistant.before(question_id)
        self.turn(before, f"question {len(self.said)}")

    def regenerate(self) -> None:
        question_id = self.chance.choice(list(self.questions))
        before = self.assistant.before(question_id)
        self.turn(before, self.questions[question_id], question_id)

    def turn(self, conversation: Conversation, text: str, question_id: int | None = None) -> None:
        self.conversation = conversation
        parent = conversation.history[-1].content if conversation.history else None
        before, self.speaker.way = self.speaker.said, self.chance.choice(
            ["whole", "whole", "whole", "closed", "fails", "mute"]
        )  # fmt: skip
        events = self.assistant.answer(text, conversation, question_id=question_id)
        for event in events:
            if isinstance(event, TextDelta) and self.speaker.way == "closed":
                events.close()  # type: ignore[attr-defined]
                break
        if question_id is None:
            assert conversation.question_id is not None
            self.questions[conversation.question_id] = text
            self.said[text] = parent
        if self.speaker.said > before:
            self.said[f"réponse {self.speaker.said}"] = text

    def switch(self) -> None:
        message = self.chance.choice(self.everything())
        self.store.show_branch(message.id)
        self.reopen()

    def reopen(self) -> None:
        assert self.conversation.id is not None
        self.conversation = self.assistant.open(self.conversation.id)

    def put_away(self) -> None:
        number = self.conversation.id
        assert number is not None
        self.chance.choice([self.store.delete, self.store.archive])(number)
        if self.chance.random() < 0.5:
            self.store.restore(number)
            self.store.archive(number, False)

    def judge(self) -> None:
        answers = [item for item in self.everything() if item.role == "assistant"]
        if answers:
            self.store.set_feedback(self.chance.choice(answers).id, "good")

    def everything(self) -> Any:
        assert self.conversation.id is not None
        return self.store.whole(self.conversation.id).messages


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "conversations.sqlite")
    # Thousands of turns: what reaches the disk when is another test's affair.
    store._database._writer.execute("PRAGMA synchronous = OFF")
    yield store
    store.close()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_branch_is_ever_lost(batch: int, store: Store, tmp_path: Path) -> None:
    assistant = Assistant(Settings(pack="essai", data_dir=tmp_path), store)
    for tree in range(TREES // BATCHES):
        chance = random.Random(1_000 * batch + tree)
        assistant._system = speaker = Speaker()  # type: ignore[assignment]
        player = Player(assistant, store, speaker, chance)
        player.play(chance.randrange(2, 16))
        number = player.conversation.id
        assert number is not None
        found = reachable(store, number)
        assert found == player.said
        assert store.get(number).messages == len(found)
        assert every_end_can_be_shown(store, number)


def reachable(store: Store, conversation_id: int) -> dict[str, str | None]:
    """Collect what a screen comes upon by following every ‹ k/n › that it sees."""
    seen: dict[int, tuple[str, int | None]] = {}
    to_show: list[int] = []
    while True:
        for message in store.page(conversation_id, limit=1_000):
            if message.id not in seen:
                seen[message.id] = (message.content, message.parent_id)
                versions = store.siblings(message.id)
                assert versions[message.position[0] - 1] == message.id
                assert len(versions) == message.position[1]
                to_show += versions
        to_show = [version for version in to_show if version not in seen]
        if not to_show:
            break
        store.show_branch(to_show.pop())
    texts = {content for content, _parent in seen.values()}
    assert len(texts) == len(seen)
    return {
        content: None if parent is None else seen[parent][0] for content, parent in seen.values()
    }


def every_end_can_be_shown(store: Store, conversation_id: int) -> bool:
    whole = store.whole(conversation_id)
    parents = {message.parent_id for message in whole.messages}
    for end in (message.id for message in whole.messages if message.id not in parents):
        assert store.show_branch(end) == end
        shown = [message.id for message in store.page(conversation_id, limit=1_000)]
        assert shown == [message.id for message in whole.branch(end)]
    return True
