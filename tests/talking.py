"""A conversation with a reasoning system, for tests: every turn goes through the real steps."""

from collections.abc import Sequence
from datetime import datetime

from mistral_assistant.chat import ChatMessage, ConversationState, Pending
from mistral_assistant.reasoning.events import Event, TurnFinished
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn


class Talk:
    """Keeps history and state between the turns."""

    def __init__(self, system: AdvancedReasoningSystem, now: datetime) -> None:
        self.system = system
        self.now = now
        self.state = ConversationState()
        self.history: list[ChatMessage] = []
        self.events: list[Event] = []
        """Of the last turn."""

    def say(self, text: str) -> Turn:
        """Take one message through all eight steps and return the record."""
        turn = Turn(text, self.now, tuple(self.history), self.state)
        self.events = list(self.system.run(turn))
        finished = self.events[-1]
        assert isinstance(finished, TurnFinished)
        self.state = finished.state
        self.history += [ChatMessage("user", text), ChatMessage("assistant", turn.answer.text)]
        return turn

    def asked(
        self, question: str, category: str, *, missing: str = "", choices: Sequence[str] = ()
    ) -> "Talk":
        """Go on as if we had just answered ``question`` with a question of our own."""
        pending = Pending(question, category, missing=missing, choices=tuple(choices))
        self.state = ConversationState(turns=1, pending=pending)
        return self
