"""What a conversation remembers goes to JSON and back unchanged."""

import json

from mistral_assistant.chat import ConversationState, Entity, Pending, Profile

STATE = ConversationState(
    turns=3,
    topic="LIVRAISON",
    question="Où est mon colis ?",
    sentiment="negative",
    failures=1,
    profile=Profile("Inès", ("Zéphyr 300",), ("en retard",)),
    pending=Pending(
        "Où est-il ?", "LIVRAISON", "numero_commande", (), (Entity("pays", "Suisse", "CH", 1, 3),)
    ),
    entities=(Entity("date", "2026-03-14", "samedi"),),
)


def test_a_state_survives_json() -> None:
    assert ConversationState.from_json(json.loads(json.dumps(STATE.to_json()))) == STATE


def test_an_empty_state_survives_json() -> None:
    assert ConversationState.from_json(ConversationState().to_json()) == ConversationState()


def test_keys_of_a_newer_program_are_ignored() -> None:
    assert ConversationState.from_json({"turns": 2, "mood": "?"}) == ConversationState(turns=2)


def test_an_entity_without_a_span_was_carried_over() -> None:
    assert STATE.entities[0].carried
    assert not Entity("pays", "Suisse", "CH", 0, 2).carried
