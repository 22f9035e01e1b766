"""How much weighing a file may cost, so that no damage makes the time grow out of proportion."""

START = 40_000
"""Cells that may be weighed before the first line is read; about a third of a second."""
PER_CHARACTER = 0.25
"""Cells for each character that is read: less than two seconds for a megabyte."""
MOST = 200_000
"""Cells that may be saved up."""
PER_STRETCH = 100_000
"""Cells of one stretch: answers of many lines that lost a quotation mark need 30,000 to 100,000."""
_CHARACTERS = 256
"""That cost as much as a cell."""


class OutOfEffort(Exception):
    """A stretch would cost more than it may."""


class Effort:
    """What may still be spent on one stretch."""

    def __init__(self, limit: float) -> None:
        self.limit = self.left = limit

    def spend(self, characters: int) -> None:
        """Pay for weighing a cell of so many characters.

        Raises:
            OutOfEffort: there is nothing left.
        """
        self.left -= 1 + characters / _CHARACTERS
        if self.left < 0:
            raise OutOfEffort


class Allowance:
    """What a file has earned by its length and not spent."""

    def __init__(self) -> None:
        self._left: float = START

    def earn(self, characters: int) -> None:
        """Add what so many characters allow."""
        self._left = min(MOST, self._left + PER_CHARACTER * characters)

    def lend(self) -> Effort:
        """Return the effort that the next stretch may take."""
        return Effort(max(0.0, min(PER_STRETCH, self._left)))

    def settle(self, effort: Effort) -> None:
        """Take away what was spent."""
        self._left -= effort.limit - max(0.0, effort.left)
