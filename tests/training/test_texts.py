"""Raw texts: what is read, what is refused, and tokens without a loss."""

from pathlib import Path

import pytest

from mistral_assistant.errors import DataError
from mistral_assistant.training.examples import IGNORED, tokenise_texts
from mistral_assistant.training.rows import Row
from mistral_assistant.training.texts import read_texts


def test_a_folder_gives_every_text_once_in_a_fixed_order(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("Deux été\r\n", encoding="utf-8")
    (tmp_path / "a.md").write_text("\ufeffUn", encoding="utf-8")
    (tmp_path / "README.txt").write_text("D'où cela vient.", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.jsonl").write_text(
        '{"question": "Où ?", "answer": "Là.", "id": 3}\n\n{"text": "Un"}\n', encoding="utf-8"
    )
    found = read_texts(tmp_path)
    assert [row.text for row in found] == ["Un", "Deux été", "Où ?\nLà."]
    assert [row.number for row in found] == [1, 2, 3]


def test_accents_written_in_two_characters_become_one(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("e\u0301te\u0301", encoding="utf-8")
    assert read_texts(file)[0].text == "été"


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"\xe9t\xe9", "pas en UTF-8"),
        ("a.txt", b"  \n", "aucun texte"),
        ("a.jsonl", b'{"text": "a"}\n[1]\n', "a.jsonl:2"),
        ("a.jsonl", b'{"texte": "a"}\n', "a.jsonl:1 : aucun des champs"),
    ],
)
def test_what_cannot_be_read_is_named(
    name: str, content: bytes, expected: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match=expected):
        read_texts(tmp_path / name)


def test_a_long_text_goes_on_in_the_next_example_and_no_token_is_lost() -> None:
    pytest.importorskip("sentencepiece")
    pytest.importorskip("mistral_common")
    from mistral_assistant.models.tokenizer import MistralTokenizer

    tokenizer = MistralTokenizer()
    text = "Le délai de rétractation est de quatorze jours à compter de la livraison."
    found = tokenise_texts([Row(7, text=text)], tokenizer, 8).examples
    learned = [label for example in found for label in example.labels if label != IGNORED]
    assert learned == [*tokenizer.encode(text), tokenizer.eos_id]
    assert all(len(e.ids) <= 8 and e.ids[0] == tokenizer.bos_id and e.row == 7 for e in found)
    assert sum(tokenizer.eos_id in example.ids for example in found) == 1
