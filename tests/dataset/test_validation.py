"""Every fault of a file is told with its line, and none of them hides the next."""

import json
from pathlib import Path

import pytest

from mistral_assistant.dataset.validation import problems
from mistral_assistant.errors import DataError


def told(path: Path, content: str, **options: object) -> list[tuple[int, str]]:
    path.write_text(content, encoding="utf-8")
    return [(one.line, one.what) for one in problems(path, **options)]  # type: ignore[arg-type]


def test_a_damaged_csv_line_does_not_hide_the_faults_behind_it(tmp_path: Path) -> None:
    content = 'instruction,response\na,b\nc,"d\ne,f,g\nh,i\nj\nk,""\n'
    found = told(tmp_path / "data.csv", content)
    assert [line for line, _ in found] == [3, 4, 6, 7]
    assert "guillemets" in found[0][1] and "3 cellules au lieu de 2" in found[1][1]


def test_the_line_of_a_record_is_that_of_its_first_line(tmp_path: Path) -> None:
    content = 'instruction,response\n"a\nb","c\nd"\ne,f,g\n'
    assert [line for line, _ in told(tmp_path / "data.csv", content)] == [5]


def test_lines_that_are_no_json_are_listed_with_the_others(tmp_path: Path) -> None:
    rows = ['{"text": "a"}', "{", "[1]", '{"text": ""}', '{"text": "b"}']
    assert [line for line, _ in told(tmp_path / "data.jsonl", "\n".join(rows))] == [2, 3, 4]


@pytest.mark.parametrize(
    ("roles", "word"),
    [
        (["user"], "ne finit pas"),
        (["user", "user", "assistant"], "alternent"),
        (["assistant", "user", "assistant"], "alternent"),
        (["user", "system", "assistant"], "premier"),
    ],
)
def test_roles_that_make_no_conversation_are_faults(
    roles: list[str], word: str, tmp_path: Path
) -> None:
    messages = [{"role": role, "content": "a"} for role in roles]
    found = told(tmp_path / "data.jsonl", json.dumps({"messages": messages}) + "\n")
    assert len(found) == 1 and word in found[0][1]


def test_a_sound_file_has_no_problems(tmp_path: Path) -> None:
    assert told(tmp_path / "data.csv", "instruction,response\na,b\n") == []


def test_rows_of_too_many_tokens_are_warnings(tmp_path: Path) -> None:
    path = tmp_path / "data.csv"
    path.write_text("instruction,response\na,b\nc,d e f g\n", encoding="utf-8")
    found = list(problems(path, count_tokens=lambda one: len(one.answer.split()), max_length=2))
    assert [(one.line, one.severity) for one in found] == [(3, "warning")]


def test_a_file_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        told(tmp_path / "data.csv", "instruction,response\n")
