"""What a conversation remembers after a turn, and what it lets go."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from mistral_assistant.chat import ConversationState, Entity, Pending, Profile
from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.memory import KEPT_ENTITIES, remember
from mistral_assistant.reasoning.turn import Approach, Category, Context, Moderation, Turn

QUESTION = "Où en est mon vélo ?"
REPAIR = Entity("numero_reparation", "REP-0412", "REP-0412", 3, 11)


START = ConversationState(turns=4)


def turn_of(state: ConversationState = START, **fields: Any) -> Turn:
    """Return a turn after its approach step; ``fields`` are those of any of its parts."""
    turn = Turn(fields.pop("said", QUESTION), datetime(2026, 3, 12, 10, 0), state=state)
    turn.moderation = Moderation(fields.pop("moderation", "none"))
    turn.entities = fields.pop("entities", ())
    turn.approach = Approach(
        fields.pop("approach", "knowledge"),
        "",
        missing=fields.pop("missing", ""),
        choices=fields.pop("choices", ()),
    )
    turn.category = Category("TARIFS", 1.0, (("TARIFS", 1.0),), 1.0, "sure")
    turn.context = replace(Context(QUESTION, "TARIFS", "sure", "new"), **fields)
    return turn


@pytest.fixture
def pack(template_pack: DomainPack) -> DomainPack:
    """The template with a name to remember and a table whose values interest people."""
    entities = {
        **template_pack.entities,
        "prenom": EntityType("prenom", "prénom", builtin="person"),
        "velo": EntityType("velo", "vélo", table="reparations", column="velo"),
    }
    return replace(template_pack, entities=entities)


# --- the topic ---------------------------------------------------------------------------------


def test_a_subject_becomes_the_topic(pack: DomainPack) -> None:
    state = remember(turn_of(entities=(REPAIR,)), pack)
    assert (state.turns, state.topic, state.question) == (5, "TARIFS", QUESTION)
    assert state.entities == (replace(REPAIR, start=None, end=None),)


BEFORE = ConversationState(
    turns=4, topic="HORAIRES", question="Vous ouvrez quand ?", entities=(REPAIR,)
)


@pytest.mark.parametrize(
    "fields",
    [
        {"category": "SALUTATION"},
        {"category": ""},
        {"category": "INCONNUE"},
        {"approach": "decline"},
    ],
    ids=["no subject", "outside", "of another pack", "declined"],
)
def test_what_is_no_subject_leaves_the_topic_alone(
    pack: DomainPack, fields: dict[str, Any]
) -> None:
    state = remember(turn_of(BEFORE, entities=(), **fields), pack)
    assert (state.topic, state.question) == (BEFORE.topic, BEFORE.question)
    assert state.entities == BEFORE.entities


def test_a_follow_up_leaves_the_full_question(pack: DomainPack) -> None:
    state = remember(turn_of(BEFORE, topic="follow_up", category="HORAIRES"), pack)
    assert state.question == "Vous ouvrez quand ?"


def test_the_mood_is_that_of_the_last_message(pack: DomainPack) -> None:
    before = replace(BEFORE, sentiment="negative")
    assert remember(turn_of(before), pack).sentiment == "neutral"


# --- failures ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "pending", "failures"),
    [
        ({"approach": "knowledge"}, None, 0),
        ({"approach": "decline"}, None, 3),
        ({"approach": "decline", "moderation": "hostile"}, None, 0),
        ({"approach": "ask", "missing": "numero_reparation"}, None, 0),
        ({"approach": "ask", "missing": "numero_reparation"}, Pending("?", "TARIFS"), 3),
        (
            {"approach": "ask", "missing": "numero_reparation", "entities": (REPAIR,)},
            None,
            3,
        ),
    ],
    ids=["answered", "declined", "moderated", "asked once", "asked again", "given but unknown"],
)
def test_failures_in_a_row_are_counted(
    pack: DomainPack, fields: dict[str, Any], pending: Pending | None, failures: int
) -> None:
    before = ConversationState(turns=4, failures=2, pending=pending)
    assert remember(turn_of(before, **fields), pack).failures == failures


# --- our own questions -------------------------------------------------------------------------


def test_a_question_of_ours_waits_for_its_answer(pack: DomainPack) -> None:
    date = Entity("date", "2026-03-14", "samedi", 0, 6)
    state = remember(
        turn_of(approach="ask", missing="numero_reparation", entities=(REPAIR, date)), pack
    )
    assert state.pending == Pending(
        QUESTION, "TARIFS", missing="numero_reparation", entities=(date,)
    )


def test_choices_that_were_offered_wait_too(pack: DomainPack) -> None:
    state = remember(turn_of(approach="ask", choices=("TARIFS", "HORAIRES")), pack)
    assert state.pending == Pending(QUESTION, "TARIFS", choices=("TARIFS", "HORAIRES"))


def test_any_other_answer_ends_the_waiting(pack: DomainPack) -> None:
    before = ConversationState(turns=4, pending=Pending("?", "TARIFS", missing="date"))
    assert remember(turn_of(before), pack).pending is None


# --- entities ----------------------------------------------------------------------------------


def test_within_a_topic_earlier_entities_stay_beside_new_ones(pack: DomainPack) -> None:
    old = Entity("date", "2026-03-14", "samedi")
    before = ConversationState(turns=1, topic="TARIFS", entities=(old,))
    state = remember(turn_of(before, topic="same", entities=(REPAIR,)), pack)
    assert {entity.type for entity in state.entities} == {"date", "numero_reparation"}
    fresh = remember(turn_of(before, topic="new", entities=(REPAIR,)), pack)
    assert {entity.type for entity in fresh.entities} == {"numero_reparation"}


def test_of_one_type_the_newest_holds_and_in_a_message_the_first(pack: DomainPack) -> None:
    before = ConversationState(turns=1, entities=(replace(REPAIR, value="REP-0001"),))
    two = (REPAIR, replace(REPAIR, value="REP-0415", start=15, end=23))
    state = remember(turn_of(before, topic="same", entities=two), pack)
    assert [entity.value for entity in state.entities] == ["REP-0412"]


def test_of_too_many_entities_the_newest_are_kept(pack: DomainPack) -> None:
    old = tuple(Entity(f"type{number}", "x", "x") for number in range(KEPT_ENTITIES))
    before = ConversationState(turns=1, entities=old)
    kept = remember(turn_of(before, topic="same", entities=(REPAIR,)), pack).entities
    assert len(kept) == KEPT_ENTITIES
    assert "numero_reparation" in {entity.type for entity in kept}


# --- the profile -------------------------------------------------------------------------------


def test_name_interests_and_problems_are_noted(pack: DomainPack) -> None:
    turn = turn_of(
        said="Je suis Nadia et mon VTT noir est encore en panne !",
        entities=(
            Entity("prenom", "Nadia", "Nadia", 8, 13),
            Entity("velo", "VTT noir", "VTT", 21, 24),
        ),
        sentiment="negative",
    )
    assert remember(turn, pack).profile == Profile("Nadia", ("VTT noir",), (turn.question,))


def test_the_profile_stays_over_other_turns(pack: DomainPack) -> None:
    before = ConversationState(turns=4, profile=Profile("Nadia", ("VTT noir",), ("En panne",)))
    assert remember(turn_of(before), pack).profile == before.profile


def test_the_profile_keeps_the_newest_without_repeating(pack: DomainPack) -> None:
    before = ConversationState(profile=Profile(interests=("a", "b", "c", "d", "e")))
    for value, kept in (("b", ("a", "b", "c", "d", "e")), ("f", ("b", "c", "d", "e", "f"))):
        turn = turn_of(before, entities=(Entity("velo", value, value, 0, 1),))
        assert remember(turn, pack).profile.interests == kept


def test_what_is_remembered_survives_json(pack: DomainPack) -> None:
    state = remember(turn_of(approach="ask", missing="numero_reparation", entities=(REPAIR,)), pack)
    assert ConversationState.from_json(state.to_json()) == state
