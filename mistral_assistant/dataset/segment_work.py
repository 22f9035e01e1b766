"""What is done to one segment of a file: its records are read, repaired, judged and stored."""

from collections.abc import Mapping
from dataclasses import dataclass

from mistral_assistant.dataset.curing import Cure
from mistral_assistant.dataset.lines import Notes
from mistral_assistant.dataset.pairing import Pair, Paired, SoundPairs, by_column
from mistral_assistant.dataset.report import Counts, Report
from mistral_assistant.dataset.rest import Rest
from mistral_assistant.dataset.seen import Seen
from mistral_assistant.dataset.segments import Segment
from mistral_assistant.dataset.sound_run import Run
from mistral_assistant.dataset.stored import Folder, Row, StoredRows
from mistral_assistant.dataset.treatment import Treatment

_FEW = 8
"""Records of a run that are treated singly where not all come out as they are."""


@dataclass(frozen=True)
class Work:
    """What is decided for the whole file and needed for each of its segments."""

    rest: Rest
    cure: Cure
    folder: Folder
    normalise: bool
    corrections: Mapping[int, Pair]
    extra: tuple[int, ...]
    """The columns that are kept beside the pair."""

    def on(self, segment: Segment, seen: Seen) -> Counts:
        """Repair a segment; its rows and entries are stored under its number."""
        notes = Notes()
        feed = self.rest.feed(segment, notes)
        report = Report(folder=self.folder, number=segment.number)
        rows = StoredRows(self.folder, segment.number)
        treatment = Treatment(self.cure, report, notes, self.normalise, self.corrections, seen)
        try:
            for one in by_column(self.rest.records(feed), self.rest.columns):
                store(one, treatment, rows, self.extra)
        finally:
            rows.close()
            report.close()
        return report.counts()


def store(one: Paired, treatment: Treatment, rows: StoredRows, extra: tuple[int, ...]) -> None:
    """Treat a record, a batch or a run, and store what comes out."""
    if not isinstance(one, Run) or extra:
        rows.extend(_treated(one, treatment, extra))
    elif treatment.run(one):
        rows.add_run(one)
    elif len(one) <= _FEW:
        rows.extend(_treated(one, treatment, extra))
    else:
        for half in one.halves():
            store(half, treatment, rows, extra)


def _treated(one: Paired, treatment: Treatment, extra: tuple[int, ...]) -> list[Row]:
    """Return the rows that come out: the pair and the cells of the kept columns."""
    if isinstance(one, Run):
        one = SoundPairs.of(one)
    if isinstance(one, SoundPairs):
        found = treatment.many(one)
        if not extra:
            return [pair for _, pair in found]
        cells = one.rows.rows
        return [(*pair, *(cells[at][column] for column in extra)) for at, pair in found]
    record, pair = one
    result = treatment.one(record, pair)
    if result is None:
        return []
    return [(*result, *(record.cells[at] if at < len(record.cells) else "" for at in extra))]
