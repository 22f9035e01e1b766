"""What a conversation remembers after a turn: one pure function, no step of its own."""

from dataclasses import replace

from mistral_assistant.chat import ConversationState, Entity, Pending, Profile
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.turn import Turn

KEPT_ENTITIES = 12
_PERSON_BUILTIN = "person"


def remember(turn: Turn, pack: DomainPack) -> ConversationState:
    """Return the conversation's state after ``turn``."""
    before, context, approach = turn.state, turn.context, turn.approach
    category = pack.CATEGORIES.get(context.category)
    is_topic = category is not None and category.follow_up and approach.name != "decline"
    full = context.topic != "follow_up"
    return ConversationState(
        turns=before.turns + 1,
        topic=context.category if is_topic else before.topic,
        question=context.question if is_topic and full else before.question,
        sentiment=context.sentiment,
        failures=before.failures + 1 if _failed(turn) else 0,
        profile=_profile(turn, pack),
        pending=_pending(turn, pack),
        entities=_entities(turn) if is_topic else before.entities,
    )


def _failed(turn: Turn) -> bool:
    """A turn fails when it leaves the user without an answer: nothing known, or asked again."""
    approach = turn.approach
    if approach.name == "decline":
        return turn.moderation.level in ("none", "rude")
    given = {entity.type for entity in turn.entities}
    return approach.name == "ask" and (turn.state.pending is not None or approach.missing in given)


def _accepted(turn: Turn, pack: DomainPack) -> tuple[str, ...]:
    """Return the entity types whose absence made the rule ask: any of them answers."""
    rule = next((rule for rule in pack.rules if rule.id == turn.approach.rule), None)
    return tuple(rule.when.get("missing", ())) if rule else ()


def _pending(turn: Turn, pack: DomainPack) -> Pending | None:
    if turn.approach.name != "ask":
        return turn.state.pending if _small_talk(turn, pack) else None
    missing = turn.approach.missing
    return Pending(
        question=turn.context.question,
        category=turn.context.category,
        missing=missing,
        accepted=_accepted(turn, pack) if missing else (),
        choices=turn.approach.choices,
        entities=tuple(entity for entity in turn.entities if entity.type != missing),
    )


def _small_talk(turn: Turn, pack: DomainPack) -> bool:
    """A word of thanks or a sigh between our question and its answer does not end the waiting."""
    category = pack.CATEGORIES.get(turn.context.category)
    waits = turn.state.pending is not None and bool(turn.state.pending.missing)
    return waits and category is not None and not category.follow_up


def _entities(turn: Turn) -> tuple[Entity, ...]:
    latest: dict[str, Entity] = {}
    if turn.context.topic in ("follow_up", "same", "completes"):
        latest = {entity.type: entity for entity in turn.state.entities}
    latest |= {entity.type: entity for entity in reversed(turn.entities)}
    return tuple(replace(entity, start=None, end=None) for entity in latest.values())[
        -KEPT_ENTITIES:
    ]


def _profile(turn: Turn, pack: DomainPack) -> Profile:
    """Add the name given, the tables' values asked about, and the problems reported."""
    profile = turn.state.profile
    people = {kind for kind, spec in pack.entities.items() if spec.builtin == _PERSON_BUILTIN}
    fuzzy = {kind for kind, spec in pack.entities.items() if spec.table}
    name = next((e.value for e in turn.entities if e.type in people), profile.name)
    interests = [e.value for e in turn.entities if e.type in fuzzy]
    problems = [turn.question] if turn.context.sentiment == "negative" else []
    return Profile(
        name=name,
        interests=_appended(profile.interests, interests),
        problems=_appended(profile.problems, problems),
    )


def _appended(old: tuple[str, ...], new: list[str], limit: int = 5) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*old, *new]))[-limit:]
