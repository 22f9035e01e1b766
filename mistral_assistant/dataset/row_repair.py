"""Readings of lines that are no sound records, weighed against each other.

A stretch of text is cut at delimiters and line ends, and where a delimiter or a line end may have
been lost. Every way to make cells and rows of it has a cost; the cheapest is kept, and its distance
to the next best says how sure it is. Costs are in units of one oddity, such as one lost quote.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from mistral_assistant.dataset.dialect import is_prose
from mistral_assistant.dataset.junk import is_header, junk_kind
from mistral_assistant.dataset.shape import Shape, is_number
from mistral_assistant.dataset.strict import Dialect, strict_records

UNSURE_COST = 4.5
"""Of a line that no reading explains."""

_TOO_MUCH = 7.0
"""No single cell may cost more."""

_BEAM = 10
"""Beginnings of the next cell that are followed up."""

_MOST_CUTS = 160
"""Cuts that one cell may run across."""

_SENTENCE_END = re.compile(r"[.?!…»)]$")


@dataclass(frozen=True)
class Reading:
    """One row, one junk line or one line that nothing explains, at [start, end) of the stretch."""

    kind: str
    """``row``, ``junk`` or ``unsure``."""
    start: int
    end: int
    cost: float = 0.0
    cells: tuple[str, ...] = ()
    rules: frozenset[str] = frozenset()
    margin: float = 9.0
    """How much dearer the next best reading is."""
    junk: str = ""


@dataclass(frozen=True)
class _Cut:
    place: int
    kind: str
    """``delimiter``, ``line``, ``end`` or ``lost`` (between two characters)."""
    inside: float
    """Cost of having it inside an unquoted cell."""
    boundary: float
    """Cost of taking it as the end of a cell."""

    @property
    def after(self) -> int:
        """Where the next cell begins."""
        return self.place + (self.kind in ("delimiter", "line"))


@dataclass(frozen=True)
class _Row:
    end: int
    cost: float
    spans: tuple[tuple[int, int], ...]
    rules: frozenset[str]


def read_stretch(text: str, dialect: Dialect, shape: Shape) -> list[Reading]:
    """Return the best readings of a stretch whose lines end with LF."""
    best = _solved(text, dialect, shape, lost=False)
    if _total(best) > 1.9 * sum(reading.kind == "row" for reading in best) - 0.4 or any(
        reading.kind == "unsure" or reading.cost > 1.9 for reading in best
    ):
        for extra, readings in _other_ways(text, dialect, shape):
            if _total(readings) + extra < _total(best):
                best = readings
    return best


def _other_ways(text: str, dialect: Dialect, shape: Shape) -> Iterator[tuple[float, list[Reading]]]:
    """Yield (what the assumption costs, readings): lost marks, other delimiters, quoted lines."""
    yield 0.0, _solved(text, dialect, shape, lost=True)
    for other in ",;\t|":
        if other != dialect.delimiter and other in text:
            readings = _solved(text, replace(dialect, delimiter=other), shape, lost=False)
            yield 0.7, _with_rule(readings, "other_delimiter")
    unwrapped = _unwrapped(text, dialect)
    if unwrapped != text:
        readings = _solved(unwrapped, dialect, shape, lost=False)
        yield 0.6, _with_rule(readings, "row_in_quotes")


def _with_rule(readings: list[Reading], rule: str) -> list[Reading]:
    return [
        replace(one, rules=one.rules | {rule}) if one.kind == "row" else one for one in readings
    ]


def _unwrapped(text: str, dialect: Dialect) -> str:
    """Take the quotation marks off records that are quoted as a whole; their lines stay."""
    parts = []
    for _, raw, cells in strict_records(text.splitlines(True), dialect):
        full = [cell for cell in cells or () if cell.strip(" ;,\t")]
        if len(full) == 1 and dialect.delimiter in full[0] and raw[0].startswith(dialect.quote):
            parts.append(full[0].rstrip("\n") + "\n")
        else:
            parts += raw
    return "".join(parts)


def _total(readings: list[Reading]) -> float:
    return sum(reading.cost for reading in readings)


def _solved(text: str, dialect: Dialect, shape: Shape, lost: bool) -> list[Reading]:
    """Return the cheapest sequence of rows and junk lines."""
    stretch = _Stretch(text, dialect, shape, lost)
    costs: dict[int, float] = {0: 0.0}
    second: dict[int, float] = {}
    came: dict[int, Reading] = {}
    for start in range(len(text)):
        if start not in costs:
            continue
        for reading in stretch.readings(start):
            cost = costs[start] + reading.cost
            if cost < costs.get(reading.end, 1e9):
                if reading.end in costs:
                    second[reading.end] = costs[reading.end]
                costs[reading.end], came[reading.end] = cost, reading
            else:
                second[reading.end] = min(cost, second.get(reading.end, 1e9))
    path: list[Reading] = []
    place = len(text)
    while place:
        reading = came[place]
        margin = min(reading.margin, second.get(place, 1e9) - costs[place])
        path.append(replace(reading, margin=margin))
        place = reading.start
    return path[::-1]


class _Stretch:
    """A text with its cuts, from which rows are read."""

    def __init__(self, text: str, dialect: Dialect, shape: Shape, lost: bool) -> None:
        self.text = text
        self.dialect = dialect
        self.quote = dialect.quote or "\ue000"
        self.shape = shape
        self.lost = lost
        self.cuts = self._cuts()
        self.first_cut: dict[int, int] = {}
        index = 0
        for place in range(len(text) + 1):
            while index < len(self.cuts) and self.cuts[index].place < place:
                index += 1
            self.first_cut[place] = index

    def _cuts(self) -> list[_Cut]:
        text, delimiter = self.text, self.dialect.delimiter
        cuts = [
            self._line_end(m.start()) if m[0] == "\n" else self._delimiter(m.start())
            for m in re.finditer(f"{re.escape(delimiter)}|\n", text)
        ]
        if self.lost:
            cuts += self._lost_cuts()
            cuts.sort(key=lambda cut: cut.place)
        if not text.endswith("\n"):
            cuts.append(_Cut(len(text), "end", 9.0, 0.0))
        return cuts

    def _delimiter(self, place: int) -> _Cut:
        before, after = self.text[place - 1 : place], self.text[place + 1 : place + 2]
        quoted = self.quote in (before, after)
        if self.dialect.spaced and after == " ":
            return _Cut(place, "delimiter", 1.0, 0.0)
        if is_prose(before, self.dialect.delimiter, after) and before != self.quote:
            return _Cut(place, "delimiter", 0.1, 0.8 if before in "?!" else 1.5)
        inside = 2.0 + (before in "?!.") + 0.5 * quoted
        return _Cut(place, "delimiter", inside, 0.0)

    def _line_end(self, place: int) -> _Cut:
        before = self.text[:place].rstrip(" \t")[-1:]
        line = self.text[place + 1 : self.text.find("\n", place + 1)]
        after = line.lstrip(" \t")[:1]
        cost = 0.6
        if not after:
            cost = 0.2
        elif after in "-•*–—·|▪◦✓→>" or after.islower() or re.match(r"\s*\d{1,2}[.)] ", line):
            cost = 0.3
        elif after == self.quote:
            cost = 1.6
        elif before in ".?!" and line.rstrip().endswith("?"):
            cost = 1.2
        return _Cut(place, "line", cost - 0.2 * (before in ":,;"), 0.0)

    def _lost_cuts(self) -> list[_Cut]:
        """Find where a delimiter or a line end may be missing between two characters."""
        quote = re.escape(self.quote)
        cuts = []
        for match in re.finditer(rf"(?<={quote})(?=[^\W\d_]|{quote})| (?={quote}\S)", self.text):
            around = self.text[max(0, match.start() - 3) : match.end() + 3]
            ends = re.search(rf"[.?!…»)]{quote}+ ?{quote}*[^\W_a-zà-ÿ]", around)
            cuts.append(_Cut(match.start(), "lost", 0.0, 1.0 if ends else 1.9))
        for match in re.finditer(r"(?<=[a-zà-ÿ\d)»][.?!…])(?=[A-ZÀ-Þ])", self.text):
            cuts.append(_Cut(match.start(), "lost", 0.4, 1.6))
        for match in re.finditer(r"(?<=[\w »][?]) (?=[A-ZÀ-Þ])", self.text):
            cuts.append(_Cut(match.start(), "lost", 0.0, 2.4))
        return cuts

    def readings(self, start: int) -> Iterator[Reading]:
        """Yield what the text from ``start`` on may be."""
        rest_of_line = self.text.find("\n", start)
        end = len(self.text) if rest_of_line < 0 else rest_of_line + 1
        line = self.text[start:end].rstrip("\n")
        at_line_start = start == 0 or self.text[start - 1] == "\n"
        if at_line_start:
            kind, cost = junk_kind(line, self.dialect.delimiter, self.shape.comments)
            cells = [cell.strip(' "') for cell in line.split(self.dialect.delimiter)]
            if is_header(cells, self.shape.columns.names):
                kind, cost = "repeated_header", 0.0
            if kind:
                yield Reading("junk", start, end, cost, junk=kind)
                if kind in ("blank", "repeated_header", "conflict_marker"):
                    return
        yield Reading("unsure", start, end, UNSURE_COST + min(2.0, len(line) / 200))
        doubt = 0.8 if at_line_start and kind else 0.0
        by_end: dict[int, list[_Row]] = {}
        for row in self._rows(start):
            by_end.setdefault(row.end, []).append(row)
        for end, rows in by_end.items():
            rows.sort(key=lambda row: row.cost)
            cells_, rules = self._contents(rows[0])
            margin = 9.0
            for other in rows[1:4]:
                if self._contents(other)[0] != cells_:
                    margin = other.cost - rows[0].cost
                    break
            yield Reading(
                "row", start, end, rows[0].cost + doubt, cells_, rows[0].rules | rules, margin
            )

    def _rows(self, start: int) -> Iterator[_Row]:
        """Yield the rows that begin at ``start``, with a cost each."""
        width = self.dialect.columns
        frontier = [_Row(start, 0.0, (), frozenset())]
        for column in range(width):
            following: dict[int, _Row] = {}
            for row in sorted(frontier, key=lambda row: row.cost)[:_BEAM]:
                for cut, cost, rule in self._cells(row.end, column):
                    rules = row.rules | rule
                    total = row.cost + cost
                    spans = (*row.spans, (row.end, cut.place))
                    if column == width - 1:
                        yield from self._ended(cut, total, spans, rules)
                        continue
                    step = self._next_cell(cut, column)
                    if step is None:
                        continue
                    extra, more = step
                    known = following.get(cut.after)
                    if known is None or total + extra < known.cost:
                        following[cut.after] = _Row(cut.after, total + extra, spans, rules | more)
                    if cut.kind in ("line", "end"):
                        yield self._short(cut, total, spans, rules, column)
            frontier = list(following.values())

    def _next_cell(self, cut: _Cut, column: int) -> tuple[float, frozenset[str]] | None:
        """Return the cost of a cell that ends here with another one behind it."""
        sides = self._sides(cut, column)
        match cut.kind:
            case "delimiter":
                return max(0.0, cut.boundary + sides), frozenset()
            case "lost":
                return cut.boundary + sides, frozenset({"missing_delimiter"})
            case "line":
                return 1.2 + sides, frozenset({"split_row"})
        return 9.0, frozenset()

    def _sides(self, cut: _Cut, column: int) -> float:
        """Weigh how the text before a cut ends and the text behind it begins."""
        columns = self.shape.columns
        cost = 0.0
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

    def _short(
        self, cut: _Cut, cost: float, spans: tuple[tuple[int, int], ...],
        rules: frozenset[str], column: int,
    ) -> _Row:  # fmt: skip
        """End a row before its last cell."""
        columns = self.shape.columns
        needed = max(columns.instruction, columns.response, columns.content)
        missing = 0.8 if column >= needed >= 0 else 3.2
        return _Row(cut.after, cost + missing, spans, rules | {"missing_cells"})

    def _ended(
        self, cut: _Cut, cost: float, spans: tuple[tuple[int, int], ...], rules: frozenset[str]
    ) -> Iterator[_Row]:
        """End a row with its last cell, or with more cells than it should have."""
        if cut.kind in ("line", "end"):
            yield _Row(cut.after, cost, spans, rules)
            return
        if self.lost:
            glued = cut.boundary + (0.0 if cut.kind == "lost" else 2.0)
            yield _Row(cut.after, cost + glued, spans, rules | {"merged_rows"})
        if cut.kind == "delimiter":
            line_end = self.text.find("\n", cut.place)
            end = len(self.text) if line_end < 0 else line_end
            rest = self.text[cut.after : end]
            if not rest.strip(f' {self.dialect.delimiter},;"\t\xa0'):
                rule, extra = "trailing_delimiters", 0.1
            else:
                rule, extra = "extra_cells", _extra_cost(rest.strip(f' "{self.dialect.delimiter}'))
            after = end + (line_end >= 0)
            yield _Row(after, cost + extra + cut.boundary, spans, rules | {rule})

    def _cells(self, start: int, column: int) -> Iterator[tuple[_Cut, float, frozenset[str]]]:
        """Yield (end, cost, rules) of the cells that may begin at ``start``."""
        text, quote, delimiter = self.text, self.quote, self.dialect.delimiter
        index = self.first_cut[start]
        begin = start
        skipped = 0.0
        while index < len(self.cuts) and self.cuts[index].place == begin and column:
            if self.cuts[index].kind != "delimiter":
                break
            # A doubled delimiter: the empty cell between the two is none.
            yield self.cuts[index], self._kind_cost("", column), frozenset()
            begin, index, skipped = begin + 1, index + 1, skipped + 0.7
            if skipped > 2:
                return
        quoted = (
            text[begin:].lstrip(" \t")[:1] == quote
            if text[begin : begin + 1] in " \t"
            else (text[begin : begin + 1] == quote)
        )
        inside = skipped
        doubled = frozenset({"doubled_delimiter"}) if skipped else frozenset()
        closed = 0
        for cut in self.cuts[index : index + _MOST_CUTS]:
            if cut.place < begin:
                continue
            raw = text[begin : cut.place]
            if cut.kind == "line" and raw.endswith("\n"):
                inside += cut.inside
                continue  # a blank line ends no cell
            if quoted:
                cost, rule = self._quoted_cost(raw, inside)
                if cost < 0.5:
                    closed += 1
                elif closed:
                    closed += 1
                if closed > 10:
                    return
            else:
                cost, rule = self._unquoted_cost(raw, inside)
                if inside > _TOO_MUCH:
                    return
            if cost <= _TOO_MUCH:
                content = raw.strip(f" {quote}")
                yield cut, cost + self._kind_cost(content, column), doubled | rule
            inside += cut.inside
        _ = delimiter

    def _kind_cost(self, content: str, column: int) -> float:
        """Weigh a cell against the habits of its column."""
        shape = self.shape
        if column in shape.numeric:
            return 0.0 if is_number(content) else 0.3 if not content else 2.0
        if column < len(shape.values) and shape.values[column]:
            return 0.0 if content in shape.values[column] else 1.0 if len(content) < 30 else 2.0
        if column in (shape.columns.instruction, shape.columns.response) and not content.strip():
            return 1.2
        return 0.0

    def _quoted_cost(self, raw: str, inside: float) -> tuple[float, frozenset[str]]:
        return _quoted_cost(raw, inside, self.quote, self.dialect.delimiter)

    def _unquoted_cost(self, raw: str, inside: float) -> tuple[float, frozenset[str]]:
        return _unquoted_cost(raw, inside, self.quote)

    def _contents(self, row: _Row) -> tuple[tuple[str, ...], frozenset[str]]:
        """Return the cells of a row without their quotation marks, and what that took."""
        cells: list[str] = []
        rules: set[str] = set()
        for column, (start, end) in enumerate(row.spans):
            cell, rule = cell_content(self.text[start:end], self.quote, self.dialect.delimiter,
                                      column > 0)  # fmt: skip
            cells.append(cell)
            rules |= rule
        cells += [""] * (self.dialect.columns - len(cells))
        return tuple(cells), frozenset(rules)


_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=256)
def _rule(*names: str) -> frozenset[str]:
    return frozenset(names)


@lru_cache(maxsize=64)
def _glued(quote: str, delimiter: str) -> re.Pattern[str]:
    """Match a quotation mark that stands as if it began or ended a cell."""
    q, d = re.escape(quote), re.escape(delimiter)
    return re.compile(rf"{q}(?=[ \t]*\n)|{q}(?={d}(?!\s))|(?<=[{d}\n]){q}(?=\S)|{q}(?= +{q})")


@lru_cache(maxsize=64)
def _tight(quote: str) -> re.Pattern[str]:
    """Match a quotation mark between two texts, where no mark inside a sentence can stand."""
    q = re.escape(quote)
    return re.compile(rf"(?<=[^\s(\[«'’{q}]){q}(?=[^\W\d_])")


@lru_cache(maxsize=64)
def _run_on(quote: str) -> re.Pattern[str]:
    """Match a doubled mark between the end of a sentence and the beginning of the next."""
    return re.compile(rf"(?<=[.?!…]){re.escape(quote * 2)}(?=[^\W\d_a-zà-ÿ])")


def _quoted_cost(
    raw: str, inside: float, quote: str, delimiter: str
) -> tuple[float, frozenset[str]]:
    """Weigh a cell that begins with a quotation mark."""
    body = raw.strip(" \t")
    if len(body) > 1 and body.endswith(quote):
        inner = body[1:-1]
        if quote not in inner:
            return 0.02 * inner.count("\n"), _NONE
        single = inner.replace(quote * 2, "").count(quote)
        lines = 0.02 * inner.count("\n")
        if single == 0:
            return lines + 0.5 * len(_run_on(quote).findall(inner)), _NONE
        lines += 1.5 * len(_glued(quote, delimiter).findall(inner))
        lines += 0.8 * len(_tight(quote).findall(inner))
        return 1.0 + 0.05 * single + 0.3 * (single % 2) + lines, _rule("quotes_in_cell")
    glued = 1.5 * len(_glued(quote, delimiter).findall(body[1:]))
    if body.count(quote) % 2 == 0:
        return 1.0 + inside + glued, _NONE
    return 2.0 + inside + glued, _rule("unclosed_quote")


def _unquoted_cost(raw: str, inside: float, quote: str) -> tuple[float, frozenset[str]]:
    """Weigh a cell that begins without a quotation mark."""
    count = raw.count(quote)
    rule = _rule("unquoted_delimiter") if inside >= 0.09 else _NONE
    if not count:
        return inside, rule
    if count % 2 == 0:
        return inside + 0.2, rule
    body = raw.rstrip(" \t")
    if body.endswith(quote) and not body[:-1][-1:].isdigit():
        return inside + 2.0, _rule("unopened_quote")
    return inside + 0.7, rule


def _extra_cost(rest: str) -> float:
    """Weigh the text behind the last cell: a remark is short, a sentence was cut off."""
    if len(rest) > 40:
        return 4.0
    return 0.8 + 0.03 * len(rest) + (0.8 if re.search(r"[.?!]$", rest) else 0.0)


def cell_content(
    raw: str, quote: str, delimiter: str, inner_cell: bool
) -> tuple[str, frozenset[str]]:
    """Return the text of a cell as its writer meant it, and the rules that it took."""
    rules: set[str] = set()
    if inner_cell:
        raw = raw.lstrip("\n")
        if raw.startswith(delimiter) and delimiter not in ' "':
            raw = raw.lstrip(delimiter)
    raw = raw.rstrip("\n") if "\n" in raw else raw
    body = raw.strip(" \t")
    count = body.count(quote)
    if len(body) > 1 and body[0] == quote and body[-1] == quote:
        return body[1:-1].replace(quote * 2, quote), _NONE
    if not count or count % 2 == 0:
        return raw, _NONE
    if body[0] == quote:
        return body[1:].replace(quote * 2, quote), _rule("unclosed_quote")
    if body[-1] == quote and not body[:-1][-1:].isdigit():
        return body[:-1].replace(quote * 2, quote), _rule("unopened_quote")
    return raw, frozenset(rules)
