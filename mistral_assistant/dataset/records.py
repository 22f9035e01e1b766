"""The stream of a file's records: the sound ones straight through, the others by way of repair.

Sound records pass in batches, nearly at the speed of the standard library's reader. Where one is
not sound, lines are gathered until sound ones begin again, and ``row_repair`` weighs the readings.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from mistral_assistant.dataset.byte_feed import ByteFeed
from mistral_assistant.dataset.byte_scan import Plan
from mistral_assistant.dataset.cuts import is_all_prose
from mistral_assistant.dataset.effort import Allowance
from mistral_assistant.dataset.junk import is_blank, is_header, long_gap
from mistral_assistant.dataset.one_flaw import read_one_flaw
from mistral_assistant.dataset.record import Record, last_of, text_of
from mistral_assistant.dataset.row_readings import Reading
from mistral_assistant.dataset.row_repair import read_stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.sound import (
    BATCH_LINES,
    SoundRows,
    is_sound,
    is_unsound,
    may_be_sound,
    sound_count,
    take_if_sound,
    take_sound_rows,
)
from mistral_assistant.dataset.sound_run import Run, plan_for
from mistral_assistant.dataset.strict import Dialect, Lines, divided_by, strict_record

_MOST_LINES = 60
"""Lines of one stretch."""
_MOST_CHARS = 60_000
_SOUND_IN_A_ROW, _SWITCH_AFTER = 2, 3
"""Sound records that end a stretch, and, under another delimiter, make the stream change to it."""
_LINES_AHEAD, _FEW_AHEAD = 24, 4
"""In which sound records are looked for."""
_LEAST_BATCH, _BEHIND_RUN = 8, 1
"""Lines that are read at once in a stretch without sound records, and where a run ends."""
_LEAST_MARGIN = 0.25
_DEAREST = 5.0
"""Margin and cost that a reading must keep to be taken."""


@dataclass
class Reader:
    """Reads records from lines; its dialect changes where the file's does."""

    feed: Lines
    dialect: Dialect
    shape: Shape
    switched: bool = False
    _allowance: Allowance = field(default_factory=Allowance, init=False)
    _batch_lines: int = field(default=BATCH_LINES, init=False)
    _plan: Plan | None = field(default=None, init=False)
    _held: Record | Run | None = field(default=None, init=False)
    """The last row, to which the next lines may still belong, or the run that ends with it."""

    def __post_init__(self) -> None:
        if isinstance(self.feed, ByteFeed):
            self._plan = plan_for(self.dialect, self.shape)

    def records(self) -> Iterator[Record | SoundRows | Run]:
        """Yield every record; each physical line belongs to exactly one."""
        while True:
            if run := self._run():
                yield from self._released()
                self._held = run
                continue
            batch, read = None, None
            if self._batch_lines == _BEHIND_RUN:
                batch, read = take_if_sound(self.feed, self.dialect, self.shape)
            elif not self.switched:
                batch = take_sound_rows(self.feed, self.dialect, self.shape, self._batch_lines)
            # Behind a record that is not sound, few lines are read at once: more may follow.
            grown = self._batch_lines * 4 if batch else self._batch_lines // 4
            self._batch_lines = min(BATCH_LINES, max(_LEAST_BATCH, grown))
            if batch:
                self._allowance.earn(sum(map(len, batch.lines)))
                yield from self._released()
                self._held = last_of(batch)
                if batch.rows:
                    yield batch
                continue
            cells, count = read or strict_record(self.feed, self.dialect)
            if not count:
                yield from self._released()
                return
            yield from self._next(cells, count)

    def _run(self) -> Run | None:
        """Take the next records if they are of the kind that needs no look."""
        if self._plan is None or self.switched or not isinstance(self.feed, ByteFeed):
            return None
        run = self.feed.run(self._plan)
        if run is not None:
            self._batch_lines = _BEHIND_RUN
            self._allowance.earn(len(run.data))
        return run

    def _released(self) -> Iterator[Record | Run]:
        if self._held:
            yield self._held
            self._held = None

    def _next(self, cells: list[str] | None, count: int) -> Iterator[Record | Run]:
        """Deal with one record that is not clearly sound."""
        line, raw = self.feed.number, self.feed.peek(count)
        if not raw[0].strip() and (blank := long_gap(self.feed)):
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
        width, names = self.dialect.columns, self.shape.columns.names
        if cells is None or any(cells[width:]):
            return None
        if not is_sound(raw, cells[:width], self.dialect, self.shape) or is_header(cells, names):
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
        line, *following = self.feed.peek(2)
        for other in ",;\t|":
            if other == self.dialect.delimiter or other not in line:
                continue
            dialect = divided_by(other, self.dialect)
            if not may_be_sound(line, dialect, self.shape):
                continue
            is_whole = not line.count(dialect.quote) & 1
            if is_whole and following and is_unsound(following[0], dialect, self.shape):
                continue
            ahead = self.feed.peek(_LINES_AHEAD)
            if sound_count(ahead, dialect, self.shape, _SWITCH_AFTER) >= _SWITCH_AFTER:
                self.dialect, self.switched = dialect, not self.switched
                return True
        return False

    def _repaired(self, line: int) -> Iterator[Record | Run]:
        """Weigh the readings of the lines up to the next sound records."""
        if one := self._sure_row(line):
            yield from self._released()
            self._held = one
            return
        lines = self._stretch()
        if one := self._one_flaw(lines, line):
            yield from self._released()
            self._held = one
            return
        held = None
        if self._held and self._may_follow(lines[0]):
            held = yield from self._last_held()
        yield from self._released()
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

    def _sure_row(self, line: int) -> Record | None:
        """Take a line or two that are a row up to one flaw, where what follows is as certain."""
        quote = self.dialect.quote
        lines = self.feed.peek(2)
        is_split = len(lines) > 1 and lines[1][:1] == quote == lines[0].rstrip("\r\n")[-1:]
        for count in (1, 2) if is_split else (1,):
            one = self._one_flaw(lines[:count], line)
            if one is None:
                continue
            unclosed = "".join(lines[:count]).count(quote) & 1
            if self._go_on_surely(count, _SOUND_IN_A_ROW if unclosed else 1):
                self._allowance.earn(sum(map(len, self.feed.take(count))))
                return one
        return None

    def _go_on_surely(self, skip: int, wanted: int) -> bool:
        """Tell whether the records behind some lines are plain, or rows up to one flaw."""
        while wanted > 0:
            run = self._plain_ahead(skip)
            if run is not None:
                wanted -= len(run)
                skip += run.lines
                continue
            lines = self.feed.peek(skip + 1)[skip:]
            if not lines or lines[0].count(self.dialect.quote) & 1:
                return not lines
            if self._one_flaw(lines, 0) is None:
                return False
            wanted, skip = wanted - 1, skip + 1
        return True

    def _plain_ahead(self, skip: int = 0) -> Run | None:
        """Look at the plain records behind some lines, if their kind is known by their bytes."""
        if self._plan is None or self.switched or not isinstance(self.feed, ByteFeed):
            return None
        return self.feed.plain_ahead(self._plan, skip)

    def _one_flaw(self, lines: list[str], line: int) -> Record | None:
        """Return the one row that lines are up to one flaw, if that is certain."""
        text = text_of(lines)
        reading = read_one_flaw(text, self.dialect, self.shape)
        return self._record(reading, lines, line, text) if reading else None

    def _read(self, lines: list[str], line: int) -> list[Record]:
        """Return the best reading of some lines; ``line`` is the number of the first."""
        text = text_of(lines)
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
        run = self._plain_ahead()
        if run is not None and len(run) >= _SOUND_IN_A_ROW:
            return True
        for lines in (_FEW_AHEAD, _LINES_AHEAD):
            ahead = self.feed.peek(lines)
            ends = lines == _LINES_AHEAD
            count = sound_count(ahead, self.dialect, self.shape, _SOUND_IN_A_ROW, ends)
            if count >= _SOUND_IN_A_ROW:
                return True
        return False

    def _may_follow(self, line: str) -> bool:
        """Tell whether a line may be the continuation of the record before it."""
        return self.dialect.delimiter not in line or is_all_prose(line, self.dialect.delimiter)

    def _last_held(self) -> Generator[Record | Run, None, Record | None]:
        """Return the last row if it is short enough to go on; what stands before it is yielded."""
        held, self._held = self._held, None
        if isinstance(held, Run):
            before, last = held.without_last()
            if before is not None:
                yield before
            held = last_of(last.as_rows())
        if held and held.kind == "row" and sum(map(len, held.raw)) < _MOST_CHARS:
            return held
        self._held = held
        return None

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


def _is_open(held: Record | Run) -> bool:
    """A row whose last cell is unquoted may go on behind a blank line."""
    last = held.data.decode() if isinstance(held, Run) else held.raw[-1]
    return not last.rstrip().endswith('"')
