"""The packs that ship: complete, right on their own evaluation, and not taught its answers."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.overlap import overlap
from mistral_assistant.authoring.pack_test import run_evaluation
from mistral_assistant.domains.evaluation import read_evaluation
from mistral_assistant.domains.loader import check_pack, load_pack
from mistral_assistant.french import words
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

DOMAINS = Path(__file__).parent.parent / "domains"
PACKS = ("applications", "ecommerce", "education", "sante", "support-technique")
SEED_CATEGORIES = {
    "SALUTATION", "RECHERCHE_PRODUIT", "COMPTE_UTILISATEUR", "COMMANDE", "PAIEMENT", "LIVRAISON",
    "RETOUR", "SERVICE_CLIENT", "PRODUIT_SPECIFIQUE", "CONVERSATION", "INFORMATION_SITE",
    "FIN_CONVERSATION", "OPINION",
}  # fmt: skip


@pytest.mark.parametrize("name", [*PACKS, "_template"])
def test_a_shipped_pack_has_no_problem_at_all(name: str) -> None:
    assert [str(problem) for problem in check_pack(DOMAINS / name)] == []


@pytest.mark.parametrize("name", PACKS)
def test_at_least_95_percent_of_the_evaluation_turns_are_fully_right(
    name: str, tmp_path: Path
) -> None:
    assistant = Assistant(Settings(pack=name, data_dir=tmp_path))
    conversations: dict[int, Conversation] = {}

    def answer(question: str, now: datetime, index: int) -> Turn:
        conversation = conversations.setdefault(index, Conversation())
        *_, last = assistant.answer(question, conversation, now=now)
        assert isinstance(last, TurnFinished)
        return last.turn

    report = run_evaluation(read_evaluation(DOMAINS / name), answer)
    assert report.share >= 0.95, report.text()


@pytest.mark.parametrize("name", PACKS)
def test_the_examples_do_not_repeat_the_evaluation(name: str) -> None:
    """Greetings and the like are short and few in any language; sentences must differ."""
    pack = load_pack(DOMAINS / name)
    examples = [text for spec in pack.CATEGORIES.values() for text in spec.examples]
    shared = overlap(read_evaluation(DOMAINS / name), examples)
    assert [same.user for same in shared.duplicates if len(words(same.user)) > 3] == []
    assert shared.mean <= 0.30


def test_the_shop_keeps_the_thirteen_categories() -> None:
    assert set(load_pack(DOMAINS / "ecommerce").CATEGORIES) == SEED_CATEGORIES


@pytest.mark.parametrize(
    ("name", "passages", "training", "conversations", "turns"),
    [
        ("applications", 30, 300, 50, 90),
        ("ecommerce", 60, 300, 20, 60),
        ("education", 90, 185, 33, 89),
        ("sante", 90, 185, 33, 89),
        ("support-technique", 30, 150, 10, 30),
    ],
)
def test_a_shipped_pack_is_complete(
    name: str, passages: int, training: int, conversations: int, turns: int
) -> None:
    pack = load_pack(DOMAINS / name)
    evaluation = read_evaluation(DOMAINS / name)
    with (DOMAINS / name / "training.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(len(spec.examples) >= 12 for spec in pack.CATEGORIES.values())
    assert len(pack.knowledge) >= passages
    assert len(rows) >= training
    assert len(evaluation) >= conversations
    assert sum(len(conversation.turns) for conversation in evaluation) >= turns


@pytest.mark.parametrize("name", PACKS)
def test_no_evaluation_message_is_a_training_row(name: str) -> None:
    asked = {
        " ".join(word for word, _s, _e in words(turn.user))
        for conversation in read_evaluation(DOMAINS / name)
        for turn in conversation.turns
        if len(words(turn.user)) > 4
    }
    with (DOMAINS / name / "training.csv").open(encoding="utf-8", newline="") as file:
        trained = {
            " ".join(word for word, _s, _e in words(row["instruction"]))
            for row in csv.DictReader(file)
        }
    assert asked & trained == set()


@pytest.mark.parametrize("name", PACKS)
def test_an_answer_from_the_pack_itself_is_never_found_inconsistent(
    name: str, tmp_path: Path
) -> None:
    """What the offline backend says is what the sources say: a finding would be a false alarm."""
    assistant = Assistant(Settings(pack=name, data_dir=tmp_path))
    alarms = []
    for conversation in read_evaluation(DOMAINS / name):
        running = Conversation()
        for turn in conversation.turns:
            *_, last = assistant.answer(turn.user, running, now=conversation.now)
            assert isinstance(last, TurnFinished)
            alarms += [(turn.user, f.kind, f.text) for f in last.turn.consistency.findings]
    assert alarms == []
