"""Thoughts between marks: the same however the text is cut into pieces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistral_assistant.backends.thoughts import ThoughtMarks
from mistral_assistant.chat import Text, Thought

TEXTS = (
    "<think>Un mot.</think>\n\nDeux < trois </think>.",
    "  [THINK]a[/THINK]b",
    "<thinking></thinking>b",
    "<thin air",
    "<think>sans fin </thin",
    "Bonjour <think>x</think>",
    "",
)
EXPECTED = (
    ("Un mot.", "Deux < trois </think>."),
    ("a", "b"),
    ("", "b"),
    ("", "<thin air"),
    ("sans fin </thin", ""),
    ("", "Bonjour <think>x</think>"),
    ("", ""),
)


def split(pieces: list[str]) -> tuple[str, str]:
    marks, thought, text = ThoughtMarks(), "", ""
    found = [chunk for piece in pieces for chunk in marks.add(piece)]
    for chunk in (*found, *marks.end()):
        assert chunk.text, "no empty piece is passed on"
        thought += chunk.text if isinstance(chunk, Thought) else ""
        text += chunk.text if isinstance(chunk, Text) else ""
    return thought, text


@pytest.mark.parametrize(("text", "expected"), zip(TEXTS, EXPECTED, strict=True))
def test_thoughts_and_text_are_told_apart(text: str, expected: tuple[str, str]) -> None:
    assert split([text]) == expected
    assert split(list(text)) == expected


@given(text=st.sampled_from(TEXTS), cuts=st.lists(st.integers(0, 50), max_size=5))
def test_the_pieces_make_no_difference(text: str, cuts: list[int]) -> None:
    places = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    pieces = [text[one:two] for one, two in zip(places, places[1:], strict=False)]
    assert split(pieces) == EXPECTED[TEXTS.index(text)]
