"""Answers to our own questions: the entity that was asked for, or one of the choices offered."""

import re
from dataclasses import replace

from mistral_assistant.chat import Entity, Pending
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.domains.patterns import Pattern
from mistral_assistant.french import fold, words
from mistral_assistant.knowledge.tables import lookup_columns
from mistral_assistant.reasoning.ellipsis import CLEAR, SHORT, rewrite
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.recognisers.patterns import normal_form
from mistral_assistant.reasoning.sentiment import personal
from mistral_assistant.reasoning.siblings import sibling
from mistral_assistant.reasoning.turn import Category, Context, Turn

LIKELY = 0.3
"""Probability from which a short reply counts as naming one of the choices."""
_YES = re.compile(r"^\W*(?:oui|ouais|exact(?:ement)?|c'est ca|tout a fait|voila|yes|ok)\b")
_NO = re.compile(r"^\W*(?:non|aucun(?:e)?|ni l'un|rien de tout|pas du tout|no)\b")
_PLACES = {
    word: place
    for place, forms in enumerate(
        (
            "1 un une premier premiere 1er 1ere 1re",
            "2 deux deuxieme second seconde 2e 2eme 2nd 2nde",
            "3 trois troisieme 3e 3eme",
            "4 quatre quatrieme 4e 4eme",
            "5 cinq cinquieme 5e 5eme",
            "6 six sixieme 6e 6eme",
        )
    )
    for word in forms.split()
}
_LAST = ("dernier", "derniere")
_AROUND_A_PLACE = frozenset(
    "oui plutot alors le la l les au choix option numero n no c est je prends veux choisis "
    "s il te vous plait svp stp merci".split()
)
_LACKING = re.compile(
    r"^\W*(?:(?:je|j'|on|ca|mais|euh|ben|bah) ?)*(?:ne |n')?(?:sais (?:pas|plus)|aucune idee"
    r"|(?:l'|le |la |les )(?:ai|a|trouve|retrouve|connais|vois) (?:pas|plus)"
    r"|(?:trouve|retrouve|connais|rappelle|souviens)\w* (?:pas|plus)"
    r"|m'en (?:souviens|rappelle) (?:pas|plus)|laquelle|lequel|lesquels|hein|pardon"
    r"|c'est ou\b|quel numero|quel nom)"
    r"|\b(?:ai|a) (?:pas|plus) (?:le|ce|de|mon|son) (?:numero|nom|code|reference|suivi)"
    r"|\bpas (?:sous la main|de numero|avec moi)"
    r"|\bperdu (?:le|mon|ce) (?:numero|mail|courriel|code)"
)
_VALUE_BEFORE = re.compile(r" \([^()]*\)(?= ?\??$)")
_ARTICLE = re.compile(r"^(?:l'|la |le |les |un |une )")


def completed(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser, folded: str
) -> Context | None:
    """Return the context of a request that this message completes; None if it does not."""
    pending = turn.state.pending
    if pending is None:
        return None
    if pending.missing:
        return _given(turn, context, pending, pack, recogniser, folded)
    return _chosen(turn, context, pending, pack, folded)


def _given(
    turn: Turn,
    context: Context,
    pending: Pending,
    pack: DomainPack,
    recogniser: EntityRecogniser,
    folded: str,
) -> Context | None:
    """The entity that we asked for was given."""
    found = recogniser.find(turn.question, turn.now)
    asked = {pending.missing, *pending.accepted, *_siblings(pack, pending.missing)}
    given = [entity for entity in found if entity.type in asked]
    bare = None if given else _bare_answer(turn.question, pack, pending.missing)
    if not given and bare is None:
        bare = sibling(turn.question, pending.question, pending.missing, pack, recogniser, turn.now)
    if not given and bare is None:
        return _still_missing(turn, context, pending, pack, folded)
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


def _still_missing(
    turn: Turn, context: Context, pending: Pending, pack: DomainPack, folded: str
) -> Context | None:
    """« Je ne l'ai pas », « laquelle ? »: the request goes on waiting, and this try failed."""
    if not _LACKING.search(folded) or len(words(turn.question)) > 2 * SHORT:
        return None
    own = _other(turn.category, pack) and turn.category.name != pending.category
    if own and turn.category.confidence >= CLEAR and not _LACKING.match(folded):
        return None
    return replace(
        context,
        question=pending.question,
        category=pending.category,
        decision="sure",
        topic="same",
        personal=True,
        carried=pending.entities,
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
    match = Pattern(spec.answer_pattern).search(text)
    if match is None:
        return None
    group = 1 if match.groups() and match.group(1) else 0
    typed = match.group(group) or ""
    start, end = match.span(group)
    return Entity(entity_type, normal_form(typed, spec.normalise), typed, start, end)


def _with_value(question: str, value: str) -> str:
    """Return the question with the value given, in the place of one given before."""
    question = _VALUE_BEFORE.sub("", question)
    return f"{question.rstrip(' ?!.')} ({value}) ?" if "?" in question else f"{question} ({value})"


def _chosen(
    turn: Turn, context: Context, pending: Pending, pack: DomainPack, folded: str
) -> Context | None:
    """One of the categories that we offered was picked."""
    if not pending.choices or _NO.search(folded) or len(folded.split()) > SHORT:
        return None
    question = pending.question
    choice = _picked(pending.choices, pack, folded)
    if not choice:
        choice = _meant(pending.choices, turn.category, pack, folded)
        # « il ne charge plus » says which one is meant, and more than that.
        question = question if _YES.search(folded) else rewrite(question, turn.question)
    if not choice:
        return None
    return replace(
        context,
        question=question,
        category=choice,
        decision="sure",
        topic="completes",
        personal=personal(pending.question) or context.personal,
        carried=pending.entities,
    )


def _picked(choices: tuple[str, ...], pack: DomainPack, folded: str) -> str:
    """Return the choice that a reply names by its label or its place; empty if none."""
    for choice in choices:
        label = fold(pack.CATEGORIES[choice].label) if choice in pack.CATEGORIES else ""
        bare = _ARTICLE.sub("", label)
        if bare and bare in folded:
            return choice
    place = _place(folded, len(choices))
    return "" if place is None else choices[place]


def _meant(choices: tuple[str, ...], category: Category, pack: DomainPack, folded: str) -> str:
    """Return the choice that a reply speaks of, or the first one after a mere yes."""
    likely = [name for name, share in category.ranked[:2] if share >= LIKELY]
    named = next((name for name in likely if name in choices), "")
    return named or (choices[0] if _YES.search(folded) and not _other(category, pack) else "")


def _place(folded: str, count: int) -> int | None:
    """Return which of ``count`` choices a reply names by its place: « le deuxième », « 1 »."""
    said = [word for word, _s, _e in words(folded) if word not in _AROUND_A_PLACE]
    if len(said) != 1:
        return None
    place = count - 1 if said[0] in _LAST else _PLACES.get(said[0], count)
    return place if place < count else None


def _other(category: Category, pack: DomainPack) -> bool:
    """A yes that goes on with a clear subject of its own is a new request."""
    return category.decision == "sure" and pack.CATEGORIES[category.name].follow_up
