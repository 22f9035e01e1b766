"""What users said about answers, as examples and as pairs."""

import csv
import io
import json

import pytest

from mistral_assistant.conversations.feedback import PIECES
from mistral_assistant.conversations.store import Store

Said = list[dict[str, object]]


def ask(store: Store, conversation_id: int, question: str, *answers: str) -> list[int]:
    """Ask below the leaf; return the ids of the answers given to the question."""
    leaf = store.get(conversation_id).leaf_id
    asked = store.add_message(conversation_id, leaf, "user", question)
    return [
        store.add_message(conversation_id, asked.id, "assistant", answer).id for answer in answers
    ]


def lines(store: Store, *, pairs: bool) -> Said:
    text = "".join(PIECES[pairs](store, "jsonl"))
    return [json.loads(line) for line in text.splitlines()]


def table(store: Store, *, pairs: bool) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(PIECES[pairs](store, "csv")))))


@pytest.fixture
def rated(store: Store) -> Store:
    """Good, bad and corrected answers on several branches, one conversation in the bin."""
    first = store.create("ecommerce").id
    bad, good, plain = ask(store, first, "Livrez-vous ?", "Non.", "Oui.", "Peut-être.")
    store.show_branch(good)
    (wrong,) = ask(store, first, "En Belgique ?", "En 9 jours.")
    ask(store, first, "Merci", "De rien.")
    store.set_feedback(bad, "bad")
    store.set_feedback(good, "good")
    store.set_feedback(wrong, "corrected", "En 3 jours.")
    binned = store.create("ecommerce").id
    store.set_feedback(ask(store, binned, "Secret ?", "Chut.")[0], "good")
    store.delete(binned)
    return store


def test_good_answers_and_corrections_are_examples_with_what_came_before(rated: Store) -> None:
    assert lines(rated, pairs=False) == [
        {"messages": [
            {"role": "user", "content": "Livrez-vous ?"},
            {"role": "assistant", "content": "Oui."},
        ]},
        {"messages": [
            {"role": "user", "content": "Livrez-vous ?"},
            {"role": "assistant", "content": "Oui."},
            {"role": "user", "content": "En Belgique ?"},
            {"role": "assistant", "content": "En 3 jours."},
        ]},
    ]  # fmt: skip
    assert table(rated, pairs=False) == [
        ["instruction", "response", "category"],
        ["Livrez-vous ?", "Oui.", ""],
        ["En Belgique ?", "En 3 jours.", ""],
    ]


def test_a_better_and_a_worse_answer_make_a_pair(rated: Store) -> None:
    assert table(rated, pairs=True) == [
        ["prompt", "chosen", "rejected"],
        ["Livrez-vous ?", "Oui.", "Non."],
        ["En Belgique ?", "En 3 jours.", "En 9 jours."],
    ]
    first, second = lines(rated, pairs=True)
    assert first["rejected"] == [{"role": "assistant", "content": "Non."}]
    assert [message["content"] for message in second["prompt"]] == [  # type: ignore[attr-defined]
        "Livrez-vous ?", "Oui.", "En Belgique ?",
    ]  # fmt: skip


def test_a_correction_is_better_than_a_bad_version_too(store: Store) -> None:
    conversation = store.create("ecommerce").id
    wrong, bad = ask(store, conversation, "Où ?", "À Lyon.", "Nulle part.")
    store.set_feedback(wrong, "corrected", "À Paris.")
    store.set_feedback(bad, "bad")
    assert table(store, pairs=True)[1:] == [
        ["Où ?", "À Paris.", "À Lyon."],
        ["Où ?", "À Paris.", "Nulle part."],
    ]


def test_the_same_example_comes_once_and_what_is_no_example_never(store: Store) -> None:
    for _time in range(2):
        conversation = store.create("ecommerce").id
        store.set_feedback(ask(store, conversation, "Où ?", "À Lyon.")[0], "good")
    cut = store.create("ecommerce").id
    question = store.add_message(cut, None, "user", "Quand ?")
    answer = store.add_message(cut, question.id, "assistant", "Le lu", status="interrupted")
    store.set_feedback(answer.id, "good")
    orphan = store.add_message(store.create("ecommerce").id, None, "assistant", "Bienvenue")
    store.set_feedback(orphan.id, "good")
    same = ask(store, cut, "Qui ?", "Moi.")[0]
    store.set_feedback(same, "corrected", " Moi. ")
    assert table(store, pairs=False)[1:] == [["Où ?", "À Lyon.", ""], ["Qui ?", "Moi.", ""]]
    assert table(store, pairs=True)[1:] == []


def test_no_feedback_gives_the_head_of_a_table_alone(store: Store) -> None:
    assert len(table(store, pairs=False)) == len(table(store, pairs=True)) == 1
    assert lines(store, pairs=False) == lines(store, pairs=True) == []
