"""Words about days as people type them."""

import pytest

from mistral_assistant.tools.date_spelling import spelt_right
from mistral_assistant.tools.french_text import fold_spans


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("a 2main", "a demain"),
        ("samdi ou dimanch", "samedi ou dimanche"),
        ("le 5 septenbre", "le 5 septembre"),
        ("ajd", "aujourd'hui"),
    ],
)
def test_a_misspelt_day_or_month_is_spelt_right(typed: str, right: str) -> None:
    assert spelt_right(fold_spans(typed))[0].text == right


@pytest.mark.parametrize("text", ["les lundis", "le mari de marie", "j'ai 2 mains", "mais oui"])
def test_other_words_are_left_alone(text: str) -> None:
    assert spelt_right(fold_spans(text)) == (fold_spans(text), None)


def test_each_character_leads_back_to_the_text_as_typed() -> None:
    typed = "Été : 2main, promis"
    right, back = spelt_right(fold_spans(typed))
    start = right.text.index("demain")
    assert back is not None
    assert typed[back[start] : back[start + 6]] == "2main"
    assert typed[slice(*right.span(start, start + 6))] == "2main"
