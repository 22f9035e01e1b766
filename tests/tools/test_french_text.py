"""Folding that can be led back to the text as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.tools.french_text import fold_spans


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Été à l’île", "ete a l'ile"),
        ("ŒUF et œuvre", "oeuf et oeuvre"),
        ("e\u0301cole", "ecole"),
        ("1\u202f234\u00a0€", "1 234 €"),
        ("deux   mots\tici", "deux mots ici"),
        ("zéro\u200bvisible", "zerovisible"),
        ("−5 – 3", "-5 - 3"),
        ("ÎLE İSTANBUL", "ile istanbul"),
    ],
)
def test_accents_capitals_and_odd_spaces_make_no_difference(typed: str, folded: str) -> None:
    assert fold_spans(typed).text == folded


@pytest.mark.parametrize(
    ("typed", "word", "original"),
    [
        ("😀 l’œuf frais", "oeuf", "œuf"),
        ("la cafe\u0301 est", "cafe", "cafe\u0301"),
        ("un  deux", "deux", "deux"),
        ("soft\u00adhyphen", "softhyphen", "soft\u00adhyphen"),
    ],
)
def test_a_folded_word_leads_back_to_what_was_typed(typed: str, word: str, original: str) -> None:
    folded = fold_spans(typed)
    found = next(item for item in folded.words if item.text == word)
    start, end = folded.span(found.start, found.end)
    assert typed[start:end] == original


@given(st.text())
def test_every_word_of_any_text_has_a_span_inside_it(typed: str) -> None:
    folded = fold_spans(typed)
    for word in folded.words:
        start, end = folded.span(word.start, word.end)
        assert 0 <= start < end <= len(typed)
