"""Any messy table of pairs in, clean pairs out, with a full account of what was done.

First the file as a whole: container, encoding, dialect, header (``sources``). Then its records, the
sound ones straight through, the others by the best of their readings (``records``). Then the cells:
the damage that the whole file shows, the verdict on each pair (``treatment``). Normalisation comes
last and can be left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from mistral_assistant.dataset.curing import find_cure
from mistral_assistant.dataset.in_parallel import Repaired
from mistral_assistant.dataset.judge import only_figures
from mistral_assistant.dataset.pairing import Pair, Paired, SoundPairs, paired
from mistral_assistant.dataset.record import one_by_one
from mistral_assistant.dataset.report import Counts, Report
from mistral_assistant.dataset.segment_work import Work, store
from mistral_assistant.dataset.sound_run import Run
from mistral_assistant.dataset.sources import Read, open_table
from mistral_assistant.dataset.stored import Folder, Row, StoredRows
from mistral_assistant.dataset.tables import Table
from mistral_assistant.dataset.treatment import Treatment
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

SAMPLE_PAIRS = 2_000
"""By which the damage of the cells is told."""


@dataclass
class Repair:
    """What came out of a file; it lies on disk as long as this object lives."""

    report: Report
    extra: tuple[str, ...] = ()
    """Names of the columns that were kept beside the pair."""
    _rows: Iterable[Row] = ()

    @property
    def pairs(self) -> Iterable[Pair]:
        """The pairs, which can be gone through again and again."""
        return _Pairs(self._rows)

    def rows(self) -> Iterator[dict[str, str]]:
        """Yield the pairs with the kept columns, by name."""
        names = ("instruction", "response", *self.extra)
        for row in self._rows:
            yield dict(zip(names, row, strict=True))

    def close(self) -> None:
        """Remove what lies on disk now; pairs and entries are gone then."""
        if self.report.folder is not None:
            self.report.folder.remove()


@dataclass(frozen=True)
class _Pairs:
    rows: Iterable[Row]

    def __iter__(self) -> Iterator[Pair]:
        return ((row[0], row[1]) for row in self.rows)


def repair(
    path: str | Path,
    *,
    normalise: bool = True,
    columns: Mapping[str, str] | None = None,
    keep: Sequence[str] = (),
    corrections: Mapping[int, Pair] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Repair:
    """Read the pairs of a file, however damaged it is.

    Args:
        path: the file; its name and its ending do not matter.
        normalise: also NFC, no outer white space, no invisible characters, no duplicates.
        columns: a column name of the file → ``instruction`` or ``response``.
        keep: names of other columns to keep beside the pair; ``*`` for all.
        corrections: a line of the report → the pair that belongs there (``review.read_review``).
        progress: called with the bytes that were read and the rows that came out so far.

    Raises:
        DataError: there is no table in the file, a side of the pairs has no column, or both sides
            hold nothing but numbers.
    """
    folder = Folder()
    with ExitStack() as stack:
        done = Read()
        table = open_table(Path(path), stack, columns, done)
        report = Report(str(path), table.encoding, table.container, folder=folder)
        stack.callback(report.close)
        report.describe(table.columns, table.dialect, table.rules)
        extra = table.columns.others(keep)
        rows = StoredRows(folder)
        stack.callback(rows.close)
        stream, sample = _with_sample(paired(table))
        if only_figures(sample):
            raise _only_figures(path, table)
        cure = find_cure(sample, normalise)
        report.file_rules += [layer.rule for layer in cure.layers]
        treatment = Treatment(cure, report, table.notes, normalise, corrections or {})
        stack.callback(treatment.seen.close)
        places = tuple(extra.values())
        others: Iterable[tuple[int, Counts]] = ()
        if table.rest:
            work = Work(table.rest, cure, folder, normalise, corrections or {}, places)
            others = Repaired(table.rest.segments, work, treatment.seen, stack)
        for one in stream:
            store(one, treatment, rows, places)
            if progress:
                progress(done.bytes, report.pairs)
        for number, counts in others:
            report.go_on_with(number, counts)
            rows.go_on_with(number)
            if progress:
                progress(done.bytes, report.pairs)
    return Repair(report, tuple(extra), rows)


def scored(path: str | Path) -> tuple[list[Pair], dict[str, int]]:
    """Return the pairs of a file, and how many rows were kept and dropped (duplicates aside)."""
    done = repair(path)
    report = done.report
    counts = {"kept": report.pairs, "dropped": report.lost, "repaired": report.repaired}
    return list(done.pairs), counts


def read_table(path: str | Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file of any columns, by column name; what is unsure is left out.

    Raises:
        DataError: there is no table in the file.
    """
    with ExitStack() as stack:
        table = open_table(Path(path), stack)
        for record in one_by_one(table.all_records()):
            if record.kind == "row":
                names = table.columns.unique_names(len(record.cells))
                yield dict(zip(names, record.cells, strict=True))


def _with_sample(stream: Iterator[Paired]) -> tuple[Iterator[Paired], list[Pair]]:
    """Return the stream from its beginning, and the first pairs of it."""
    head: list[Paired] = []
    sample: list[Pair] = []
    for one in stream:
        if isinstance(one, Run):
            one = SoundPairs.of(one)
        head.append(one)
        if isinstance(one, SoundPairs):
            sample += one.pairs
        elif one[0].kind == "row":
            sample.append(one[1])
        if len(sample) >= SAMPLE_PAIRS:
            break
    return chain(head, stream), sample[:SAMPLE_PAIRS]


def _only_figures(path: str | Path, table: Table) -> DataError:
    names = ", ".join(f"« {name.strip()} »" for name in table.columns.names if name.strip())
    return DataError(
        _("« {path} » ne contient que des nombres (colonnes : {names}).").format(
            path=path, names=names or _("sans nom")
        ),
        _("Il faut des questions et des réponses. Si d'autres colonnes en contiennent, "
          "nommez-les avec --columns, par exemple --columns question=instruction."),
    )  # fmt: skip
