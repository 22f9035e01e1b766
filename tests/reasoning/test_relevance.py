"""When a passage is said to speak of something else than the question."""

from datetime import datetime

import pytest
from scripted import Script, ScriptedBackend

from mistral_assistant import AdvancedReasoningSystem
from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.checks.relevance import check_relevance
from mistral_assistant.reasoning.turn import Answer, Approach, Category, Context, Turn

TEXT = "La livraison coûte 3,90 € à domicile."


def turn_of(
    score: float, in_scope: float = 0.99, topic: str = "new", approach: str = "knowledge",
    kind: str = "passage",
) -> Turn:  # fmt: skip
    """Return a turn that answers with one passage."""
    question = "Comment obtenir un passeport pour mon fils ?"
    turn = Turn(question, datetime(2026, 3, 12))
    turn.category = Category("LIVRAISON", 0.7, (("LIVRAISON", 0.7),), in_scope, "sure")
    turn.context = Context(question, "LIVRAISON", "sure", topic)
    passage = Passage("livraison.md", TEXT, score, "Livraison", kind=kind)  # type: ignore[arg-type]
    turn.approach = Approach(approach, "règle", passages=(passage,))
    turn.answer = Answer(TEXT, "offline")
    return turn


@pytest.mark.parametrize(
    ("turn", "doubtful"),
    [
        (turn_of(0.2), True),
        (turn_of(0.45), False),
        (turn_of(0.45, in_scope=0.7), True),
        (turn_of(0.45, in_scope=0.7, topic="follow_up"), False),
        (turn_of(0.6, in_scope=0.7), False),
        (turn_of(0.2, approach="generate"), False),
        (turn_of(0.2, approach="table"), False),
        (turn_of(0.2, kind="row"), False),
    ],
)
def test_a_passage_that_shares_little_with_the_question_is_doubted(
    turn: Turn, doubtful: bool
) -> None:
    assert bool(list(check_relevance(turn))) is doubtful


def test_the_doubt_names_what_the_passage_does_not_speak_of() -> None:
    (finding,) = check_relevance(turn_of(0.2))
    assert (finding.kind, finding.severity, finding.text) == ("off_topic", "warning", TEXT)
    assert finding.evidence == "Le passage ne parle peut-être pas de « obtenir, passeport, fils »."


def test_a_question_from_elsewhere_gets_no_badge_of_verification(
    ecommerce: DomainPack, now: datetime
) -> None:
    turn = AdvancedReasoningSystem(ecommerce).answer(
        "Mon entreprise surveille ses salariés, comment y mettre fin ?", now=now
    )
    assert turn.consistency.badge != "verified"


def test_a_doubted_passage_does_not_keep_a_repair_from_succeeding(
    ecommerce: DomainPack, now: datetime
) -> None:
    """The doubt is about the passage: no wording of the answer could end it."""
    question = "Mon entreprise surveille ses salariés, comment y mettre fin ?"
    said = AdvancedReasoningSystem(ecommerce).answer(question, now=now)
    assert said.approach.name == "knowledge", "otherwise this test shows nothing"
    good = said.answer.text
    backend = ScriptedBackend(Script((f"{good} Appelez le 01 22 33 44 55.",)), Script((good,)))
    turn = AdvancedReasoningSystem(ecommerce, backend).answer(question, now=now)
    assert (turn.answer.text, turn.answer.backend) == (good, "scripted")
    assert turn.consistency.badge == "warning"
    assert turn.consistency.repaired
