"""Explicit references to what was said before: « ma première question », « vous m'aviez dit ».

Such a message is the earlier question again, with what it adds.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from mistral_assistant.french import STOP_WORDS, fold, words
from mistral_assistant.reasoning.ellipsis import CLEAR, FOLLOW_UP, Recategorise, rewrite
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.sentiment import personal
from mistral_assistant.reasoning.turn import Context, Turn

QUOTED = 200
"""Characters of an earlier answer that are quoted."""
_FULL = 3
"""Words from which an earlier message is a question to come back to."""
_OURS = re.compile(
    r"\b(?:(?:rappel\w+|redi\w+|repet\w+)(?:[- ]moi)? )?(?:ce que |quoi |combien )?"
    r"(?:tu|vous)\s*(?:m')?\s*(?:l')?(?:as|avez|aviez|avais|disiez|disais)\s*"
    r"(?:dit|parle|explique|repondu|indique)?(?: quoi| combien)?"
    r"|\b(?:tout a l'heure|plus haut|precedemment|votre reponse|ta reponse|comme (?:tu|vous) "
    r"(?:disiez|disais)|ce que vous disiez)\b"
)
_THEIRS = re.compile(
    r"\b(?:pour |j'en |je )?(?:revenir|reviens|revenons|retour) (?:a|sur) (?:ma|la|mon)"
    r"(?: (?:premiere|derniere|precedente|autre))? (?:question|demande|histoire)"
    r"(?: (?:du debut|d'avant|precedente|initiale|de depart))?"
    r"|\bma (?:premiere|derniere|precedente|toute premiere) (?:question|demande)"
    r"|\b(?:comme|ce que) je (?:vous |te )?(?:disais|demandais|l'ai dit|ai dit|ai demande)"
    r"|\bje (?:vous |te )?(?:disais|demandais)(?: tout a l'heure)?"
)
_FIRST = re.compile(r"premiere|du debut|initiale|de depart")


def quoted(turn: Turn, folded: str) -> str:
    """Return the earlier answer that the message points to, cut; empty if it points to none."""
    if not (_OURS.search(folded) or _THEIRS.search(folded)):
        return ""
    answers = [message.content for message in turn.history if message.role == "assistant"]
    asked = _content(turn.question)
    nearest = max(
        reversed(answers), key=lambda answer: len(asked & _content(answer)), default=""
    )  # fmt: skip
    return nearest[:QUOTED]


def referred(
    turn: Turn,
    context: Context,
    recogniser: EntityRecogniser,
    recategorise: Recategorise,
    folded: str,
) -> Context | None:
    """Return the context of a message that goes back to an earlier question; None if it does not.

    A message with a clear subject of its own stands for itself, unless it asks for what was said.
    """
    match = _THEIRS.search(folded) or _OURS.search(folded)
    exchanges = _exchanges(turn)
    if match is None or not exchanges or len(folded) != len(turn.question):
        return None
    rest = (turn.question[: match.start()] + turn.question[match.end() :]).strip(" ,;:.?!")
    first = bool(_FIRST.search(match.group()))
    question, shared = _meant(exchanges, rest, first)
    clear = turn.category.decision == "sure" and turn.category.confidence >= CLEAR
    if not question or (clear and not first and (_THEIRS.search(folded) or not shared)):
        return None
    added = _content(rest) - _content(question)
    whole = rewrite(question, rest) if added and not shared else question
    category = recategorise(whole)
    if category.decision != "sure":
        return None
    return replace(
        context,
        question=whole,
        category=category.name,
        decision="sure",
        topic="follow_up",
        personal=personal(whole),
        carried=tuple(
            replace(entity, start=None, end=None)
            for entity in recogniser.find(question, turn.now)
        ),
    )  # fmt: skip


def _exchanges(turn: Turn) -> list[tuple[str, str]]:
    """Return the earlier messages of the user, each with the answer that it got."""
    pairs = []
    for asked, answered in zip(turn.history, turn.history[1:], strict=False):
        if asked.role == "user" and answered.role == "assistant":
            pairs.append((asked.content, answered.content))
    return pairs


def _meant(exchanges: Sequence[tuple[str, str]], rest: str, first: bool) -> tuple[str, int]:
    """Return the earlier question that is meant, and how many words of ``rest`` it is about.

    Where nothing in ``rest`` says which, it is the last full question.
    """
    full = [asked for asked, _answer in exchanges if _is_full(asked)]
    if first:
        return (full[0] if full else ""), 0
    said = _content(rest)
    scored = [
        (2 * len(said & _content(asked)) + len(said & _content(answer)), asked)
        for asked, answer in exchanges
    ]
    shared, question = max(reversed(scored), key=lambda item: item[0])
    return (question, shared) if shared else ((full[-1] if full else ""), 0)


def _is_full(question: str) -> bool:
    return len(words(question)) >= _FULL and not FOLLOW_UP.match(fold(question))


def _content(text: str) -> set[str]:
    return {
        fold(word)[:6]
        for word, _start, _end in words(text)
        if len(word) > 3 and word not in STOP_WORDS
    }
