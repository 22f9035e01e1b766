"""The laid-out messages below one another, and where each stands. No widget here."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from textual.content import Content

from mistral_assistant.tui.pieces import Line, Piece
from mistral_assistant.tui.transcript import Entry

Place = tuple[Entry, int]
"""A row, told by the message it belongs to and its distance from that message's first row."""


class Column:
    """All rows of the conversation view."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._above: list[Line] = []
        self._tops = [0]
        """First row of each piece, and the number of all rows."""

    @property
    def height(self) -> int:
        """Number of rows."""
        return self._tops[-1]

    def arrange(self, entries: Sequence[Entry], width: int, above: Sequence[Content] = ()) -> None:
        """Lay out ``entries`` below the lines ``above``; what has not changed is kept."""
        known = {id(piece.entry): piece for piece in self.pieces}
        self.pieces = [known.get(id(entry)) or Piece(entry) for entry in entries]
        for piece in self.pieces:
            piece.layout(width)
        self._above = [Line(content) for content in above]
        heights = (len(piece.lines) for piece in self.pieces)
        self._tops = list(accumulate(heights, initial=len(self._above)))

    def at(self, row: int) -> tuple[Piece | None, int, Line | None]:
        """Return the piece of a row, the row's number in it, and its line."""
        number = bisect_right(self._tops, row) - 1
        if number < 0:
            return None, row, self._above[row]
        if number >= len(self.pieces):
            return None, row, None
        piece, index = self.pieces[number], row - self._tops[number]
        return piece, index, piece.lines[index]

    def place(self, row: int) -> Place | None:
        """Return a row as a place that outlives changes above it."""
        if not self.pieces:
            return None
        number = min(max(0, bisect_right(self._tops, row) - 1), len(self.pieces) - 1)
        return self.pieces[number].entry, row - self._tops[number]

    def row(self, place: Place) -> int | None:
        """Return where a place is now; None if its message is not shown any more."""
        rows = self.rows(place[0])
        return rows.start + place[1] if rows else None

    def rows(self, entry: Entry) -> range | None:
        """Return the rows of a message."""
        for number, piece in enumerate(self.pieces):
            if piece.entry is entry:
                return range(self._tops[number], self._tops[number + 1])
        return None

    def piece(self, entry: Entry) -> Piece | None:
        """Return a message as it is laid out; None if it is not shown."""
        return next((piece for piece in self.pieces if piece.entry is entry), None)

    def lines(self) -> Iterator[Line]:
        """Yield every line from the top."""
        yield from self._above
        for piece in self.pieces:
            yield from piece.lines

    def forget_strips(self) -> None:
        """Let every line be drawn anew, as after a change of theme."""
        for line in self.lines():
            line.strip = None
