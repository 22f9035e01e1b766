"""Folding, and dates and amounts as a French reader expects them."""

from datetime import date

import pytest

from mistral_assistant.french import fold, join_or, words, write_amount, write_date


def test_folding_drops_case_accents_and_curly_apostrophes() -> None:
    assert fold("L’Œuf ÉTÉ à Noël") == "l'oeuf ete a noel"


def test_words_keep_their_spans_in_the_text_as_typed() -> None:
    text = "Où est l’œuf ?"
    assert [(word, text[start:end]) for word, start, end in words(text)] == [
        ("ou", "Où"),
        ("est", "est"),
        ("l", "l"),
        ("oeuf", "œuf"),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1234.5", "1\u202f234,50\u00a0€"),
        ("0.9", "0,90\u00a0€"),
        ("-3", "-3,00\u00a0€"),
        ("—", "—"),
    ],
)
def test_amounts_are_written_out(value: str, text: str) -> None:
    assert write_amount(value) == text


def test_dates_name_the_weekday_and_leave_out_this_year() -> None:
    assert write_date(date(2026, 3, 14), date(2026, 3, 12)) == "samedi 14 mars"
    assert write_date(date(2027, 5, 1), date(2026, 3, 12)) == "samedi 1er mai 2027"


def test_choices_are_joined_with_or() -> None:
    assert join_or(["a", "b", "c"]) == "a, b ou c"
    assert join_or(["a"]) == "a"
