"""The engine killed in mid-answer, in the chat itself: what was said stays, the next turn restarts.

Killed before its first word, the pack itself answers.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.engine import EngineBackend
from mistral_assistant.backends.launcher import find_engine
from mistral_assistant.conversations.store import Store
from mistral_assistant.reasoning.events import TextDelta, TurnFinished
from mistral_assistant.settings import Settings

OPTIONS = ("--runtime=llamacpp", "--threads=1")
QUESTION = "Vous livrez en Belgique ?"


@pytest.fixture
def chat(gguf: Path, tmp_path: Path) -> Iterator["Chat"]:
    found = Chat(gguf, tmp_path / "donnees")
    yield found
    found.kill()
    found.store.close()


class Chat:
    """A chat with the engine."""

    def __init__(self, gguf: Path, data: Path) -> None:
        self.data = data
        data.mkdir()
        self.backend = EngineBackend(data, str(gguf), options=OPTIONS)
        self.store = Store(data / "conversations.sqlite")
        settings = Settings(backend="engine", model=str(gguf), data_dir=data)
        self.assistant = Assistant(settings, self.store, self.backend)
        self.assistant.sample(temperature=1.0, max_tokens=2_000)
        self.conversation = self.assistant.new_conversation()

    def ready(self) -> int:
        """Wait for the model; returns the engine's process."""
        deadline = time.monotonic() + 120
        while (health := self.backend.warm())["status"] != "ready":
            assert time.monotonic() < deadline, health
            time.sleep(0.1)
        (pid,) = self.pids()
        return pid

    def pids(self) -> list[int]:
        engines = [find_engine(file) for file in (self.data / "engine").glob("*.json")]
        return [engine.pid for engine in engines if engine]

    def kill(self) -> None:
        for pid in self.pids():
            os.kill(pid, signal.SIGKILL)

    def turn(self, on_text: Any = lambda: None, cancel: threading.Event | None = None) -> Any:
        """Answer once; ``on_text`` is called at the first word of the answer."""
        said = ""
        for event in self.assistant.answer(QUESTION, self.conversation, cancel=cancel):
            if isinstance(event, TextDelta):
                if not said:
                    on_text()
                said += event.text
        assert isinstance(event, TurnFinished), event
        return event.turn.answer


def test_killed_in_mid_answer_it_leaves_what_was_said_and_the_next_turn_restarts_it(
    chat: Chat,
) -> None:
    first = chat.ready()
    answer = chat.turn(lambda: os.kill(first, signal.SIGKILL))
    assert answer.text and answer.status == "interrupted"
    assert "rompue" in answer.notice or "arrêtée en route" in answer.notice
    assert chat.conversation.id is not None
    stored = chat.store.page(chat.conversation.id)[-1]
    assert (stored.content, stored.status) == (answer.text, "interrupted")
    # The model may have to be loaded first: then the pack itself answers, and says so.
    chat.turn(cancel=_soon())
    second = chat.ready()
    assert second != first
    answer = chat.turn(cancel=_soon())
    assert answer.text and "hors ligne" not in answer.notice


def test_killed_before_its_first_word_the_pack_answers_and_says_so(chat: Chat) -> None:
    chat.ready()
    backend = chat.backend
    ensured = backend._ensure

    def then_killed(cancel: threading.Event) -> Any:
        running = ensured(cancel)
        os.kill(running.pid, signal.SIGKILL)
        return running

    backend._ensure = then_killed  # type: ignore[method-assign]
    answer = chat.turn()
    assert answer.backend == "offline" and "6,90" in answer.text
    assert answer.notice.endswith("Réponse donnée hors ligne.")
    backend._ensure = ensured  # type: ignore[method-assign]
    chat.ready()
    assert "hors ligne" not in chat.turn(cancel=_soon()).notice


def _soon() -> threading.Event:
    """Return an event that is set after some seconds: a random model may talk for long."""
    event = threading.Event()
    threading.Timer(6.0, event.set).start()
    return event
