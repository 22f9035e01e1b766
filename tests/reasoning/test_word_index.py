"""Expressions found by their first letters."""

import re

import pytest

from mistral_assistant.reasoning import word_index
from mistral_assistant.reasoning.mood_fields import FIELDS
from mistral_assistant.reasoning.word_index import WordIndex

INNERMOST = re.compile(r"\([^()]*\)")


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


def test_only_what_begins_like_the_text_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    compiled = word_index._compiled
    monkeypatch.setattr(
        word_index,
        "_compiled",
        lambda expression, end: seen.append(expression) or compiled(expression, end),
    )
    index = WordIndex({"sad": ["votre (?:tres )?(?:service|sav) (?:est )?nul", "votre bazar~"]})
    assert found(index, "votre commande, votre sa") == [] == seen
    assert found(index, "votre tres sav nul") == [("sad", "votre tres sav nul")]
    assert seen == ["votre (?:tres )?(?:service|sav) (?:est )?nul"]


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("abc(?:d|e)?f", "abcf"),
        ("abc(?:d|e)*f", "abcddf"),
        ("abc(?:d|e){2}f", "abcdef"),
        ("abc(?:de?|x(?:y|z))f", "abcdf"),
        ("abc?(?:d)", "abd"),
        ("abc(?:|d)e", "abce"),
        ("abc(?:[xy]|d)e", "abcye"),
        (r"abc(?:\w+ )?def", "abcdef"),
        ("abc(?!d)(?:e|f)", "abcf"),
    ],
)
def test_the_look_at_the_beginning_rules_no_match_out(expression: str, text: str) -> None:
    assert found(WordIndex({"sad": [expression]}), text) == [("sad", text)]


def test_every_expression_of_the_moods_is_sound() -> None:
    for forms in FIELDS._forms.values():
        for _kind, expression in forms:
            word_index._compiled(expression, "")
            outside = expression
            while outside != (outside := INNERMOST.sub("", outside)):
                pass
            assert "|" not in outside, "alternatives stand in a group"
