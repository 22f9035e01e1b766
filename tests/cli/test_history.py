"""``history``: conversations led through the assistant, listed, searched and taken out."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.cli.open import build_assistant, open_store
from mistral_assistant.reasoning.events import TurnFailed
from mistral_assistant.settings import Settings

HOSTILE = "titre \x1b[31mrouge \u009b2J \u202eabc"


def converse(assistant: Assistant, *questions: str) -> None:
    conversation = assistant.new_conversation()
    for question in questions:
        events = list(assistant.answer(question, conversation))
        assert not isinstance(events[-1], TurnFailed)


@pytest.fixture(scope="module")
def conversations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with two conversations."""
    folder = tmp_path_factory.mktemp("conversations")
    assistant = build_assistant(Settings(data_dir=folder))
    converse(assistant, "Où en est ma commande CMD-482913 ?", "merci beaucoup")
    converse(assistant, HOSTILE)
    assert assistant.store
    assistant.store.close()
    return folder


@pytest.fixture
def history(command: Callable, conversations: Path) -> Callable:
    return lambda *arguments: command("history", *arguments, "--data-dir", conversations)


def test_conversations_are_listed_newest_first(history: Callable) -> None:
    for ran in (history("list"), history()):
        newest, oldest = ran.out.splitlines()
        assert newest.split()[0] == "2" and "Titre [31mrouge" in newest
        assert "ecommerce" in oldest and oldest.endswith("Où en est ma commande CMD-482913 ?")


def test_an_empty_store_says_so(command: Callable, tmp_path: Path) -> None:
    assert command("history", "list", "--data-dir", tmp_path).out == "Aucune conversation.\n"
    assert command("history", "search", "a", "--data-dir", tmp_path).out == "Aucun message.\n"
    assert command("history", "traces", "--data-dir", tmp_path).out == ""


def test_messages_are_found_by_their_words_without_accents(history: Callable) -> None:
    lines = history("search", "OU", "commande", "cmd-482913").out.splitlines()
    assert lines and all(line.split()[0] == "1" for line in lines)
    assert history("search", "girafe").out == "Aucun message.\n"


def test_a_conversation_is_exported_as_markdown(history: Callable) -> None:
    out = history("export", "1").out
    assert out.startswith("# Où en est ma commande CMD-482913 ?\n")
    assert "\n\nOù en est ma commande" in out
    assert out.count("**Vous**") == out.count("**Assistant**") == 2


def test_a_conversation_is_exported_as_json(history: Callable) -> None:
    (found,) = json.loads(history("export", "1", "--format", "json").out)["conversations"]
    assert found["pack"] == "ecommerce"
    assert [message["role"] for message in found["messages"]] == ["user", "assistant"] * 2
    assert found["messages"][1]["trace"]["approach"]["name"] == "table"
    (raw,) = json.loads(history("export", "2", "--format", "json").out)["conversations"]
    assert raw["messages"][0]["content"] == HOSTILE


def test_an_answer_that_was_stopped_is_marked(command: Callable, tmp_path: Path) -> None:
    store = open_store(Settings(data_dir=tmp_path))
    conversation = store.create("ecommerce", "essai")
    store.add_message(conversation.id, None, "assistant", "Votre comm", status="interrupted")
    store.close()
    out = command("history", "export", conversation.id, "--data-dir", tmp_path).out
    assert "· interrompu\n\nVotre comm" in out


def test_traces_are_one_object_a_line_newest_first(history: Callable) -> None:
    traces = [json.loads(line) for line in history("traces").out.splitlines()]
    assert [trace["conversation_id"] for trace in traces] == [2, 1, 1]
    assert traces[2]["trace"]["approach"]["name"] == "table"
    assert traces[2]["question"] == "Où en est ma commande CMD-482913 ?"
    assert len(history("traces", "--limit", "2").out.splitlines()) == 2


@pytest.mark.parametrize(
    "line",
    ["list", "search titre", "traces"]
    + [f"export 2 --format {form}" for form in ("md", "html", "json", "csv", "jsonl")],
)
def test_what_was_said_cannot_steer_the_terminal(line: str, history: Callable) -> None:
    out = history(*line.split()).out
    assert "rouge" in out
    assert not {"\x1b", "\u009b", "\u202e"} & set(out)
