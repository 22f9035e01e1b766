import json
from datetime import datetime

from mistral_assistant.authoring.pack_test import run_evaluation
from mistral_assistant.chat import Entity
from mistral_assistant.domains.evaluation import (
    EvaluationConversation,
    EvaluationTurn,
    ExpectedEntity,
)
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.turn import Answer, Approach, Context, Turn

NOW = datetime(2026, 3, 12, 10)


def conversation(*turns: EvaluationTurn, name: str = "essai") -> EvaluationConversation:
    return EvaluationConversation(name, NOW, turns, line=1)


def finished(
    text: str = "Bonjour",
    category: str = "SALUTATION",
    decision: str = "sure",
    approach: str = "template",
    entities: tuple[Entity, ...] = (),
) -> Turn:
    turn = Turn("?", NOW)
    turn.context = Context("?", category, decision, "new")
    turn.approach = Approach(approach, "parce que", rule="r1")
    turn.entities = entities
    turn.answer = Answer(text, "offline")
    return turn


def mismatched_fields(expected: EvaluationTurn, turn: Turn) -> list[str]:
    report = run_evaluation([conversation(expected)], lambda *_asked: turn)
    return [mismatch.field for failure in report.failures for mismatch in failure.mismatches]


def test_a_turn_that_gives_everything_is_right() -> None:
    expected = EvaluationTurn(
        "?",
        category="COMMANDE",
        approach="table",
        entities=(ExpectedEntity("numero", "CMD-1"),),
        contains=("l'article est parti",),
        not_contains=("demain",),
    )
    turn = finished(
        text="L’ARTICLE\u00a0est\n  parti.",
        category="COMMANDE",
        approach="table",
        entities=(Entity("date", "2026-03-12", "12/3"), Entity("numero", "CMD-1", "cmd 1")),
    )
    assert mismatched_fields(expected, turn) == []


def test_each_field_that_differs_is_named() -> None:
    expected = EvaluationTurn(
        "?",
        category="COMMANDE",
        approach="table",
        entities=(ExpectedEntity("numero", "CMD-1"),),
        contains=("samedi",),
        not_contains=("BONJOÛR",),
    )
    assert mismatched_fields(expected, finished()) == [
        "category",
        "approach",
        "entities",
        "contains",
        "not_contains",
    ]


def test_what_is_not_asked_is_not_checked() -> None:
    assert mismatched_fields(EvaluationTurn("?"), finished()) == []


def test_no_category_means_outside_the_domain() -> None:
    outside = finished(category="COMMANDE", decision="outside")
    assert mismatched_fields(EvaluationTurn("?", category=""), outside) == []
    assert mismatched_fields(EvaluationTurn("?", category="COMMANDE"), outside) == ["category"]
    assert mismatched_fields(EvaluationTurn("?", category=""), finished()) == ["category"]


def test_every_conversation_is_played_in_order_with_its_own_index_and_time() -> None:
    asked: list[tuple[str, datetime, int]] = []

    def answer(question: str, now: datetime, index: int) -> Turn:
        asked.append((question, now, index))
        return finished()

    first = conversation(EvaluationTurn("a"), EvaluationTurn("b"))
    run_evaluation([first, conversation(EvaluationTurn("c"))], answer)
    assert asked == [("a", NOW, 0), ("b", NOW, 0), ("c", NOW, 1)]


def test_a_turn_that_fails_is_counted_and_the_next_one_is_played() -> None:
    def answer(question: str, _now: datetime, _index: int) -> Turn:
        if question == "a":
            raise BackendError("perdu")
        return finished()

    turns = (EvaluationTurn("a", category="SALUTATION"), EvaluationTurn("b", category="SALUTATION"))
    report = run_evaluation([conversation(*turns)], answer)
    assert (report.right, report.turns) == (1, 2)
    assert report.fields == {"category": (1, 2)}
    assert "perdu" in report.text()


def test_the_report_says_what_was_expected_and_found() -> None:
    expected = EvaluationTurn("où est-il ?\x1b[31m", category="COMMANDE", contains=("samedi",))
    turns = (expected, EvaluationTurn("b"), EvaluationTurn("c"))
    report = run_evaluation([conversation(*turns)], lambda *_asked: finished())
    assert (report.share, round(report.percentage)) == (2 / 3, 67)
    assert report.text().splitlines() == [
        "✗ essai (ligne 1), tour 1 : où est-il ?[31m",
        "    category : attendu « COMMANDE », trouvé « SALUTATION »",
        "    contains : attendu « samedi », trouvé « Bonjour »",
        "category      0/1 (0,0 %)",
        "contains      0/1 (0,0 %)",
        "tours entièrement justes : 2/3 (66,7 %), en 1 conversation",
    ]


def test_the_report_is_plain_json() -> None:
    report = run_evaluation(
        [conversation(EvaluationTurn("a", approach="ask"))], lambda *_asked: finished()
    )
    values = json.loads(json.dumps(report.to_json()))
    assert values["share"] == 0.0
    assert values["failures"][0]["mismatches"] == [
        {"field": "approach", "expected": "ask", "found": "template (r1)"}
    ]


def test_an_evaluation_without_conversations_has_no_share() -> None:
    assert run_evaluation([], lambda *_asked: finished()).share == 0.0
