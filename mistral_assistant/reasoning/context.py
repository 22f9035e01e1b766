"""Step 3: what the conversation adds to the message.

Fills the effective question, category and decision, which are all that later steps read: an
answer to our own question completes the request that waited; a follow-up is rewritten in full.
"""

from dataclasses import replace

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.french import fold
from mistral_assistant.reasoning.ellipsis import Recategorise
from mistral_assistant.reasoning.entities import EntityRecogniser
from mistral_assistant.reasoning.follow_ups import carried_over, followed_up, looked_up
from mistral_assistant.reasoning.language import identify
from mistral_assistant.reasoning.references import quoted, referred
from mistral_assistant.reasoning.replies import completed
from mistral_assistant.reasoning.sentiment import personal, sentiment, urgent
from mistral_assistant.reasoning.siblings import beside
from mistral_assistant.reasoning.turn import Context, Turn
from mistral_assistant.tools import applicable


def context_step(
    turn: Turn, pack: DomainPack, recogniser: EntityRecogniser, recategorise: Recategorise
) -> Context:
    """Relate the message to the conversation; ``recategorise`` judges an earlier question anew."""
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
        reference=quoted(turn, folded),
        profile=turn.state.profile,
    )
    related = (
        _refused(turn, context)
        or (tools and replace(context, category="", decision="outside"))
        or completed(turn, context, pack, recogniser, folded)
        or looked_up(turn, context, pack, recogniser)
        or referred(turn, context, recogniser, recategorise, folded)
        or beside(turn, context, pack, recogniser)
        or followed_up(turn, context, pack, recogniser, recategorise, folded)
        or context
    )
    return carried_over(turn, related, pack, folded)


def _refused(turn: Turn, context: Context) -> Context | None:
    """An insult or threat belongs to the domain only with a clear request beside it."""
    asks = "?" in turn.question or context.personal
    if turn.moderation.level in ("hostile", "threat") and not asks:
        return replace(context, category="", decision="outside")
    return None
