"""Look-up of table rows by entity, and how a row is written out as a passage."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from mistral_assistant.chat import Entity, Passage
from mistral_assistant.domains.pack import DomainPack, Table, TableRow
from mistral_assistant.french import fold, write_amount, write_date
from mistral_assistant.i18n import _

EMPTY = "—"


def look_up(pack: DomainPack, entities: Sequence[Entity], today: date) -> tuple[Passage, ...]:
    """Return the rows that the entities point to, in the order of the entities."""
    rows: dict[tuple[str, str, int], Passage] = {}
    for entity in entities:
        for table in pack.tables.values():
            column = lookup_columns(table).get(entity.type)
            if column is None:
                continue
            wanted = _key(entity.value)
            for row in table.rows:
                if _key(row.cells[column]) == wanted:
                    key = (table.name, row.file, row.line)
                    rows.setdefault(key, row_passage(table, row, entity.score, today))
    return tuple(rows.values())


def rows_called(pack: DomainPack, name: str, today: date) -> tuple[Passage, ...]:
    """Return the rows of all tables that are looked up by exactly this name or number."""
    wanted = _key(name)
    return tuple(
        row_passage(table, row, 1.0, today)
        for table in pack.tables.values()
        for row in table.rows
        if wanted and any(_key(row.cells[key]) == wanted for key in lookup_columns(table).values())
    )


def lookup_columns(table: Table) -> dict[str, str]:
    """Return entity type → the column that it is compared with."""
    return {table.entity: table.key, **table.also}


def written(table: Table, cells: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the cells as a reader wants them: dates and amounts written out, lists joined."""
    return {
        column: written_cell(cell, table.types.get(column, "text"), today)
        for column, cell in cells.items()
    }


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalnum())


def written_cell(cell: str, kind: str, today: date) -> str:
    """Return one cell as a reader wants it."""
    if not cell.strip():
        return EMPTY
    if kind == "date":
        try:
            return write_date(date.fromisoformat(cell), today)
        except ValueError:
            return cell
    if kind == "amount":
        return write_amount(cell)
    if kind == "number" and cell.isdecimal():
        return f"{int(cell):,}".replace(",", "\u202f")
    if kind == "list":
        return ", ".join(part.strip() for part in cell.split(";"))
    return cell


def row_passage(table: Table, row: TableRow, score: float, today: date) -> Passage:
    """Return a row written out, with where it stands."""
    cells = written(table, row.cells, today)
    text = " ; ".join(
        f"{table.labels.get(column, column)} : {cell}"
        for column, cell in cells.items()
        if cell != EMPTY
    )
    title = table.title or table.name
    place = _("{table} · ligne {line}").format(table=title, line=row.line)
    return Passage(
        source=f"{row.file} · {row.cells[table.key]}" if row.file else place,
        text=text,
        score=score,
        title=f"{title} · {row.cells[table.key]}",
        kind="row",
        table=table.name,
        fields=dict(row.cells),
    )
