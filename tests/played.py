"""Turns of an evaluation as they went, for the tests of what is made of them."""

from datetime import datetime

from mistral_assistant.authoring.pack_test import PlayedTurn, compare
from mistral_assistant.chat import Entity, Passage
from mistral_assistant.domains.evaluation import EvaluationTurn
from mistral_assistant.reasoning.turn import Answer, Approach, Category, Context, Match, Turn

NOW = datetime(2026, 3, 12, 10)


def given(
    category: str = "A",
    *,
    decision: str = "sure",
    topic: str = "new",
    confidence: float = 0.9,
    ranked: tuple[tuple[str, float], ...] = (),
    evidence: tuple[Match, ...] = (),
    question: str = "?",
    text: str = "Bonjour",
    approach: str = "template",
    rule: str = "r1",
    entities: tuple[Entity, ...] = (),
    knowledge: tuple[Passage, ...] = (),
) -> Turn:
    """Return a finished turn."""
    turn = Turn(question, NOW)
    best = ranked or ((category, confidence),)
    name = "" if decision == "outside" else best[0][0]
    turn.category = Category(name, best[0][1], best, 0.9, decision, evidence)
    turn.context = Context(question, category, decision, topic)
    turn.approach = Approach(approach, "parce que", rule=rule)
    turn.entities = entities
    turn.knowledge = knowledge
    turn.answer = Answer(text, "offline")
    return turn


def played(
    category: str | None, turn: Turn | None, user: str = "?", expected: EvaluationTurn | None = None
) -> PlayedTurn:
    """Return a turn of which the category is expected, compared with how it went."""
    wanted = expected or EvaluationTurn(user, category=category)
    mismatches = tuple(compare(wanted, turn)) if turn else ()
    return PlayedTurn("essai", 1, 1, wanted, turn, mismatches)
