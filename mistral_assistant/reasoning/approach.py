"""Step 6: how to answer. The first rule of the pack whose conditions all hold decides.

Each condition is one small function over the turn; a rule's text is filled in here, so that the
answer step only has to speak it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from string import Template
from typing import Any

from mistral_assistant.chat import Entity, Passage
from mistral_assistant.domains.pack import DomainPack, Rule
from mistral_assistant.errors import ToolError
from mistral_assistant.french import join_or, write_date
from mistral_assistant.i18n import _
from mistral_assistant.knowledge.table_view import ANSWER, COLUMN
from mistral_assistant.knowledge.tables import EMPTY, lookup_columns, written
from mistral_assistant.reasoning.knowledge import rather_answered
from mistral_assistant.reasoning.turn import Approach, Turn
from mistral_assistant.tools import TOOLS

CHOICES = 7
"""More than these nobody reads in one question."""
FEW = 4
"""The same where passages name subjects of their own."""
ENOUGH = 0.95
"""Probability that the categories offered hold the right one: a little more than the nine tenths
wanted of all questions, as for some of them even ``CHOICES`` hold less."""
ROWS = 3

Check = Callable[[Turn, DomainPack, Any], bool]


def approach_step(turn: Turn, pack: DomainPack) -> Approach:
    """Return the approach of the first rule that holds."""
    for rule in pack.rules_by_category.get(turn.context.category, pack.rules):
        if all(CONDITIONS[key](turn, pack, wanted) for key, wanted in rule.when.items()):
            return _approach(turn, pack, rather_answered(turn, rule))
    return Approach(
        name="decline",
        reason=_("Aucune règle du domaine ne s'applique."),
        text=_fill(turn, pack, "no_answer", "default", {}),
    )


# --- conditions --------------------------------------------------------------------------------


def _types(turn: Turn) -> set[str]:
    return {entity.type for entity in turn.entities}


def _given(turn: Turn) -> set[str]:
    """Return the entity types of this very message, or of the answer to our own question."""
    carried = turn.context.carried if turn.context.topic == "completes" else ()
    return {entity.type for entity in (*turn.entities, *carried) if not entity.carried} | {
        entity.type for entity in carried
    }


def _found(turn: Turn, _pack: DomainPack, tables: list[str]) -> bool:
    rows = {passage.table for passage in turn.knowledge if passage.kind == "row"}
    return rows.issuperset(tables)


def _not_found(turn: Turn, pack: DomainPack, tables: list[str]) -> bool:
    """The entity that points into the table was given in this message, but no row has it."""
    given = _given(turn)
    return all(
        not given.isdisjoint(lookup_columns(pack.tables[table])) and not _found(turn, pack, [table])
        for table in tables
    )


def _computed(turn: Turn, _pack: DomainPack, wanted: list[str]) -> bool:
    """The tables answer the question in one of these ways."""
    return any(answer_of(passage) in wanted for passage in turn.knowledge)


def answer_of(passage: Passage) -> str:
    """Return the kind of a computed answer; empty for other passages."""
    return passage.fields.get(ANSWER, "")


def _values(turn: Turn, _pack: DomainPack, wanted: Mapping[str, list[str]]) -> bool:
    return all(
        any(entity.type == kind and entity.value in values for entity in turn.entities)
        for kind, values in wanted.items()
    )


def _knowledge_at_least(turn: Turn, _pack: DomainPack, score: float) -> bool:
    return any(p.kind == "passage" and p.score >= score for p in turn.knowledge)


CONDITIONS: Mapping[str, Check] = {
    "category": lambda turn, _pack, wanted: turn.context.category in wanted,
    "decision": lambda turn, _pack, wanted: turn.context.decision in wanted,
    "moderation": lambda turn, _pack, wanted: turn.moderation.level in wanted,
    "entities": lambda turn, _pack, wanted: _types(turn).issuperset(wanted),
    "given": lambda turn, _pack, wanted: _given(turn).issuperset(wanted),
    "missing": lambda turn, _pack, wanted: _types(turn).isdisjoint(wanted),
    "values": _values,
    "sentiment": lambda turn, _pack, wanted: turn.context.sentiment in wanted,
    "found": _found,
    "not_found": _not_found,
    "computed": _computed,
    "knowledge_at_least": _knowledge_at_least,
    "failures_at_least": lambda turn, _pack, wanted: turn.state.failures >= wanted,
    "topic": lambda turn, _pack, wanted: turn.context.topic in wanted,
    "language": lambda turn, _pack, wanted: turn.context.language in wanted,
    "tool": lambda turn, _pack, wanted: not set(turn.context.tools).isdisjoint(wanted),
    "urgency": lambda turn, _pack, wanted: turn.context.urgency is wanted,
    "personal": lambda turn, _pack, wanted: turn.context.personal is wanted,
    "first_turn": lambda turn, _pack, wanted: (turn.state.turns == 0) is wanted,
    "knows_name": lambda turn, _pack, wanted: bool(turn.state.profile.name) is wanted,
}
"""Condition name in ``approaches.toml`` → what it asks of the turn."""


# --- from a rule to an approach ----------------------------------------------------------------


def _approach(turn: Turn, pack: DomainPack, rule: Rule) -> Approach:
    category = pack.CATEGORIES.get(turn.context.category)
    tone = rule.tone or (category.tone if category else "")
    passages = _passages(turn, rule)
    choices = _choices(turn, pack, rule)
    return Approach(
        name=rule.then,
        reason=rule.reason or _("Règle « {rule} ».").format(rule=rule.id),
        rule=rule.id,
        text=_text(turn, pack, rule, passages, choices, tone),
        tone=tone,
        format=rule.format or (category.format if category else ""),
        missing=rule.ask_for if rule.then == "ask" else "",
        choices=choices,
        passages=passages,
    )


def _passages(turn: Turn, rule: Rule) -> tuple[Passage, ...]:
    if rule.then == "table":
        return tuple(p for p in turn.knowledge if p.table == rule.table)
    if rule.then in ("knowledge", "generate"):
        return turn.knowledge
    return ()


def _choices(turn: Turn, pack: DomainPack, rule: Rule) -> tuple[str, ...]:
    """Return the likely topics to choose from: two at least, and no greeting or the like."""
    if rule.then != "ask" or rule.ask_for:
        return ()
    topics = [item for item in turn.category.ranked if pack.CATEGORIES[item[0]].follow_up]
    likely = offered(topics if len(topics) > 1 else turn.category.ranked)
    found = [passage.category for passage in turn.knowledge if passage.category in pack.CATEGORIES]
    return tuple(dict.fromkeys([*found, *likely]))[: FEW if found else CHOICES]


def offered(ranked: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """Return the fewest categories that hold the right one with the probability ``ENOUGH``.

    As calibrated probabilities allow: adaptive prediction sets after Romano, Sesia & Candès,
    "Classification with Valid and Adaptive Coverage", NeurIPS 2020.
    """
    names: list[str] = []
    held = 0.0
    for name, share in ranked[:CHOICES]:
        if len(names) > 1 and held >= ENOUGH:
            break
        names.append(name)
        held += share
    return tuple(names)


def _text(
    turn: Turn,
    pack: DomainPack,
    rule: Rule,
    passages: tuple[Passage, ...],
    choices: tuple[str, ...],
    tone: str,
) -> str:
    """Return the finished text, or nothing where the backend must find it."""
    if rule.then == "knowledge":
        return ""
    extra: dict[str, str] = {}
    if rule.then == "tool":
        extra["tool_result"] = _worked_out(turn, rule)
        if not rule.template:
            return extra["tool_result"]
    if rule.then == "ask":
        labels = [pack.CATEGORIES[name].label for name in choices]
        extra["choices"] = join_or(labels)
    if rule.then == "ask" and rule.ask_for and not rule.template:
        text = pack.entities[rule.ask_for].question
    else:
        key = rule.template or rule.then
        text = "\n\n".join(
            _fill(turn, pack, key, _variant(turn, pack, rule, rows), extra, rows)
            for rows in _row_by_row(rule, passages)
        )
    prefix = ""
    if rule.then in ("table", "ask"):
        prefix = opening(turn, pack, tone)
    return f"{prefix} {text}".strip()


def _worked_out(turn: Turn, rule: Rule) -> str:
    """Return the tool's result, or what keeps it from giving one, such as a division by zero."""
    try:
        return TOOLS[rule.tool].run(turn.question, turn.now)
    except ToolError as error:
        return f"{error.problem} {error.hint}".strip()


def _row_by_row(rule: Rule, passages: tuple[Passage, ...]) -> list[tuple[Passage, ...]]:
    """A table's template is filled in once for each row found; other templates once.

    A computed answer stands first and speaks for the rows that follow.
    """
    if passages and answer_of(passages[0]):
        return [passages[:1]]
    return [(row,) for row in passages[:ROWS]] if rule.then == "table" and passages else [()]


def opening(turn: Turn, pack: DomainPack, tone: str) -> str:
    """Return the tone's opening for a user who is upset; nothing for anyone else."""
    if turn.context.sentiment != "negative" or turn.context.topic == "completes":
        return ""
    return (
        _fill(turn, pack, "ton", tone, {}) if tone in pack.RESPONSE_TEMPLATES.get("ton", {}) else ""
    )


def _variant(turn: Turn, pack: DomainPack, rule: Rule, passages: tuple[Passage, ...]) -> str:
    if rule.variant == "answer" and passages and answer_of(passages[0]):
        fields = passages[0].fields
        one = fields.get(COLUMN, "") if fields[ANSWER] == "field" else ""
        return one if one in pack.RESPONSE_TEMPLATES.get(rule.template, {}) else fields[ANSWER]
    if rule.template == "moderation":
        return turn.moderation.level
    if not rule.variant:
        return "default"
    if passages and rule.variant in passages[0].fields:
        return passages[0].fields[rule.variant]
    if rule.variant == "sentiment":
        return turn.context.sentiment
    return next((e.value for e in turn.entities if e.type == rule.variant), rule.variant)


def _fill(
    turn: Turn,
    pack: DomainPack,
    key: str,
    variant: str,
    extra: Mapping[str, str],
    passages: tuple[Passage, ...] = (),
) -> str:
    """Fill in one text of a template; ``$name`` without a value prints as a dash."""
    variants = pack.RESPONSE_TEMPLATES.get(key, {})
    texts = variants.get(variant) or variants.get("default") or ("",)
    seed = f"{turn.state.turns}\n{turn.question}".encode()
    text = texts[int.from_bytes(hashlib.sha256(seed).digest()[:4]) % len(texts)]
    return Template(text).safe_substitute(_Values({**_known(turn, pack, passages), **extra}))


class _Values(dict[str, str]):
    def __missing__(self, _name: str) -> str:
        return EMPTY


def _known(turn: Turn, pack: DomainPack, passages: tuple[Passage, ...]) -> dict[str, str]:
    """Return every placeholder's value, the most specific last."""
    today = turn.now.date()
    category = pack.CATEGORIES.get(turn.context.category)
    name = turn.state.profile.name or _person(turn.entities, pack)
    values = {
        **pack.placeholders,
        "pack_title": pack.title,
        "user_name": name,
        "question": turn.context.question,
        "category_label": category.label if category else EMPTY,
        "today": write_date(today),
        "summary": _summary(turn, pack),
    }
    for entity in reversed(turn.entities):
        values[entity.type] = entity.value
        spec = pack.entities.get(entity.type)
        values["entity_value"], values["entity_label"] = (
            entity.value,
            spec.label if spec else entity.type,
        )
    asked = [passage for passage in turn.knowledge if answer_of(passage)]
    for passage in reversed((*passages, *asked)):
        values |= written(pack.tables[passage.table], passage.fields, today)
    return {key: value or EMPTY for key, value in values.items()}


def _person(entities: tuple[Entity, ...], pack: DomainPack) -> str:
    people = {kind for kind, spec in pack.entities.items() if spec.builtin == "person"}
    return next((entity.value for entity in entities if entity.type in people), "")


def _summary(turn: Turn, pack: DomainPack) -> str:
    """Return what a person who takes over must know: the last messages, and the values given.

    Values of a list are left out: they name what the messages themselves say.
    """
    asked = [message.content for message in turn.history if message.role == "user"][-3:]
    given = [(entity, pack.entities.get(entity.type)) for entity in turn.entities]
    facts = [f"{spec.label} : {entity.value}" for entity, spec in given if spec and not spec.values]
    return " ; ".join([*(f"« {text[:120]} »" for text in [*asked, turn.question]), *facts])
