"""Readings of lines that are no sound records, weighed against each other.

A stretch of text is cut at delimiters and line ends, and where one of them may have been lost.
Every way to make cells and rows of it has a cost; the cheapest is kept, and its distance to the
next best says how sure it is.
"""

from collections.abc import Iterator
from dataclasses import replace
from heapq import heappop, heappush

from mistral_assistant.dataset.effort import Effort, OutOfEffort
from mistral_assistant.dataset.row_readings import UNSURE_COST, Reading, Stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect, LineFeed, divided_by, strict_record

_DOUBTFUL = 1.2
"""Cost of a row from which other ways to read it are tried."""
_OTHER_DELIMITER, _IN_QUOTES, _IN_BARE_QUOTES, _BACKSLASHES = 0.7, 0.6, 0.9, 0.3
"""Costs of assuming another delimiter, a row quoted as a whole, quotes escaped by backslashes."""
_MARGIN = 1.0
"""Up to which a dearer way is followed, to know how sure the best one is."""
_LIMITS = (1.0, 3.0)
"""Costs of a stretch: dearer readings are looked for only where there is none up to them."""
_LINE_EFFORT = 300
_NEVER = 1e9


def read_stretch(text: str, dialect: Dialect, shape: Shape, effort: Effort) -> list[Reading]:
    """Return the best readings of a stretch whose lines end with LF.

    Where weighing all of it would cost too much, each line is read by itself.
    """
    try:
        return _weighed(text, dialect, shape, effort)
    except OutOfEffort:
        return list(_line_by_line(text, dialect, shape))


def _weighed(text: str, dialect: Dialect, shape: Shape, effort: Effort) -> list[Reading]:
    best = _undoubted(text, Stretch(text, dialect, shape, effort))
    if not best:
        best = _path(text, _thorough(text, dialect, shape, effort))
    if '\\"' in text:
        escaped = text.replace('\\"', '""')
        readings = _path(escaped, [Stretch(escaped, dialect, shape, effort)])
        if _total(readings) + _BACKSLASHES < _total(best):
            return [_with_rule(one, "backslash_escapes") for one in readings]
    return best


def _undoubted(text: str, stretch: Stretch) -> list[Reading]:
    """Return the best readings of whole lines if none of them leaves a doubt, else none.

    There are no more readings than lines: where all of them cost more, one is in doubt.
    """
    dearest = _DOUBTFUL * (text.removesuffix("\n").count("\n") + 1)
    for most in (min(_LIMITS[0], dearest), dearest):
        path = _path_up_to(text, [stretch], most)
        if path and _total(path) <= most:
            doubtful = any(one.kind == "unsure" or one.cost >= _DOUBTFUL for one in path)
            return [] if doubtful else path
    return []


def _line_by_line(text: str, dialect: Dialect, shape: Shape) -> Iterator[Reading]:
    start = 0
    for line in text.splitlines(True):
        end = start + len(line)
        try:
            effort = Effort(_LINE_EFFORT)
            readings = _path(line, [Stretch(line, dialect, shape, effort)])
        except OutOfEffort:
            readings = [Reading("unsure", 0, len(line), UNSURE_COST)]
        for one in readings:
            yield one._replace(start=one.start + start, end=one.end + start)
        start = end


def _thorough(
    text: str, dialect: Dialect, shape: Shape, effort: Effort
) -> "list[Stretch | _Otherwise]":
    """Return all that rows may be read from: lost marks, other delimiters, rows in quotes."""
    others = [
        divided_by(other, dialect)
        for other in ",;\t|"
        if other != dialect.delimiter and other in text
    ]
    return [
        Stretch(text, dialect, shape, effort, lost=True),
        *(_OtherDelimiter(text, other, shape, effort) for other in others),
        _InQuotes(text, dialect, shape, effort),
    ]


class _OtherDelimiter:
    """Single rows of the stretch that another delimiter divides."""

    def __init__(self, text: str, dialect: Dialect, shape: Shape, effort: Effort) -> None:
        self._stretch = Stretch(text, dialect, shape, effort)

    def readings(self, start: int, most: float) -> Iterator[Reading]:
        """Yield the rows from ``start`` on, dearer by the assumption."""
        for one in self._stretch.readings(start, most - _OTHER_DELIMITER):
            if one.kind == "row" and "split_row" not in one.rules:
                yield _with_rule(one, "other_delimiter", _OTHER_DELIMITER)


class _InQuotes:
    """Rows that stand in quotation marks as a whole."""

    def __init__(self, text: str, dialect: Dialect, shape: Shape, effort: Effort) -> None:
        self._text, self._dialect, self._shape, self._effort = text, dialect, shape, effort

    def readings(self, start: int, most: float) -> Iterator[Reading]:
        """Yield the best reading of the record at ``start``, if one cell holds all of it."""
        text, quote = self._text, self._dialect.quote
        if (
            not quote
            or text[start : start + 1] != quote
            or text[start - 1 : start] not in ("\n", "")
        ):
            return
        cells, count = strict_record(LineFeed(text[start:].splitlines(True)), self._dialect)
        full = [cell for cell in cells or () if cell.strip(" ;,\t")]
        if len(full) != 1 or self._dialect.delimiter not in full[0]:
            return
        inner, length = full[0].rstrip("\n"), 0
        for line in text[start:].splitlines(True)[:count]:
            length += len(line)
        for cost, mark in ((_IN_QUOTES, quote), (_IN_BARE_QUOTES, "")):
            dialect = replace(self._dialect, quote=mark)
            stretch = Stretch(inner, dialect, self._shape, self._effort)
            for one in stretch.readings(0, most - cost):
                if one.kind == "row" and one.end == len(inner):
                    found = _with_rule(one, "row_in_quotes", cost)
                    yield found._replace(start=start, end=start + length)


def _with_rule(reading: Reading, rule: str, cost: float = 0.0) -> Reading:
    if reading.kind != "row":
        return reading
    return reading._replace(rules=reading.rules | {rule}, cost=reading.cost + cost)


def _total(readings: list[Reading]) -> float:
    return sum(reading.cost for reading in readings)


def _path(text: str, sources: "list[Stretch | _Otherwise]") -> list[Reading]:
    """Return the cheapest sequence of rows and junk lines that covers the text.

    Cheap ones are looked for first: what they do not reach is not cheap.
    """
    worst = UNSURE_COST * (text.count("\n") + 1) + 2.0
    for most in (*_LIMITS, worst):
        path = _path_up_to(text, sources, most)
        if path and _total(path) <= most:
            break
    return path


def _path_up_to(text: str, sources: "list[Stretch | _Otherwise]", worst: float) -> list[Reading]:
    """Return the cheapest sequence, if one of a cost up to ``worst`` exists, and its margins."""
    costs: dict[int, float] = {0: 0.0}
    second: dict[int, float] = {}
    came: dict[int, Reading] = {}
    end, waiting = len(text), [0]

    def left(start: int) -> float:
        """Return what a row may cost: up to the best way to the end, and a margin."""
        return costs.get(end, worst) + _MARGIN - costs[start]

    while waiting:
        start = heappop(waiting)
        if start == end or left(start) < 0:
            continue
        for reading in (one for source in sources for one in source.readings(start, left(start))):
            if reading.end not in costs:
                heappush(waiting, reading.end)
            cost, known = costs[start] + reading.cost, costs.get(reading.end, _NEVER)
            rival = reading.end in came and _differs(reading, came[reading.end])
            if cost < known:
                costs[reading.end], came[reading.end] = cost, reading
            if rival or known == _NEVER:
                dearer = max(cost, known)
                second[reading.end] = min(dearer, second.get(reading.end, _NEVER))
    path: list[Reading] = []
    place = end if end in came else 0
    while place:
        reading = came[place]
        margin = min(reading.margin, second.get(place, _NEVER) - costs[place])
        path.append(reading._replace(margin=margin))
        place = reading.start
    return path[::-1]


def _differs(one: Reading, other: Reading) -> bool:
    """Two ways to the same cells are no rivals."""
    return (one.start, one.kind, one.cells) != (other.start, other.kind, other.cells)


_Otherwise = _OtherDelimiter | _InQuotes
