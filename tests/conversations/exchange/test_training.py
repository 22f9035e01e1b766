"""Conversations as training data: what is no example stays out, and is counted."""

import csv
import io
import json

from mistral_assistant.conversations.exchange.formats import all_conversations, counts_text, export
from mistral_assistant.conversations.exchange.training import Counts
from mistral_assistant.conversations.store import Store


def csv_rows(store: Store) -> tuple[list[list[str]], Counts]:
    made = export(all_conversations(store), "csv")
    return list(csv.reader(io.StringIO("".join(made.pieces)))), made.counts


def test_pairs_with_the_correction_and_the_follow_up_in_full(
    store: Store, conversation_id: int
) -> None:
    rows, counts = csv_rows(store)
    assert rows == [
        ["instruction", "response", "category"],
        ["Livrez-vous ?", "Oui, en France.", ""],
        ["Livrez-vous en Belgique ?", "Oui, en 3 jours.", "LIVRAISON"],
    ]
    assert counts == Counts(kept=2, corrected=1, other_branches=2)


def test_a_conversation_is_one_line_of_messages_as_typed(
    store: Store, conversation_id: int
) -> None:
    made = export(all_conversations(store), "jsonl")
    (line,) = "".join(made.pieces).splitlines()
    assert json.loads(line)["messages"] == [
        {"role": "user", "content": "Livrez-vous ?"},
        {"role": "assistant", "content": "Oui, en France."},
        {"role": "user", "content": "Et en Belgique ?"},
        {"role": "assistant", "content": "Oui, en 3 jours."},
    ]


def test_bad_interrupted_and_empty_answers_are_left_out_and_told(
    store: Store, conversation_id: int
) -> None:
    versions = store.siblings(store.page(conversation_id)[1].id)
    store.show_branch(versions[0])
    other = store.create("ecommerce")
    leaf: int | None = None
    for answer, status in (
        ("", "complete"),
        ("Nous liv", "interrupted"),
        ("À\x1b bientôt", "complete"),
    ):
        question = store.add_message(other.id, leaf, "user", 'Bonjour, "x"\net y')
        leaf = store.add_message(other.id, question.id, "assistant", answer, status=status).id
    rows, counts = csv_rows(store)
    assert rows[1:] == [['Bonjour, "x"\net y', "À bientôt", ""]]
    assert (counts.kept, counts.bad, counts.interrupted, counts.empty) == (1, 1, 1, 1)
    told = counts_text(counts)
    assert told.startswith("1 réponse · 1 jugée mauvaise") and "1 interrompue" in told
    assert "corrigée" not in told


def test_nothing_at_all_is_told_too() -> None:
    assert counts_text(Counts()) == "0 réponse"
