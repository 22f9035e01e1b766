"""Damaged and hostile files: a clear message with the place, and nothing reaches the store."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistral_assistant.conversations.exchange import reading
from mistral_assistant.conversations.exchange.reading import read_bytes, read_file
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.errors import StoreError
from mistral_assistant.reasoning.system import AdvancedReasoningSystem
from mistral_assistant.reasoning.turn import Turn

DAY = "2026-03-12T10:00:00+00:00"


def message(number: int, parent: int | None, **more: Any) -> dict[str, Any]:
    return {"id": number, "parent": parent, "role": "user", "content": "Bonjour",
            "status": "complete", "created_at": DAY, **more}  # fmt: skip


def document() -> dict[str, Any]:
    """Return a small file as it should be."""
    answer = message(2, 1, role="assistant", state={"turns": 1}, trace={"entities": []},
                     feedback={"verdict": "good", "correction": "", "created_at": DAY})  # fmt: skip
    conversation = {
        "uid": "a1", "title": "Essai", "pack": "ecommerce", "created_at": DAY, "updated_at": DAY,
        "pinned": False, "archived": False, "leaf": 2, "messages": [message(1, None), answer],
    }  # fmt: skip
    return {
        "format": "mistral-assistant/conversations",
        "schema_version": 1,
        "conversations": [conversation],
    }


def read(values: Any) -> reading.Read:
    return read_bytes(json.dumps(values).encode(), "essai.json")


def test_the_small_file_is_read() -> None:
    whole = read(document()).conversations[0]
    assert [item.content for item in whole.branch()] == ["Bonjour", "Bonjour"]
    assert whole.feedback[2].verdict == "good"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (b'{"format": ', "JSON"),
        (b"[" * 100_000, "imbriqu"),
        (b'{"format": "mistral-assistant/conversations", "schema_version": NaN}', "nombre"),
        (b"[]", "export JSON"),
        (b"null", "export JSON"),
        (b'{"conversations": []}', "export JSON"),
        (b'{"format": "mistral-assistant/conversations"}', "schema_version"),
        (b'{"format": "mistral-assistant/conversations", "schema_version": true}', "schema_v"),
        (b'{"format": "mistral-assistant/conversations", "schema_version": 2}', "plus r"),
        (b'{"format": "mistral-assistant/conversations", "schema_version": 1}', "liste"),
    ],
)
def test_what_is_no_export_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(StoreError, match=said) as caught:
        read_bytes(content, "essai.json")
    assert caught.value.hint


def at(*path: Any) -> Callable[[dict[str, Any], Any], None]:
    """Return what puts a value into a document at a path."""

    def put(values: Any, value: Any) -> None:
        for step in path[:-1]:
            values = values[step]
        values[path[-1]] = value

    return put


FIRST = ("conversations", 0)
ANSWER = (*FIRST, "messages", 1)
WRONG = [
    (FIRST, 7, "conversation 1"),
    ((*FIRST, "title"), 7, "title"),
    ((*FIRST, "title"), "x" * 5_000_001, "caractères"),
    ((*FIRST, "uid"), "../../etc", "uid"),
    ((*FIRST, "pinned"), "oui", "pinned"),
    ((*FIRST, "created_at"), "hier", "created_at"),
    ((*FIRST, "created_at"), "9999-12-31T23:59:59Z", "created_at"),
    ((*FIRST, "leaf"), 99, "leaf"),
    ((*FIRST, "leaf"), True, "leaf"),
    ((*FIRST, "messages"), {}, "messages"),
    (ANSWER, None, "message 2"),
    ((*ANSWER, "parent"), 2, "parent"),
    ((*ANSWER, "parent"), 99, "parent"),
    ((*ANSWER, "parent"), "1", "parent"),
    ((*ANSWER, "id"), 1, "id"),
    ((*ANSWER, "id"), None, "id"),
    ((*ANSWER, "role"), "root", "role"),
    ((*ANSWER, "role"), [], "role"),
    ((*ANSWER, "status"), "fini", "status"),
    ((*ANSWER, "content"), None, "content"),
    ((*ANSWER, "state"), [], "state"),
    ((*ANSWER, "state"), {"turns": "un"}, "state"),
    ((*ANSWER, "state"), {"entities": [{"type": "date"}]}, "state"),
    ((*ANSWER, "state"), {"entities": [{"type": "d", "value": "", "text": "", "x": 1}]}, "state"),
    ((*ANSWER, "state"), {"pending": {"question": "?"}}, "state"),
    ((*ANSWER, "state"), {"profile": {"interests": [1]}}, "state"),
    ((*ANSWER, "feedback"), "bien", "feedback"),
    ((*ANSWER, "feedback"), {"verdict": "parfait", "created_at": DAY}, "verdict"),
    ((*ANSWER, "feedback"), {"verdict": "good"}, "created_at"),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_a_wrong_value_is_named_with_its_place(path: Any, value: Any, said: str) -> None:
    values = document()
    at(*path)(values, value)
    with pytest.raises(StoreError, match="conversation 1") as caught:
        read(values)
    assert said in caught.value.problem
    assert "Rien n'a été importé" in caught.value.hint


@pytest.mark.parametrize(
    "trace",
    [
        7,
        {"timings_ms": {"category": "vite"}},
        {"timings_ms": []},
        {"category": {"ranked": [["A", "B"]]}},
        {"category": {"ranked": [5]}},
        {"category": {"in_scope": []}},
        {"entities": {"type": "date"}},
        {"entities": [None]},
        {"knowledge": [{"score": "haut"}]},
        {"answer": {"sources": [7]}},
        {"consistency": {"checked": "beaucoup"}},
        {"moderation": {"matches": [{"text": 5}]}},
        {"category": {"in_scope": None}},
        {"category": None},
        {"entities": [{"score": None}]},
        {"knowledge": [{"score": None}]},
    ],
)
def test_a_trace_that_no_screen_could_show_is_left_out_and_counted(trace: Any) -> None:
    values = document()
    at(*ANSWER, "trace")(values, trace)
    found = read(values)
    assert found.traces_dropped == 1
    assert found.conversations[0].messages[1].trace == {}


def test_the_trace_of_a_real_turn_is_kept(ecommerce: DomainPack, now: datetime) -> None:
    system = AdvancedReasoningSystem(ecommerce)
    for question in ("Où en est ma commande CMD-482913 ?", "merci", "Vous livrez en Belgique ?"):
        turn = Turn(question, now)
        list(system.run(turn))
        values = document()
        at(*ANSWER, "trace")(values, turn.trace())
        found = read(values)
        assert found.traces_dropped == 0
        assert found.conversations[0].messages[1].trace["answer"]["text"] == turn.answer.text


def test_an_answer_that_was_being_written_is_interrupted() -> None:
    values = document()
    at(*ANSWER, "status")(values, "partial")
    assert read(values).conversations[0].messages[1].status == "interrupted"


def test_titles_are_cleaned_and_short() -> None:
    values = document()
    at(*FIRST, "title")(values, "\x1b[31m" + "x" * 1000)
    assert read(values).conversations[0].about.title == "[31m" + "x" * 196


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "essai.json"
    file.write_text(json.dumps(document()))
    assert read_file(file).conversations
    monkeypatch.setattr(reading, "MOST_MESSAGES", 1)
    with pytest.raises(StoreError, match="messages"):
        read_file(file)
    monkeypatch.setattr(reading, "MOST_CONVERSATIONS", 0)
    with pytest.raises(StoreError, match="liste"):
        read_file(file)
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    with pytest.raises(StoreError, match="Mo au plus"):
        read_file(file)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="il n'existe pas"):
        read_file(tmp_path / "nulle-part.json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)
PLACES = [
    path
    for base in (FIRST, ANSWER)
    for path in [(*base, key) for key in
                 ("title", "pack", "leaf", "messages", "id", "parent", "state", "trace", "feedback",
                  "role", "content", "created_at")]
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PLACES), JSON)
def test_whatever_stands_in_a_file_it_is_read_or_refused(path: Any, value: Any) -> None:
    values = document()
    at(*path)(values, value)
    try:
        read(values)
    except StoreError as error:
        assert error.problem and error.hint
