"""Part of a table's name said in passing: « le 500 » after a Zéphyr 300 means the Zéphyr 500."""

import re
from dataclasses import replace
from datetime import datetime

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import fold, words
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.turn import Context, Turn

SHORT = 6
"""Words up to which a message may lean on a name said before."""
_NAMED = re.compile(r"\b(?:le|la|les|du|au|un|une|celui|celle)\s+(\w+)")


def sibling(
    text: str, said: str, entity_type: str, pack: DomainPack, recogniser: EntityRecogniser,
    now: datetime,
) -> Entity | None:  # fmt: skip
    """Return the row that ``text`` names together with a word of ``said``, if there is one."""
    spec = pack.entities.get(entity_type)
    if spec is None or not spec.table or len(words(text)) > SHORT:
        return None
    names = " ".join(fold(row.cells[spec.column]) for row in pack.tables[spec.table].rows).split()
    rest = [word for word, _s, _e in words(text) if word in names or word[0].isdigit()]
    for word, _start, _end in words(said):
        if word not in names or not rest or word in rest:
            continue
        for entity in recogniser.find(f"{word} {' '.join(rest)}", now):
            if entity.type == entity_type:
                return replace(entity, text=text, start=None, end=None)
    return None


def beside(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser
) -> Context | None:
    """Return the context of « et le 500 ? »: the last question again, about the row beside."""
    part = _NAMED.search(fold(turn.question))
    if part is None or not turn.state.topic or len(words(turn.question)) > SHORT:
        return None
    if recogniser.find(turn.question, turn.now):
        return None
    for entity in turn.state.entities:
        named = sibling(
            part.group(1), entity.value, entity.type, pack, recogniser, turn.now
        )  # fmt: skip
        if named is None or named.value == entity.value:
            continue
        others = (other for other in turn.state.entities if other.type != entity.type)
        return replace(
            context,
            question=_about(turn.state.question, entity, named),
            category=turn.state.topic,
            decision="sure",
            topic="follow_up",
            carried=(named, *others),
        )
    return None


def _about(question: str, old: Entity, new: Entity) -> str:
    """Return the last question with the new name in the place of the old one."""
    for name in (old.value, old.text):
        if name and name in question:
            return question.replace(name, new.value)
    return f"{question.strip(' ?!.')} ({new.value}) ?"
