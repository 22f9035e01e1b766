"""Answers over all rows of a table: lists, numbers, distributions, the most frequent, extremes."""

from collections import Counter
from collections.abc import Sequence

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.french import fold
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.table_questions import TableQuestion
from mistral_assistant.knowledge.table_rows import (
    Choice,
    chosen,
    column_of,
    day_of,
    label,
    number_in,
    said_elsewhere,
)
from mistral_assistant.knowledge.table_view import SHORT_CELL, View, not_available
from mistral_assistant.knowledge.table_words import family_of, parts

COUNTED = ("text", "list")
"""Types of columns whose values are counted."""
LONGEST_LIST = 60
"""Items that an answer names."""


def of_all(view: View, question: TableQuestion) -> tuple[Passage, ...]:
    """Return the answer over the rows that the question leaves."""
    choice = chosen(view.table, question)
    valued = {column for column, _value in question.values}
    counted = [
        column
        for column in question.columns
        if view.table.types.get(column, "text") in COUNTED and column not in valued
    ]
    if question.extreme:
        many = question.extreme in ("largest", "smallest") and counted
        return _most(view, question, counted[0]) if many else _extreme(view, question, choice)
    if question.group and counted:
        return _grouped(view, choice, counted[0])
    if not choice.why and question.rest:
        return ()
    if question.count:
        return _counted(view, choice)
    return _listed(view, choice, [column for column in question.columns if column not in valued])


def values_of(view: View, column: str) -> tuple[Passage, ...]:
    """Return the values of a column with how many rows have each."""
    tally = _tally(view, view.table.rows, column)
    items = ", ".join(f"{value} ({count})" for value, count in _by_count(tally))
    about = {"field": label(view.table, column), "count": str(len(tally)), "items": items}
    return view.answer("values", view.table.rows, items, **about)


def _counted(view: View, choice: Choice) -> tuple[Passage, ...]:
    count = str(len(choice.rows))
    names = ", ".join(view.name(row) for row in choice.rows)
    text = f"{count} ({choice.why}) : {names}"
    return view.answer(
        "count", choice.rows, text, count=count, filter=choice.why or _whole(), items=names
    )


def _listed(view: View, choice: Choice, extra: Sequence[str]) -> tuple[Passage, ...]:
    if not choice.rows:
        return view.answer("none", (), choice.why, filter=choice.why, count="0")
    if choice.why and len(extra) > 1:
        extra = ()
    shown = [_named(view, row, choice, extra) for row in choice.rows[:LONGEST_LIST]]
    items = ", ".join(shown)
    if len(choice.rows) > LONGEST_LIST:
        items += " …"
    count = str(len(choice.rows))
    text = f"{count} ({choice.why}) : {items}"
    return view.answer(
        "list", choice.rows, text, count=count, filter=choice.why or _whole(), items=items
    )


def _named(view: View, row: TableRow, choice: Choice, extra: Sequence[str]) -> str:
    cells = [
        cell
        for column in extra
        if label(view.table, column) not in choice.why
        and (cell := view.cell(row, column))
        and len(cell) <= SHORT_CELL
    ]
    return f"{view.name(row)} ({' ; '.join(cells)})" if cells else view.name(row)


def _tally(view: View, rows: Sequence[TableRow], column: str) -> Counter[str]:
    """Count the rows of each value, versions together; the broadest level of a hierarchy."""
    tally: Counter[str] = Counter()
    for row in rows:
        items = row.cells[column].split("; ") if row.cells[column] else []
        heads = {family_of(next(iter(parts(item)), item)) for item in items}
        tally.update(heads)
    return tally


def _grouped(view: View, choice: Choice, column: str) -> tuple[Passage, ...]:
    tally = _tally(view, choice.rows, column)
    lines = [f"- {value} : {count}" for value, count in _by_count(tally)]
    silent = sum(not row.cells[column] for row in choice.rows)
    if silent:
        lines.append(f"- {not_available()} : {silent}")
    items = "\n".join(lines)
    about = {"field": label(view.table, column), "items": items, "filter": choice.why}
    return view.answer("group", choice.rows, items, **about)


def _by_count(tally: Counter[str]) -> list[tuple[str, int]]:
    return sorted(tally.items(), key=lambda item: (-item[1], fold(item[0])))[:LONGEST_LIST]


def _most(view: View, question: TableQuestion, column: str) -> tuple[Passage, ...]:
    ranked = _by_count(_tally(view, view.table.rows, column))
    if question.extreme == "smallest":
        ranked.reverse()
    if not ranked:
        return ()
    value, count = ranked[0]
    items = ", ".join(f"{name} ({number})" for name, number in ranked)
    about = {"field": label(view.table, column), "value": value, "count": str(count)}
    return view.answer("most", view.table.rows, items, items=items, **about)


def _extreme(view: View, question: TableQuestion, choice: Choice) -> tuple[Passage, ...]:
    dated = question.extreme in ("oldest", "newest")
    kinds = ("date",) if dated else ("number", "amount")
    column = column_of(view.table, question.columns, kinds)
    ranked = {
        row.cells[view.table.key]: rank
        for row in choice.rows
        if column and (rank := _rank(view.table, row, column, dated)) is not None
    }
    known = [row for row in choice.rows if row.cells[view.table.key] in ranked]
    if not known:
        return view.answer("none", (), "", filter=label(view.table, column) if column else "")
    best = (min if question.extreme in ("oldest", "smallest") else max)(
        known, key=lambda row: ranked[row.cells[view.table.key]]
    )
    value = view.cell(best, column) or said_elsewhere(view.table, best, column)
    about = {"name": view.name(best), "field": label(view.table, column), "value": value}
    return view.answer("extreme", [best], f"{about['name']} : {value}", column=column, **about)


def _rank(table: Table, row: TableRow, column: str, dated: bool) -> float | None:
    if not dated:
        return number_in(row.cells[column])
    day = day_of(table, row, column)
    return float(day.toordinal()) if day else None


def _whole() -> str:
    return _("tout le catalogue")
