"""A running conversation, and how each turn of it is kept: a little ahead of the screen.

Where the store refuses (full disk, read-only folder) the talk goes on: what could not be written
waits in the conversation, and is written before the next thing that can be.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from mistral_assistant.chat import ChatMessage, ConversationState
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import StoreError, UnknownIdError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import AnswerReplaced, Event, TextDelta, TurnFinished

HISTORY = 24
"""Messages that a turn may look back on."""
SAVE_EVERY = 0.3
"""Seconds between two saves of an answer that is being written."""

Write = Callable[[Store], None]
"""One thing to be stored; may be tried again after it has raised StoreError."""


@dataclass
class Conversation:
    """A running conversation: what the reasoning needs of it, and where it is stored."""

    id: int | None = None
    """None where nothing is stored."""
    leaf_id: int | None = None
    question_id: int | None = None
    """The user's last message, where it is stored."""
    history: list[ChatMessage] = field(default_factory=list)
    """The last messages, oldest first."""
    state: ConversationState = ConversationState()
    private: bool = False
    """Nothing of it is ever stored."""
    unsaved: list[Write] = field(default_factory=list)
    """What the store has refused so far, oldest first."""


def save(store: Store, conversation: Conversation) -> None:
    """Write what still waits to be stored.

    Raises:
        StoreError: the store refuses; the rest goes on waiting.
    """
    while conversation.unsaved:
        try:
            conversation.unsaved[0](store)
        except UnknownIdError:
            if conversation.id is None:
                raise
            # Removed for good in another window: what comes from now on is a new conversation.
            conversation.id = conversation.leaf_id = None
            continue
        del conversation.unsaved[0]


class Recorder:
    """Keeps one turn in the conversation and, unless that is private, in the store."""

    def __init__(
        self,
        store: Store | None,
        conversation: Conversation,
        question: str,
        *,
        pack: str,
        backend: Callable[[], str],
    ) -> None:
        self.text = ""
        """The answer as far as it has come."""
        self._store = None if conversation.private else store
        self._conversation = conversation
        self._question = question
        self._pack = pack
        self._backend = backend
        self._answer_id: int | None = None
        self._fault: StoreError | None = None
        self._saved_at = 0.0
        self._finished = False

    def begin(self, question_id: int | None = None) -> None:
        """Keep the question before anything can go wrong.

        ``question_id`` is given where the question is stored already and is answered once more.
        """
        conversation, asked = self._conversation, datetime.now(UTC)
        conversation.history.append(ChatMessage("user", self._question))
        conversation.question_id = question_id
        if question_id is not None:
            conversation.leaf_id = question_id
            return

        def write(store: Store) -> None:
            if conversation.id is None:
                conversation.id = store.create(self._pack).id
            stored = store.add_message(
                conversation.id,
                conversation.leaf_id,
                "user",
                self._question,
                pack=self._pack,
                created_at=asked,
            )
            conversation.leaf_id = conversation.question_id = stored.id

        self._keep(write)

    def take(self, event: Event) -> None:
        """Keep what an event brings."""
        if isinstance(event, TextDelta):
            self.text += event.text
            if time.monotonic() - self._saved_at >= SAVE_EVERY:
                self._save_part()
        elif isinstance(event, AnswerReplaced):
            self.text = event.text
        elif isinstance(event, TurnFinished):
            self._finish(event)

    def interrupt(self) -> None:
        """Keep a turn that ended early as what it is; one that is finished stays so."""
        conversation = self._conversation
        if self._finished:
            return
        conversation.state = replace(conversation.state, pending=None)
        if not self.text:
            return
        conversation.history.append(ChatMessage("assistant", self.text))
        values = {"content": self.text, "status": "interrupted", "state": conversation.state}
        self._keep(partial(self._write_answer, values=values))

    def _save_part(self) -> None:
        """Store what has come of the answer; if that fails, its end will be tried as well."""
        self._saved_at = time.monotonic()
        store, conversation = self._store, self._conversation
        if store is None or conversation.unsaved:
            return
        with suppress(StoreError):
            self._write_answer(store, {"content": self.text})

    def _finish(self, event: TurnFinished) -> None:
        conversation, turn = self._conversation, event.turn
        self._finished = True
        self.text = turn.answer.text
        conversation.state = event.state
        conversation.history.append(ChatMessage("assistant", self.text))
        del conversation.history[:-HISTORY]
        values: dict[str, Any] = {
            "content": self.text,
            "status": turn.answer.status,
            "backend": turn.answer.backend,
            "trace": turn.trace(),
            "first_version": turn.answer.first_version,
        }
        self._keep(partial(self._write_answer, values={**values, "state": event.state}))
        if self._fault:
            turn.answer = replace(turn.answer, notice=_with_fault(turn.answer.notice, self._fault))

    def _write_answer(self, store: Store, values: Mapping[str, Any]) -> None:
        """Store the answer: a first time as a part, which a second try then finds."""
        conversation = self._conversation
        if conversation.id is None:  # the question was refused, and waits before this
            return
        if self._answer_id is None or self._answer_id != conversation.leaf_id:
            stored = store.add_message(
                conversation.id,
                conversation.leaf_id,
                "assistant",
                self.text,
                status="partial",
                pack=self._pack,
                backend=self._backend(),
            )
            conversation.leaf_id = self._answer_id = stored.id
        store.update_message(self._answer_id, **values)

    def _keep(self, write: Write) -> None:
        """Store something, after all that waits; what is refused waits too."""
        self._fault = None
        if self._store is None:
            return
        self._conversation.unsaved.append(write)
        try:
            save(self._store, self._conversation)
        except StoreError as error:
            self._fault = error


def _with_fault(notice: str, fault: StoreError) -> str:
    unsaved = _("Pas encore enregistré : {problem}").format(problem=fault.problem)
    return f"{notice} {unsaved}".strip()
