"""Numbers and durations in messages, and what all recognisers have in common."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mistral_assistant.reasoning.entities import BUILTINS
from mistral_assistant.reasoning.recognisers.message import Message

NOW = datetime(2026, 3, 12, 10)
Values = Callable[[str, str], list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12,5", ["12.5"]),
        ("trois", ["3"]),
        ("-5 degrés", ["-5"]),
        ("12 %", ["12"]),
        ("1 234", ["1234"]),
        ("un appareil neuf", []),
        ("CMD-482913", []),
        ("128Go", []),
        ("20e", []),
        ("0612", []),
    ],
)
def test_bare_numbers(values: Values, text: str, expected: list[str]) -> None:
    assert values("number", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3 jours", ["P3D"]), ("60 minutes", ["PT60M"]), ("deux semaines", ["P2W"]), ("à 18h", [])],
)
def test_durations(values: Values, text: str, expected: list[str]) -> None:
    assert values("duration", text) == expected


@pytest.mark.parametrize("builtin", BUILTINS)
@pytest.mark.parametrize(
    "piece",
    ["a", "1", "1 ", "123 ", "@", "a@", "a.", "deux ", "1 mars ", "lundi ", "Paris ", "-a", "3h"]
    + ["je m'appelle ", "www.", "e\u0301", "20 e ", "01 ", "+3", "x2 ", "\n", "\ud800"],
)
def test_every_recogniser_ends_on_a_very_long_message(builtin: str, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    for found in BUILTINS[builtin](Message.of(text, NOW)):
        assert 0 <= found.start < found.end <= len(text)
