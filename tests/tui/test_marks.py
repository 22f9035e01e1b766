"""Stretches stand out where they are, whatever is cleaned or folded around them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.content import Content

from mistral_assistant.cleaning import clean
from mistral_assistant.tui.marks import (
    CURRENT,
    DECIDED,
    FOUND,
    found_in,
    marked,
    occurrences,
    spans_of,
)


def standing_out(content: Content, *styles: str) -> list[str]:
    spans = [span for span in content.spans if span.style in styles]
    return [content.plain[span.start : span.end] for span in spans]


def test_what_decided_stands_out_in_the_question() -> None:
    question = "Où en est ma commande ?"
    spans = spans_of([{"start": 13, "end": 21}, {"start": 0, "end": 9}], len(question))
    shown = marked(question, spans)
    assert shown.plain == question
    assert standing_out(shown, DECIDED) == ["Où en est", "commande"]


def test_spans_that_touch_are_one_and_impossible_ones_are_left_out() -> None:
    items = [
        {"start": 0, "end": 4},
        {"start": 2, "end": 6},
        {"start": 8, "end": 99},
        {"start": None, "end": None},
        {"start": -1, "end": 3},
        {"start": 7, "end": 7},
        {},
    ]
    assert spans_of(items, 10) == [(0, 6)]


def test_control_characters_before_a_mark_do_not_move_it() -> None:
    shown = marked("\x1b[2J\u202ema \ncommande", [(9, 17)])
    assert standing_out(shown, DECIDED) == ["commande"]
    assert shown.plain == "[2Jma  commande"


def test_a_long_question_is_shortened_around_its_marks_unless_all_is_wanted() -> None:
    question = "avant " * 40 + "commande" + " après" * 40
    spans = [(240, 248)]
    short = marked(question, spans).plain
    assert "commande" in short
    assert short.startswith("…")
    assert short.endswith("…")
    assert len(short) < 80
    assert marked(question, spans, whole=True).plain == question


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_any_span_of_any_text_is_shown_clean_and_whole(text: str, first: int, last: int) -> None:
    spans = spans_of([{"start": first, "end": last}], len(text))
    shown = marked(text, spans, whole=True)
    assert shown.plain == clean(text).replace("\n", " ").replace("\t", " ")
    for stretch, (start, end) in zip(standing_out(shown, DECIDED), spans, strict=False):
        assert stretch == clean(text[start:end]).replace("\n", " ").replace("\t", " ")


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("élève et ÉLÈVE", "eleve", ["élève", "ÉLÈVE"]),
        ("un cœur, deux", "coeur", ["cœur"]),
        ("à 14\u00a0h", "14 h", ["14\u00a0h"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("rien", " ", []),
        ("rien", "", []),
        ("l’eau", "l'eau", ["l’eau"]),
    ],
)
def test_words_are_found_whatever_their_case_and_accents(
    text: str, wanted: str, found: list[str]
) -> None:
    assert [text[start:end] for start, end in occurrences(text, wanted)] == found


def test_one_occurrence_stands_out_most() -> None:
    shown = found_in(Content("un deux un"), "un", 1)
    assert [span.style for span in shown.spans] == [FOUND, CURRENT]
