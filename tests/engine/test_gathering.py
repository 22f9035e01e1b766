"""Pieces that come fast are joined, and nothing is lost, late or out of order."""

from typing import Any

from mistral_assistant.engine.gathering import GATHER_S, Gathering
from mistral_assistant.engine.runtimes.base import End


def given_out(*said: tuple[float, Any]) -> list[list[Any]]:
    """Return what comes out together for things said at some seconds."""
    out: list[list[Any]] = []
    moments = iter([moment for moment, thing in said if isinstance(thing, str)])
    gathering = Gathering(lambda several: out.append(list(several)), lambda: next(moments))
    for _moment, thing in said:
        gathering(thing)
    return out


def test_the_first_piece_goes_on_at_once_and_fast_ones_come_together() -> None:
    step = GATHER_S / 4
    fast = [(step * place, letter) for place, letter in enumerate("abcdefghi")]
    assert given_out(*fast) == [["a"], ["bcde"], ["fghi"]]


def test_slow_pieces_are_not_held() -> None:
    assert given_out((0, "a"), (1, "b"), (2, "c")) == [["a"], ["b"], ["c"]]


def test_what_is_held_comes_before_the_end_and_before_a_fault() -> None:
    end, fault = End("stop"), ValueError("x")
    assert given_out((0, "a"), (0, "b"), (0, end), (0, None)) == [["a"], ["b", end, None]]
    assert given_out((0, "a"), (0, "b"), (0, fault), (0, None)) == [["a"], ["b", fault, None]]
    assert given_out((0, "a"), (1, "b"), (2, end), (2, None)) == [["a"], ["b"], [end, None]]
    assert given_out((0, None)) == [[None]]
