"""Which rows of a table a question leaves, and how that choice is put in words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.domains.records import plain
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.stems import stems
from mistral_assistant.knowledge.table_questions import TableQuestion
from mistral_assistant.knowledge.table_words import family_of, parts

_DAY = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b")
SHORT_ITEM = 150
"""Characters up to which an item of a list may stand in for an empty field."""


@dataclass(frozen=True)
class Choice:
    """Rows, and what they have in common."""

    rows: tuple[TableRow, ...]
    why: str = ""
    """Empty when nothing was asked of them."""


def label(table: Table, column: str) -> str:
    """Return what a column is called in an answer."""
    return table.labels.get(column, column)


def column_of(table: Table, columns: Sequence[str], kinds: Sequence[str]) -> str:
    """Return the first column asked for that is of one of the kinds, else the first of the table.

    A kind is a column's type; empty if the table has no such column.
    """
    for column in (*columns, *table.columns):
        if table.types.get(column, "text") in kinds:
            return column
    return ""


def has_value(row: TableRow, column: str, value: str) -> bool:
    """Tell whether a cell holds a value, whatever its version and its case."""
    wanted = plain(value)
    return any(wanted in (plain(part), plain(family_of(part))) for part in parts(row.cells[column]))


def chosen(table: Table, question: TableQuestion) -> Choice:
    """Return the rows that all conditions of a question leave."""
    rows = tuple(sorted(table.rows, key=lambda row: plain(row.cells[table.key])))
    reasons = []
    for narrow in (_by_values, _by_year, _by_number, _by_being_there, _by_words):
        choice = narrow(table, question, rows)
        if choice:
            rows = choice.rows
            reasons.append(choice.why)
    return Choice(rows, " ; ".join(reasons))


def _by_values(table: Table, question: TableQuestion, rows: tuple[TableRow, ...]) -> Choice | None:
    if not question.values:
        return None
    columns = list(dict.fromkeys(column for column, _value in question.values))
    reasons = []
    for column in columns:
        values = [value for name, value in question.values if name == column]
        negated = question.negated and column == columns[-1]
        every = table.types.get(column) == "list" and not question.either
        need = all if every else any
        rows = tuple(
            row
            for row in rows
            if row.cells[column]
            and need(has_value(row, column, value) for value in values) is not negated
        )
        what = _("{field} autre que {value}") if negated else _("{field} : {value}")
        reasons.append(what.format(field=label(table, column), value=", ".join(values)))
    return Choice(rows, " ; ".join(reasons))


def _by_year(table: Table, question: TableQuestion, rows: tuple[TableRow, ...]) -> Choice | None:
    column = column_of(table, question.columns, ("date",))
    if question.years is None or not column:
        return None
    word, year, last = question.years
    kept = tuple(
        row
        for row in rows
        if (day := day_of(table, row, column)) and _within(day.year, word, year, last)
    )
    span = f"{year}–{last}" if last != year else f"{_YEAR_WORDS.get(word, word)} {year}"
    return Choice(kept, f"{label(table, column)} : {span}")


_YEAR_WORDS = {"apres": "après"}


def day_of(table: Table, row: TableRow, column: str) -> date | None:
    """Return the day in a date's cell, or where a list names the field: « 12/03/2019 : … »."""
    cell = row.cells[column]
    try:
        if cell:
            return date.fromisoformat(cell)
        day = _DAY.search(said_elsewhere(table, row, column))
        return date(int(day[3]), int(day[2]), int(day[1])) if day else None
    except ValueError:
        return None


def said_elsewhere(table: Table, row: TableRow, column: str) -> str:
    """Return the items of other lists that name an empty field: « 12/03/2019 : lancement »."""
    wanted = set(stems(label(table, column)))
    items = [
        item
        for other in table.columns
        if table.types.get(other) == "list" and row.cells[other]
        for item in row.cells[other].split("; ")
        if len(item) <= SHORT_ITEM and wanted <= set(stems(item))
    ]
    return ", ".join(items) if column not in row.provisional else ""


def _within(found: int, word: str, year: int, last: int) -> bool:
    if word == "avant":
        return found < year
    if word == "apres":
        return found > year
    return found >= year if word == "depuis" else year <= found <= last


def _by_number(table: Table, question: TableQuestion, rows: tuple[TableRow, ...]) -> Choice | None:
    column = column_of(table, question.columns, ("number", "amount"))
    if question.than is None or not column:
        return None
    word, bound = question.than
    kept = tuple(
        row
        for row in rows
        if (number := number_in(row.cells[column])) is not None
        and (number > bound if word == "plus" else number < bound)
    )
    what = _("{field} supérieur à {bound}") if word == "plus" else _("{field} inférieur à {bound}")
    return Choice(kept, what.format(field=label(table, column), bound=bound))


def number_in(cell: str) -> float | None:
    """Return the number of a cell; None if it holds none."""
    try:
        return float(cell)
    except ValueError:
        return None


def _by_being_there(
    table: Table, question: TableQuestion, rows: tuple[TableRow, ...]
) -> Choice | None:
    """« n'ont pas d'hébergeur », « ont un site » : the cell is empty, or is not."""
    if question.values or question.years or question.than or question.rest:
        return None
    if not question.columns or not question.called or not (question.negated or question.have):
        return None
    column = question.columns[0]
    kept = tuple(row for row in rows if bool(row.cells[column]) is not question.negated)
    what = _("{field} non disponible") if question.negated else _("{field} disponible")
    return Choice(kept, what.format(field=label(table, column)))


def _by_words(table: Table, question: TableQuestion, rows: tuple[TableRow, ...]) -> Choice | None:
    """What is left of the question is part of a cell of the column asked for: « chez OVH »."""
    wanted = set(stems(" ".join(question.rest)))
    if question.values or not wanted:
        return None
    for column in question.columns:
        kept = tuple(row for row in rows if wanted <= set(_stems_of(row, column)))
        if kept and table.types.get(column) not in ("date", "number", "amount"):
            words = " ".join(question.rest)
            return Choice(
                kept, _("{field} : {value}").format(field=label(table, column), value=words)
            )
    return None


def _stems_of(row: TableRow, column: str) -> Iterator[str]:
    for part in parts(row.cells[column]):
        if "://" not in part:
            yield from stems(part)
