from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mistral_assistant.chat import ConversationState
from mistral_assistant.conversations.records import (
    TITLE_CHARS,
    json_from_sql,
    json_to_sql,
    short_title,
    time_from_sql,
    time_to_sql,
)
from mistral_assistant.conversations.store import Store

ANY_TEXT = st.text(st.characters(exclude_categories=()))
"""Any Python string, lone surrogates and NUL included."""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT, ANY_TEXT), min_size=1, max_size=8))
def test_every_text_comes_back_as_it_was_given(texts: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "c.db")
        conversation = store.create("ecommerce")
        ids = [
            store.add_message(
                conversation.id,
                None,
                "assistant",
                content,
                first_version=first,
                trace={content: [first, backend]},
                state=ConversationState(question=content),
                backend=backend,
            ).id
            for content, first, backend in texts
        ]
        store.close()
        store = Store(Path(folder) / "c.db")
        for message_id, (content, first, backend) in zip(ids, texts, strict=True):
            read = store.message(message_id)
            assert (read.content, read.first_version, read.backend) == (content, first, backend)
            assert read.trace == {content: [first, backend]}
            assert read.state == ConversationState(question=content)
        store.close()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0",
        "a\0b",
        "\ud800",
        "\ud83d\ude00",
        "😀",
        "\x1b[31m\x07\x9b",
        "e\u0301",
        "\ufeff",
        "x" * 10**6,
    ],
    ids=ascii,
)
def test_awkward_texts_come_back_after_an_update(store: Store, text: str) -> None:
    conversation = store.create("ecommerce")
    message = store.add_message(conversation.id, None, "assistant", "", status="partial")
    store.update_message(message.id, content=text, status="complete")
    store.update_message(message.id, content=text + "fin")
    assert store.message(message.id).content == text + "fin"
    assert [found.message_id for found in store.search("fin")] in ([message.id], [])


@given(st.dictionaries(ANY_TEXT, st.none() | st.booleans() | st.integers() | ANY_TEXT))
def test_json_comes_back_equal(values: dict[str, object]) -> None:
    assert json_from_sql(json_to_sql(values)) == values


def test_no_json_is_no_value() -> None:
    assert json_to_sql(None) is None
    assert json_from_sql(None) == {}


def test_a_naive_time_is_local_time() -> None:
    naive = datetime(2026, 3, 14, 14, 2)
    assert time_from_sql(time_to_sql(naive)) == naive.astimezone()


def test_stored_times_sort_as_text_whatever_their_zone() -> None:
    early = datetime(2026, 3, 14, 14, 0, tzinfo=timezone(timedelta(hours=2)))
    late = datetime(2026, 3, 14, 13, 0, tzinfo=UTC)
    assert time_to_sql(early) < time_to_sql(late)
    assert time_from_sql(time_to_sql(late)) == late


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Bonjour", "Bonjour"),
        ("  Où est\n\tmon colis ?\x07 ", "Où est mon colis ?"),
        ("\x00\x1b", ""),
        ("mot " * 30, "mot " * 14 + "mot…"),
        ("x" * 100, "x" * 59 + "…"),
        ("x" * 60, "x" * 60),
        ("x" * 59 + " y", "x" * 59 + "…"),
    ],
)
def test_a_title_is_one_line_cut_at_a_word(text: str, title: str) -> None:
    assert short_title(text) == title


@given(ANY_TEXT)
def test_a_title_is_never_too_long(text: str) -> None:
    assert len(short_title(text)) <= TITLE_CHARS
