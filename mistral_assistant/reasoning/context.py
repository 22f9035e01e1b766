"""Step 3: what the conversation adds to the message.

Fills the effective question, category and decision, which are all that later steps read: an
answer to our own question completes the request that waited; a follow-up is rewritten in full.
"""

import re
from dataclasses import replace

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import fold, words
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.follow_ups import carried_over, followed_up, looked_up
from mistral_assistant.reasoning.language import identify
from mistral_assistant.reasoning.replies import completed
from mistral_assistant.reasoning.sentiment import personal, sentiment, urgent
from mistral_assistant.reasoning.turn import Context, Turn
from mistral_assistant.tools import applicable

_REFERENCE = re.compile(
    r"\b(?:(?:tu|vous) (?:m')?(?:as|avez|disiez|disais)\s*(?:dit|parle|explique|repondu)?"
    r"|tout a l'heure|comme (?:je|tu|vous) (?:disais|disiez)|votre reponse|ta reponse|plus haut"
    r"|precedemment|ce que vous disiez)\b"
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
        or completed(turn, context, pack, recogniser, folded)
        or looked_up(turn, context, pack, recogniser)
        or followed_up(turn, context, pack, folded)
        or context
    )
    return carried_over(turn, related, pack, folded)


def _refused(turn: Turn, context: Context) -> Context | None:
    """An insult or threat belongs to the domain only with a clear request beside it."""
    asks = "?" in turn.question or context.personal
    if turn.moderation.level in ("hostile", "threat") and not asks:
        return replace(context, category="", decision="outside")
    return None


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
