"""The status line: what is known, most important first, and only as much as fits."""

from datetime import datetime

import pytest
from textual.content import Content

from mistral_assistant.reasoning.turn import Answer, Turn
from mistral_assistant.settings import Settings
from mistral_assistant.tui.session import ChatSession
from mistral_assistant.tui.surroundings import figures, status
from mistral_assistant.tui.transcript import Entry
from mistral_assistant.tui.widgets.bars import Bar, joined

NOW = datetime(2026, 3, 12, 14, 2)


def answered(*answers: Answer) -> ChatSession:
    session = ChatSession(lambda: NOW)
    for answer in answers:
        turn = Turn("?", NOW)
        turn.answer = answer
        turn.timings_ms = {"answer": 2_200.0}
        session.transcript.add(Entry("assistant", answer.text, trace=turn.trace()))
    return session


def plain(parts: list[str]) -> list[str]:
    return [part.replace("\u00a0", " ").replace("\u202f", " ") for part in parts]


def test_speed_and_tokens_are_shown_as_the_server_counts_them() -> None:
    first = Answer("a", "m", prompt_tokens=900, completion_tokens=100)
    last = Answer("b", "m", prompt_tokens=1_200, completion_tokens=80, first_token_ms=200.0)
    assert plain(figures(answered(first, last))) == [
        "1er mot 200 ms",
        "40 jetons/s",
        "contexte 1 280",
        "total 2 280 jetons",
    ]


def test_what_nobody_counts_is_not_guessed() -> None:
    assert plain(figures(answered(Answer("a", "offline")))) == ["2,2 s"]
    assert figures(ChatSession()) == []


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_the_line_keeps_what_fits_and_drops_from_the_right(width: int) -> None:
    answer = Answer("a", "m", prompt_tokens=9, completion_tokens=9, first_token_ms=20.0)
    left, right = status(answered(answer), Settings(send_key="ctrl+enter"))
    line = joined(left, width - right.cell_length - 1)
    assert left[0].plain in line.plain
    whole = Content(" · ").join(left).plain
    assert whole.startswith(line.plain)
    if width == 200:
        assert line.plain == whole


async def test_the_line_fits_a_small_terminal() -> None:
    from textual.app import App, ComposeResult

    class Small(App[None]):
        def compose(self) -> ComposeResult:
            yield Bar()

    app = Small()
    async with app.run_test(size=(60, 20)) as pilot:
        parts = [Content("domaine"), Content("x" * 30), Content("y" * 30)]
        app.query_one(Bar).show(parts, Content("aide"))
        await pilot.pause()
        shown = app.query_one(Bar).render()
        assert shown.cell_length == 60
        assert shown.plain.startswith("domaine · xxx")
        assert "y" not in shown.plain
