"""The stream of a file's rows: sound records straight through, the others by way of repair.

A sound record passes at the speed of the standard library's reader. Where one is not sound, lines
are gathered until sound records begin again, and ``row_repair`` weighs the readings of that stretch.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mistral_assistant.dataset.cuts import is_prose
from mistral_assistant.dataset.junk import comment_mark, is_blank, is_header
from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.row_readings import Reading
from mistral_assistant.dataset.row_repair import read_stretch
from mistral_assistant.dataset.shape import Shape
from mistral_assistant.dataset.strict import Dialect, LineFeed, reader

_MOST_LINES = 60
"""Lines of one stretch."""
_MOST_CHARS = 60_000
_SOUND_IN_A_ROW = 2
"""Sound records that end a stretch."""
_SWITCH_AFTER = 3
"""Sound records under another delimiter that make the stream change to it."""
_LINES_AHEAD = 24
"""In which sound records are looked for."""
_LEAST_MARGIN = 0.25
_DEAREST = 5.0


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


@dataclass
class Reader:
    """Reads records from lines; its dialect changes where the file's does."""

    feed: LineFeed
    dialect: Dialect
    shape: Shape
    notes: Notes
    switched: bool = False
    _held: Record | None = field(default=None, init=False)

    def records(self) -> Iterator[Record]:
        """Yield every record; each physical line belongs to exactly one."""
        rows = reader(self.feed, self.dialect)
        while True:
            line = self.feed.number
            try:
                cells = next(rows)
            except StopIteration:
                break
            except csv.Error:
                cells = []
            if cells and self._is_sound(self.feed.taken, cells):
                if self._held:
                    yield self._held
                self._held = self._noted(Record(line, self.feed.accept(), cells))
                continue
            if cells and self._only_trailing(cells):
                if self._held:
                    yield self._held
                del cells[self.dialect.columns :]
                self._held = self._noted(Record(line, self.feed.accept(), cells))
                self._held.rules |= {"trailing_delimiters"}
                continue
            if self._is_junk_line(cells):
                if self._held:
                    yield self._held
                    self._held = None
                taken = self.feed.accept()
                yield Record(line, taken, cells, "junk", junk=self._junk(taken[0], cells))
                continue
            self.feed.hand_back()
            if self._switched():
                rows = reader(self.feed, self.dialect)
                continue
            yield from self._repaired(line)
            rows = reader(self.feed, self.dialect)
        if self._held:
            yield self._held
            self._held = None

    def _is_sound(self, raw: Sequence[str], cells: list[str]) -> bool:
        return is_sound(raw, cells, self.dialect, self.shape) and not is_header(
            cells, self.shape.columns.names
        )

    def _only_trailing(self, cells: list[str]) -> bool:
        """Tell whether a record is sound but for the delimiters behind it."""
        width = self.dialect.columns
        return (
            len(cells) > width
            and not any(cells[width:])
            and self._is_sound(self.feed.taken, cells[:width])
        )

    def _is_junk_line(self, cells: list[str]) -> bool:
        """A blank line or a repeated header needs no weighing."""
        if len(self.feed.taken) != 1:
            return False
        line = self.feed.taken[0]
        if is_blank(line, self.dialect.delimiter, self.dialect.quote):
            return not (
                self._held and len(cells) < 2 and not line.strip(" \t\r\n") and _open(self._held)
            )
        return is_header(cells, self.shape.columns.names)

    def _junk(self, line: str, cells: list[str]) -> str:
        blank = is_blank(line, self.dialect.delimiter, self.dialect.quote)
        return "blank" if blank else "repeated_header"

    def _noted(self, record: Record) -> Record:
        if self.switched:
            record.rules |= {"other_delimiter"}
        return record

    def _switched(self) -> bool:
        """Change to the delimiter that reads the coming lines as sound records, if one does."""
        ahead = self.feed.look_ahead(_LINES_AHEAD)
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
        held, self._held = self._held, None
        if held and not self._may_go_on(held, lines[0]):
            yield held
            held = None
        if held:
            lines, line = [*held.raw, *lines], held.line
        records = self._read(lines, line)
        if held and (records[0].kind != "row" or records[0].raw == held.raw):
            # A record that is sound by itself is not given up for what may follow it.
            count = len(held.raw)
            records = [held, *self._read(lines[count:], line + count)]
        *done, last = records
        yield from done
        if last.kind == "row":
            self._held = last
        else:
            yield last

    def _read(self, lines: list[str], line: int) -> list[Record]:
        """Return the best reading of some lines; ``line`` is the number of the first."""
        text = "".join(_ended_with_lf(one) for one in lines)
        if not lines[-1].endswith(("\n", "\r")):
            text = text.removesuffix("\n")
        readings = read_stretch(text, self.dialect, self.shape)
        return [self._record(reading, lines, line, text) for reading in readings]

    def _stretch(self) -> list[str]:
        """Take the lines up to where sound records begin again."""
        lines: list[str] = []
        chars = 0
        while True:
            try:
                line = next(self.feed)
            except StopIteration:
                break
            self.feed.accept()
            lines.append(line)
            chars += len(line)
            if len(lines) >= _MOST_LINES or chars > _MOST_CHARS or self._sound_again():
                break
        return lines

    def _sound_again(self) -> bool:
        ahead = self.feed.look_ahead(_LINES_AHEAD)
        return sound_count(ahead, self.dialect, self.shape, _SOUND_IN_A_ROW) >= _SOUND_IN_A_ROW

    def _may_go_on(self, held: Record, line: str) -> bool:
        """Tell whether a line may be the continuation of the record before it."""
        return (
            held.kind == "row"
            and sum(map(len, held.raw)) < _MOST_CHARS
            and (self.dialect.delimiter not in line or _is_tail(line, self.dialect))
        )

    def _record(self, reading: Reading, lines: list[str], line: int, text: str) -> Record:
        first = text.count("\n", 0, reading.start)
        end = text.count("\n", 0, reading.end - 1) + 1
        raw = lines[first:end]
        kind = reading.kind
        if kind == "row" and (reading.margin < _LEAST_MARGIN or reading.cost > _DEAREST):
            kind = "unsure"
        confidence = min(1.0, reading.margin) * (1 / (1 + 0.1 * max(0.0, reading.cost)))
        rules = reading.rules
        if self.switched:
            rules |= {"other_delimiter"}
        return Record(
            line + first, raw, list(reading.cells), kind, rules, round(confidence, 2), reading.junk
        )


def is_sound(raw: Sequence[str], cells: Sequence[str], dialect: Dialect, shape: Shape) -> bool:
    """Tell whether a record that the strict reader took is what it seems."""
    if len(cells) != dialect.columns:
        return False
    text = raw[0] if len(raw) == 1 else "".join(raw)
    if dialect.quote and text.count(dialect.quote) & 1:
        return False
    if not dialect.spaced and f"{dialect.delimiter} " in text:
        tight = f"{dialect.delimiter}{dialect.quote}"
        if any(
            cell[:1] == " " and cell.strip() and tight + cell[:9] not in text for cell in cells[1:]
        ):
            return False
    if dialect.delimiter in ",.:" and _between_digits(cells, text, dialect.delimiter):
        return False
    if not any(cells) or not any(cell.strip() for cell in cells):
        return False
    if shape.comments and comment_mark(text) in shape.comments:
        return False
    return True


def _between_digits(cells: Sequence[str], text: str, delimiter: str) -> bool:
    """A comma between two digits is one of a number, as in 12,50."""
    return any(
        one[-1:].isdigit() and other[:1].isdigit() and f"{one[-1]}{delimiter}{other[0]}" in text
        for one, other in zip(cells, cells[1:], strict=False)
    )


def sound_count(lines: Sequence[str], dialect: Dialect, shape: Shape, most: int) -> int:
    """Count the sound records at the beginning of ``lines``; the end of the file counts as many."""
    if not lines:
        return most
    feed = LineFeed(lines)
    rows = reader(feed, dialect)
    count = 0
    while count < most:
        try:
            cells = next(rows)
        except StopIteration:
            return most if count else count
        except csv.Error:
            return count
        if len(feed.taken) == 1 and is_blank(feed.taken[0], dialect.delimiter, dialect.quote):
            feed.accept()
            continue
        if not is_sound(feed.taken, cells, dialect, shape) or not any(cells):
            if not is_header(cells, shape.columns.names):
                return count
        feed.accept()
        count += 1
    return count


def _open(record: Record) -> bool:
    """A row whose last cell is unquoted may go on behind a blank line."""
    return not record.raw[-1].rstrip().endswith('"')


def _is_tail(line: str, dialect: Dialect) -> bool:
    """Tell whether the delimiters of a line are all punctuation."""
    delimiter = dialect.delimiter
    places = [i for i, char in enumerate(line) if char == delimiter]
    return all(is_prose(line[i - 1 : i], delimiter, line[i + 1 : i + 2]) for i in places)


def _ended_with_lf(line: str) -> str:
    return line.rstrip("\r\n") + "\n"
