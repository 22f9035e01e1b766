"""Answers about one row, or two or three side by side: a field, yes or no, the whole sheet."""

from collections.abc import Sequence

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import TableRow
from mistral_assistant.knowledge.stems import stems
from mistral_assistant.knowledge.table_questions import TableQuestion
from mistral_assistant.knowledge.table_rows import has_value, label, said_elsewhere
from mistral_assistant.knowledge.table_view import SHORT_CELL, View, not_available

SHEET_PROSE = 600
"""Characters of one cell that a whole sheet shows."""


def of_row(view: View, question: TableQuestion, row: TableRow) -> tuple[Passage, ...]:
    """Return the answer about one row."""
    if question.sheet and not question.columns and not question.values:
        return _sheet(view, row)
    asked: dict[str, list[str]] = {column: [] for column in question.columns}
    for column, value in question.values:
        asked.setdefault(column, []).append(value)
    if question.values and question.closed and not question.either:
        return _yes_or_no(view, row, *question.values[-1])
    if len(asked) == 1:
        return _field(view, question, row, next(iter(asked)))
    if asked:
        return _fields(view, row, list(asked))
    return _elsewhere(view, question, row) if question.rest else _sheet(view, row)


def compared(view: View, question: TableQuestion, rows: Sequence[TableRow]) -> tuple[Passage, ...]:
    """Return the rows side by side, in the columns asked for or in all short ones."""
    columns = [*question.columns, *(column for column, _value in question.values)]
    shown = columns or [
        column
        for column in view.table.columns
        if column != view.table.key
        and all(len(view.cell(row, column)) <= SHORT_CELL for row in rows)
        and any(row.cells[column] for row in rows)
    ]
    lines = [
        f"- {label(view.table, column)} : "
        + " ; ".join(
            f"{view.name(row)} : {view.cell(row, column) or not_available()}" for row in rows
        )
        for column in dict.fromkeys(shown)
    ]
    items = "\n".join(lines)
    return view.answer("compare", rows, items, items=items)


def _field(view: View, question: TableQuestion, row: TableRow, column: str) -> tuple[Passage, ...]:
    value = _narrowed(view, question, row, column) or view.cell(row, column)
    value = value or said_elsewhere(view.table, row, column)
    about = {"name": view.name(row), "field": label(view.table, column), "column": column}
    if not value:
        kind = "provisional" if column in row.provisional else "absent"
        return view.answer(kind, [row], "", **about)
    text = f"{about['name']} — {about['field']} : {value}"
    return view.answer("field", [row], text, value=value, **about)


def _narrowed(view: View, question: TableQuestion, row: TableRow, column: str) -> str:
    """Of a list keep the items that the rest of the question names: « le chef de projet »."""
    wanted = set(stems(" ".join(question.rest)))
    if view.table.types.get(column) != "list" or not wanted:
        return ""
    items = row.cells[column].split("; ")
    kept = [item for item in items if wanted <= set(stems(item))]
    return ", ".join(kept)


def _fields(view: View, row: TableRow, columns: Sequence[str]) -> tuple[Passage, ...]:
    lines = [_line(view, row, column) for column in columns]
    return view.answer(
        "fields", [row], "\n".join(lines), name=view.name(row), items="\n".join(lines)
    )


def _line(view: View, row: TableRow, column: str) -> str:
    return f"- {label(view.table, column)} : {view.cell(row, column) or not_available()}"


def _yes_or_no(view: View, row: TableRow, column: str, value: str) -> tuple[Passage, ...]:
    cell = view.cell(row, column)
    about = {"name": view.name(row), "field": label(view.table, column), "column": column}
    if not cell:
        kind = "provisional" if column in row.provisional else "absent"
        return view.answer(kind, [row], "", **about)
    kind = "yes" if has_value(row, column, value) else "no"
    return view.answer(kind, [row], f"{about['field']} : {cell}", value=cell, **about)


def _sheet(view: View, row: TableRow) -> tuple[Passage, ...]:
    lines = [
        f"- {label(view.table, column)} : {_cut(view.cell(row, column))}"
        for column in view.table.columns
        if row.cells[column] and column != view.table.key
    ]
    items = "\n".join(lines)
    return view.answer("sheet", [row], items, name=view.name(row), items=items)


def _cut(text: str) -> str:
    return text if len(text) <= SHEET_PROSE else f"{text[:SHEET_PROSE].rsplit(' ', 1)[0]} …"


def _elsewhere(view: View, question: TableQuestion, row: TableRow) -> tuple[Passage, ...]:
    """The question asks for no column: the cell that speaks of it, or that the sheet is silent."""
    wanted = set(stems(" ".join(question.rest)))
    covered = {
        column: len(wanted & set(stems(row.cells[column])))
        for column in view.table.columns
        if column != view.table.key
    }
    best = max(covered, key=lambda column: covered[column])
    if wanted and covered[best] * 2 >= len(wanted):
        return _field(view, question, row, best)
    words = " ".join(question.rest)
    return view.answer("absent", [row], "", name=view.name(row), field=words)
