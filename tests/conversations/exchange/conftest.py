"""A store with a conversation that has everything: branches, a trace, feedback, odd characters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mistral_assistant.chat import ConversationState, Entity, Pending, Profile
from mistral_assistant.conversations.store import Store

HOSTILE = "<script>alert('x')</script> \x1b[31mrouge\u202e & <b>\ud800\0"
STATE = ConversationState(
    turns=2,
    topic="LIVRAISON",
    profile=Profile(name="Zoé", interests=("thé",)),
    pending=Pending("Où ?", "COMMANDE", missing="numero", choices=("A", "B")),
    entities=(Entity("date", "2026-03-12", "demain", 3, 9),),
)
TRACE = {
    "schema_version": 1,
    "category": {"name": "LIVRAISON", "ranked": [["LIVRAISON", 0.9]], "in_scope": 1.0},
    "context": {"question": "Livrez-vous en Belgique ?", "topic": "follow_up",
                "category": "LIVRAISON"},
    "timings_ms": {"category": 0.4},
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "conversations.sqlite")
    yield store
    store.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """The store of another machine, where the ids are others."""
    other = Store(tmp_path / "autre" / "conversations.sqlite")
    other.add_message(other.create("ecommerce").id, None, "user", "Déjà là")
    yield other
    other.close()


@pytest.fixture
def conversation_id(store: Store) -> int:
    """A question, its answer twice, a follow-up said in two ways; the second way is on display."""
    conversation_id = store.create("ecommerce", "Une *livraison*").id
    question = store.add_message(conversation_id, None, "user", "Livrez-vous ?", pack="ecommerce")
    bad = store.add_message(conversation_id, question.id, "assistant", "Non.", pack="ecommerce")
    good = store.add_message(
        conversation_id, question.id, "assistant", "Oui, en France.",
        pack="ecommerce", backend="offline", state=STATE, trace={"timings_ms": {"answer": 1.5}},
    )  # fmt: skip
    store.set_feedback(bad.id, "bad")
    store.set_feedback(good.id, "good")
    first = store.add_message(conversation_id, good.id, "user", HOSTILE)
    store.add_message(conversation_id, first.id, "assistant", "Pard", status="interrupted")
    second = store.add_message(conversation_id, good.id, "user", "Et en Belgique ?")
    answer = store.add_message(
        conversation_id, second.id, "assistant", "Euh…\n```py\nprint('<b>')\n```\nvoilà",
        trace=TRACE, first_version="Peut-être.",
    )  # fmt: skip
    store.set_feedback(answer.id, "corrected", "Oui, en 3 jours.")
    store.pin(conversation_id)
    return conversation_id
