"""``ask`` waits for a model that is loading, and says how far it is where nobody parses it."""

import io
import time
from typing import Any

import pytest

from mistral_assistant.cli.parser import parse
from mistral_assistant.cli.waiting import wait_for_model


class Loading:
    """An assistant whose model is there after some looks."""

    def __init__(self, *statuses: str) -> None:
        self._statuses = list(statuses)

    @property
    def backend_status(self) -> str:
        return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)


def waited(stream: io.StringIO, *statuses: str, patience: float = 60.0) -> str:
    assistant: Any = Loading(*statuses)
    wait_for_model(assistant, patience, stream)
    return stream.getvalue()


def test_on_a_terminal_the_line_grows_and_goes_away() -> None:
    written = waited(Terminal(), "1 s", "1 s", "0 s", "")
    assert written == "\r1 s\x1b[K\r0 s\x1b[K\r\x1b[K"
    assert "\x1b[2J" not in waited(Terminal(), "\x1b[2J", "")


def test_elsewhere_one_line_says_what_is_waited_for() -> None:
    assert waited(io.StringIO(), "encore 2 s", "encore 1 s", "") == "encore 2 s\n"


def test_a_model_that_is_there_is_not_waited_for_or_mentioned() -> None:
    assert waited(Terminal(), "") == ""


def test_the_wait_has_an_end() -> None:
    assert waited(io.StringIO(), "encore 9 s", patience=0.01) == "encore 9 s\n"
    assert waited(io.StringIO(), "encore 9 s", patience=0) == ""


def test_the_limit_is_an_option() -> None:
    given = [parse(["ask", "x", *more]).wait for more in ([], ["--wait", "7"], ["--no-wait"])]
    assert given == [300, 7, 0]
