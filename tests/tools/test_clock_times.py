"""Times of day, which are told apart from lengths of time."""

import pytest

from mistral_assistant.tools.clock_times import is_clock
from mistral_assistant.tools.french_numbers import find_numbers
from mistral_assistant.tools.french_text import fold_spans


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("rdv à 8h", True),
        ("demain 8h", True),
        ("le 3 mars 14h", True),
        ("10h pile", True),
        ("8h du matin", True),
        ("il y a 8h", False),
        ("après 2h d'utilisation", False),
        ("sous 24h", False),
        ("8h", False),
    ],
)
def test_a_time_of_day_is_no_length_of_time(text: str, clock: bool) -> None:
    folded = fold_spans(text)
    number = find_numbers(folded)[-1]
    assert is_clock(folded, number) is clock
