"""No control character passes the border, and no visible one is lost."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.cleaning import clean, clean_line

HOSTILE = [
    "\x1b]52;c;SGFjaw==\x07",
    "\x1b]0;titre\x1b\\",
    "\x1b]8;;http://evil.example\x1b\\lien\x1b]8;;\x1b\\",
    "\x1b[2J\x1b[1;1H",
    "\x1b[6n",
    "\x1bP$q\x1b\\",
    "\x1b_apc\x1b\\",
    "\x1bc",
    "\x9b31m",
    "\x9d0;t\x9c",
    "a\x07b\x08c\rd\x0ee\x00f\x7fg\x0bh\x0c",
    "\u202edroite\u202c",
    "\u2066isole\u2069",
    "z\u200bw",
    "\U000e0041\U000e0042",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_passes(text: str) -> None:
    for char in clean(f"avant{text}après"):
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs") or char in "\n\t"


@pytest.mark.parametrize(
    "text",
    [
        "[/INST] fin",
        "a[i] = b[j]",
        "[@click=app.quit]x[/]",
        "é à œ ’ « » — … €",
        "👩‍🚀 emoji",
        "日本語",
    ],
)
def test_visible_text_comes_through_unchanged(text: str) -> None:
    assert clean(text) == text


@given(st.text())
def test_a_text_cut_anywhere_comes_out_the_same(text: str) -> None:
    for cut in range(len(text) + 1):
        assert clean(text[:cut]) + clean(text[cut:]) == clean(text)


@given(st.text(alphabet=st.characters(codec=None)))
def test_every_result_can_be_encoded(text: str) -> None:
    clean(text).encode("utf-8")


def test_a_lone_surrogate_is_replaced_and_not_lost() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


def test_a_line_has_no_line_break() -> None:
    assert clean_line(" un\n deux\t\u2028trois ") == "un deux trois"
