"""Answers worked out from the cells of a table: a field, yes or no, a list, a number, a comparison.

What is computed is handed over as one passage whose fields the pack's template puts into words;
the rows that it rests on come with it, to be cited. Empty cells are never made up for.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.french import fold
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.knowledge.stems import stems
from mistral_assistant.knowledge.table_questions import TableQuestion
from mistral_assistant.knowledge.table_rows import (
    Choice,
    chosen,
    column_of,
    day_of,
    has_value,
    label,
    number_in,
    said_elsewhere,
)
from mistral_assistant.knowledge.table_words import family_of, parts
from mistral_assistant.knowledge.tables import row_passage, written_cell

ANSWER, COLUMN = "$answer", "$column"
"""Keys of a computed passage: the kind of answer and the column it is from; no column of a table
can be called so."""
EVIDENCE = 5
"""Rows that are cited with a computed answer."""
LONGEST_LIST = 60
"""Items that an answer names."""
SHEET_PROSE = 600
"""Characters of one cell that a whole sheet shows."""
_COUNTED = ("text", "list")
_SENTENCE = re.compile(r"(?<=[.!?])\s")


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
        return _of_all(view, referring)
    if len(named) > 1:
        return _compared(view, question, named)
    if named:
        return _of_row(view, question, named[0])
    if question.about_all or (question.values and not question.closed):
        return _of_all(view, question)
    if not question.columns:
        return ()
    column = question.columns[0]
    plural = question.many or question.count
    if plural and not question.rest and table.types.get(column, "text") in _COUNTED:
        return _values(view, column)
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


NEAR = 0.75
"""Share of the best score from which a further row is named."""


def _in_short(view: View, row: TableRow) -> str:
    """Return the first sentence of the row's longest prose."""
    columns = [c for c in view.table.columns if view.table.types.get(c, "text") == "text"]
    prose = max((view.cell(row, column) for column in columns), key=len)
    return _SENTENCE.split(prose)[0]


# --- one row -----------------------------------------------------------------------------------


def _of_row(view: View, question: TableQuestion, row: TableRow) -> tuple[Passage, ...]:
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
    return f"- {label(view.table, column)} : {view.cell(row, column) or _not_available()}"


def _not_available() -> str:
    return _("non disponible")


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


# --- several rows ------------------------------------------------------------------------------


def _compared(view: View, question: TableQuestion, rows: Sequence[TableRow]) -> tuple[Passage, ...]:
    columns = [*question.columns, *(column for column, _value in question.values)]
    shown = columns or [
        column
        for column in view.table.columns
        if column != view.table.key
        and all(len(view.cell(row, column)) <= SHEET_PROSE // 4 for row in rows)
        and any(row.cells[column] for row in rows)
    ]
    lines = [
        f"- {label(view.table, column)} : "
        + " ; ".join(
            f"{view.name(row)} : {view.cell(row, column) or _not_available()}" for row in rows
        )
        for column in dict.fromkeys(shown)
    ]
    items = "\n".join(lines)
    return view.answer("compare", rows, items, items=items)


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


def _of_all(view: View, question: TableQuestion) -> tuple[Passage, ...]:
    choice = chosen(view.table, question)
    valued = {column for column, _value in question.values}
    counted = [
        column
        for column in question.columns
        if view.table.types.get(column, "text") in _COUNTED and column not in valued
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


def _counted(view: View, choice: Choice) -> tuple[Passage, ...]:
    count = str(len(choice.rows))
    names = ", ".join(view.name(row) for row in choice.rows)
    text = f"{count} ({choice.why}) : {names}"
    return view.answer(
        "count", choice.rows, text, count=count, filter=choice.why or _whole(), items=names
    )


def _whole() -> str:
    return _("tout le catalogue")


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
        and len(cell) <= SHEET_PROSE // 4
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
        lines.append(f"- {_not_available()} : {silent}")
    items = "\n".join(lines)
    about = {"field": label(view.table, column), "items": items, "filter": choice.why}
    return view.answer("group", choice.rows, items, **about)


def _by_count(tally: Counter[str]) -> list[tuple[str, int]]:
    return sorted(tally.items(), key=lambda item: (-item[1], fold(item[0])))[:LONGEST_LIST]


def _values(view: View, column: str) -> tuple[Passage, ...]:
    tally = _tally(view, view.table.rows, column)
    items = ", ".join(f"{value} ({count})" for value, count in _by_count(tally))
    about = {"field": label(view.table, column), "count": str(len(tally)), "items": items}
    return view.answer("values", view.table.rows, items, **about)


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


# --- no row ------------------------------------------------------------------------------------


def _unnamed(
    view: View, question: TableQuestion, is_name: Callable[[str], bool]
) -> tuple[Passage, ...]:
    names = [word for word in question.rest if is_name(word)]
    field = label(view.table, question.columns[0])
    if names:
        return view.answer("unknown", (), "", name=" ".join(names), field=field)
    return view.answer("which", (), "", field=field)
