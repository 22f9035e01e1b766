"""Whether the confidence of an evaluation's turns is what it promises, and how often we had to ask.

Source: expected calibration error after Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated
Probabilities Using Bayesian Binning", AAAI 2015, with bins of equal width.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.authoring.pack_test import PlayedTurn, found_category
from mistral_assistant.reasoning.turn import DECISIONS

BINS = 5
_ALONE = ("new", "same")
"""Topics of messages that are understood without the ones before."""


@dataclass(frozen=True)
class Bin:
    """The messages whose confidence lies between two bounds."""

    low: float
    high: float
    messages: int
    confidence: float
    """Mean of what was promised …"""
    right: float
    """… and the share that was right."""


@dataclass(frozen=True)
class Decided:
    """The turns of one decision."""

    decision: str
    """One of DECISIONS."""
    turns: int
    wrong: int
    """Of those, with another category than expected."""


@dataclass(frozen=True)
class Calibration:
    """Confidence against truth.

    The bins hold the messages of the domain that are understood by themselves, as a follow-up owes
    its category to the conversation.
    """

    messages: int
    error: float
    """Expected calibration error, 0..1."""
    bins: tuple[Bin, ...]
    """Only those with messages."""
    decisions: tuple[Decided, ...]
    """Of all turns whose category is checked, in the order of DECISIONS."""

    @property
    def acted(self) -> Decided:
        """The turns that were answered without asking back."""
        return self.decisions[DECISIONS.index("sure")]

    @property
    def turns(self) -> int:
        """Turns whose category is checked."""
        return sum(decided.turns for decided in self.decisions)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def calibration(played: Iterable[PlayedTurn]) -> Calibration:
    """Measure the turns whose category is checked and that were answered."""
    checked = [
        (turn.expected.category, turn.given)
        for turn in played
        if turn.expected.category is not None and turn.given is not None
    ]
    judged = [
        (given.category.confidence, given.category.ranked[0][0] == expected)
        for expected, given in checked
        if expected and given.context.topic in _ALONE and given.category.ranked
    ]
    bins = tuple(_bins(judged))
    gaps = sum(part.messages * abs(part.confidence - part.right) for part in bins)
    return Calibration(
        messages=len(judged),
        error=round(gaps / len(judged), 4) if judged else 0.0,
        bins=bins,
        decisions=tuple(
            _decided(
                name,
                [found_category(given) == expected for expected, given in checked
                 if given.context.decision == name],
            )
            for name in DECISIONS
        ),
    )  # fmt: skip


def _decided(name: str, right: list[bool]) -> Decided:
    return Decided(name, len(right), right.count(False))


def _bins(judged: list[tuple[float, bool]]) -> Iterable[Bin]:
    for number in range(BINS):
        inside = [pair for pair in judged if min(int(pair[0] * BINS), BINS - 1) == number]
        if inside:
            yield Bin(
                low=number / BINS,
                high=(number + 1) / BINS,
                messages=len(inside),
                confidence=round(sum(share for share, _right in inside) / len(inside), 4),
                right=round(sum(right for _share, right in inside) / len(inside), 4),
            )
