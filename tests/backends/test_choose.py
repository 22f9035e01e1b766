"""Which backend the settings give."""

from dataclasses import replace
from pathlib import Path

import pytest
from fault_server import Talk, fault_server

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.choose import backend_for
from mistral_assistant.backends.engine import EngineBackend
from mistral_assistant.backends.launcher import _Place
from mistral_assistant.backends.offline import OfflineBackend
from mistral_assistant.errors import SettingsError
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings

QUESTION = "Vous livrez en Belgique ?"


def test_nothing_chosen_is_offline() -> None:
    assert isinstance(backend_for(Settings()), OfflineBackend)


def test_a_server_without_an_address_is_asked_for() -> None:
    with pytest.raises(SettingsError) as caught:
        backend_for(Settings(backend="server"))
    assert "server =" in caught.value.hint


def test_the_engine_without_a_model_chooses_one_itself(tmp_path: Path) -> None:
    assert isinstance(backend_for(Settings(backend="engine", data_dir=tmp_path)), EngineBackend)
    place = _Place(tmp_path, "", ())
    assert not any(part.startswith("--model") for part in place.command({}))
    assert any(part.startswith("--model") for part in _Place(tmp_path, "x", ()).command({}))


def _answer(settings: Settings) -> TurnFinished:
    assistant = Assistant(settings)
    event = list(assistant.answer(QUESTION, assistant.new_conversation()))[-1]
    assert isinstance(event, TurnFinished)
    return event


def test_a_server_speaks_in_the_chat_and_is_checked(tmp_path: Path) -> None:
    """Its passages come from the pack, its answer is compared with them."""

    def speak(talk: Talk) -> None:
        talk.begin()
        talk.say("Oui, nous livrons en Belgique", " pour 6,90 €.")
        talk.finish(usage={"prompt_tokens": 90, "completion_tokens": 12})

    with fault_server(speak) as server:
        settings = Settings(
            backend="server", server=server.address, model="essai", data_dir=tmp_path
        )
        turn = _answer(settings).turn
    assert turn.answer.text == "Oui, nous livrons en Belgique pour 6,90 €."
    assert (turn.answer.backend, turn.answer.completion_tokens) == ("essai", 12)
    assert turn.consistency.badge == "verified"
    (request,) = server.requests
    assert QUESTION in request.json["messages"][-1]["content"]


def test_a_server_that_is_gone_is_stood_in_for_and_the_user_told(tmp_path: Path) -> None:
    settings = Settings(
        backend="server", server="http://127.0.0.1:1/v1", model="essai", data_dir=tmp_path
    )
    turn = _answer(settings).turn
    assert turn.answer.backend == "offline"
    assert "6,90" in turn.answer.text
    assert turn.answer.notice.endswith("Réponse donnée hors ligne.")


def test_another_backend_takes_over_in_mid_conversation(tmp_path: Path) -> None:
    def speak(talk: Talk) -> None:
        talk.begin()
        talk.say("Oui, pour 6,90 €.")
        talk.finish()

    assistant = Assistant(Settings(data_dir=tmp_path))
    conversation = assistant.new_conversation()
    list(assistant.answer(QUESTION, conversation))
    with fault_server(speak) as server:
        settings = replace(assistant.settings, backend="server", server=server.address)
        assistant.use(backend_for(settings))
        event = list(assistant.answer("Et au Luxembourg ?", conversation))[-1]
    assert isinstance(event, TurnFinished)
    assert event.turn.answer.text == "Oui, pour 6,90 €."
