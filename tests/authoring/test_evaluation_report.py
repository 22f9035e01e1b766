"""The whole report on one pack: what stands in it, and in which order."""

import json

import pytest
from played import NOW, given

from mistral_assistant.authoring.evaluation_report import PackReport, pack_report
from mistral_assistant.domains.evaluation import EvaluationConversation, EvaluationTurn
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.turn import Moderation, Turn


@pytest.fixture
def report(template_pack: DomainPack) -> PackReport:
    """Of thirty turns, thirteen of which are wrong."""
    turns = tuple(
        EvaluationTurn(f"ceci est le message {at}", category="TARIFS" if at < 25 else "")
        for at in range(30)
    )

    def answer(question: str, *_rest: object) -> Turn:
        at = int(question.split()[-1])
        turn = given(["HORAIRES", "TARIFS"][at >= 13] if at < 25 else "",
                     decision="sure" if at < 25 else "outside", question=question)  # fmt: skip
        turn.moderation = Moderation()
        return turn

    conversation = EvaluationConversation("essai", NOW, turns, 1)
    return pack_report([conversation], template_pack, answer)


def test_the_summary_comes_last(report: PackReport) -> None:
    lines = report.text().splitlines()
    assert lines[-1] == "  tours entièrement justes : 17/30 (56,7 %), en 1 conversation"
    heads = [line for line in lines if line and not line.startswith(" ")]
    assert [head.split(" ")[0] for head in heads] == [
        "Tours",
        "Catégories",
        "Catégories,",
        "Confiance",
        "Reprises",
        "Résumé",
    ]


def test_ten_turns_are_shown_and_the_others_counted(report: PackReport) -> None:
    short, full = report.text(), report.text(full=True)
    assert short.count("✗ essai") == 10 and full.count("✗ essai") == 13
    assert "et 3 autres tours (« --full » les montre)" in short
    assert "Toutes les catégories" in full and "Toutes les catégories" not in short


def test_only_categories_with_faults_are_listed_by_default(report: PackReport) -> None:
    assert "  1 catégorie sans faute" in report.text()
    assert "! aucun tour n'éprouve : SALUTATION, HORAIRES, SUIVI_REPARATION" in report.text()
    assert (
        "TARIFS  → HORAIRES  13  « ceci est le message 0 » · « ceci est le message 1 »"
        in report.text()
    )


def test_the_json_holds_everything(report: PackReport) -> None:
    values = json.loads(json.dumps(report.to_json()))
    assert len(values["failures"]) == 13 and values["failures"][0]["reasons"]
    assert values["categories"]["matrix"] == [[0, 0, 0], [13, 12, 0], [0, 0, 5]]
    assert values["calibration"]["messages"] == 25
    assert {"turns", "right", "share", "fields", "overlap"} <= set(values)


def test_no_message_can_steer_the_terminal(template_pack: DomainPack) -> None:
    conversation = EvaluationConversation(
        "a\x1b[2J", NOW, (EvaluationTurn("b\x1b[31m\nc", category="TARIFS"),), 1
    )
    turn = given("HORAIRES", question="b\x1b[31m\nc")
    turn.moderation = Moderation()
    text = pack_report([conversation], template_pack, lambda *_asked: turn).text(full=True)
    assert "\x1b" not in text and "« b[31m c »" in text
