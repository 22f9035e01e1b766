"""The assistant as the chat, ``ask`` and the evaluation use it: one pack, one backend, and a store
that keeps every message before it is shown. How an answer is found is in ``reasoning``.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path

from mistral_assistant.backends.base import Backend, Starting
from mistral_assistant.backends.choose import backend_for
from mistral_assistant.chat import ChatMessage, ConversationState, GenerationOptions
from mistral_assistant.conversations.records import StoredMessage
from mistral_assistant.conversations.store import Store
from mistral_assistant.domains.loader import (
    find_packs,
    load_pack,
    pack_folders,
    packaged_folder,
)
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.domains.scores import last_score
from mistral_assistant.errors import (
    AssistantError,
    PackError,
    StoreError,
    UnknownIdError,
    UsageError,
)
from mistral_assistant.i18n import _
from mistral_assistant.reasoning.checks.entailment import Judge
from mistral_assistant.reasoning.events import Event, TurnFailed
from mistral_assistant.reasoning.meaning import Embedder
from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.recording import HISTORY, Conversation, Recorder, save
from mistral_assistant.settings import Settings

__all__ = ["HISTORY", "Assistant", "Conversation", "PackSummary", "SwapReport"]


@dataclass(frozen=True)
class PackSummary:
    """A pack as a list shows it."""

    name: str
    title: str
    description: str
    path: Path
    problems: int = 0
    version: str = ""
    languages: tuple[str, ...] = ()
    topics: int = 0
    passages: int = 0
    tables: int = 0
    adapter: str = ""
    shipped: bool = False
    """It comes with the program."""
    score: float | None = None
    """Percentage of right turns in its own evaluation, if that was run on the pack as it is."""


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
        self,
        settings: Settings,
        store: Store | None = None,
        backend: Backend | None = None,
        *,
        store_fault: StoreError | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.store_fault = store_fault
        """Why there is no store, where there should be one."""
        self.sampling = GenerationOptions()
        """How a model is asked to write; packs add their adapter."""
        self.prepare: Callable[[DomainPack], None] = lambda pack: None
        """Called with each pack before it is learned; the chat lets another process learn it."""
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

    @property
    def backend_status(self) -> str:
        """How far the model's loading is, in a few words; empty where there is nothing to say."""
        return self._backend.status if isinstance(self._backend, Starting) else ""

    def load(self) -> None:
        """Load the active pack now; slow enough to belong in a worker.

        A model of our own engine begins to load as well; it is not waited for.

        Raises:
            UsageError: there is no such pack.
            PackError: the pack has problems.
        """
        _loaded = self.system
        if isinstance(self._backend, Starting):
            self._backend.start()

    def _load(self, name: str) -> AdvancedReasoningSystem:
        settings = self.settings
        pack = load_named_pack(name, settings.domains, settings.data_dir)
        self.prepare(pack)
        self._backend = self._backend or backend_for(settings)
        cache_dir = settings.data_dir / "cache"
        system = AdvancedReasoningSystem(
            pack,
            self._backend,
            cache_dir=cache_dir,
            judge=_judge(settings),
            embedder=embedder_of(settings),
            tools=settings.tools,
        )
        system.options = replace(self.sampling, adapter=pack.adapter)
        return system

    def use(self, backend: Backend) -> None:
        """Let another backend speak from now on."""
        self._backend = backend
        if self._system:
            self._system.backend = backend
        if isinstance(backend, Starting):
            backend.start()

    def sample(self, **changes: float | int | None) -> None:
        """Change how a model is asked to write from now on, such as ``temperature`` or ``seed``."""
        self.sampling = replace(self.sampling, **changes)  # type: ignore[arg-type]
        if self._system:
            self._system.options = replace(self.sampling, adapter=self._system.pack.adapter)

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
                with suppress(UnknownIdError):  # removed for good in another window
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
        cache = self.settings.data_dir / "cache"
        return [_summary(name, path, cache) for name, path in sorted(found.items())]

    # --- conversations -------------------------------------------------------------------------

    def new_conversation(self, *, private: bool = False) -> Conversation:
        """Begin a conversation, stored with its first message; a private one never is."""
        return Conversation(private=private)

    def open(self, conversation_id: int, *, keep_pack: bool = False) -> Conversation:
        """Take up a stored conversation where it was left, with the pack it was led in.

        With ``keep_pack`` it goes on with the active pack instead.

        Raises:
            StoreError: there is no such conversation.
            UsageError, PackError: its pack is gone or has problems.
        """
        stored = self._stored().get(conversation_id)
        opened = self._conversation(
            stored.id,
            stored.leaf_id,
            self._stored().page(conversation_id, limit=HISTORY),
            self._pack_name if keep_pack else stored.pack,
        )
        if stored.pack and stored.pack != self._pack_name and not keep_pack:
            self.swap(stored.pack)
        return opened

    def before(self, message_id: int) -> Conversation:
        """Return a stored conversation as it stood before one of its messages.

        What is said there begins another branch; the one that was there stays.

        Raises:
            StoreError: there is no such message.
        """
        message = self._stored().message(message_id)
        earlier = self._stored().page(message.conversation_id, limit=HISTORY, before_id=message_id)
        return self._conversation(
            message.conversation_id, message.parent_id, earlier, self._pack_name
        )

    def question(self, message_id: int) -> str:
        """Return the text of a stored message."""
        return self._stored().message(message_id).content

    def save(self, conversation: Conversation) -> None:
        """Write what the store has refused so far, if there is anything.

        Raises:
            StoreError: it refuses still.
        """
        if self.store and not conversation.private:
            save(self.store, conversation)

    def _stored(self) -> Store:
        if self.store is None:
            raise UsageError(_("Aucune conversation n'est enregistrée dans ce mode."))
        return self.store

    def _conversation(
        self, conversation_id: int, leaf_id: int | None, recent: Sequence[StoredMessage], pack: str
    ) -> Conversation:
        """Return a conversation that goes on with ``pack`` below ``leaf_id``."""
        answers = [message for message in recent if message.role == "assistant"]
        state = self._stored().message(answers[-1].id).state if answers else None
        if state and answers[-1].pack != pack:
            state = _without_topic(state)  # the pack was swapped after that answer
        return Conversation(
            id=conversation_id,
            leaf_id=leaf_id,
            history=[ChatMessage(message.role, message.content) for message in recent],
            state=state or ConversationState(),
        )

    # --- one turn ------------------------------------------------------------------------------

    def answer(
        self,
        question: str,
        conversation: Conversation,
        *,
        question_id: int | None = None,
        cancel: threading.Event | None = None,
        now: datetime | None = None,
    ) -> Iterator[Event]:
        """Answer one message; ends with TurnFinished or TurnFailed.

        With ``question_id`` the question is stored already, as the next message of
        ``conversation``, and gets one more answer beside those it has. Setting ``cancel`` stops
        the answer; what was said so far is kept and marked.
        """
        record = Recorder(
            self.store, conversation, question, pack=self._pack_name, backend=self._speaker
        )
        try:
            turn = Turn(
                question,
                now or datetime.now(),
                tuple(conversation.history[-HISTORY:]),
                conversation.state,
            )
            record.begin(question_id)
            for event in self.system.run(turn, cancel):
                record.take(event)
                yield event
        except AssistantError as error:
            record.interrupt()
            yield TurnFailed(error, record.text)
        except GeneratorExit:
            record.interrupt()  # the reader went away
            raise

    def _speaker(self) -> str:
        return self.backend_name


def _judge(settings: Settings) -> Judge | None:
    """Return the inference model of the settings, loaded when the first answer is checked."""
    if not settings.nli:
        return None
    from mistral_assistant.models.nli import NliModel

    load = cache(partial(NliModel, Path(settings.nli).expanduser()))
    return lambda source, sentence: load().judge(source, sentence).contradiction


def embedder_of(settings: Settings) -> Embedder | None:
    """Return the embedding model of the settings; it is loaded when a text is first encoded.

    Raises:
        ModelError: there is no such model, or the hub cannot be reached.
    """
    if not settings.embeddings:
        return None
    from mistral_assistant.models.embeddings import EmbeddingModel

    return EmbeddingModel(settings.embeddings)


def _without_topic(state: ConversationState) -> ConversationState:
    """Return what holds in another pack too: how long the talk is, and whom it is with."""
    return ConversationState(state.turns, profile=state.profile)


def _summary(name: str, path: Path, cache: Path) -> PackSummary:
    try:
        pack = load_pack(path)
    except PackError as error:
        return PackSummary(name, name, error.problem, path, len(error.problems))
    return PackSummary(
        name,
        pack.title,
        pack.description,
        path,
        version=pack.version,
        languages=pack.languages,
        topics=sum(bool(spec.follow_up) for spec in pack.CATEGORIES.values()),
        passages=len(pack.knowledge),
        tables=len(pack.tables),
        adapter=pack.adapter,
        shipped=path.resolve().is_relative_to(packaged_folder().resolve()),
        score=last_score(cache, path),
    )
