"""An assistant that says what it is told to, with the events and the store of the real one.

For the screens only: it answers any question without a pack, so that a test can say exactly what
is shown.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mistral_assistant.assistant import Conversation, PackSummary, SwapReport, _Record
from mistral_assistant.chat import ConversationState, Entity, Passage
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import AssistantError, UsageError
from mistral_assistant.reasoning.events import (
    AnswerReplaced,
    Event,
    StepFinished,
    StepStarted,
    TextDelta,
    TurnFailed,
    TurnFinished,
)
from mistral_assistant.reasoning.turn import (
    STEPS,
    Answer,
    Approach,
    Category,
    Consistency,
    Context,
    Finding,
    Match,
    Moderation,
    Turn,
    as_json,
)


@dataclass
class Script:
    """What the next answer is made of."""

    chunks: tuple[str, ...] = ("Bonjour !",)
    delay: float = 0.0
    """Seconds before each chunk."""
    endless: bool = False
    """Repeat the chunks until the answer is stopped."""
    sources: tuple[str, ...] = ()
    badge: str = "verified"
    findings: tuple[Finding, ...] = ()
    replaced_by: str = ""
    notice: str = ""
    fails: AssistantError | None = None
    """Raised after the chunks."""
    steps: dict[str, Any] = field(default_factory=dict)
    """Values of steps in place of the usual ones."""


class FakeAssistant:
    """The part of ``Assistant`` that the screens use."""

    def __init__(
        self,
        store: Store | None = None,
        script: Callable[[str], Script] = lambda question: Script((f"Vous dites : {question}",)),
        on_load: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = store
        self.script = script
        self.on_load = on_load
        self.pack_name = "ecommerce"
        self.backend_name = "offline"
        self.titles = {"ecommerce": "E-commerce", "support-technique": "Support technique"}

    @property
    def pack_title(self) -> str:
        return self.titles[self.pack_name]

    def load(self) -> None:
        self.on_load()

    def packs(self) -> list[PackSummary]:
        return [
            PackSummary(name, title, f"Le domaine {title}.", Path("domains") / name)
            for name, title in self.titles.items()
        ]

    def swap(self, name: str, conversation: Conversation | None = None) -> SwapReport:
        if name not in self.titles:
            raise UsageError(f"Le domaine « {name} » n'existe pas.", "Voyez la liste.")
        before, self.pack_name = self.pack_title, name
        return SwapReport(
            before, self.pack_title, ("la livraison", "le retour"), 60, ("commandes",), ""
        )

    def reload(self) -> None:
        self.on_load()

    def new_conversation(self) -> Conversation:
        return Conversation()

    def open(self, conversation_id: int) -> Conversation:
        assert self.store is not None
        stored = self.store.get(conversation_id)
        return Conversation(stored.id, stored.leaf_id)

    def answer(
        self,
        question: str,
        conversation: Conversation,
        *,
        cancel: threading.Event | None = None,
        now: datetime | None = None,
    ) -> Iterator[Event]:
        record = _Record(self, conversation, question)  # type: ignore[arg-type]
        try:
            record.user_message()
            turn = Turn(question, now or datetime(2026, 3, 12, 14, 2))
            for event in self._events(turn, self.script(question), cancel or threading.Event()):
                record.take(event)
                yield event
        except AssistantError as error:
            record.interrupt()
            yield TurnFailed(error, record.text)

    def _events(self, turn: Turn, script: Script, cancel: threading.Event) -> Iterator[Event]:
        values = {**usual_steps(turn.question), **script.steps}
        values["consistency"] = Consistency(script.findings, 2, script.badge)
        for number, name in enumerate(STEPS):
            yield StepStarted(name)
            if name == "answer":
                text = ""
                for chunk in _said(script, cancel):
                    text += chunk
                    yield TextDelta(chunk)
                if script.fails:
                    raise script.fails
                values[name] = Answer(
                    text,
                    "offline",
                    script.sources,
                    "interrupted" if cancel.is_set() else "complete",
                    notice=script.notice,
                )
            setattr(turn, name, values[name])
            turn.timings_ms[name] = 0.1 + number / 10
            yield StepFinished(name, as_json(values[name]), turn.timings_ms[name])
        if script.replaced_by:
            first, finding = turn.answer, script.findings[0]
            turn.answer = Answer(
                script.replaced_by, "offline", script.sources, first_version=first.text
            )
            turn.consistency = Consistency((), 2, "corrected", script.findings)
            yield AnswerReplaced(finding, script.replaced_by)
        yield TurnFinished(turn, ConversationState(1))


def usual_steps(question: str) -> dict[str, Any]:
    """Return plausible values of the steps for a question about an order."""
    place = question.find("CMD-")
    entities = (
        (Entity("numero_commande", "CMD-482913", "CMD-482913", place, place + 10),)
        if place >= 0
        else ()
    )
    return {
        "moderation": Moderation(),
        "category": Category(
            "COMMANDE",
            0.97,
            (("COMMANDE", 0.97), ("LIVRAISON", 0.02), ("RETOUR", 0.01)),
            0.99,
            "sure",
            (Match("où en est", 0, 9, 0.8), Match("commande", 13, 21, 0.6)),
        ),
        "context": Context(question, "COMMANDE", "sure", "new"),
        "entities": entities,
        "knowledge": (
            Passage("commandes · ligne 12", "CMD-482913 ; expédiée", 0.93, kind="row"),
            Passage("livraison.md · Délais de livraison", "Deux à trois jours.", 0.61),
        ),
        "approach": Approach("table", "Le numéro de commande est connu.", "suivi_commande"),
    }


def _said(script: Script, cancel: threading.Event) -> Iterator[str]:
    while True:
        for chunk in script.chunks:
            if script.delay:
                time.sleep(script.delay)
            if cancel.is_set():
                return
            yield chunk
        if not script.endless:
            return
