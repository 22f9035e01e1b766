"""The chat's side of the engine: how far its loading is, and adapters that are not there.

The engine's own words come from a server of the test's, which says what it is told to.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fault_server import FaultServer, Play, Talk, fault_server

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.base import Starting
from mistral_assistant.backends.engine import EngineBackend, progress_words
from mistral_assistant.backends.launcher import _Place
from mistral_assistant.backends.offline import OfflineBackend
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings

QUESTION = "Vous livrez en Belgique ?"
LOADING = {"status": "loading", "bytes": 1_200_000_000, "total": 4_100_000_000, "seconds_left": 42,
           "models": ["petit"]}  # fmt: skip
READY = {"status": "ready", "bytes": 5, "total": 5, "seconds_left": 0, "models": ["petit"]}


@contextmanager
def engine(data: Path, health: dict[str, Any], *plays: Play) -> Iterator[FaultServer]:
    """Run what says that it is the engine of ``petit.gguf``."""
    with fault_server(*plays, got=lambda: health) as server:
        state = {"address": server.address.removesuffix("/v1"), "token": "jeton-du-moteur",
                 "default": "petit", "pid": os.getpid()}  # fmt: skip
        file = _Place(data, "petit.gguf", ()).state
        file.parent.mkdir(parents=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(state))
        yield server


def answered(assistant: Assistant, conversation: Any) -> Any:
    event = list(assistant.answer(QUESTION, conversation))[-1]
    assert isinstance(event, TurnFinished), event
    return event.turn.answer


def test_while_the_model_loads_the_pack_answers_and_the_status_says_how_far_it_is(
    tmp_path: Path,
) -> None:
    health = dict(LOADING)
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    with engine(tmp_path, health, lambda _talk: None) as server:
        assistant = Assistant(settings)
        assistant.load()
        assert assistant.backend_status.startswith("modèle : ")
        _until(lambda: assistant.backend_status != "modèle : démarrage…")
        assert assistant.backend_status == "modèle : 1200 sur 4100 Mo, encore 42 s"
        answer = answered(assistant, assistant.new_conversation())
        assert answer.backend == "offline" and "6,90" in answer.text
        assert "encore 42 s" in answer.notice
        assert server.requests == [], "the model is not asked before it is there"
        health.update(READY)
        _until(lambda: assistant.backend_status == "")


def _until(true: Any) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def speak(talk: Talk) -> None:
    talk.begin()
    talk.say("Oui, pour 6,90 €.")
    talk.finish()


def missing(why: str) -> Play:
    body = json.dumps({"missing": {"ecommerce": why}})
    return lambda talk: talk.refuse(200, body, "content-type: application/json")


def test_an_adapter_that_nobody_has_is_told_once_in_the_status_and_the_base_answers(
    tmp_path: Path,
) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    with engine(tmp_path, READY, missing(""), speak, missing(""), speak):
        assistant = Assistant(settings)
        conversation = assistant.new_conversation()
        first = answered(assistant, conversation)
        assert assistant.backend_status == "modèle : sans l'adaptateur « ecommerce »"
        second = answered(assistant, conversation)
        assert assistant.backend_status == ""
    assert [(one.notice, one.text, one.backend) for one in (first, second)] == [
        ("", "Oui, pour 6,90 €.", "petit")
    ] * 2


def test_an_adapter_that_does_not_fit_is_named_once_and_the_base_answers(tmp_path: Path) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    refused = missing("L'adaptateur est d'une autre base.")
    with engine(tmp_path, READY, refused, speak, refused, speak) as server:
        assistant = Assistant(settings)
        conversation = assistant.new_conversation()
        first, second = answered(assistant, conversation), answered(assistant, conversation)
    assert first.notice == "L'adaptateur est d'une autre base. Le modèle répond sans lui."
    assert (second.notice, second.text) == ("", "Oui, pour 6,90 €.")
    assert (first.backend, second.backend) == ("petit", "petit")
    asked = [request.json.get("model") or request.json.get("wanted") for request in server.requests]
    assert asked == [["ecommerce"], "petit", ["ecommerce"], "petit"]
    assert {request.headers["authorization"] for request in server.requests} == {
        "Bearer jeton-du-moteur"
    }


def test_an_adapter_that_is_there_is_the_model_of_the_request(tmp_path: Path) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    health = {**READY, "models": ["petit", "ecommerce"]}
    with engine(tmp_path, health, speak) as server:
        assistant = Assistant(settings)
        answer = answered(assistant, assistant.new_conversation())
    assert (answer.backend, server.requests[0].json["model"]) == ("ecommerce", "ecommerce")


@pytest.mark.parametrize(
    ("models", "base", "offered"),
    [(["petit"], "petit", True), (["petit", "ecommerce"], "petit", False), (["petit"], "x", False)],
    ids=["base", "adapter of the pack", "adapter of a run"],
)
def test_tools_are_offered_to_a_base_and_to_no_adapter(
    tmp_path: Path, models: list[str], base: str, offered: bool
) -> None:
    """An adapter reads what it was tuned on."""
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    plays = (speak,) if "ecommerce" in models else (missing(""), speak)
    with engine(tmp_path, {**READY, "models": models, "model": base}, *plays) as server:
        assistant = Assistant(settings)
        answered(assistant, assistant.new_conversation())
    assert ("tools" in server.requests[-1].json) is offered


def test_an_engine_that_knows_no_tools_is_offered_them_once(tmp_path: Path) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    refuse: Play = lambda talk: talk.refuse(400, '{"error": "Pas de format d\'outils connu ici."}')  # noqa: E731
    health = {**READY, "model": "petit"}
    plays = (missing(""), refuse, speak, missing(""), speak)
    with engine(tmp_path, health, *plays) as server:
        assistant = Assistant(settings)
        conversation = assistant.new_conversation()
        for _time in range(2):
            assert answered(assistant, conversation).text == "Oui, pour 6,90 €."
    asked = [one.json for one in server.requests if "messages" in one.json]
    assert ["tools" in body for body in asked] == [True, False, False]
    offered = ["<tools>" in body["messages"][0]["content"] for body in asked]
    assert offered == [False, True, True], "in plain text instead"


def test_an_engine_whose_model_has_no_format_for_tools_says_so_beforehand(tmp_path: Path) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    health = {**READY, "model": "petit", "tools": False}
    with engine(tmp_path, health, missing(""), speak) as server:
        assistant = Assistant(settings)
        answered(assistant, assistant.new_conversation())
    (asked,) = (one.json for one in server.requests if "messages" in one.json)
    assert "tools" not in asked and "<tools>" in asked["messages"][0]["content"]


def test_what_the_engine_says_of_its_choice_is_told_once(tmp_path: Path) -> None:
    settings = Settings(backend="engine", model="petit.gguf", data_dir=tmp_path)
    health = {**READY, "model": "petit", "notice": "Aucun\x1b[2J entraînement."}
    with engine(tmp_path, health, missing(""), speak, missing(""), speak):
        assistant = Assistant(settings)
        conversation = assistant.new_conversation()
        notices = [answered(assistant, conversation).notice for _time in range(2)]
    assert notices[0].startswith("Aucun") and "\x1b" not in notices[0]
    assert notices[1] == ""


@pytest.mark.parametrize(
    ("health", "words"),
    [
        ({}, ""), (READY, ""), ({"status": "failed"}, ""), ({"status": "loading"}, "chargement"),
        ({"status": "waiting", "bytes": 0, "total": 0, "seconds_left": 9}, "encore 9 s"),
        ({"status": "loading", "bytes": "x", "total": [], "seconds_left": None}, "chargement"),
    ],
)  # fmt: skip
def test_what_the_engine_says_of_itself_becomes_a_few_words(
    health: dict[str, Any], words: str
) -> None:
    said = progress_words(health)
    assert words in said and bool(said) is bool(words)


def test_only_a_model_of_our_own_has_to_start(tmp_path: Path) -> None:
    assert isinstance(EngineBackend(tmp_path, "petit.gguf"), Starting)
    assert not isinstance(OfflineBackend(), Starting)
    assert Assistant(Settings(data_dir=tmp_path)).backend_status == ""
