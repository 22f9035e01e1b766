from datetime import datetime
from pathlib import Path

import pytest

from mistral_assistant.domains.evaluation import (
    EvaluationTurn,
    ExpectedEntity,
    read_evaluation,
    read_training,
)
from mistral_assistant.errors import PackError


def test_a_conversation_is_read_with_what_its_turns_must_give(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.jsonl"
    path.write_text(
        '{"name": "a", "now": "2026-03-12T10:00:00", "turns": [{"user": "Bonjour"},'
        ' {"user": "x", "category": null, "approach": "ask", "contains": ["y"],'
        ' "entities": [{"type": "date", "value": "2026-03-13"}]}]}\n',
        encoding="utf-8",
    )
    (conversation,) = read_evaluation(path)
    assert conversation.now == datetime(2026, 3, 12, 10)
    assert conversation.turns == (
        EvaluationTurn("Bonjour", category=None),
        EvaluationTurn(
            "x",
            category="",
            approach="ask",
            entities=(ExpectedEntity("date", "2026-03-13"),),
            contains=("y",),
        ),
    )


def test_a_faulty_evaluation_names_all_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.jsonl"
    path.write_text(
        '{"name": "a", "now": "demain", "turns": []}\n'
        '{"name": "a", "now": "2026-03-12T10:00:00", "turns": [{"usr": "x"}]}\n',
        encoding="utf-8",
    )
    with pytest.raises(PackError) as caught:
        read_evaluation(path)
    places = {(problem.line, problem.key) for problem in caught.value.problems}
    assert places == {
        (1, "now"),
        (1, "turns"),
        (2, "name"),
        (2, "turns[1].user"),
        (2, "turns[1].usr"),
    }


def test_training_rows_bear_their_line(tmp_path: Path) -> None:
    path = tmp_path / "training.csv"
    path.write_text('instruction,response\n"a\nb",c\nd,e\n', encoding="utf-8")
    assert [(row.line, row.instruction) for row in read_training(path)] == [(2, "a\nb"), (4, "d")]


def test_a_missing_file_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="illisible"):
        read_training(tmp_path / "training.csv")
