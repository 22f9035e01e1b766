"""The stream of a file's records: the sound ones straight through, the others by way of repair.

Sound records pass in batches, nearly at the speed of the standard library's reader. Where one is
not sound, lines are gathered until sound ones begin again, and ``row_repair`` weighs the readings.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.cuts import is_prose
from mistral_assistant.dataset.effort import Allowance
from mistral_assistant.dataset.junk import is_blank, is_header, long_gap
from mistral_assistant.dataset.one_flaw import read_one_flaw
from mistral_assistant.dataset.row_readings import Reading
from mistral_assistant.dataset.row_repair import read_stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import (
    BATCH_LINES,
    SoundRows,
    is_sound,
    sound_count,
    take_sound_rows,
)
from mistral_assistant.dataset.sound_run import Run, RunPattern, pattern_for
from mistral_assistant.dataset.strict import Dialect, Lines, strict_record

_MOST_LINES = 60
"""Lines of one stretch."""
_MOST_CHARS = 60_000
_SOUND_IN_A_ROW = 2
"""Sound records that end a stretch."""
_SWITCH_AFTER = 3
"""Sound records under another delimiter that make the stream change to it."""
_LINES_AHEAD, _FEW_AHEAD = 24, 4
"""In which sound records are looked for."""
_LEAST_BATCH, _BEHIND_RUN = 8, 2
"""Lines that are read at once in a stretch without sound records, and where a run ends."""
_LEAST_MARGIN = 0.25
_DEAREST = 5.0
"""Margin and cost that a reading must keep to be taken."""


@dataclass(slots=True)
class Record:
    """One row, one junk line, or lines that nothing explains."""

    line: int
    """Physical line of the file at which it begins; 1 is the first."""
    raw: list[str]
    cells: list[str]
    kind: str = "row"
    """``row``, ``junk`` or ``unsure``."""
    rules: frozenset[str] = frozenset()
    confidence: float = 1.0
    junk: str = ""


def one_by_one(records: Iterable[Record | SoundRows | Run]) -> Iterator[Record]:
    """Yield the records of batches and runs singly."""
    for record in records:
        if isinstance(record, Record):
            yield record
            continue
        if isinstance(record, Run):
            record = record.as_rows()
        start = 0
        for cells, end in zip(record.rows, record.ends, strict=True):
            yield Record(record.line + start, record.lines[start:end], cells)
            start = end


@dataclass
class Reader:
    """Reads records from lines; its dialect changes where the file's does."""

    feed: Lines
    dialect: Dialect
    shape: Shape
    switched: bool = False
    _allowance: Allowance = field(default_factory=Allowance, init=False)
    _batch_lines: int = field(default=BATCH_LINES, init=False)
    _runs: RunPattern | None = field(default=None, init=False)
    _held: Record | None = field(default=None, init=False)
    """The last row, to which the next lines may still belong."""

    def __post_init__(self) -> None:
        if isinstance(self.feed, ByteFeed):
            self._runs = pattern_for(self.dialect, self.shape)

    def records(self) -> Iterator[Record | SoundRows | Run]:
        """Yield every record; each physical line belongs to exactly one."""
        while True:
            if taken := self._run():
                run, last = taken
                yield from self._released()
                self._held = _last_of(last.as_rows())
                if run.data:
                    yield run
                continue
            batch = None
            if not self.switched:
                batch = take_sound_rows(self.feed, self.dialect, self.shape, self._batch_lines)
            # Behind a record that is not sound, few lines are read at once: more may follow.
            grown = self._batch_lines * 4 if batch else self._batch_lines // 4
            self._batch_lines = min(BATCH_LINES, max(_LEAST_BATCH, grown))
            if batch:
                self._allowance.earn(sum(map(len, batch.lines)))
                yield from self._released()
                self._held = _last_of(batch)
                if batch.rows:
                    yield batch
                continue
            cells, count = strict_record(self.feed, self.dialect)
            if not count:
                break
            yield from self._next(cells, count)
        yield from self._released()

    def _run(self) -> tuple[Run, Run] | None:
        """Take the next records, the last one apart, if they are of the kind that needs no look."""
        if self._runs is None or self.switched or not isinstance(self.feed, ByteFeed):
            return None
        line = self.feed.number
        match = self.feed.run(self._runs.run)
        if match is None:
            return None
        self._batch_lines = _BEHIND_RUN
        self._allowance.earn(match.end() - match.start())
        cut = match.start(1) - match.start()
        data, last = match[0][:cut], match[0][cut:]
        after = line + data.count(b"\n")
        return Run(line, data, self._runs), Run(after, last, self._runs)

    def _released(self) -> Iterator[Record]:
        if self._held:
            yield self._held
            self._held = None

    def _next(self, cells: list[str] | None, count: int) -> Iterator[Record]:
        """Deal with one record that is not clearly sound."""
        line, raw = self.feed.number, self.feed.peek(count)
        if blank := long_gap(self.feed):
            yield from self._released()
            yield Record(line, self.feed.take(blank), [], "junk", junk="blank")
            return
        rules = self._rules(raw, cells)
        if cells is not None and rules is not None:
            yield from self._released()
            del cells[self.dialect.columns :]
            self._held = Record(line, self.feed.take(count), cells, rules=rules)
        elif junk := self._junk(raw, cells or []):
            yield from self._released()
            yield Record(line, self.feed.take(count), [], "junk", junk=junk)
        elif not self._switches():
            yield from self._repaired(line)

    def _rules(self, raw: list[str], cells: list[str] | None) -> frozenset[str] | None:
        """Return what was needed to find a record sound; None where it is not."""
        width = self.dialect.columns
        if cells is None or any(cells[width:]) or is_header(cells, self.shape.columns.names):
            return None
        if not is_sound(raw, cells[:width], self.dialect, self.shape):
            return None
        rules = {"trailing_delimiters"} if len(cells) > width else set()
        return frozenset(rules | ({"other_delimiter"} if self.switched else set()))

    def _junk(self, raw: list[str], cells: list[str]) -> str:
        """Return the kind of a line that needs no weighing: blank, or the header again."""
        if len(raw) == 1 and is_blank(raw[0], self.dialect.delimiter, self.dialect.quote):
            inside = self._held and len(cells) < 2 and not raw[0].strip() and _is_open(self._held)
            return "" if inside else "blank"
        return "repeated_header" if is_header(cells, self.shape.columns.names) else ""

    def _switches(self) -> bool:
        """Change to the delimiter that reads the coming lines as sound records, if one does."""
        ahead = self.feed.peek(_LINES_AHEAD)
        for other in ",;\t|":
            if other == self.dialect.delimiter or other not in ahead[0]:
                continue
            dialect = replace(self.dialect, delimiter=other, spaced=False)
            if sound_count(ahead, dialect, self.shape, _SWITCH_AFTER) >= _SWITCH_AFTER:
                self.dialect, self.switched = dialect, not self.switched
                return True
        return False

    def _repaired(self, line: int) -> Iterator[Record]:
        """Weigh the readings of the lines up to the next sound records."""
        lines = self._stretch()
        if one := self._one_flaw(lines, line):
            yield from self._released()
            self._held = one
            return
        held, self._held = self._held, None
        if held and not self._may_go_on(held, lines[0]):
            yield held
            held = None
        if held is None:
            records = self._read(lines, line)
        else:
            records = self._read([*held.raw, *lines], held.line)
            if records[0].kind != "row" or records[0].raw == held.raw:
                # A record that is sound by itself is not given up for what may follow it.
                records = [held, *self._read(lines, line)]
        *done, last = records
        yield from done
        if last.kind == "row":
            self._held = last
        else:
            yield last

    def _one_flaw(self, lines: list[str], line: int) -> Record | None:
        """Return the one row that lines are up to one flaw, if that is certain."""
        text = _text_of(lines)
        reading = read_one_flaw(text, self.dialect, self.shape)
        return self._record(reading, lines, line, text) if reading else None

    def _read(self, lines: list[str], line: int) -> list[Record]:
        """Return the best reading of some lines; ``line`` is the number of the first."""
        text = _text_of(lines)
        effort = self._allowance.lend()
        readings = read_stretch(text, self.dialect, self.shape, effort)
        self._allowance.settle(effort)
        return [self._record(reading, lines, line, text) for reading in readings]

    def _stretch(self) -> list[str]:
        """Take the lines up to where sound records begin again."""
        lines: list[str] = []
        chars = 0
        while taken := self.feed.take(1):
            lines += taken
            chars += len(taken[0])
            self._allowance.earn(len(taken[0]))
            if len(lines) >= _MOST_LINES or chars > _MOST_CHARS:
                break
            if self._sound_again():
                break
        return lines

    def _sound_again(self) -> bool:
        """Tell whether the next records are sound; mostly the first lines say so."""
        for lines in (_FEW_AHEAD, _LINES_AHEAD):
            ahead = self.feed.peek(lines)
            ends = lines == _LINES_AHEAD
            if (
                sound_count(ahead, self.dialect, self.shape, _SOUND_IN_A_ROW, ends)
                >= _SOUND_IN_A_ROW
            ):
                return True
        return False

    def _may_go_on(self, held: Record, line: str) -> bool:
        """Tell whether a line may be the continuation of the record before it."""
        return (
            held.kind == "row"
            and sum(map(len, held.raw)) < _MOST_CHARS
            and (self.dialect.delimiter not in line or _is_tail(line, self.dialect.delimiter))
        )

    def _record(self, reading: Reading, lines: list[str], line: int, text: str) -> Record:
        first = text.count("\n", 0, reading.start)
        end = text.count("\n", 0, reading.end - 1) + 1
        kind = reading.kind
        if kind == "row" and (reading.margin < _LEAST_MARGIN or reading.cost > _DEAREST):
            kind = "unsure"
        confidence = round(min(1.0, reading.margin) / (1 + 0.1 * max(0.0, reading.cost)), 2)
        rules = reading.rules | ({"other_delimiter"} if self.switched else set())
        cells, raw = list(reading.cells), lines[first:end]
        return Record(line + first, raw, cells, kind, rules, confidence, reading.junk)


def _text_of(lines: list[str]) -> str:
    """Return lines as one text in which all line ends are LF."""
    text = "".join(one.rstrip("\r\n") + "\n" for one in lines)
    return text if lines[-1].endswith(("\n", "\r")) else text.removesuffix("\n")


def _last_of(batch: SoundRows) -> Record:
    """Take the last record out of a batch."""
    cells, end = batch.rows.pop(), batch.ends.pop()
    start = batch.ends[-1] if batch.ends else 0
    raw = batch.lines[start:end]
    del batch.lines[start:]
    return Record(batch.line + start, raw, cells)


def _is_open(record: Record) -> bool:
    """A row whose last cell is unquoted may go on behind a blank line."""
    return not record.raw[-1].rstrip().endswith('"')


def _is_tail(line: str, delimiter: str) -> bool:
    """Tell whether the delimiters of a line are all punctuation."""
    places = (i for i, char in enumerate(line) if char == delimiter)
    return all(is_prose(line[i - 1 : i], delimiter, line[i + 1 : i + 2]) for i in places)
