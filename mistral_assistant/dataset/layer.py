"""One systematic damage of a file's cells, and its cure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_ACCENT = re.compile(r"[À-ÿœŒ]")


@dataclass(frozen=True)
class Layer:
    """A habit of an export that every cell of a file, or of a column, shows."""

    rule: str
    apply: Callable[[str], str]
    gate: re.Pattern[str] | None = None
    """A cell in which this is not found needs no cure."""
    side: int | None = None
    """0 for instructions only, 1 for responses only."""

    def cured(self, pair: tuple[str, str]) -> tuple[str, str]:
        """Return both sides of a pair without this damage."""
        return self._cell(pair[0], 0), self._cell(pair[1], 1)

    def _cell(self, text: str, side: int) -> str:
        if self.side is not None and self.side != side:
            return text
        if self.gate is not None and not self.gate.search(text):
            return text
        return self.apply(text)


def share(cells: Sequence[str], pattern: re.Pattern[str], mark: str = "") -> float:
    """Return the share of the cells in which a pattern is found.

    Cells without ``mark``, which is a part of all that the pattern finds, need no search.
    """
    found = sum(1 for cell in cells if mark in cell and pattern.search(cell))
    return found / len(cells) if cells else 0.0


def has_accents(text: str) -> bool:
    """Tell whether a text holds accented letters as such."""
    return _ACCENT.search(text) is not None
