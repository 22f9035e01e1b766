"""Questions to the workshop, right and wrong answers of a model, and the turns they make."""

from datetime import datetime

from scripted import Script, ScriptedBackend

from mistral_assistant import AdvancedReasoningSystem
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.events import Event
from mistral_assistant.reasoning.turn import Turn

QUESTION = "Combien coûte une révision ?"
GOOD = "La révision coûte 45 € pour un vélo classique."
WRONG = "La révision coûte 99 € pour un vélo classique."
GONE = BackendError("Le serveur ne répond plus.")


def system_of(pack: DomainPack, *scripts: Script) -> AdvancedReasoningSystem:
    """Return a system whose model says what the scripts hold."""
    return AdvancedReasoningSystem(pack, ScriptedBackend(*scripts))


def run(
    system: AdvancedReasoningSystem, now: datetime, question: str = QUESTION
) -> tuple[Turn, list[Event]]:
    """Take a question through all steps; return the record and what was told."""
    turn = Turn(question, now)
    return turn, list(system.run(turn))
