"""Better and worse answers: the files that are taken, and what is refused."""

import json
from pathlib import Path

import pytest

from mistral_assistant.chat import ChatMessage
from mistral_assistant.errors import DataError
from mistral_assistant.training.examples import tokenise_pairs
from mistral_assistant.training.preferences import read_pairs
from mistral_assistant.training.rows import Row

PAIR = Row(1, (ChatMessage("user", "Prix ?"), ChatMessage("assistant", "12 €.")), rejected="Rien.")


def test_csv_and_jsonl_give_the_same_pairs(tmp_path: Path) -> None:
    table = tmp_path / "a.csv"
    table.write_text("prompt,chosen,rejected\nPrix ?,12 €.,Rien.\n", encoding="utf-8-sig")
    lines = tmp_path / "a.jsonl"
    entry = {
        "prompt": [{"role": "user", "content": "Prix ?"}],
        "chosen": [{"role": "assistant", "content": "12 €."}],
        "rejected": [{"role": "assistant", "content": "Rien."}],
    }
    lines.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    assert read_pairs(table) == read_pairs(lines) == [PAIR]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("prompt,chosen\na,b\n", "manque la colonne rejected"),
        ("prompt,chosen,rejected\na,b,\n", "a.csv:2 : il faut une question et deux"),
        ("prompt,chosen,rejected\na,b,b\n", "a.csv:2 : les deux réponses sont les mêmes"),
        ("prompt,chosen,rejected\n", "aucune paire.*export-feedback"),
    ],
)
def test_what_is_no_pair_is_named_with_its_line(
    content: str, expected: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=expected):
        read_pairs(file)


def test_a_broken_line_of_jsonl_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"prompt": "a", "chosen": "b", "rejected": "c"}\n{"prompt"\n')
    with pytest.raises(DataError, match="a.jsonl:2"):
        read_pairs(file)


def test_both_answers_follow_the_same_question_and_end() -> None:
    pytest.importorskip("sentencepiece")
    pytest.importorskip("mistral_common")
    from mistral_assistant.models.tokenizer import MistralTokenizer

    tokenizer = MistralTokenizer()
    (pair,) = tokenise_pairs([PAIR], tokenizer, 64).examples
    assert pair.prompt == tokenizer.encode_chat(PAIR.messages[:1]).ids
    assert pair.prompt + pair.chosen == tokenizer.encode_chat(PAIR.messages).ids
    assert pair.chosen[-1] == pair.rejected[-1] == tokenizer.eos_id
    assert tokenise_pairs([PAIR], tokenizer, len(pair.ids) - 1).too_long == ((1, len(pair.ids)),)
