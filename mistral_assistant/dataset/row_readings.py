"""All the rows that may begin at a place of a damaged stretch, each with its cost.

Costs are in units of one oddity, such as one lost quotation mark.
"""

from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from mistral_assistant.dataset.cell_reading import (
    LEAST_UNCLOSED,
    NONE,
    cell_content,
    cell_too_many,
    extra_cost,
    is_closed,
    quoted_cost,
    rule,
    unquoted_cost,
)
from mistral_assistant.dataset.cuts import Cut, find_cuts
from mistral_assistant.dataset.effort import Effort, OutOfEffort
from mistral_assistant.dataset.junk import is_header, junk_kind
from mistral_assistant.dataset.shape import Shape, is_number
from mistral_assistant.dataset.strict import Dialect

UNSURE_COST = 4.5
"""Of a line that no reading explains."""

_TOO_MUCH = 7.0
"""No single cell may cost more."""
_DEAREST_INSIDE = 0.5
"""By how much a run of cuts may become cheaper again."""
_BEAM = 10
"""Beginnings of the next cell that are followed up."""
_MOST_CUTS = 160
"""Cuts that one cell may run across."""
_MOST_DELIMITERS = 2_000
"""Of a stretch that is weighed however little may be spent."""
_MOST_CLOSED = 10
"""Cuts that are looked at behind the first sound end of a quoted cell."""
_LONGEST_JUNK = 240
"""Characters of a line that may be no row."""
_KNOWN_REMARK = 0.3
"""Cost of a remark that stands behind other rows of the file too."""
_EXTRA_NUMBER, _EXTRA_EMPTY = 1.0, 0.7
"""Cost of a cell too many before the first."""
_UNENDED = 0.8
"""Cost of a remark behind a text that may go on with it."""
_NO_QUOTE = "\ue000"
_by_cost = attrgetter("cost")
_CERTAIN_JUNK = frozenset({"blank", "repeated_header", "conflict_marker"})


class Reading(NamedTuple):
    """One row, one junk line or one line that nothing explains, at [start, end) of the stretch."""

    kind: str
    """``row``, ``junk`` or ``unsure``."""
    start: int
    end: int
    cost: float = 0.0
    cells: tuple[str, ...] = ()
    rules: frozenset[str] = NONE
    margin: float = 9.0
    """How much dearer the next best reading is."""
    junk: str = ""


class _Row(NamedTuple):
    end: int
    cost: float
    spans: tuple[tuple[int, int], ...]
    rules: frozenset[str]


class Stretch:
    """A text whose lines end with LF, with its cuts, from which rows are read."""

    def __init__(
        self, text: str, dialect: Dialect, shape: Shape, effort: Effort, lost: bool = False
    ) -> None:
        self.text = text
        self.dialect = dialect
        self.quote = dialect.quote or _NO_QUOTE
        self.shape = shape
        self.effort = effort
        self.lost = lost
        if text.count(dialect.delimiter) > max(_MOST_DELIMITERS, effort.left):
            raise OutOfEffort
        self.cuts = find_cuts(text, dialect, lost)
        self._places = [cut.place for cut in self.cuts]

    def readings(self, start: int, most: float) -> Iterator[Reading]:
        """Yield what the text from ``start`` on may be, for rows up to the cost ``most``."""
        line_end = self.text.find("\n", start)
        end = len(self.text) if line_end < 0 else line_end + 1
        doubt = 0.0
        if start == 0 or self.text[start - 1] == "\n":
            line = self.text[start:end].rstrip("\n")
            kind, cost = self._junk(line)
            opens = line.count(self.quote) % 2 == 1
            if kind:
                yield Reading("junk", start, end, cost + opens, junk=kind)
                if kind in _CERTAIN_JUNK and not opens:
                    return
                doubt = 0.8
        yield Reading("unsure", start, end, UNSURE_COST + min(2.0, (end - start) / 200))
        by_end: dict[int, list[_Row]] = {}
        for row in self._rows(start, most):
            if row.cost <= most:
                by_end.setdefault(row.end, []).append(row)
        for rows in by_end.values():
            yield self._best(start, rows, doubt)

    def _junk(self, line: str) -> tuple[str, float]:
        if len(line) > _LONGEST_JUNK:
            return "", 0.0
        cells = [cell.strip(' "') for cell in line.split(self.dialect.delimiter)]
        if is_header(cells, self.shape.columns.names):
            return "repeated_header", 0.0
        return junk_kind(line, self.dialect.delimiter, self.shape.comments)

    def _best(self, start: int, rows: list[_Row], doubt: float) -> Reading:
        """Return the cheapest of the rows with one end, and its lead on the next other one."""
        best, *dearer = sorted(rows, key=_by_cost)
        cells = self._contents(best)
        others = (row.cost for row in dearer[:3] if self._contents(row) != cells)
        margin = next(others, 9.0 + best.cost) - best.cost
        return Reading("row", start, best.end, best.cost + doubt, cells, best.rules, margin)

    def _contents(self, row: _Row) -> tuple[str, ...]:
        cells = [
            cell_content(self.text[start:end], self.quote, self.dialect.delimiter, column == 0)
            for column, (start, end) in enumerate(row.spans)
        ]
        return (*cells, *[""] * (self.dialect.columns - len(cells)))

    def _rows(self, start: int, most: float) -> Iterator[_Row]:
        """Yield the rows that begin at ``start`` and cost no more than ``most``."""
        last = self.dialect.columns - 1
        frontier = [_Row(start, 0.0, (), NONE), *self._behind_extra_cell(start)]
        for column in range(last + 1):
            following: dict[int, _Row] = {}
            for row in sorted(frontier, key=_by_cost)[:_BEAM]:
                for cut, cost, found in self._cells(row.end, column, most - row.cost):
                    if row.cost + cost > most:
                        continue
                    spans = (*row.spans, (row.end, cut.place))
                    so_far = _Row(cut.after, row.cost + cost, spans, row.rules | found)
                    if column == last:
                        yield from self._ended(cut, so_far)
                        continue
                    if cut.kind in ("line", "end"):
                        yield self._short(so_far, column)
                    grown = self._followed(cut, so_far, column)
                    known = following.get(so_far.end)
                    if grown.cost <= most and (known is None or grown.cost < known.cost):
                        following[so_far.end] = grown
            frontier = list(following.values())

    def _behind_extra_cell(self, start: int) -> Iterator[_Row]:
        """Begin a row behind a cell too many, which is empty or a number."""
        text, delimiter = self.text, self.dialect.delimiter
        if 0 in self.shape.numeric or (start and text[start - 1] != "\n"):
            return
        match = cell_too_many(delimiter).match(text, start)
        if match and text[start : start + 1] not in " \t":
            cost = _EXTRA_NUMBER if match[1] else _EXTRA_EMPTY
            yield _Row(match.end(), cost, (), rule("extra_cells"))

    def _followed(self, cut: Cut, row: _Row, column: int) -> _Row:
        """Add what it costs that another cell stands behind this cut."""
        cost, found = cut.boundary, NONE
        if cut.kind == "lost":
            found = rule("missing_delimiter")
        elif cut.kind == "line":
            cost, found = 1.2 + cut.boundary, rule("split_row")
        elif cut.kind == "end":
            cost = 9.0
        cost = max(0.0, cost + self._sides(cut, column))
        return _Row(row.end, row.cost + cost, row.spans, row.rules | found)

    def _sides(self, cut: Cut, column: int) -> float:
        """Weigh how the text before a cut ends and the text behind it begins."""
        columns, cost = self.shape.columns, 0.0
        marks = f" \t\n\xa0{self.quote}"
        if column == columns.instruction:
            left = self.text[max(0, cut.place - 12) : cut.place].rstrip(marks)[-1:]
            if left == "?":
                cost -= 0.5 * self.shape.question_share
            elif left not in ".!…":
                cost += 0.15 * self.shape.question_share
        if column + 1 == columns.response:
            right = self.text[cut.after : cut.after + 12].lstrip(marks)[:1]
            if right.islower():
                cost += 0.8 * self.shape.upper_share
        return cost

    def _short(self, row: _Row, column: int) -> _Row:
        """End a row before its last cell."""
        columns = self.shape.columns
        needed = max(columns.instruction, columns.response, columns.content)
        cost = 0.8 if column >= needed >= 0 else 3.2
        return _Row(row.end, row.cost + cost, row.spans, row.rules | rule("missing_cells"))

    def _ended(self, cut: Cut, row: _Row) -> Iterator[_Row]:
        """End a row with its last cell, or with more cells than it should have."""
        if cut.kind in ("line", "end"):
            yield row
            return
        if self.lost:
            glue = cut.boundary + (0.0 if cut.kind == "lost" else 2.0)
            yield _Row(row.end, row.cost + glue, row.spans, row.rules | rule("merged_rows"))
        if cut.kind == "delimiter":
            yield self._with_extra_cells(cut, row)

    def _with_extra_cells(self, cut: Cut, row: _Row) -> _Row:
        line_end = self.text.find("\n", cut.place)
        end = len(self.text) if line_end < 0 else line_end
        delimiter = self.dialect.delimiter
        rest = self.text[cut.after : end].strip(f' {delimiter},;"\t\xa0')
        found, cost = ("extra_cells", extra_cost(rest)) if rest else ("trailing_delimiters", 0.1)
        if rest in self.shape.remarks:
            cost = _KNOWN_REMARK
        elif rest and not self._is_ended(cut.place):
            cost += _UNENDED
        after = end + (line_end >= 0)
        return _Row(after, row.cost + cost + cut.boundary, row.spans, row.rules | rule(found))

    def _is_ended(self, place: int) -> bool:
        """Tell whether the text before a place ends a sentence or a quotation."""
        before = self.text[max(0, place - 4) : place].rstrip(" \t")
        return before.endswith((self.quote, ".", "!", "?", "…", ")", "»"))

    def _cells(
        self, start: int, column: int, most: float
    ) -> Iterator[tuple[Cut, float, frozenset[str]]]:
        """Yield (end, cost, rules) of the cells that may begin at ``start``, up to a cost."""
        begin, index, inside, found = start, bisect_left(self._places, start), 0.0, NONE
        while column and index < len(self.cuts) and self.cuts[index].place == begin:
            # A doubled delimiter, or a line end behind the delimiter: the empty cell may be none.
            cut = self.cuts[index]
            if cut.kind not in ("delimiter", "line") or inside > 1.5:
                break
            if cut.kind == "line" and self.text[begin + 1 : begin + 2] in ("\n", ""):
                break
            yield cut, self._habit_cost("", column), NONE
            doubled = cut.kind == "delimiter"
            found |= rule("doubled_delimiter" if doubled else "split_row")
            begin, index, inside = begin + 1, index + 1, inside + 0.7
        yield from self._cells_of_text(begin, index, column, inside, found, most)

    def _cells_of_text(
        self,
        begin: int,
        index: int,
        column: int,
        inside: float,
        found: frozenset[str],
        most: float,
    ) -> Iterator[tuple[Cut, float, frozenset[str]]]:
        text, quote, closed, start_cost = self.text, self.quote, 0, inside
        most = min(most, _TOO_MUCH)
        quoted = text[begin : begin + 20].lstrip(" \t")[:1] == quote
        for cut in self.cuts[index : index + _MOST_CUTS]:
            place, kind = cut.place, cut.kind
            self.effort.spend(place - begin)
            if kind == "line" and place > begin and text[place - 1] == "\n":
                inside += cut.inside
                continue  # a blank line ends no cell
            raw, cost, why = text[begin:place], inside, NONE
            if not quoted:
                if inside > most + _DEAREST_INSIDE:
                    return
                cost, why = unquoted_cost(raw, inside, quote)
            elif inside + LEAST_UNCLOSED <= most or is_closed(raw, quote):
                cost, why = quoted_cost(raw, inside, quote, self.dialect.delimiter)
                cost += start_cost if cost < inside else 0.0
            else:
                cost += LEAST_UNCLOSED
            if quoted and (closed or cost < 0.5):
                closed += 1
                if closed > _MOST_CLOSED:
                    return
            if cost <= most:
                yield cut, cost + self._habit_cost(raw, column), found | why
            inside += cut.inside + (0.4 if kind == "line" and column == 0 else 0.0)

    def _habit_cost(self, raw: str, column: int) -> float:
        """Weigh a cell against the habits of its column."""
        shape, content = self.shape, raw.strip(f" {self.quote}")
        if column in shape.numeric:
            return 0.0 if is_number(content) else 0.3 if not content else 2.0
        if column < len(shape.values) and shape.values[column]:
            return 0.0 if content in shape.values[column] else 1.0 if len(content) < 30 else 2.0
        if column in (shape.columns.instruction, shape.columns.response) and not content.strip():
            return 1.2
        return 0.0
