"""Step 5: what the tables answer, the rows that the entities point to, then the passages nearest to
the effective question.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from mistral_assistant.chat import Entity, Passage
from mistral_assistant.domains.pack import DomainPack, Rule, Table, TableRow
from mistral_assistant.domains.passages import ADDED
from mistral_assistant.french import spelt_out, words
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.knowledge.stems import stems
from mistral_assistant.knowledge.table_answers import answered, matches
from mistral_assistant.knowledge.table_questions import TableQuestion, completed, read_question
from mistral_assistant.knowledge.tables import look_up, lookup_columns
from mistral_assistant.reasoning.turn import Turn

EARLIER = 4
"""Messages of the user that a short one may lean on."""
SHORT = 9
"""Words up to which a message may lean on those before it."""
STRONG, STRONG_OWN = 0.45, 0.6
"""Score from which a passage that the user added, and one of the pack itself, answers a question
that no category claims; at 0.75 it holds all that the question says. Of questions foreign to 550
added passages 3 % reach it."""
LEANING = 0.7
"""Probability of the running subject for a message that leans on it."""
TELLING = 2
"""Words shared, small ones aside, below which nothing is sure."""


def knowledge_step(turn: Turn, pack: DomainPack, index: KnowledgeIndex) -> tuple[Passage, ...]:
    """Return computed answers, the table rows of the turn's entities, then the best passages."""
    rows = look_up(pack, turn.entities, turn.now.date())
    context = turn.context
    passages = index.search(
        context.question,
        pack.limits.passages,
        context.category,
        focus=turn.question if context.topic == "follow_up" else "",
        hints=_hints(pack, rows),
        named=_named(turn, pack),
        likely=_likely(turn),
    )
    computed = _computed(turn, pack, index)
    cited = {passage.source for passage in computed[1:]}
    return (*computed, *(row for row in rows if row.source not in cited), *passages)


def _likely(turn: Turn) -> dict[str, float]:
    """Return category → probability: as ranked, unless the conversation says what it is about."""
    context = turn.context
    if context.question == turn.question:
        return dict(turn.category.ranked)
    return {context.category: 1.0 if context.topic == "completes" else LEANING}


def rather_answered(turn: Turn, rule: Rule) -> Rule:
    """Return ``rule``, or one that answers where it would decline as foreign what a passage surely
    answers: what a user adds to the knowledge teaches the categories nothing."""
    foreign = rule.then == "decline" and set(rule.when) <= {"decision"}
    outside = turn.context.decision == "outside" and turn.moderation.level == "none"
    if not (foreign and outside and _is_surely_answered(turn)):
        return rule
    reason = _("Aucun sujet du domaine, mais un passage répond à la question.")
    return replace(rule, then="knowledge", template="", reason=reason)


def _is_surely_answered(turn: Turn) -> bool:
    """Tell whether the best passage holds most of what the question says.

    The pack's own passages must bear it in their heading: their questions have categories.
    """
    best = next((passage for passage in turn.knowledge if passage.kind == "passage"), None)
    if best is None:
        return False
    added = best.source.startswith(ADDED)
    held = stems(f"{best.title} {best.text}" if added else best.title)
    shared = set(stems(spelt_out(turn.context.question))).intersection(held)
    return best.score >= (STRONG if added else STRONG_OWN) and len(shared) >= TELLING


def _named(turn: Turn, pack: DomainPack) -> str:
    """Return the words of the question that point into a table."""
    keys = {key for table in pack.tables.values() for key in lookup_columns(table)}
    return " ".join(entity.text for entity in turn.entities if entity.type in keys)


def _hints(pack: DomainPack, rows: tuple[Passage, ...]) -> str:
    """Return the cells that a table offers to the search, such as a product's department."""
    return " ".join(row.fields[column] for row in rows for column in pack.tables[row.table].search)


# --- questions that a table answers ------------------------------------------------------------


def _computed(turn: Turn, pack: DomainPack, index: KnowledgeIndex) -> tuple[Passage, ...]:
    """Return the answer of the first table that has one."""
    for table in pack.tables.values():
        if table.fields and table.rows:
            found = _of_table(turn, table, index)
            if found:
                return found
    return ()


def _of_table(turn: Turn, table: Table, index: KnowledgeIndex) -> tuple[Passage, ...]:
    today = turn.now.date()
    own = _read(turn, table, index, turn.question)
    odd = index.words(table).parted_rows(turn.question)
    named = _rows(table, turn.entities, carried=False) or odd
    question = own
    if _leans(turn, own) and not (named and own.says_something):
        question = completed(own, _earlier(turn, table, index))
    wide = own.about_all or (question.about_all and not own.columns)
    rows = named if named or wide else _spoken_of(turn, table, own)
    if not rows and not own.says_something:
        question = replace(question, columns=())
    found = answered(table, question, rows, today, partial(_is_name, turn.question, index))
    if found or rows:
        return found
    return matches(table, question, index.search(turn.question, MATCHES), today)


def _is_name(message: str, index: KnowledgeIndex, word: str) -> bool:
    """Tell a name that the table does not have from a word: by its capitals, or as unheard of."""
    capitals = word[0].isupper() and not message.isupper() and not message.startswith(word)
    return (capitals and len(word) > 2) or index.is_foreign(word)


MATCHES = 3
"""Passages that a question for « an application that … » may lead to."""


def _read(turn: Turn, table: Table, index: KnowledgeIndex, text: str) -> TableQuestion:
    keys = lookup_columns(table)
    names = [entity.text for entity in turn.entities if entity.type in keys]
    names += [row.cells[table.key] for row in index.words(table).rows_named(text)]
    return read_question(index.words(table), text, names)


def _earlier(turn: Turn, table: Table, index: KnowledgeIndex) -> list[TableQuestion]:
    """Return what the user asked before, the last message first."""
    said = [message.content for message in turn.history if message.role == "user"]
    return [_read(turn, table, index, text) for text in said[: -EARLIER - 1 : -1]]


def _leans(turn: Turn, own: TableQuestion) -> bool:
    """A short message that does not stand for itself goes on with what was asked."""
    related = turn.context.topic in ("follow_up", "completes", "same")
    short = len(words(turn.question)) <= SHORT
    whole = own.about_all and own.called
    return short and not own.sheet and not whole and (related or not own.columns)


def _spoken_of(turn: Turn, table: Table, own: TableQuestion) -> tuple[TableRow, ...]:
    """Return the rows that still hold; a short question for a field is about the last ones."""
    carried = _rows(table, turn.entities, carried=True)
    short = len(words(turn.question)) <= SHORT
    if carried or not short or own.rest or not (own.columns or own.values):
        return carried
    return _rows(table, turn.state.entities, carried=True)


def _rows(table: Table, entities: Sequence[Entity], *, carried: bool) -> tuple[TableRow, ...]:
    """Return the rows that entities of this message, or those carried over, point to."""
    columns = lookup_columns(table)
    wanted = [
        (columns[entity.type], entity.value)
        for entity in entities
        if entity.type in columns and entity.carried is carried
    ]
    found = {
        id(row): row for column, value in wanted for row in table.rows if row.cells[column] == value
    }
    return tuple(found.values())
