import pytest
from played import given, played

from mistral_assistant.authoring.calibration import calibration


def test_the_error_is_the_mean_gap_between_what_was_promised_and_what_was_right() -> None:
    found = calibration(
        [
            played("A", given("A", confidence=0.9)),
            played("A", given("A", confidence=0.9)),
            played("B", given("A", confidence=0.9)),
            played("A", given("A", confidence=0.3)),
        ]
    )
    low, high = found.bins
    assert (low.low, low.high, low.messages, low.confidence, low.right) == (0.2, 0.4, 1, 0.3, 1.0)
    assert (high.messages, high.confidence, high.right) == (3, 0.9, 0.6667)
    assert found.error == pytest.approx((1 * 0.7 + 3 * (0.9 - 0.6667)) / 4, abs=1e-3)


def test_a_confidence_of_one_lies_in_the_last_bin() -> None:
    (only,) = calibration([played("A", given("A", confidence=1.0))]).bins
    assert (only.low, only.high) == (0.8, 1.0)


def test_follow_ups_and_strangers_do_not_count_for_the_confidence() -> None:
    found = calibration(
        [
            played("A", given("A", topic="follow_up")),
            played("A", given("A", topic="completes")),
            played("", given("", decision="outside")),
        ]
    )
    assert (found.messages, found.bins, found.error) == (0, (), 0.0)
    assert found.turns == 3


def test_what_was_answered_without_asking_is_counted_with_its_errors() -> None:
    found = calibration(
        [
            played("A", given("A")),
            played("A", given("B")),
            played("", given("B")),
            played("A", given("A", decision="ambiguous")),
            played("A", given("", decision="outside")),
            played("A", None),
        ]
    )
    assert (found.acted.turns, found.acted.wrong) == (3, 2)
    assert [(part.decision, part.turns, part.wrong) for part in found.decisions] == [
        ("sure", 3, 2),
        ("ambiguous", 1, 0),
        ("outside", 1, 1),
    ]
