"""Step 5: rows that the entities point to, then the passages nearest to the effective question."""

from mistral_assistant.chat import Passage
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.knowledge.search import KnowledgeIndex
from mistral_assistant.knowledge.tables import look_up, lookup_columns
from mistral_assistant.reasoning.turn import Turn


def knowledge_step(turn: Turn, pack: DomainPack, index: KnowledgeIndex) -> tuple[Passage, ...]:
    """Return the table rows of the turn's entities, then the best passages."""
    rows = look_up(pack, turn.entities, turn.now.date())
    context = turn.context
    passages = index.search(
        context.question,
        pack.limits.passages,
        context.category,
        focus=turn.question if context.topic == "follow_up" else "",
        hints=_hints(pack, rows),
        named=_named(turn, pack),
    )
    return (*rows, *passages)


def _named(turn: Turn, pack: DomainPack) -> str:
    """Return the words of the question that point into a table."""
    keys = {key for table in pack.tables.values() for key in lookup_columns(table)}
    return " ".join(entity.text for entity in turn.entities if entity.type in keys)


def _hints(pack: DomainPack, rows: tuple[Passage, ...]) -> str:
    """Return the cells that a table offers to the search, such as a product's department."""
    return " ".join(row.fields[column] for row in rows for column in pack.tables[row.table].search)
