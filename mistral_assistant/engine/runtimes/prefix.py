"""Which computed prefix a prompt can begin from. Bookkeeping: the caches are somebody else's."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Cache = TypeVar("Cache")


@dataclass
class Held(Generic[Cache]):
    """The keys and values of some tokens."""

    adapter: str
    tokens: tuple[int, ...]
    cache: Cache
    bytes: int = 0


@dataclass
class Prefixes(Generic[Cache]):
    """Several conversations' caches, the least recently used first."""

    budget: int
    """Bytes that all of them together may take; the newest is kept in any case."""
    held: list[Held[Cache]] = field(default_factory=list)

    def best(self, adapter: str, ids: Sequence[int]) -> tuple[Held[Cache] | None, int]:
        """Return who shares the longest beginning with ``ids``, and its length.

        The last token is never counted: it must be computed, since its successor is wanted.
        """
        found: Held[Cache] | None = None
        longest = 0
        for held in reversed(self.held):
            if held.adapter == adapter:
                length = min(common(held.tokens, ids), len(ids) - 1)
                if length > longest:
                    found, longest = held, length
        return found, longest

    def take(self, held: Held[Cache]) -> None:
        """Remove one that is about to be changed."""
        self.held = [other for other in self.held if other is not held]

    def put(self, held: Held[Cache]) -> None:
        """Keep one, and let go of the oldest beyond the budget."""
        self.held.append(held)
        while len(self.held) > 1 and sum(other.bytes for other in self.held) > self.budget:
            self.held.pop(0)

    def forget(self, adapter: str) -> None:
        """Let go of what belongs to an adapter that has changed."""
        self.held = [held for held in self.held if held.adapter != adapter]

    def clear(self) -> None:
        """Let go of everything."""
        self.held = []


def common(one: Sequence[int], two: Sequence[int]) -> int:
    """Return the length of the common beginning."""
    shorter = min(len(one), len(two))
    if tuple(one[:shorter]) == tuple(two[:shorter]):
        return shorter
    return next(place for place in range(shorter) if one[place] != two[place])
