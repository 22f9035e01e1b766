"""Blocks become lines that fit and lose nothing."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from mistral_assistant.tui.markdown_blocks import blocks
from mistral_assistant.tui.prose import (
    _NARROW,
    _counted,
    _measured,
    fit,
    page,
    plain,
    sides,
    wrap,
)

WORDS = st.text(st.sampled_from("aé 日🙂 \u00a0«;?-\u0301"), max_size=80)


def shown(source: str, width: int) -> list[str]:
    return [line.plain for line in page(blocks(source), width)]


@settings(max_examples=200, deadline=None)
@given(WORDS, st.integers(2, 30))
def test_wrapping_fits_and_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(Content(text), width)
    assert all(line.cell_length <= width for line in lines)
    joined = "".join(line.plain for line in lines)
    assert joined.replace(" ", "") == text.replace(" ", "")


def test_french_punctuation_stays_with_its_word() -> None:
    text = "Il dit « oui » ; et vous ? Le prix : 3 € ! Ou bien « 14,90 €, port compris » (vrai ?)."
    for width in range(10, 30):
        for line in wrap(Content(text), width):
            assert not line.plain.startswith((";", "?", ":", "»", "€", "!"))
            assert not line.plain.endswith("«")


def test_a_table_gets_columns_of_one_width() -> None:
    lines = shown("| article | prix |\n|---|---|\n| Théière | 3 € |\n| **Tasse** | 12 € |", 40)
    assert lines == [
        "article │ prix",
        "────────┼─────",
        "Théière │ 3 € ",
        "Tasse   │ 12 €",
    ]


@pytest.mark.parametrize("width", [8, 12, 20, 40])
def test_a_table_too_wide_is_broken_inside_its_cells_or_stacked(width: int) -> None:
    source = "| nom | adresse | ville |\n|---|---|---|\n| Zéphyr | 12 rue des Tilleuls | Lyon |"
    lines = shown(source, width)
    assert all(cell_len(line) <= width for line in lines)
    letters = [char for line in lines for char in line if char.isalnum()]
    for word in ("Zéphyr", "Tilleuls", "Lyon"):
        assert set(word) <= set(letters)


def test_code_keeps_its_spaces_and_is_cut_not_lost() -> None:
    lines = shown("```\nfor x in y:\n    print(x)\n```", 12)
    assert lines == [" for x in y ", " :          ", "     print( ", " x)         "]


def test_code_in_a_known_language_gets_colours() -> None:
    (line,) = page(blocks("```python\nreturn 1\n```"), 30)
    assert len({span.style for span in line.spans}) > 2


def test_a_language_nobody_knows_is_shown_plainly() -> None:
    lines = [line.strip() for line in shown("```[/x]\na[i]\n```", 20)]
    assert lines == ["[/x]", "a[i]"]  # what is no language is text that must not get lost


def test_blocks_stand_apart_but_tight_lists_do_not() -> None:
    assert shown("a\n\n- b\n- c\n\nd", 20) == ["a", "", "• b", "• c", "", "d"]


def test_line_breaks_of_the_answer_are_kept() -> None:
    assert shown("un\ndeux  \ntrois", 20) == ["un", "deux", "trois"]


def test_two_sides_of_a_line_never_overflow() -> None:
    for width in range(1, 40):
        line = sides(Content("Mistral Assistant"), Content("hors ligne"), width)
        assert line.cell_length <= width
    assert sides(Content("a"), Content("b"), 5).plain == "a   b"


def test_a_text_that_does_not_fit_ends_with_an_ellipsis() -> None:
    assert fit("bonjour", 7) == "bonjour"
    assert fit("bonjour", 5) == "bonj…"
    assert cell_len(fit("日本語日本語", 6)) <= 6


def test_tabs_become_spaces() -> None:
    assert "\t" not in plain("a\tb").plain


def test_characters_that_are_counted_are_one_cell_wide() -> None:
    counted = [sign for sign in map(chr, range(0x3000)) if _NARROW.fullmatch(sign)]
    assert len(counted) > 500 and {cell_len(sign) for sign in counted} == {1}


def test_counting_breaks_a_text_where_measuring_does() -> None:
    dice = random.Random(7)
    for _time in range(3_000):
        text = "".join(dice.choices("ab  é:\u00a0«»", k=dice.randint(0, 40)))
        width = dice.randint(1, 14)
        assert _counted(text, width) == _measured(text, width), (text, width)
