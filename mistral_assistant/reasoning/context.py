"""Step 3: what the conversation adds to the message.

Fills the effective question, category and decision, which are all that later steps read: an
answer to our own question completes the request that waited; a follow-up is rewritten in full.
"""

import re
from dataclasses import replace

import re2

from mistral_assistant.chat import Entity, Pending
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import fold, words
from mistral_assistant.knowledge.tables import lookup_columns
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.language import identify
from mistral_assistant.reasoning.sentiment import personal, sentiment, urgent
from mistral_assistant.reasoning.turn import Category, Context, Turn
from mistral_assistant.tools import applicable

SHORT = 6
"""Words up to which a message may lean on the one before."""
_FOLLOW_UP = re.compile(
    r"^\s*(?:et|mais|ok et|d'accord et|alors et|ah et|sinon|pareil|idem|meme question|m[eê]me chose"
    r"|aussi)\b[\s,]*(?:(?:si c'est|sinon|alors)\b[\s,]*)?"
)
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|lui|celui-ci|celle-ci|celui-la|celle-la|ce dernier|cette derniere"
    r"|son|sa|ses|leur|leurs|la|le|les)\b|\b[lsy]'|\b(?:ca|cela)\b"
)
_OWN_OR_THIS = re.compile(
    r"\b(?:ma|mon|mes|cette|cet|ce|ces|l'|la meme|le meme)\b|\b(?:elle|il|l'|celle-ci|celui-ci)\b"
)
_REFERENCE = re.compile(
    r"\b(?:(?:tu|vous) (?:m')?(?:as|avez|disiez|disais)\s*(?:dit|parle|explique|repondu)?"
    r"|tout a l'heure|comme (?:je|tu|vous) (?:disais|disiez)|votre reponse|ta reponse|plus haut"
    r"|precedemment|ce que vous disiez)\b"
)
_YES = re.compile(r"^\W*(?:oui|ouais|exact(?:ement)?|c'est ca|tout a fait|voila|yes|ok)\b")
_NO = re.compile(r"^\W*(?:non|aucun(?:e)?|ni l'un|rien de tout|pas du tout|no)\b")
_ORDINALS = (
    r"\b(?:1|un|premiere?|1ere?|1er)\b",
    r"\b(?:2|deux|deuxieme|seconde?|2e|2eme)\b",
    r"\b(?:3|trois|troisieme|dernier(?:e)?|3e|3eme)\b",
)


def context_step(turn: Turn, pack: DomainPack, recogniser: EntityRecogniser) -> Context:
    """Relate the message to the conversation."""
    folded = fold(turn.question)
    tools = applicable(turn.question, turn.now)
    context = Context(
        question=turn.question,
        category=turn.category.name,
        decision=turn.category.decision,
        topic="new",
        language=identify(turn.question),
        sentiment=sentiment(turn.question),
        urgency=urgent(turn.question),
        personal=personal(turn.question),
        tools=tools,
        reference=_reference(turn, folded),
        profile=turn.state.profile,
    )
    related = (
        _refused(turn, context)
        or (tools and replace(context, category="", decision="outside"))
        or _completed(turn, context, pack, recogniser, folded)
        or _followed_up(turn, context, pack, folded, recogniser)
        or _looked_up(turn, context, pack, recogniser)
        or context
    )
    return _carry(turn, related, pack, folded)


def _refused(turn: Turn, context: Context) -> Context | None:
    """An insult or threat belongs to the domain only with a clear request beside it."""
    if turn.moderation.level in ("hostile", "threat") and (
        turn.category.decision != "sure" or len(words(turn.question)) <= SHORT
    ):
        return replace(context, category="", decision="outside")
    return None


# --- an answer to our own question -----------------------------------------------------------


def _completed(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser, folded: str
) -> Context | None:
    pending = turn.state.pending
    if pending is None:
        return None
    if pending.missing:
        return _given(turn, context, pending, pack, recogniser)
    return _chosen(turn, context, pending, pack, folded)


def _given(
    turn: Turn, context: Context, pending: Pending, pack: DomainPack, recogniser: EntityRecogniser
) -> Context | None:
    """The entity that we asked for was given."""
    found = recogniser.find(turn.question, turn.now)
    asked = {pending.missing, *_siblings(pack, pending.missing)}
    given = [entity for entity in found if entity.type in asked]
    bare = None if given else _bare_answer(turn.question, pack, pending.missing)
    if not given and bare is None:
        return None
    rest = len(words(turn.question)) - sum(len(words(entity.text)) for entity in given)
    own_request = turn.category.decision == "sure" and turn.category.name != pending.category
    if own_request and rest > SHORT:
        return None
    value = bare or given[0]
    return replace(
        context,
        question=_with_value(pending.question, value.value),
        category=pending.category,
        decision="sure",
        topic="completes",
        personal=True,
        tools=(),
        carried=(*pending.entities, *([bare] if bare else ())),
    )


def _siblings(pack: DomainPack, entity_type: str) -> set[str]:
    """Return the other entity types that find a row in the same table."""
    return {
        other
        for table in pack.tables.values()
        if entity_type in lookup_columns(table)
        for other in lookup_columns(table)
    }


def _bare_answer(text: str, pack: DomainPack, entity_type: str) -> Entity | None:
    """Read a bare number that only our question makes meaningful."""
    spec = pack.entities.get(entity_type)
    if spec is None or not spec.answer_pattern:
        return None
    match = re2.compile(spec.answer_pattern).search(text)
    if match is None:
        return None
    typed = match.group(1) if match.groups() else match.group()
    start = text.find(typed)
    return Entity(entity_type, _normal(typed, spec.normalise), typed, start, start + len(typed))


def _normal(typed: str, normalise: str) -> str:
    from string import Template

    if "$" in normalise:
        digits = "".join(char for char in typed if char.isdigit())
        return Template(normalise).safe_substitute(value=typed, digits=digits)
    return typed.upper() if normalise == "upper" else typed


def _with_value(question: str, value: str) -> str:
    return f"{question.rstrip(' ?!.')} ({value}) ?" if "?" in question else f"{question} ({value})"


def _chosen(
    turn: Turn, context: Context, pending: Pending, pack: DomainPack, folded: str
) -> Context | None:
    """One of the categories that we offered was picked."""
    choice = _choice(pending.choices, turn.category, pack, folded)
    if not choice:
        return None
    return replace(
        context,
        question=pending.question,
        category=choice,
        decision="sure",
        topic="completes",
        personal=personal(pending.question) or context.personal,
        carried=pending.entities,
    )


def _choice(
    choices: tuple[str, ...], category: Category, pack: DomainPack, folded: str
) -> str | None:
    if not choices or _NO.search(folded) or len(folded.split()) > SHORT:
        return None
    for choice in choices:
        label = fold(pack.CATEGORIES[choice].label) if choice in pack.CATEGORIES else ""
        bare = re.sub(r"^(?:l'|la |le |les |un |une )", "", label)
        if bare and bare in folded:
            return choice
    for pattern, choice in zip(_ORDINALS, choices, strict=False):
        if re.search(pattern, folded) and len(folded.split()) <= 3:
            return choice
    if _YES.search(folded):
        return choices[0]
    return next((name for name, _share in category.ranked if name in choices), None)


# --- follow-ups --------------------------------------------------------------------------------


def _followed_up(
    turn: Turn, context: Context, pack: DomainPack, folded: str, recogniser: EntityRecogniser
) -> Context | None:
    topic = turn.state.topic
    if not topic or topic not in pack.CATEGORIES or context.language not in ("fr", ""):
        return None
    count = len(words(turn.question))
    marked = bool(_FOLLOW_UP.match(folded))
    other = turn.category.decision == "sure" and turn.category.name != topic
    closing = other and not pack.CATEGORIES[turn.category.name].follow_up
    if closing or count > 3 * SHORT:
        return None
    leans = count <= SHORT and _POINTS_BACK.search(folded)
    unsure = turn.category.decision != "sure" and count <= SHORT and bool(leans)
    if not marked and not unsure:
        return None
    if other and turn.category.confidence >= 0.85 and count > 4:
        return None
    return replace(
        context,
        question=rewrite(turn.state.question, turn.question),
        category=topic,
        decision="sure",
        topic="follow_up",
        personal=context.personal or personal(turn.state.question),
    )


def rewrite(previous: str, follow_up: str) -> str:
    """Join an elliptic follow-up to the last full question: « … pour la Belgique ? »."""
    rest = follow_up.strip()
    start = _FOLLOW_UP.match(fold(rest))
    if start and len(fold(rest)) == len(rest):
        rest = rest[start.end() :]
    rest = rest.strip(" ?!.,")
    if not previous:
        return follow_up
    return f"{previous.strip(' ?!.')} {rest} ?"


# --- a bare number -----------------------------------------------------------------------------


def _looked_up(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser
) -> Context | None:
    """A message that is little more than a table's key belongs to what it was last about."""
    if context.decision == "sure" or not turn.state.topic:
        return None
    keys = {key for table in pack.tables.values() for key in lookup_columns(table)}
    found = [entity for entity in recogniser.find(turn.question, turn.now) if entity.type in keys]
    rest = len(words(turn.question)) - sum(len(words(entity.text)) for entity in found)
    if not found or rest > 3:
        return None
    return replace(context, category=turn.state.topic, decision="sure", topic="same")


# --- what still holds --------------------------------------------------------------------------


def _carry(turn: Turn, context: Context, pack: DomainPack, folded: str) -> Context:
    topic = context.topic
    if topic == "new" and context.category and context.category == turn.state.topic:
        topic = "same"
    carried = list(context.carried)
    holds = topic in ("follow_up", "same") or (
        context.decision != "outside" and _OWN_OR_THIS.search(folded)
    )
    if holds and topic != "completes":
        kept = {entity.type for entity in carried}
        carried += [entity for entity in turn.state.entities if entity.type not in kept]
    return replace(
        context,
        topic=topic,
        carried=tuple(
            entity if entity.text in turn.question and entity in context.carried
            else replace(entity, start=None, end=None)
            for entity in carried
        ),
    )  # fmt: skip


def _reference(turn: Turn, folded: str) -> str:
    """Return the earlier answer that the message points to, if it says so."""
    if not _REFERENCE.search(folded):
        return ""
    answers = [message.content for message in turn.history if message.role == "assistant"]
    if not answers:
        return ""
    asked = {word for word, _s, _e in words(turn.question) if len(word) > 3}
    return max(
        reversed(answers),
        key=lambda answer: len(asked & {word for word, _s, _e in words(answer)}),
    )[:200]
