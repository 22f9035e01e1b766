"""The assistant as the screens, ``ask``, the API and the evaluation use it: one pack, one backend,
and a store that keeps every message before it is shown. How an answer is found is in ``reasoning``.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from mistral_assistant.backends.base import Backend
from mistral_assistant.chat import ChatMessage, ConversationState
from mistral_assistant.conversations.store import Store
from mistral_assistant.domains.loader import find_packs, load_pack, pack_folders
from mistral_assistant.errors import AssistantError, PackError, StoreError, UsageError
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    Event,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

HISTORY = 24
"""Messages that a turn may look back on."""
SAVE_EVERY = 0.3
"""Seconds between two saves of an answer that is being written."""


@dataclass
class Conversation:
    """A running conversation: what the reasoning needs of it, and where it is stored."""

    id: int | None = None
    """None where nothing is stored."""
    leaf_id: int | None = None
    history: list[ChatMessage] = field(default_factory=list)
    """The last messages, oldest first."""
    state: ConversationState = ConversationState()


@dataclass(frozen=True)
class PackSummary:
    """A pack as a list shows it."""

    name: str
    title: str
    description: str
    path: Path
    problems: int = 0


@dataclass(frozen=True)
class SwapReport:
    """What changed when the pack was swapped."""

    before: str
    """Title of the pack that was left."""
    after: str
    categories: tuple[str, ...]
    """Labels of the new categories."""
    passages: int
    tables: tuple[str, ...]
    adapter: str
    """Name of the LoRA adapter that goes with the new pack."""


class Assistant:
    """Answers in conversations. One answer at a time; the screens call it from one worker."""

    def __init__(
        self, settings: Settings, store: Store | None = None, backend: Backend | None = None
    ) -> None:
        self.settings = settings
        self.store = store
        self._backend = backend
        self._pack_name = settings.pack
        self._system: AdvancedReasoningSystem | None = None

    # --- the pack ------------------------------------------------------------------------------

    @property
    def system(self) -> AdvancedReasoningSystem:
        """The reasoning system of the active pack, loaded on first use."""
        if self._system is None:
            self._system = self._load(self._pack_name)
        return self._system

    @property
    def pack_name(self) -> str:
        """Folder name of the active pack."""
        return self._pack_name

    @property
    def pack_title(self) -> str:
        """Title of the active pack; its name as long as it is not loaded."""
        return self._system.pack.title if self._system else self._pack_name

    @property
    def backend_name(self) -> str:
        """Name of what speaks for the model."""
        return self._system.backend.name if self._system else self.settings.backend

    def load(self) -> None:
        """Load the active pack now; slow enough to belong in a worker.

        Raises:
            UsageError: there is no such pack.
            PackError: the pack has problems.
        """
        _loaded = self.system

    def _load(self, name: str) -> AdvancedReasoningSystem:
        settings = self.settings
        pack = load_named_pack(name, settings.domains, settings.data_dir)
        return AdvancedReasoningSystem(pack, self._backend, cache_dir=settings.data_dir / "cache")

    def swap(self, name: str, conversation: Conversation | None = None) -> SwapReport:
        """Answer from another pack from now on; the conversation goes on, its topic does not.

        Raises:
            UsageError: there is no such pack; the old one stays.
            PackError: the pack has problems; the old one stays.
        """
        before = self.pack_title
        system = self._load(name)
        self._replace(system)
        self._pack_name = name
        if conversation:
            conversation.state = _without_topic(conversation.state)
            if self.store and conversation.id is not None:
                self.store.set_pack(conversation.id, name)
        pack = system.pack
        return SwapReport(
            before=before,
            after=pack.title,
            categories=tuple(spec.label for spec in pack.CATEGORIES.values() if spec.follow_up),
            passages=len(pack.knowledge),
            tables=tuple(table.title or table.name for table in pack.tables.values()),
            adapter=pack.adapter,
        )

    def reload(self) -> None:
        """Read the active pack's files again; a pack with problems leaves the old one in place."""
        self._replace(self._load(self._pack_name))

    def _replace(self, system: AdvancedReasoningSystem) -> None:
        if self._system:
            self._system.close()
        self._system = system

    def packs(self) -> list[PackSummary]:
        """Return every pack that is found, broken ones with the number of their problems."""
        found = find_packs(pack_folders(self.settings.domains, self.settings.data_dir))
        return [_summary(name, path) for name, path in sorted(found.items())]

    # --- conversations -------------------------------------------------------------------------

    def new_conversation(self) -> Conversation:
        """Begin a conversation; it is stored with its first message."""
        return Conversation()

    def open(self, conversation_id: int) -> Conversation:
        """Take up a stored conversation where it was left, with the pack it was led in.

        Raises:
            StoreError: there is no such conversation.
            UsageError, PackError: its pack is gone or has problems.
        """
        if self.store is None:
            raise UsageError(_("Aucune conversation n'est enregistrée dans ce mode."))
        stored = self.store.get(conversation_id)
        recent = self.store.page(conversation_id, limit=HISTORY)
        answers = [message for message in recent if message.role == "assistant"]
        state = self.store.message(answers[-1].id).state if answers else None
        if state and answers[-1].pack != stored.pack:
            state = _without_topic(state)  # the pack was swapped after that answer
        if stored.pack and stored.pack != self._pack_name:
            self.swap(stored.pack)
        return Conversation(
            id=stored.id,
            leaf_id=stored.leaf_id,
            history=[ChatMessage(message.role, message.content) for message in recent],
            state=state or ConversationState(),
        )

    # --- one turn ------------------------------------------------------------------------------

    def answer(
        self,
        question: str,
        conversation: Conversation,
        *,
        cancel: threading.Event | None = None,
        now: datetime | None = None,
    ) -> Iterator[Event]:
        """Answer one message; ends with TurnFinished or TurnFailed.

        Setting ``cancel`` stops the answer; what was said so far is kept and marked.
        """
        record = _Record(self, conversation, question)
        try:
            turn = Turn(
                question,
                now or datetime.now(),
                tuple(conversation.history[-HISTORY:]),
                conversation.state,
            )
            record.user_message()
            for event in self.system.run(turn, cancel):
                record.take(event)
                yield event
        except AssistantError as error:
            record.interrupt()
            yield TurnFailed(error, record.text)
        except GeneratorExit:
            record.interrupt()  # the reader went away
            raise


class _Record:
    """Writes one turn into the store and the conversation, a little ahead of the screen."""

    def __init__(self, assistant: Assistant, conversation: Conversation, question: str) -> None:
        self.store = assistant.store
        self.assistant = assistant
        self.conversation = conversation
        self.question = question
        self.text = ""
        self._answer_id: int | None = None
        self._saved_at = 0.0
        self._finished = False

    def user_message(self) -> None:
        """Keep the question before anything can go wrong."""
        conversation, pack = self.conversation, self.assistant.pack_name
        if self.store:
            if conversation.id is None:
                conversation.id = self.store.create(pack).id
            stored = self.store.add_message(
                conversation.id, conversation.leaf_id, "user", self.question, pack=pack
            )
            conversation.leaf_id = stored.id
        conversation.history.append(ChatMessage("user", self.question))

    def take(self, event: Event) -> None:
        """Keep what an event brings."""
        if isinstance(event, TextDelta):
            self.text += event.text
            if time.monotonic() - self._saved_at >= SAVE_EVERY:
                self._save_partial()
        elif isinstance(event, AnswerReplaced):
            self.text = event.text
        elif isinstance(event, TurnFinished):
            self._finish(event)

    def _save_partial(self) -> None:
        self._saved_at = time.monotonic()
        if not self.store or self.conversation.id is None:
            return
        if self._answer_id is None:
            self._answer_id = self._add("partial")
        else:
            self.store.update_message(self._answer_id, content=self.text)

    def _add(self, status: str) -> int:
        if not self.store or self.conversation.id is None:
            raise RuntimeError("nothing to add to")
        stored = self.store.add_message(
            self.conversation.id,
            self.conversation.leaf_id,
            "assistant",
            self.text,
            status=status,
            pack=self.assistant.pack_name,
            backend=self.assistant.backend_name,
        )
        self.conversation.leaf_id = stored.id
        return stored.id

    def _finish(self, event: TurnFinished) -> None:
        answer = event.turn.answer
        self.text = answer.text
        self._store_answer(event)
        self._finished = True
        self.conversation.state = event.state
        self.conversation.history.append(ChatMessage("assistant", answer.text))
        del self.conversation.history[:-HISTORY]

    def _store_answer(self, event: TurnFinished) -> None:
        answer = event.turn.answer
        if not self.store or self.conversation.id is None:
            return
        if self._answer_id is None:
            self._answer_id = self._add("partial")
        self.store.update_message(
            self._answer_id,
            content=answer.text,
            status=answer.status,
            backend=answer.backend,
            trace=event.turn.trace(),
            state=event.state,
            first_version=answer.first_version,
        )

    def interrupt(self) -> None:
        """Keep a turn that ended early as what it is; one that is finished stays so."""
        if self._finished:
            return
        self.conversation.state = replace(self.conversation.state, pending=None)
        if self.text:
            self.conversation.history.append(ChatMessage("assistant", self.text))
        if not self.store or self.conversation.id is None or not self.text:
            return
        # The store may be what failed; what it has already is then all that can be kept.
        with suppress(StoreError):
            if self._answer_id is None:
                self._answer_id = self._add("partial")
            self.store.update_message(
                self._answer_id,
                content=self.text,
                status="interrupted",
                state=self.conversation.state,
            )


def _without_topic(state: ConversationState) -> ConversationState:
    """Return what holds in another pack too: how long the talk is, and whom it is with."""
    return ConversationState(state.turns, profile=state.profile)


def _summary(name: str, path: Path) -> PackSummary:
    try:
        pack = load_pack(path)
    except PackError as error:
        return PackSummary(name, name, error.problem, path, len(error.problems))
    return PackSummary(name, pack.title, pack.description, path)
