"""The examples nearest to a message, as sums over parts of one long row."""

import numpy as np
import pytest

from mistral_assistant.reasoning.nearest import Examples
from mistral_assistant.reasoning.vectors import Rows

ROWS = [[(0, 0.6), (2, 0.8)], [], [(2, 1.0)], [(1, 1.0)], []]
"""Two of the five examples have no known n-gram, one of them the last."""
MESSAGE = np.array([0, 2]), np.array([0.6, 0.8], np.float32)


def examples(*begins: int) -> Examples:
    rows = Rows(
        np.cumsum([0, *map(len, ROWS)]),
        np.array([feature for row in ROWS for feature, _value in row]),
        np.array([value for row in ROWS for _feature, value in row], np.float32),
        features=3,
    )
    return Examples(("a", "b", "c", "d", "e"), begins, rows)


def test_the_nearest_come_first_and_those_that_share_nothing_are_left_out() -> None:
    assert examples(0, 5).nearest(0, *MESSAGE) == [("a", pytest.approx(1)), ("c", 0.8)]


def test_only_examples_of_the_category_count() -> None:
    apart = examples(0, 2, 4, 5)
    assert [apart.nearest(number, *MESSAGE) for number in range(3)] == [
        [("a", 1.0)],
        [("c", 0.8)],
        [],
    ]


def test_a_category_without_examples_and_a_message_without_words_have_none() -> None:
    nothing = np.zeros(0, np.int64), np.zeros(0, np.float32)
    assert examples(0, 0, 5).nearest(0, *MESSAGE) == []
    assert examples(0, 5).nearest(0, *nothing) == []
