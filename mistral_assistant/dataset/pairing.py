"""From records with columns to pairs: by column, from dialogues, from lists of messages."""

from collections.abc import Iterator
from dataclasses import replace

from mistral_assistant.dataset.dialogues import pairs_of_long_form, pairs_of_messages
from mistral_assistant.dataset.header import Columns
from mistral_assistant.dataset.records import Record
from mistral_assistant.dataset.tables import Table
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

Pair = tuple[str, str]


def paired(table: Table) -> Iterator[tuple[Record, Pair]]:
    """Yield every record with the pair in it; junk and unsure records have an empty one.

    Raises:
        DataError: a side of the pairs has no column; the message names what was found.
    """
    columns = table.columns
    records = table.records
    if columns.has_pairs:
        return _by_column(records, columns)
    if columns.messages >= 0:
        return _from_messages(records, columns.messages)
    if columns.is_dialogue:
        records = pairs_of_long_form(records, columns.role, columns.content, columns.conversation)
        sides = Columns(instruction=0, response=1)
        return _by_column(records, sides)
    raise _missing(columns)


def _by_column(records: Iterator[Record], columns: Columns) -> Iterator[tuple[Record, Pair]]:
    one, other, more = columns.instruction, columns.response, columns.input
    for record in records:
        cells = record.cells
        if record.kind == "junk":
            yield record, ("", "")
            continue
        instruction = cells[one] if one < len(cells) else ""
        if 0 <= more < len(cells) and cells[more].strip():
            instruction = f"{instruction}\n\n{cells[more]}" if instruction.strip() else cells[more]
        yield record, (instruction, cells[other] if other < len(cells) else "")


def _from_messages(records: Iterator[Record], column: int) -> Iterator[tuple[Record, Pair]]:
    for record in records:
        pairs = pairs_of_messages(record.cells[column]) if record.kind == "row" else []
        if not pairs and record.kind == "row":
            record.kind, record.rules = "unsure", record.rules | {"no_messages"}
        for pair in pairs:
            yield replace_cells(record, pair), pair
        if not pairs:
            yield record, ("", "")


def replace_cells(record: Record, pair: Pair) -> Record:
    """Return a record of the same lines with a pair as its cells."""
    return replace(record, cells=list(pair))


def _missing(columns: Columns) -> DataError:
    found = ", ".join(f"« {name.strip()} »" for name in columns.names if name.strip())
    lacking = [
        name for name, place in (("instruction", columns.instruction), ("response", columns.response))
        if place < 0
    ]  # fmt: skip
    return DataError(
        _("Colonne manquante : {lacking}. Colonnes trouvées : {found}.").format(
            lacking=", ".join(lacking), found=found or _("aucune")
        ),
        _("Nommez-les avec --columns, par exemple --columns question=instruction,texte=response."),
    )
