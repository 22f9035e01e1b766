"""A pack made from the template is a working assistant: it passes its own evaluation."""

from datetime import datetime
from pathlib import Path

from mistral_assistant.authoring.new_pack import new_pack
from mistral_assistant.authoring.overlap import overlap
from mistral_assistant.authoring.pack_test import run_evaluation
from mistral_assistant.chat import ChatMessage, ConversationState
from mistral_assistant.domains.evaluation import read_evaluation
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn


class Conversations:
    """Answers in numbered conversations, each of which remembers what was said."""

    def __init__(self, system: AdvancedReasoningSystem) -> None:
        self._system = system
        self._state: dict[int, ConversationState] = {}
        self._history: dict[int, tuple[ChatMessage, ...]] = {}

    def answer(self, question: str, now: datetime, index: int) -> Turn:
        history = self._history.get(index, ())
        turn = Turn(question, now, history, self._state.get(index, ConversationState()))
        for event in self._system.run(turn):
            if isinstance(event, TurnFinished):
                self._state[index] = event.state
        said = (ChatMessage("user", question), ChatMessage("assistant", turn.answer.text))
        self._history[index] = history + said
        return turn


def test_a_new_pack_passes_its_own_evaluation(tmp_path: Path) -> None:
    path = new_pack("atelier", tmp_path)
    system = AdvancedReasoningSystem(load_pack(path), cache_dir=tmp_path / "cache")
    report = run_evaluation(read_evaluation(path), Conversations(system).answer)
    system.close()
    assert report.right == report.turns, report.text()


def test_the_template_teaches_an_evaluation_that_does_not_repeat_the_examples(
    tmp_path: Path,
) -> None:
    path = new_pack("atelier", tmp_path)
    examples = [text for spec in load_pack(path).CATEGORIES.values() for text in spec.examples]
    measured = overlap(read_evaluation(path), examples)
    assert measured.duplicates == ()
    assert measured.highest is not None
    assert measured.highest.share <= 0.5
