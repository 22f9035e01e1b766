"""Any messy table of pairs in, clean pairs out, with a full account of what was done.

First the file as a whole: container, encoding, dialect, header (``sources``). Then its records, the
sound ones straight through, the others by the best of their readings (``records``). Then the cells:
the damage that the whole file shows, the verdict on each pair (``curing``). Normalisation comes
last and can be left out.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from mistral_assistant.dataset.curing import Cure, cured, find_cure
from mistral_assistant.dataset.normalise import normalised
from mistral_assistant.dataset.pairing import Pair, paired
from mistral_assistant.dataset.records import Record
from mistral_assistant.dataset.report import Entry, Report, shortened
from mistral_assistant.dataset.seen import Seen
from mistral_assistant.dataset.sources import Progress, open_table
from mistral_assistant.dataset.tables import Table

SAMPLE_PAIRS = 2_000
"""By which the damage of the cells is told."""


class Pairs:
    """Pairs on disk that can be gone through again and again."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Pair]:
        with self._path.open(encoding="utf-8") as lines:
            for line in lines:
                instruction, response = json.loads(line)
                yield instruction, response


@dataclass
class Repair:
    """What came out of a file; its pairs and entries lie on disk as long as this object lives."""

    pairs: Iterable[Pair]
    report: Report
    _folder: "tempfile.TemporaryDirectory[str]"


def repair(
    path: str | Path,
    *,
    normalise: bool = True,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> Repair:
    """Read the pairs of a file, however damaged it is.

    Args:
        path: the file; its name and its ending do not matter.
        normalise: also NFC, no outer white space, no invisible characters, no duplicates.
        columns: a column name of the file → ``instruction`` or ``response``.
        progress: called with the bytes read so far.

    Raises:
        DataError: there is no table in the file, or a side of the pairs has no column.
    """
    folder = tempfile.TemporaryDirectory(prefix="mistral-assistant-")
    place = Path(folder.name)
    with ExitStack() as stack:
        table = open_table(Path(path), stack, columns, progress)
        report = Report(str(path), table.encoding, table.container, entries_file=place / "entries")
        report.describe(table.columns, table.dialect, table.rules)
        encode = json.JSONEncoder().encode
        with (place / "pairs").open("w", encoding="ascii") as out:
            out.writelines(encode(pair) + "\n" for pair in _pairs(table, report, normalise))
        report.close()
    return Repair(Pairs(place / "pairs"), report, folder)


def scored(path: str | Path) -> tuple[list[Pair], dict[str, int]]:
    """Return the pairs of a file, and how many rows were kept and dropped (duplicates aside)."""
    done = repair(path)
    report = done.report
    counts = {"kept": report.pairs, "dropped": report.lost, "repaired": report.repaired}
    return list(done.pairs), counts


def read_table(path: str | Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of any columns, by column name; what is unsure is left out."""
    with ExitStack() as stack:
        table = open_table(Path(path), stack)
        names = table.columns.names
        for record in table.records:
            if record.kind == "row":
                yield {
                    (names[place] if place < len(names) else "") or f"colonne {place + 1}": cell
                    for place, cell in enumerate(record.cells)
                }


def _pairs(table: Table, report: Report, normalise: bool) -> Iterator[Pair]:
    """Yield the pairs that come out and account for every record."""
    rows = paired(table)
    head = list(islice(rows, SAMPLE_PAIRS))
    cure = find_cure([pair for record, pair in head if record.kind == "row"], normalise)
    report.file_rules += [layer.rule for layer in cure.layers]
    seen = Seen()
    for record, pair in chain(head, rows):
        if record.kind == "row":
            record.rules |= table.notes.take(record.line, len(record.raw))
        entry, result = _treated(record, pair, cure)
        if normalise and (entry is None or entry.action == "repaired"):
            result = normalised(result[0]), normalised(result[1])
            if not seen.is_new(result):
                entry = Entry(
                    record.line, "dropped", ("duplicate",), 1.0, _original(record), result
                )
        if entry is None:
            report.kept += 1
        else:
            report.add(entry)
        if entry is None or entry.action == "repaired":
            yield result
    seen.close()


def _treated(record: Record, pair: Pair, cure: Cure) -> tuple[Entry | None, Pair]:
    """Return what is to be told about a record (None: nothing) and its pair after repair."""
    line, confidence = record.line, record.confidence
    if record.kind == "junk":
        return Entry(line, "junk", (record.junk,), 1.0, _original(record)), pair
    if record.kind == "unsure":
        why = tuple(sorted(record.rules))
        return Entry(line, "unsure", why, confidence, _original(record), pair), pair
    if not pair[0].strip() and not pair[1].strip():
        return Entry(line, "junk", ("blank",), 1.0, _original(record)), pair
    result, rules, why_not = cured(pair, cure)
    if why_not:
        return Entry(line, "dropped", (why_not,), 1.0, _original(record), result), result
    rules |= record.rules
    if rules:
        told = tuple(sorted(rules))
        return Entry(line, "repaired", told, confidence, _original(record), result), result
    return None, result


def _original(record: Record) -> str:
    return shortened("".join(record.raw))
