"""One table as it is read out: names, cells, and the passage that a computed answer comes as."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.knowledge.tables import row_passage, written_cell

ANSWER, COLUMN = "$answer", "$column"
"""Keys of a computed passage: the kind of answer and the column it is from; no column of a table
can be called so."""
EVIDENCE = 5
"""Rows that are cited with a computed answer."""
SHORT_CELL = 150
"""Characters up to which a cell stands in a list or a comparison."""


@dataclass(frozen=True)
class View:
    """A table as it reads today."""

    table: Table
    today: date

    def name(self, row: TableRow) -> str:
        """Return the name of a row."""
        return row.cells[self.table.key]

    def cell(self, row: TableRow, column: str) -> str:
        """Return a cell written out; empty where it holds nothing."""
        kind = self.table.types.get(column, "text")
        return written_cell(row.cells[column], kind, self.today) if row.cells[column] else ""

    def answer(
        self, kind: str, rows: Sequence[TableRow], text: str, column: str = "", **fields: str
    ) -> tuple[Passage, ...]:
        """Return the computed passage, and the first of the rows it rests on."""
        table = self.table
        cells = dict(rows[0].cells) if len(rows) == 1 else {}
        count = ngettext("{count} fiche", "{count} fiches", len(rows)).format(count=len(rows))
        evidence = [row_passage(table, row, 1.0, self.today) for row in rows[:EVIDENCE]]
        computed = Passage(
            source=evidence[0].source if len(rows) == 1 else f"{table.title} · {count}",
            text=text,
            score=1.0,
            title=table.title,
            kind="row",
            table=table.name,
            fields={
                **cells, "total": str(len(table.rows)), ANSWER: kind, COLUMN: column,
                **{key: value for key, value in fields.items() if value},
            },
        )  # fmt: skip
        return (computed, *evidence) if len(rows) <= EVIDENCE else (computed,)


def not_available() -> str:
    """Return what stands for a cell that holds nothing."""
    return _("non disponible")
