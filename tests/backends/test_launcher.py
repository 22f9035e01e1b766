"""The engine as a process of its own: one for all, found again, started again. With llama.cpp."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.choose import backend_for
from mistral_assistant.backends.engine import EngineBackend
from mistral_assistant.backends.launcher import (
    NICE,
    EngineCancelled,
    ensure_engine,
    find_engine,
)
from mistral_assistant.errors import BackendError
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.settings import Settings

OPTIONS = ("--runtime=llamacpp", "--threads=1")


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A data folder whose engines end with the test."""
    yield tmp_path / "donnees"
    for pid in _pids(tmp_path / "donnees"):
        _kill(pid)


def _pids(data: Path) -> list[int]:
    import json

    files = (data / "engine").glob("*.json") if (data / "engine").is_dir() else []
    return [json.loads(file.read_text())["pid"] for file in files]


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _ready(data: Path, gguf: Path) -> Any:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        engine = ensure_engine(data, str(gguf), options=OPTIONS)
        if engine.health["status"] == "ready":
            return engine
        time.sleep(0.1)
    raise AssertionError(engine.health)


CHILD = """
import sys
from pathlib import Path
from mistral_assistant.backends.launcher import ensure_engine
engine = ensure_engine(Path(sys.argv[1]), sys.argv[2], options=tuple(sys.argv[3:]))
print(engine.pid, engine.token)
"""


def test_two_processes_that_start_at_once_get_one_engine_and_it_is_private(
    data: Path, gguf: Path
) -> None:
    command = [sys.executable, "-c", CHILD, str(data), str(gguf), *OPTIONS]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = {child.communicate(timeout=120)[0] for child in children}
    assert len(said) == 1 and [child.returncode for child in children] == [0, 0]
    token = said.pop().split()[1]
    for file in (data / "engine").iterdir():
        if file.is_file():
            assert file.stat().st_mode & 0o077 == 0, file
            assert file.suffix == ".json" or token not in file.read_text(errors="replace")


def test_an_engine_that_was_killed_is_noticed_and_the_next_turn_restarts_it(
    data: Path, gguf: Path
) -> None:
    """In the chat itself: the offline answers stand in only for the turn that lost it."""
    first = _ready(data, gguf)
    assert os.getpriority(os.PRIO_PROCESS, first.pid) >= NICE, "a key comes before a token"
    settings = Settings(backend="engine", model=str(gguf), data_dir=data)
    backend = EngineBackend(data, str(gguf), options=OPTIONS)
    assistant = Assistant(settings, backend=backend)
    conversation = assistant.new_conversation()

    def turn() -> Any:
        event = list(assistant.answer("Vous livrez en Belgique ?", conversation))[-1]
        assert isinstance(event, TurnFinished)
        return event.turn

    assert "Réponse donnée hors ligne" not in turn().answer.notice
    os.kill(first.pid, signal.SIGKILL)
    assert turn().answer.text
    second = _ready(data, gguf)
    assert second.pid != first.pid and second.token != first.token
    assert "Réponse donnée hors ligne" not in turn().answer.notice


def test_a_file_that_others_can_read_is_not_believed_and_sigterm_takes_it_away(
    data: Path, gguf: Path
) -> None:
    engine = _ready(data, gguf)
    (state,) = (data / "engine").glob("*.json")
    assert find_engine(state)
    state.chmod(0o644)
    assert find_engine(state) is None
    os.kill(engine.pid, signal.SIGTERM)
    deadline = time.monotonic() + 20
    while _pids(data) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert _pids(data) == []


def test_an_idle_engine_ends_by_itself(data: Path, gguf: Path) -> None:
    ensure_engine(data, str(gguf), options=(*OPTIONS, "--idle-minutes=0.02"))
    deadline = time.monotonic() + 60
    while _pids(data) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert _pids(data) == []


def test_an_engine_that_cannot_start_says_why(data: Path, tmp_path: Path) -> None:
    with pytest.raises(BackendError) as caught:
        ensure_engine(data, str(tmp_path / "absent"))
    assert "absent" in caught.value.problem
    assert ".log" in caught.value.hint


def test_a_start_that_nobody_waits_for_any_more_is_left(data: Path) -> None:
    cancel = threading.Event()
    cancel.set()
    with pytest.raises(EngineCancelled):
        ensure_engine(data, str(data / "absent"), options=OPTIONS, cancel=cancel)


def test_the_settings_choose_the_engine(tmp_path: Path) -> None:
    chosen = backend_for(Settings(backend="engine", model="modele.gguf", data_dir=tmp_path))
    assert (type(chosen), chosen.name) == (EngineBackend, "modele")
