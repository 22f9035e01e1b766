"""Where the records of a block of bytes stand and which of them need no look, all at once.

A quotation mark that was lost turns the inside of cells into their outside up to the next repair.
So a block has two layouts, one for each parity of the marks before a place, and the reader changes
from one to the other as it goes. What is no record in a layout is not plain in it.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mistral_assistant.dataset.cell_ends import may_be_placeholders, without_end
from mistral_assistant.dataset.plain_bytes import (
    DELIMITER,
    LINE_FEED,
    PADDING,
    QUESTION,
    QUOTE,
    RETURN,
    Bytes,
    Flags,
    Places,
    begin_with_space,
    between_digits,
    byte_kinds,
    byte_set,
    end_with_space,
    lost_euros,
    odd_places,
)

_MOST_IN_RUN = 512
"""Records of a run; where one of them needs a look, others are looked at with it."""
Bounds = tuple[int, int, int, int]


@dataclass(frozen=True)
class Plan:
    """What the plain records of a file look like."""

    quote: str
    delimiter: str
    columns: int
    sides: tuple[int, int]
    """The columns of the pair."""
    longest_name: int
    """Bytes of a first cell up to which it may be the name of a column."""
    names_with_digits: bool
    """Such a name may begin with a digit."""
    comments: bool
    """Some lines of the file are comments."""


class Scan:
    """The marks of a block that begins with a line and ends with one."""

    def __init__(self, data: bytes, plan: Plan) -> None:
        self.data, self.plan = data, plan
        self.block: Bytes = np.frombuffer(data + PADDING, np.uint8)
        table = byte_kinds(plan.quote, plan.delimiter)
        all_kinds = np.frombuffer(data.translate(table), np.uint8)
        places = np.flatnonzero(all_kinds != 0)
        kinds = all_kinds[places]
        self.odd = odd_places(data, self.block, places, kinds)
        self.euros = lost_euros(self.block, places[kinds == QUESTION])
        structural = kinds <= RETURN
        self.places: Places = places[structural]
        self.kinds: Bytes = kinds[structural]
        marks = self.kinds == QUOTE
        self.quotes: Places = self.places[marks]
        self.odd_before: Flags = (np.cumsum(marks, dtype=np.uint8) - marks) & 1 != 0
        """For each place, whether the number of quotation marks before it is odd."""


class Block:
    """A block with its layouts, each made when it is needed."""

    def __init__(self, data: bytes, plan: Plan) -> None:
        self.scan = Scan(data, plan)
        self._quotes: list[int] = self.scan.quotes.tolist()
        self._layouts: dict[bool, Layout] = {}

    def layout_from(self, place: int) -> "Layout":
        """Return the layout in which a place is outside quotation marks."""
        return self.layout(bool(bisect_left(self._quotes, place) & 1))

    def layout(self, inverted: bool) -> "Layout":
        """Return the layout in which the block begins inside quotation marks, or outside."""
        if inverted not in self._layouts:
            self._layouts[inverted] = Layout(self.scan, inverted)
        return self._layouts[inverted]


class Layout:
    """The records of a block; those that are not plain are listed in ``doubtful``."""

    def __init__(self, scan: Scan, inverted: bool) -> None:
        self.scan = scan
        inside = scan.odd_before ^ inverted
        feeds = scan.kinds == LINE_FEED
        last = np.flatnonzero(feeds & ~inside)
        self.ends: Places = scan.places[last] + 1
        """Behind the line feed of each record."""
        self.starts: Places = np.concatenate(([0], self.ends[:-1])).astype(np.int64)[: len(last)]
        self.lines: Places = np.cumsum(feeds)[last]
        """Of the block up to the end of each record."""
        delimiters = (scan.kinds == DELIMITER) & ~inside
        self._delimiters: Places = scan.places[delimiters]
        self._before_end = np.cumsum(delimiters)[last]
        plain = np.diff(self._before_end, prepend=0) == scan.plan.columns - 1
        plain[:1] &= not inverted  # the block begins in the middle of it
        self._exclude(plain, self._disordered(inside, inverted))
        count = len(last)
        self.firsts = [np.zeros(count, np.int64) for _ in (0, 1)]
        self.lasts = [np.zeros(count, np.int64) for _ in (0, 1)]
        """Where the text of both sides begins and ends, the instruction first."""
        self._find_cells(plain)
        self.doubtful: list[int] = np.flatnonzero(~plain).tolist()
        self._plain = plain

    def _exclude(self, plain: Flags, places: Places) -> None:
        """Take the records with something at some places out of the plain ones."""
        found = np.searchsorted(self.ends, places, side="right")
        plain[found[found < len(plain)]] = False

    def _disordered(self, inside: Flags, inverted: bool) -> Places:
        """Return the places of all that is not plain under this parity."""
        scan, block = self.scan, self.scan.block
        quote, delimiter = ord(scan.plan.quote), ord(scan.plan.delimiter)
        marks = scan.kinds == QUOTE
        within = inside[marks]
        before, behind = block[scan.quotes - 1], block[scan.quotes + 1]
        opens = (before == delimiter) | (before == 10) | (before == quote)
        closes = (behind == delimiter) | (behind == 10) | (behind == 13) | (behind == quote)
        wrong = [scan.odd, scan.quotes[np.where(within, ~closes, ~opens)]]
        returns = scan.kinds == RETURN
        if returns.any():
            at = scan.places[returns]
            wrong.append(at[inside[returns] | (block[at + 1] != 10)])
        if scan.plan.delimiter in ",.:":
            wrong.append(self._delimiters[between_digits(block, self._delimiters)])
        if len(scan.euros):
            bare = np.searchsorted(scan.quotes, scan.euros) & 1 == inverted
            wrong.append(scan.euros[~(bare & (block[scan.euros + 1] == delimiter))])
        return np.concatenate(wrong)

    def _find_cells(self, plain: Flags) -> None:
        """Find the cells of the plain records; padded and empty ones are not plain."""
        block, plan = self.scan.block, self.scan.plan
        which = np.flatnonzero(plain)
        behind = self._before_end[which]
        begin, end = self.starts[which], self.ends[which] - 1
        end -= block[end - 1] == 13
        sound = np.ones(len(which), np.bool_)
        for column in range(plan.columns):
            left = plan.columns - 1 - column
            stop = self._delimiters[behind - left] if left else end
            quoted = block[begin] == ord(plan.quote)
            first, last = begin + quoted, stop - quoted
            sound &= first < last
            sound &= ~begin_with_space(block, first) & ~end_with_space(block, last)
            if column == 0:
                sound &= self._is_no_name(first, last)
            for side in (0, 1):
                if plan.sides[side] == column:
                    self.firsts[side][which], self.lasts[side][which] = first, last
            begin = stop + 1
        plain[which[~sound]] = False

    def _is_no_name(self, first: Places, last: Places) -> Flags:
        """Tell of each first cell whether it is neither a column's name nor a comment."""
        plan, begin = self.scan.plan, self.scan.block[first]
        other = last - first > plan.longest_name
        if not plan.names_with_digits:
            other |= _DIGITS[begin]
        return other & ~_COMMENTS[begin] if plan.comments else other

    def run_from(self, place: int) -> tuple[int, int]:
        """Return the first plain record, which begins at a place, and the end of its run."""
        first = bisect_left(self._start_list, place)
        if first == len(self._start_list) or self._start_list[first] != place:
            return 0, 0
        doubt = bisect_left(self.doubtful, first)
        stop = self.doubtful[doubt] if doubt < len(self.doubtful) else len(self._start_list)
        return first, min(stop, first + _MOST_IN_RUN)

    @cached_property
    def _start_list(self) -> list[int]:
        starts: list[int] = self.starts.tolist()
        return starts

    def bounds(self, first: int, stop: int) -> Iterator[Bounds]:
        """Yield where both cells of some pairs begin and end, the instruction first."""
        return zip(*(column[first:stop] for column in self._columns), strict=True)

    def bounds_of(self, place: int) -> Bounds:
        """Do as :meth:`bounds` for one pair."""
        one, end, other, last = self._columns
        return one[place], end[place], other[place], last[place]

    @cached_property
    def _columns(self) -> list[list[int]]:
        (one, other), (end, last) = self.firsts, self.lasts
        return [column.tolist() for column in (one, end, other, last)]

    def to_look_at(self, first: int, stop: int) -> list[int]:
        """Return which of some records may hold a placeholder or a response without an end."""
        found = self._to_look_at
        return found[bisect_left(found, first) : bisect_left(found, stop)]

    @cached_property
    def _to_look_at(self) -> list[int]:
        block, which = self.scan.block, np.flatnonzero(self._plain)
        firsts, lasts = ([side[which] for side in sides] for sides in (self.firsts, self.lasts))
        found = without_end(block, lasts[1])
        for first, last in zip(firsts, lasts, strict=True):
            found |= may_be_placeholders(block, first, last)
        places: list[int] = which[found].tolist()
        return places


_DIGITS = byte_set(b"0123456789")
_COMMENTS = byte_set(b"#/-<%;Rr")
