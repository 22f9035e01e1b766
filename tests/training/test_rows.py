"""Rows: pairs of a table, conversations of a JSONL file, and what is refused."""

import json
from pathlib import Path

import pytest

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError
from mistral_assistant.training.rows import Row, repair_rows, validate_rows


def lines(file: Path, *values: object) -> Path:
    file.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return file


def said(*pairs: tuple[str, str]) -> dict[str, object]:
    return {"messages": [{"role": role, "content": text} for role, text in pairs]}


def test_a_csv_gives_pairs_and_an_account(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("instruction,response\nUn ?,Deux.\nTrois ?,Quatre.\n", encoding="utf-8")
    rows, account = repair_rows(file)
    assert [row.messages for row in rows] == [
        (ChatMessage("user", "Un ?"), ChatMessage("assistant", "Deux.")),
        (ChatMessage("user", "Trois ?"), ChatMessage("assistant", "Quatre.")),
    ]
    assert account["kept"] == 2


def test_turns_and_system_texts_of_a_jsonl_file_are_kept(tmp_path: Path) -> None:
    turns = (("system", "Bref."), ("user", "a"), ("assistant", "b"), ("user", "c"),
             ("assistant", "d"))  # fmt: skip
    (row,), _account = repair_rows(lines(tmp_path / "a.jsonl", said(*turns)))
    assert [(message.role, message.content) for message in row.messages] == list(turns)
    assert validate_rows([row], "Autre.") == [row]


def test_a_system_text_is_put_before_rows_without_one() -> None:
    row = Row(1, (ChatMessage("user", "a"), ChatMessage("assistant", "b")))
    (found,) = validate_rows([row], "Bref.")
    assert found.messages == (ChatMessage("system", "Bref."), *row.messages)


def test_all_unsound_conversations_are_named() -> None:
    user, assistant = ChatMessage("user", "a"), ChatMessage("assistant", "b")
    rows = [Row(1, (user, assistant)), Row(2, (assistant, user)), Row(3, (user,)),
            Row(4, (user, ChatMessage("assistant", " ")))]  # fmt: skip
    with pytest.raises(DataError) as caught:
        validate_rows(rows)
    text = str(caught.value)
    assert "3 conversations" in text
    assert "ligne 2 : Une conversation commence par" in text
    assert "ligne 3 : la réponse manque" in text
    assert "ligne 4 : un texte est vide" in text


def test_a_broken_line_among_conversations_is_named(tmp_path: Path) -> None:
    good = said(("user", "a"), ("assistant", "b"))
    with pytest.raises(DataError, match="ligne 2"):
        repair_rows(lines(tmp_path / "a.jsonl", good, {"messages": 3}))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="n'existe pas"):
        repair_rows(tmp_path / "rien.csv")


def test_a_file_without_pairs_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="vide"):
        repair_rows(file)
