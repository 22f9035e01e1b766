"""Expressions found by their first letters."""

import pytest

from mistral_assistant.reasoning.mood_fields import FIELDS
from mistral_assistant.reasoning.word_index import WordIndex


def found(index: WordIndex, text: str) -> list[tuple[str, str]]:
    return [(kind, match.group()) for kind, match in index.find(text)]


def test_expressions_are_found_in_order_and_without_overlaps() -> None:
    index = WordIndex(
        {"sad": ["mener~ en bateau", "(ras|plein) le bol", "bateau"], "glad": ["bol"]}
    )
    text = "j'en ai ras le bol, un bol et un bateau"
    assert found(index, text) == [("sad", "ras le bol"), ("glad", "bol"), ("sad", "bateau")]


def test_an_expression_is_found_from_a_word_s_start_to_a_word_s_end_only() -> None:
    index = WordIndex({"sad": ["nul", "rat~"]})
    assert found(index, "annule nulle ratatine nul-la") == [("sad", "ratatine")]


def test_a_gap_holds_up_to_three_words_and_a_filler_denies_nothing() -> None:
    index = WordIndex({"sad": ["alors que .. promis"], "glad": ["suis <w>ravi"]})
    assert found(index, "alors que vous aviez promis") == [("sad", "alors que vous aviez promis")]
    assert found(index, "suis vraiment ravi") == [("glad", "suis vraiment ravi")]
    assert found(index, "suis pas ravi") == []


def test_an_expression_without_plain_letters_at_its_start_is_refused() -> None:
    with pytest.raises(ValueError, match="does not begin"):
        WordIndex({"sad": [r"\w+ nul"]})


def test_every_expression_of_the_moods_is_sound() -> None:
    for key in FIELDS._forms:
        assert FIELDS._pattern(key) is not None
