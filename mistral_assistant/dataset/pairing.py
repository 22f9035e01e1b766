"""From records with columns to pairs: by column, from dialogues, from lists of messages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mistral_assistant.dataset.dialogues import pairs_of_long_form, pairs_of_messages
from mistral_assistant.dataset.header import Columns
from mistral_assistant.dataset.record import Record, one_by_one
from mistral_assistant.dataset.sound import SoundRows
from mistral_assistant.dataset.sound_run import Run
from mistral_assistant.dataset.tables import Table
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

Pair = tuple[str, str]
NO_PAIR: Pair = ("", "")


@dataclass(slots=True)
class SoundPairs:
    """A batch of sound records with their pairs."""

    rows: SoundRows
    pairs: list[Pair]

    @classmethod
    def of(cls, run: Run) -> "SoundPairs":
        """Take a run apart."""
        rows, (one, other) = run.as_rows(), run.sides
        return cls(rows, [(cells[one], cells[other]) for cells in rows.rows])

    def one_by_one(self) -> Iterator[tuple[Record, Pair]]:
        """Yield each record with its pair."""
        return zip(one_by_one((self.rows,)), self.pairs, strict=True)


Paired = tuple[Record, Pair] | SoundPairs | Run


def paired(table: Table) -> Iterator[Paired]:
    """Yield every record with the pair in it; junk records have an empty one.

    Raises:
        DataError: a side of the pairs has no column; the message names what was found.
    """
    columns = table.columns
    if columns.has_pairs:
        return by_column(table.records, columns)
    if columns.messages >= 0:
        return _from_messages(one_by_one(table.records), columns.messages)
    if columns.is_dialogue:
        turns = pairs_of_long_form(
            one_by_one(table.records), columns.role, columns.content, columns.conversation
        )
        return by_column(turns, Columns(instruction=0, response=1))
    raise _missing(columns)


def by_column(records: Iterable[Record | SoundRows | Run], columns: Columns) -> Iterator[Paired]:
    """Yield every record with the pair in its columns."""
    one, other, more = columns.instruction, columns.response, columns.input
    for record in records:
        if isinstance(record, Record):
            yield record, _pair(record.cells, columns) if record.kind != "junk" else NO_PAIR
        elif isinstance(record, Run):
            yield record
        elif more < 0:
            yield SoundPairs(record, [(cells[one], cells[other]) for cells in record.rows])
        else:
            yield SoundPairs(record, [_pair(cells, columns) for cells in record.rows])


def _pair(cells: list[str], columns: Columns) -> Pair:
    """Return both sides; Alpaca's input belongs to the instruction."""
    one, other, more = (
        cells[place] if 0 <= place < len(cells) else ""
        for place in (columns.instruction, columns.response, columns.input)
    )
    if more.strip():
        one = f"{one}\n\n{more}" if one.strip() else more
    return one, other


def _from_messages(records: Iterable[Record], column: int) -> Iterator[Paired]:
    for record in records:
        pairs = pairs_of_messages(record.cells[column]) if record.kind == "row" else []
        for pair in pairs:
            yield replace(record, cells=list(pair)), pair
        if not pairs and record.kind == "row":
            why = record.rules | {"no_messages"}
            yield replace(record, kind="unsure", rules=why, confidence=0.0), NO_PAIR
        elif not pairs:
            yield record, NO_PAIR


def _missing(columns: Columns) -> DataError:
    found = ", ".join(f"« {name.strip()} »" for name in columns.names if name.strip())
    lacking = [
        name
        for name, place in (
            ("instruction", columns.instruction),
            ("response", columns.response),
        )
        if place < 0
    ]
    return DataError(
        _("Colonne manquante : {lacking}. Colonnes trouvées : {found}.").format(
            lacking=", ".join(lacking), found=found or _("aucune")
        ),
        _("Nommez-les avec --columns, par exemple --columns question=instruction,texte=response."),
    )
