"""Messages that lean on the conversation: elliptic follow-ups, bare keys, and what still holds."""

import re
from dataclasses import replace

from mistral_assistant.chat import Entity
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import words
from mistral_assistant.knowledge.tables import look_up, lookup_columns
from mistral_assistant.reasoning.ellipsis import (
    CLEAR,
    ELLIPSIS,
    FOLLOW_UP,
    SELF,
    SHORT,
    Recategorise,
    asks_of_anything,
    exchanged,
    names_a_subject,
    read_together,
    rewrite,
)
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.sentiment import general, personal
from mistral_assistant.reasoning.turn import Category, Context, Turn

BARE = 3
"""Words beside a key up to which the key is all that was said."""
NEAR = 0.1
"""In-scope probability below which nothing in a message suggests the domain."""
BRIEF = 4
"""Words up to which even a general question is about what was just named: « je peux annuler ? »."""
_STILL = re.compile(
    r"\bc'est (?:toujours )?pareil\b|\bca (?:ne )?change rien\b|\brien n'y fait\b|\bidem\b"
    r"|\b(?:toujours )?le? meme probleme\b|"
    r"\b(?:toujours|tjrs|tjr|tjs|encore)\s+(?:pas|rien|en panne|pareil)\b"
    r"|\b(?:marche|fonctionne|va)\s+(?:toujours|tjrs|tjs|encore)?\s*pas\b"
)
_SUBJECT_BACK = re.compile(r"^\W*(?:ils?|elles?|celui-ci|celle-ci|ca|c'est)\b")
_POINTS_BACK = re.compile(
    r"\b(?:il|elle|ils|elles|lui|celui-ci|celle-ci|celui-la|celle-la|ce dernier|cette derniere"
    r"|son|sa|ses|leur|leurs|la|le|les)\b|\b[lsy]'|\b(?:ca|cela)\b"
)
_OWN_OR_THIS = re.compile(
    r"\b(?:ma|mon|mes|cette|cet|ce|son|sa|ses|la meme|le meme|elle|celle-ci|celui-ci)\b"
    r"|\bil\b(?! (?:y a|faut|est possible|se passe|fait (?:beau|bon|chaud|froid|moche|nuit)))"
    r"|\b(?:qui|je|tu|on|nous|vous|ils?|elles?|peux|peut|pour) l'(?=\w)"
    r"|\bl'(?=annul|ai|a\b|echang|envoy|av|utilis)|\b(?:le|la|les) (?=\w{2,}(?:er|ir|dre|tre)\b)"
)
_POSSESSED = re.compile(
    r"^\W*(?:et |mais )?(?:quel(?:le)?s? (?:est|sont) )?(?:son|sa|ses|leurs?)\b"
)
_TURNS_AWAY = re.compile(
    r"^\W*(?:au fait|autre (?:chose|question|sujet)|(?:une )?autre question|par ailleurs"
    r"|rien a voir|(?:pour )?changer? de sujet|(?:tant que|pendant que) (?:j'y|vous y|tu y))\b"
)
_OWN_ONLY = re.compile(r"\b(?:mon argent|mon compte|ma facon|mon avis|ma question)\b")


def followed_up(
    turn: Turn,
    context: Context,
    pack: DomainPack,
    recogniser: EntityRecogniser,
    recategorise: Recategorise,
    folded: str,
) -> Context | None:
    """Return the context of a follow-up rewritten in full; None for a message of its own."""
    topic = turn.state.topic
    if not topic or topic not in pack.CATEGORIES or context.language not in ("fr", ""):
        return None
    count = len(words(turn.question))
    if count > 2 * SHORT or _TURNS_AWAY.match(folded):
        return None
    whole = exchanged(turn, recogniser) or rewrite(turn.state.question, turn.question)
    of_anything = asks_of_anything(folded) or _asks_of_the_row(turn, pack, folded, count)
    if not of_anything:
        if _is_small_talk(turn, pack, folded, count):
            return None
        if names_a_subject(turn, pack, recogniser, recategorise, folded):
            return replace(context, topic="same") if count <= SHORT else None
        if not _leans_on_topic(turn, folded, count):
            return read_together(turn, context, pack, recogniser, recategorise, whole)
    return replace(
        context,
        question=whole,
        category=topic,
        decision="sure",
        topic="follow_up",
        personal=context.personal or (not general(turn.question) and personal(turn.state.question)),
    )


def _asks_of_the_row(turn: Turn, pack: DomainPack, folded: str, count: int) -> bool:
    """Tell whether « sa garantie ? » asks for something of the product or of what was named."""
    keys = {key for table in pack.tables.values() for key in lookup_columns(table)}
    named = any(entity.type in keys for entity in turn.state.entities)
    open_to_it = named or turn.category.confidence < CLEAR
    return open_to_it and count <= SHORT and bool(_POSSESSED.match(folded))


def _is_small_talk(turn: Turn, pack: DomainPack, folded: str, count: int) -> bool:
    category = turn.category
    if category.decision != "sure" or pack.CATEGORIES[category.name].follow_up:
        return False
    asks_on = bool(FOLLOW_UP.match(folded)) and "?" in folded and category.confidence < SELF
    return not (asks_on or _insists(folded, count))


def _insists(folded: str, count: int) -> bool:
    return count <= 2 * SHORT and bool(_STILL.search(folded))


def _leans_on_topic(turn: Turn, folded: str, count: int) -> bool:
    """Tell whether the wording, or the want of a clear subject, leaves the topic as it was."""
    topic, category = turn.state.topic, turn.category
    sure = category.decision == "sure"
    other = sure and category.name != topic
    if FOLLOW_UP.match(folded) and not (other and _speaks_for_itself(category, folded, count)):
        return True
    if _insists(folded, count) and category.confidence < 0.99:
        return True
    if count > SHORT:
        return False
    return (
        bool(ELLIPSIS.match(folded) and not other)
        or bool(_SUBJECT_BACK.match(folded) and not other and category.confidence < CLEAR)
        or (not sure and _leans(folded, topic, category))
    )


def _speaks_for_itself(category: Category, folded: str, count: int) -> bool:
    """A clear message needs no topic, unless its subject is a pronoun: « et il y reste … »."""
    clear = SELF if _SUBJECT_BACK.match(folded[_start(folded) :]) else CLEAR
    return category.confidence >= clear and count > 4


def _start(folded: str) -> int:
    match = FOLLOW_UP.match(folded)
    return match.end() if match else 0


def _leans(folded: str, topic: str, category: Category) -> bool:
    """A short, unclear message leans on the topic if it points back or if the topic fits."""
    near = category.in_scope >= NEAR and dict(category.ranked[:3]).get(topic, 0) >= 0.2
    return near or bool(_POINTS_BACK.search(folded))


def looked_up(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser
) -> Context | None:
    """A message that is little more than a table's key is about what its row says it is about,
    or about what the conversation was last about."""
    keys = {key for table in pack.tables.values() for key in lookup_columns(table)}
    found = [entity for entity in recogniser.find(turn.question, turn.now) if entity.type in keys]
    rest = len(words(turn.question)) - sum(len(words(entity.text)) for entity in found)
    sure = context.decision == "sure" and turn.category.confidence >= CLEAR
    talk = context.decision == "sure" and not pack.CATEGORIES[context.category].follow_up
    if not found or rest > (2 * SHORT if talk else SHORT) or (sure and not talk and rest > BARE):
        return None
    category = _row_category(turn, pack, found)
    if category:
        return replace(context, category=category, decision="sure")
    if context.decision == "sure" or not turn.state.topic or rest > BARE:
        return None
    return replace(context, category=turn.state.topic, decision="sure", topic="same")


def _row_category(turn: Turn, pack: DomainPack, found: list[Entity]) -> str:
    """Return the category that the first row found names, where its table has such a column."""
    for row in look_up(pack, found, turn.now.date()):
        category = row.fields.get(pack.tables[row.table].category, "")
        if category in pack.CATEGORIES:
            return category
    return ""


def carried_over(turn: Turn, context: Context, pack: DomainPack, folded: str) -> Context:
    """Add the entities of the running topic that still hold."""
    topic = context.topic
    if topic == "new" and context.category and context.category == turn.state.topic:
        topic = "same"
    carried = list(context.carried)
    if _still_about(turn.question, folded, topic, context.decision) and topic != "completes":
        kept = {entity.type for entity in carried}
        carried += [
            entity
            for entity in turn.state.entities
            if entity.type not in kept and not _is_momentary(pack, entity.type)
        ]
    return replace(
        context,
        topic=topic,
        carried=tuple(
            entity if entity.text in turn.question and entity in context.carried
            else replace(entity, start=None, end=None)
            for entity in carried
        ),
    )  # fmt: skip


def _is_momentary(pack: DomainPack, entity_type: str) -> bool:
    """Wordings such as actions and moods belong to the message that holds them."""
    spec = pack.entities.get(entity_type)
    return spec is None or bool(spec.values)


def _still_about(question: str, folded: str, topic: str, decision: str) -> bool:
    """Return True when the entities of the running topic hold for this message too.

    A general question (« comment annuler une commande ? ») is not about the order just named,
    unless it points back (« quel est son prix ? »).
    """
    if decision == "outside":
        return False
    points_back = bool(_OWN_OR_THIS.search(folded))
    if general(question):
        brief = len(words(question)) <= {"follow_up": SHORT, "same": BRIEF}.get(topic, 0)
        return brief or (points_back and not _OWN_ONLY.search(folded))
    return points_back or topic in ("follow_up", "same")
