"""How well each category is found in an evaluation, and which are taken for one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mistral_assistant.authoring.pack_test import PlayedTurn, found_category

EXAMPLES = 2
"""Messages quoted for a pair of confused categories."""


@dataclass(frozen=True)
class Confusion:
    """One category taken for another; an empty name is outside the domain."""

    expected: str
    found: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class CategoryScore:
    """How often a category was expected, found, and rightly so."""

    name: str
    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of right turns among those it was found in; 1 where it was never found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of right turns among those it was expected in; 1 where it was never expected."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        total = self.expected + self.found
        return 2 * self.right / total if total else 1.0

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        rates = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**asdict(self), **rates}


@dataclass(frozen=True)
class CategoryScores:
    """The confusion table of an evaluation."""

    names: tuple[str, ...]
    """Categories that were expected or found, in the order of the pack; outside is the last."""
    matrix: tuple[tuple[int, ...], ...]
    """Rows are what was expected, columns what was found."""
    scores: tuple[CategoryScore, ...]
    confusions: tuple[Confusion, ...]
    """Most frequent first."""
    untested: tuple[str, ...]
    """Categories of the pack that no turn expects."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "names": list(self.names),
            "matrix": [list(row) for row in self.matrix],
            "scores": [score.to_json() for score in self.scores],
            "confusions": [asdict(confusion) for confusion in self.confusions],
            "untested": list(self.untested),
        }


def category_scores(played: Iterable[PlayedTurn], categories: Sequence[str]) -> CategoryScores:
    """Count the turns whose category is checked and that were answered."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    for turn in played:
        if turn.expected.category is not None and turn.given is not None:
            pair = (turn.expected.category, found_category(turn.given))
            seen[pair].append(turn.expected.user)
    expected, found = (
        Counter({name: 0 for pair in seen for name in pair}) for _side in ("expected", "found")
    )
    for (wanted, given), users in seen.items():
        expected[wanted] += len(users)
        found[given] += len(users)
    order = [*categories, ""]
    names = [name for name in order if name in expected]
    names += sorted(name for name in expected if name not in order)
    return CategoryScores(
        names=tuple(names),
        matrix=tuple(tuple(len(seen.get((one, two), ())) for two in names) for one in names),
        scores=tuple(
            CategoryScore(name, expected[name], found[name], len(seen.get((name, name), ())))
            for name in names
        ),
        confusions=_confusions(seen),
        untested=tuple(name for name in categories if not expected.get(name)),
    )


def _confusions(seen: dict[tuple[str, str], list[str]]) -> tuple[Confusion, ...]:
    wrong = [(pair, users) for pair, users in seen.items() if pair[0] != pair[1]]
    wrong.sort(key=lambda item: (-len(item[1]), item[0]))
    return tuple(Confusion(*pair, len(users), tuple(users[:EXAMPLES])) for pair, users in wrong)
