"""Readings of lines that are no sound records, weighed against each other.

A stretch of text is cut at delimiters and line ends, and where one of them may have been lost.
Every way to make cells and rows of it has a cost; the cheapest is kept, and its distance to the
next best says how sure it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from mistral_assistant.dataset.row_readings import Reading, Stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect, strict_records

_DOUBTFUL = 1.5
"""Cost of a row from which other ways to read it are tried."""

_NEVER = 1e9


def read_stretch(text: str, dialect: Dialect, shape: Shape) -> list[Reading]:
    """Return the best readings of a stretch whose lines end with LF."""
    best = _solved(text, dialect, shape)
    doubtful = any(reading.kind == "unsure" or reading.cost >= _DOUBTFUL for reading in best)
    if doubtful or '\\"' in text:
        for extra, readings in _other_ways(text, dialect, shape):
            if _total(readings) + extra < _total(best):
                best = readings
    return best


def _other_ways(text: str, dialect: Dialect, shape: Shape) -> Iterator[tuple[float, list[Reading]]]:
    """Yield (what the assumption costs, readings): lost marks, other delimiters, quoted lines."""
    yield 0.0, _solved(text, dialect, shape, lost=True)
    for other in ",;\t|":
        if other != dialect.delimiter and other in text:
            readings = _solved(text, replace(dialect, delimiter=other, spaced=False), shape)
            odd = sum(1 for reading in readings if "split_row" in reading.rules)
            yield 0.7 + 2.0 * odd, _with_rule(readings, "other_delimiter")
    if '\\"' in text:
        escaped = text.replace('\\"', '""')
        yield 0.3, _with_rule(_solved(escaped, dialect, shape), "backslash_escapes")
    unwrapped, count = _unwrapped(text, dialect)
    for extra, quote in ((0.6, dialect.quote), (0.9, "")) if count else ():
        readings = _solved(unwrapped, replace(dialect, quote=quote), shape)
        missing = max(0, count - sum(1 for reading in readings if reading.kind == "row"))
        if not quote:
            missing += sum(1 for one in readings for cell in one.cells if cell[:1] == dialect.quote)
        yield extra + 3.0 * missing, _with_rule(readings, "row_in_quotes")


def _with_rule(readings: list[Reading], rule: str) -> list[Reading]:
    return [
        replace(one, rules=one.rules | {rule}) if one.kind == "row" else one for one in readings
    ]


def _unwrapped(text: str, dialect: Dialect) -> tuple[str, int]:
    """Take the quotation marks off records that are quoted as a whole; also count these."""
    parts: list[str] = []
    count = 0
    for _, raw, cells in strict_records(text.splitlines(True), dialect):
        full = [cell for cell in cells or () if cell.strip(" ;,\t")]
        quoted = dialect.quote and raw[0].startswith(dialect.quote)
        if quoted and len(full) == 1 and dialect.delimiter in full[0]:
            parts.append(full[0].rstrip("\n") + "\n")
            count += 1
        else:
            parts += raw
    return "".join(parts), count


def _total(readings: list[Reading]) -> float:
    return sum(reading.cost for reading in readings)


def _solved(text: str, dialect: Dialect, shape: Shape, lost: bool = False) -> list[Reading]:
    """Return the cheapest sequence of rows and junk lines that covers the text."""
    stretch = Stretch(text, dialect, shape, lost)
    costs: dict[int, float] = {0: 0.0}
    second: dict[int, float] = {}
    came: dict[int, Reading] = {}
    for start in range(len(text)):
        if start not in costs:
            continue
        for reading in stretch.readings(start):
            cost, known = costs[start] + reading.cost, costs.get(reading.end, _NEVER)
            if cost < known:
                costs[reading.end], came[reading.end] = cost, reading
            dearer = max(cost, known)
            second[reading.end] = min(dearer, second.get(reading.end, _NEVER))
    path: list[Reading] = []
    place = len(text)
    while place:
        reading = came[place]
        margin = min(reading.margin, second.get(place, _NEVER) - costs[place])
        path.append(replace(reading, margin=margin))
        place = reading.start
    return path[::-1]
