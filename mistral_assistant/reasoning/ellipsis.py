"""Messages that say only a part: what they leave out stands in the last question.

« et pour la Suisse ? », « combien ça coûte ? », « je l'ai depuis un mois ».
"""

import re
from collections.abc import Callable
from dataclasses import replace

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import STOP_WORDS, fold, words
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.turn import Category, Context, Turn

Recategorise = Callable[[str], Category]

CLEAR = 0.85
"""Confidence from which a message speaks for itself."""
SELF = 0.95
"""Confidence from which small talk is meant as such even after *et*: « et toi, ça va ? »."""
SHORT = 6
"""Words up to which a message may lean on the one before."""
FOLLOW_UP = re.compile(
    r"^\s*(?:et|mais|ok et|d'accord et|alors et|ah et|sinon|pareil|idem|meme question|m[eê]me chose"
    r"|aussi|plutot|non plutot)\b[\s,]*(?:(?:si c'est|sinon|alors)\b[\s,]*)?"
)
ELLIPSIS = re.compile(
    r"^\W*(?:pour|avec|sans|en|sur|dans|chez|vers|jusqu'a|a partir de|moins de|plus de|sous)\b"
    r"(?!.*\b(?:je|j'|vous|tu|on|nous|il|elle|quel|quelle|comment|combien)\b)"
)
_BARE_NOUN = re.compile(r"^(?:le|la|les|l'|un|une|celui|celle)\b")
_ASKED = frozenset(
    """combien comment date debut delai delais duree frais heure heures jour jours limite maximum
    minimum minutes mois ou possible pourquoi prix quand semaine semaines tarif tarifs temps
    lundi mardi mercredi jeudi vendredi samedi dimanche""".split()
)
_QUESTION_WORDS = frozenset("combien comment ou pourquoi quand".split())
_SAID_OF_ANYTHING = frozenset(
    """autorise chere cher compris comprise commence coute coutait coutera couterait coutent dure
    durent facile ferme fermee finit fonctionne gratuit gratuite gratuits gratuites inclus incluse
    long longtemps longue marche necessaire obligatoire ouvert ouverte passe passer payant payante
    payants payantes permis valable valables valide vraiment""".split()
)
"""What may be asked of any subject; a question of these words alone is about the running one."""
_LINKS = frozenset("depuis pendant durant environ seulement deja presque".split())
_HOW_ARE_YOU = re.compile(r"\b(?:ca va|vas[- ]tu|allez[- ]vous|tu vas|vous allez)\b")


def rewrite(previous: str, follow_up: str) -> str:
    """Join an elliptic follow-up to the last full question: « … pour la Belgique ? »."""
    rest = follow_up.strip()
    start = FOLLOW_UP.match(fold(rest))
    if start and len(fold(rest)) == len(rest):
        rest = rest[start.end() :]
    rest = rest.strip(" ?!.,")
    if not previous or len(words(rest)) > SHORT:
        return follow_up
    link = "pour " if _BARE_NOUN.match(fold(rest)) else ""
    return f"{previous.strip(' ?!.')} {link}{rest} ?"


def exchanged(turn: Turn, recogniser: EntityRecogniser) -> str:
    """Return the last question with a value of this message in the place of its own: after
    « vous livrez en Belgique ? », « et en Suisse ? » is « vous livrez en Suisse ? ».

    Empty where the message says more than a value, or one of another type.
    """
    found = recogniser.find(turn.question, turn.now)
    new = [entity for entity in found if not _is_a_link(entity.text)]
    said = [word for word, _start, _end in words(turn.question) if word not in STOP_WORDS]
    if len(new) != 1 or len(said) > len(words(new[0].text)):
        return ""
    old = recogniser.find(turn.state.question, turn.now)
    same = [entity for entity in old if entity.type == new[0].type]
    if len(same) != 1 or same[0].value == new[0].value:
        return ""
    question, start, end = turn.state.question, same[0].start, same[0].end
    return f"{question[:start]}{new[0].text}{question[end:]}"


def _is_a_link(text: str) -> bool:
    """Tell whether a pack marks no more than a word that joins: the *pour* of « et pour … »."""
    return STOP_WORDS.issuperset(word for word, _start, _end in words(text))


def asks_of_anything(folded: str) -> bool:
    """Tell whether a question says nothing but what any subject may be asked: its price, when …"""
    said = [word for word, _start, _end in words(folded)]
    if len(said) == 1:
        return said[0] in _QUESTION_WORDS
    asked = "quoi" in said or not (_ASKED | _SAID_OF_ANYTHING).isdisjoint(said)
    known = STOP_WORDS | _ASKED | _SAID_OF_ANYTHING
    return asked and known.issuperset(said) and not _HOW_ARE_YOU.search(folded)


def names_a_subject(
    turn: Turn, pack: DomainPack, recogniser: EntityRecogniser, recategorise: Recategorise,
    folded: str,
) -> bool:  # fmt: skip
    """Tell whether « et la livraison ? » names another subject, not a mere value of this one.

    What is left without places, dates and the like must say the same, as surely.
    """
    category, match = turn.category, FOLLOW_UP.match(folded)
    if not match or category.decision != "sure" or category.confidence < SELF:
        return False
    if category.name == turn.state.topic or not pack.CATEGORIES[category.name].follow_up:
        return False
    rest = turn.question[match.end() :] if len(folded) == len(turn.question) else folded
    if ELLIPSIS.match(fold(rest)):
        return False
    rest = _without_values(rest, turn, pack, recogniser)
    if not _says_something(rest) or asks_of_anything(fold(rest)):
        return False
    bare = recategorise(rest)
    return (bare.name, bare.decision) == (category.name, "sure") and bare.confidence >= CLEAR


def read_together(
    turn: Turn, context: Context, pack: DomainPack, recogniser: EntityRecogniser,
    recategorise: Recategorise, whole: str,
) -> Context | None:  # fmt: skip
    """Read a short message that does not speak for itself together with the last question.

    « je l'ai depuis deux semaines » after a fault of the vacuum cleaner is about that fault. What
    is clear, or has words of its own beside values, is left as it is.
    """
    if whole == turn.question or len(words(turn.question)) > SHORT:
        return None
    alone = turn.category
    own = _says_something(_without_values(turn.question, turn, pack, recogniser))
    if alone.decision == "sure" and (own or alone.confidence >= CLEAR):
        return None
    together = recategorise(whole)
    known = (turn.state.topic, *(name for name, _share in alone.ranked[:3]))
    surer = together.confidence > alone.confidence or alone.decision != "sure"
    if together.decision != "sure" or together.name not in known or not surer:
        return None
    return replace(
        context, question=whole, category=together.name, decision="sure", topic="follow_up"
    )


def _without_values(text: str, turn: Turn, pack: DomainPack, recogniser: EntityRecogniser) -> str:
    """Return ``text`` without the dates, places and other values that the message holds."""
    for entity in recogniser.find(turn.question, turn.now):
        spec = pack.entities.get(entity.type)
        if spec and (spec.builtin or spec.table):
            text = text.replace(entity.text, " ")
    return text


def _says_something(text: str) -> bool:
    return any(word not in STOP_WORDS | _LINKS for word, _start, _end in words(text))
