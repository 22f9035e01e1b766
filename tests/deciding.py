"""Rules of one's own that decide a turn made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mistral_assistant.chat import ConversationState, Entity, Passage, Profile
from mistral_assistant.domains.pack import DomainPack, Rule
from mistral_assistant.reasoning.approach import approach_step
from mistral_assistant.reasoning.turn import Approach, Category, Context, Moderation, Turn

NOW = datetime(2026, 3, 12, 10, 0)
REPAIR = Entity("numero_reparation", "REP-0412", "rep 412", 0, 7)
UNKNOWN = Entity("numero_reparation", "REP-9999", "REP-9999", 0, 8)
PASSAGE = Passage("tarifs.csv · Révision", "La révision coûte 45 €.", 0.7)
ROW = Passage("réparations · ligne 2", "", 1.0, kind="row", table="reparations")


def turn_of(question: str = "Où en est mon vélo ?", **fields: Any) -> Turn:
    """Return a turn that is ready for the step; ``fields`` are those of any of its parts."""
    category = fields.pop("category", "TARIFS")
    state = ConversationState(
        turns=fields.pop("turns", 2),
        failures=fields.pop("failures", 0),
        profile=fields.pop("profile", Profile()),
    )
    turn = Turn(question, NOW, state=state)
    turn.moderation = Moderation(fields.pop("moderation", "none"))
    ranked = fields.pop("ranked", ((category, 0.9), ("HORAIRES", 0.06), ("SALUTATION", 0.04)))
    turn.category = Category(category, 0.9, ranked, 1.0, "sure")
    turn.entities = fields.pop("entities", ())
    turn.knowledge = fields.pop("knowledge", ())
    context = Context(question, category, "sure", "new")
    turn.context = replace(context, **fields)
    return turn


def rule(then: str = "decline", *, name: str = "regle", **fields: Any) -> Rule:
    """Return a rule of a pack; without ``when`` it always holds."""
    when: Mapping[str, Any] = fields.pop("when", {})
    return Rule(name, then, when, **fields)


def decide(pack: DomainPack, turn: Turn, *rules: Rule, **templates: Any) -> Approach:
    """Let ``rules`` alone decide; ``templates`` are texts added under their default variant."""
    texts = {
        key: {"default": (text,)} if isinstance(text, str) else text
        for key, text in templates.items()
    }
    ruled = replace(pack, rules=rules, RESPONSE_TEMPLATES={**pack.RESPONSE_TEMPLATES, **texts})
    return approach_step(turn, ruled)
