"""Answers worked out from the cells of a table: which kind of answer a question comes to.

What is computed is handed over as one passage whose fields the pack's template puts into words;
the rows that it rests on come with it, to be cited. Empty cells are never made up for.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.knowledge.row_answers import compared, of_row
from mistral_assistant.knowledge.table_questions import TableQuestion
from mistral_assistant.knowledge.table_rows import has_value, label
from mistral_assistant.knowledge.table_totals import COUNTED, of_all, values_of
from mistral_assistant.knowledge.table_view import View

NEAR = 0.75
"""Share of the best score from which a further row is named."""
_SENTENCE = re.compile(r"(?<=[.!?])\s")


def answered(
    table: Table,
    question: TableQuestion,
    named: Sequence[TableRow],
    today: date,
    is_name: Callable[[str], bool],
) -> tuple[Passage, ...]:
    """Return the computed answer and rows it rests on; nothing where the table is not asked.

    ``named`` are the rows that the message names or still speaks of; ``is_name`` tells a name that
    the table does not have from a word.
    """
    view = View(table, today)
    referring = _referring(view, question, named)
    if referring:
        return of_all(view, referring)
    if len(named) > 1:
        return compared(view, question, named)
    if named:
        return of_row(view, question, named[0])
    if question.about_all or (question.values and not question.closed):
        return of_all(view, question)
    if not question.columns:
        return ()
    column = question.columns[0]
    plural = question.many or question.count
    if plural and not question.rest and table.types.get(column, "text") in COUNTED:
        return values_of(view, column)
    return _unnamed(view, question, is_name)


def matches(
    table: Table, question: TableQuestion, found: Sequence[Passage], today: date
) -> tuple[Passage, ...]:
    """Return the rows whose documents the search found for « quelle application sert à … »."""
    rows = {(row.file, row.cells[table.key]): row for row in table.rows}
    best = found[0].score if found else 0.0
    near = [passage for passage in found if passage.score >= NEAR * best]
    hits = [
        row
        for passage in near
        if (row := rows.get((passage.source.partition(" · ")[0], passage.title)))
    ]
    if not hits or not question.called or not question.rest:
        return ()
    view = View(table, today)
    items = "\n".join(f"- {view.name(row)} : {_in_short(view, row)}" for row in hits)
    return view.answer("match", hits, items, items=items)


def _in_short(view: View, row: TableRow) -> str:
    """Return the first sentence of the row's longest prose."""
    columns = [c for c in view.table.columns if view.table.types.get(c, "text") == "text"]
    prose = max((view.cell(row, column) for column in columns), key=len)
    return _SENTENCE.split(prose)[0]


def _referring(
    view: View, question: TableQuestion, named: Sequence[TableRow]
) -> TableQuestion | None:
    """« quelles applications dépendent de X » : the name is a value of other rows."""
    if not named or not (question.about_all or question.backwards):
        return None
    columns = [
        column
        for column in dict.fromkeys((*question.columns, *question.backwards))
        if column != view.table.key
        and any(has_value(row, column, view.name(named[0])) for row in view.table.rows)
    ]
    asked = [column for column in question.columns if column in columns]
    if question.backwards:
        wanted = next((c for c in (*asked, *question.backwards) if c in columns), "")
        wanted = wanted or question.backwards[0]
    else:
        wanted = next((c for c in asked if view.table.types.get(c, "text") == "text"), "")
    if not wanted:
        return None
    values = ((wanted, view.name(named[0])),)
    return TableQuestion(
        values=(*question.values, *values), called=True, many=True,
        count=question.count, negated=question.negated, either=True,
    )  # fmt: skip


def _unnamed(
    view: View, question: TableQuestion, is_name: Callable[[str], bool]
) -> tuple[Passage, ...]:
    names = [word for word in question.rest if is_name(word)]
    field = label(view.table, question.columns[0])
    if names:
        return view.answer("unknown", (), "", name=" ".join(names), field=field)
    return view.answer("which", (), "", field=field)
