"""The reasoning system: one chat turn is a walk through eight steps, in this order.

    moderation    how hostile is the message?
    category      which of the pack's CATEGORIES, how sure, and which words say so?
    context       a follow-up? an answer to our own question? mood, language, urgency
    entities      order numbers, dates, products … with their spans
    knowledge     rows of the pack's tables, passages of its documents
    approach      the pack's first rule that holds: template, table, ask back, hand over …
    answer        the text, streamed from a model or from the pack itself
    consistency   is every figure, date and name of the answer borne out?

Each step is a plain function that returns the value of the turn's field of the same name.
"""

import re
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from mistral_assistant.attached import MAX_QUESTION_CHARS, typed_part
from mistral_assistant.backends.base import Backend
from mistral_assistant.backends.offline import OfflineBackend
from mistral_assistant.chat import (
    ChatMessage,
    ConversationState,
    GenerationOptions,
)
from mistral_assistant.domains.loader import find_packs, load_pack, pack_folders
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.reasoning.answer import FREE, answer_step, offline_version, second_version
from mistral_assistant.reasoning.approach import approach_step
from mistral_assistant.reasoning.categorise import category_step
from mistral_assistant.reasoning.checks.entailment import Judge
from mistral_assistant.reasoning.checks.relevance import check_relevance
from mistral_assistant.reasoning.consistency import consistency_step
from mistral_assistant.reasoning.context import context_step
from mistral_assistant.reasoning.entities import EntityRecogniser, entities_step
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    Event,
    StepFinished,
    StepStarted,
    TurnFinished,
)
from mistral_assistant.reasoning.knowledge import knowledge_step
from mistral_assistant.reasoning.meaning import Embedder
from mistral_assistant.reasoning.memory import remember
from mistral_assistant.reasoning.moderation import Moderator, moderation_step
from mistral_assistant.reasoning.themes import learn_categories
from mistral_assistant.reasoning.tool_loop import Toolbox
from mistral_assistant.reasoning.turn import STEPS, Answer, Finding, Turn, as_json
from mistral_assistant.settings import default_data_dir
from mistral_assistant.tools.offered import Desk, offered_for

_SURROGATE = re.compile("[\ud800-\udfff]")
Step = Callable[[Turn], Any]
"""Returns its field's value, or a generator that yields events and returns it."""


class AdvancedReasoningSystem:
    """One domain pack and one backend, ready to answer.

    A pack given by name is looked for in the usual folders, and what is learned from it is cached.
    ``steps`` replaces single steps by name: ``{"category": my_function}``; a name that is none of
    ``turn.STEPS`` raises ValueError. ``judge`` is an inference model that may add warnings,
    ``embedder`` an embedding model that takes part where the pack's own examples gain by it. With
    ``tools`` a model that can may ask for those of ``tools.offered``.
    """

    def __init__(
        self,
        pack: DomainPack | str,
        backend: Backend | None = None,
        *,
        steps: Mapping[str, Step] | None = None,
        cache_dir: Path | None = None,
        judge: Judge | None = None,
        embedder: Embedder | None = None,
        tools: bool = True,
    ) -> None:
        unknown = set(steps or {}) - set(STEPS)
        if unknown:
            raise ValueError(f"no such step: {sorted(unknown)}; the steps are {STEPS}")
        if isinstance(pack, str):
            cache_dir = cache_dir or default_data_dir() / "cache"
            pack = load_named_pack(pack)
        self.pack = pack
        self.backend = backend or OfflineBackend()
        self.options = GenerationOptions(adapter=self.pack.adapter)
        self.cancel = threading.Event()
        self.judge = judge
        self.tools = tools
        self.categoriser = learn_categories(self.pack, cache_dir, embedder)
        self.index = KnowledgeIndex(self.pack, cache_dir)
        self.recogniser = EntityRecogniser(self.pack)
        self.steps = {**self._own_steps(), **(steps or {})}

    def _own_steps(self) -> dict[str, Step]:
        pack = self.pack
        return {
            "moderation": partial(moderation_step, moderator=Moderator(pack)),
            "category": partial(category_step, categoriser=self.categoriser),
            "context": partial(
                context_step,
                pack=pack,
                recogniser=self.recogniser,
                recategorise=self.categoriser.categorise,
            ),
            "entities": partial(entities_step, recogniser=self.recogniser),
            "knowledge": partial(knowledge_step, pack=pack, index=self.index),
            "approach": partial(approach_step, pack=pack),
            "answer": self._answer,
            "consistency": partial(consistency_step, pack=pack, judge=self.judge),
        }

    def run(self, turn: Turn, cancel: threading.Event | None = None) -> Iterator[Event]:
        """Take the turn through all steps, telling what happens; the last event is TurnFinished.

        Halves of surrogate pairs in the question become U+FFFD first, one for one: they come from
        broken input, and no pattern, index or server takes them. Of a very long question only the
        beginning is read, which the answer's notice says. The steps look at what was typed; texts
        sent along with it are for the model and for the check of its answer.
        """
        too_long = len(turn.question) > MAX_QUESTION_CHARS
        message = _SURROGATE.sub("\ufffd", turn.question[:MAX_QUESTION_CHARS])
        turn.question = typed_part(message)
        turn.attached = message[len(turn.question) :]
        self.cancel = cancel or threading.Event()
        for name in STEPS:
            yield StepStarted(name)
            yield from self._step(turn, name)
        yield from self._repair(turn)
        if too_long:
            turn.answer = _with_notice(turn.answer, MAX_QUESTION_CHARS)
        yield TurnFinished(turn, remember(turn, self.pack))

    def answer(
        self,
        question: str,
        history: tuple[ChatMessage, ...] = (),
        state: ConversationState | None = None,
        now: datetime | None = None,
    ) -> Turn:
        """Answer one question and return the whole record of how."""
        turn = Turn(question, now or datetime.now(), history, state or ConversationState())
        for _event in self.run(turn):
            pass
        return turn

    def close(self) -> None:
        """Release the knowledge index."""
        self.index.close()

    def _step(self, turn: Turn, name: str) -> Iterator[Event]:
        began = time.perf_counter()
        value = self.steps[name](turn)
        if isinstance(value, Generator):
            value = yield from value
        setattr(turn, name, value)
        spent = round((time.perf_counter() - began) * 1000, 3)
        turn.timings_ms[name] = round(turn.timings_ms.get(name, 0.0) + spent, 3)
        yield StepFinished(name, as_json(value), spent)

    def _answer(self, turn: Turn) -> Any:
        return answer_step(
            turn, self.pack, self.backend, self.options, self.cancel, self._toolbox(turn)
        )

    def _toolbox(self, turn: Turn) -> Toolbox | None:
        if not self.tools:
            return None
        return Toolbox(offered_for(self.pack), Desk(self.pack, self.index, turn.now), self.cancel)

    def _repair(self, turn: Turn) -> Iterator[Event]:
        """Mend a faulty answer once: written again, else the grounded answer without a model.

        Where passages were found, a second version that still gives cause for a warning gives way
        as well. The badge says ``corrected`` only of an answer with nothing left to find.
        """
        faults = _blocking(turn)
        mendable = turn.approach.name in FREE and turn.answer.status == "complete"
        if not faults or not mendable or turn.answer.backend == OfflineBackend.name:
            return
        first = turn.answer
        turn.answer = second_version(
            turn, self.pack, self.backend, self.options, self.cancel, faults, self._toolbox(turn)
        )
        yield from self._step(turn, "consistency")
        if not _is_mended(turn):
            turn.answer = first
            turn.answer = offline_version(turn, self.pack)
            yield from self._step(turn, "consistency")
        badge = "warning" if turn.consistency.findings else "corrected"
        turn.consistency = replace(turn.consistency, badge=badge, repaired=faults)
        yield AnswerReplaced(faults[0], turn.answer.text)


def _with_notice(answer: Answer, limit: int) -> Answer:
    notice = _("Message très long : seuls les {limit} premiers caractères ont été lus.")
    return replace(answer, notice=f"{answer.notice} {notice.format(limit=limit)}".strip())


def _blocking(turn: Turn) -> tuple[Finding, ...]:
    return tuple(item for item in turn.consistency.findings if item.severity == "blocking")


def _is_mended(turn: Turn) -> bool:
    """Tell whether a second version is whole and has no fault; a free one may leave doubts."""
    answer = turn.answer
    if answer.status != "complete" or not answer.text.strip() or _blocking(turn):
        return False
    doubts = set(turn.consistency.findings) - set(check_relevance(turn))
    return turn.approach.name == "generate" or not doubts


def load_named_pack(
    name: str, domains: tuple[Path, ...] = (), data_dir: Path | None = None
) -> DomainPack:
    """Load the pack ``name`` from the first folder that has it.

    Raises:
        UsageError: no folder has a pack of that name.
        PackError: the pack has problems.
    """
    data_dir = data_dir or default_data_dir()
    packs = find_packs(pack_folders(domains, data_dir))
    if name not in packs:
        raise UsageError(
            _("Le domaine « {name} » n'existe pas.").format(name=name),
            _("Domaines trouvés : {names}.").format(names=", ".join(sorted(packs)) or _("aucun")),
        )
    return load_pack(packs[name], data_dir / "knowledge" / name)
