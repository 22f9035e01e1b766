"""One record of a file, and how records come from batches, runs and lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.sound_run import Run


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


def text_of(lines: list[str]) -> str:
    """Return lines as one text in which all line ends are LF."""
    text = "".join(one.rstrip("\r\n") + "\n" for one in lines)
    return text if lines[-1].endswith(("\n", "\r")) else text.removesuffix("\n")


def last_of(batch: SoundRows) -> Record:
    """Take the last record out of a batch."""
    cells, end = batch.rows.pop(), batch.ends.pop()
    start = batch.ends[-1] if batch.ends else 0
    raw = batch.lines[start:end]
    del batch.lines[start:]
    return Record(batch.line + start, raw, cells)
