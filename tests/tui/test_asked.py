"""What a model thought and asked for: in the answer's step as it happens, and folded with it."""

import threading

import pytest
from driving import ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.chat import Text, Thought, ToolCall
from mistral_assistant.plain_text import trace_lines
from mistral_assistant.reasoning.events import TextDelta, ThoughtDelta, ToolUsed
from mistral_assistant.reasoning.turn import ToolUse
from mistral_assistant.tui.answer_run import AnswerRun
from mistral_assistant.tui.asked import SoFar, asked_lines
from mistral_assistant.tui.widgets.steps import StepView

QUESTION = "Parle-moi d'un livre à lire, s'il te plaît"
LONG = "Je pèse le pour\net le contre. " * 20
ASKS = Script((Thought("Je compte."), ToolCall("calculator", {"expression": "2 * 45"}, "a")))
HOSTILE = ToolUse("x\x1b[2J", {"a\x07": "b\x1b]0;c\x07"}, "d\x9be\u202ef", refused=True)


def shown(value: object, *, detail: bool = False) -> str:
    return "\n".join(line.plain for line in asked_lines(value, detail=detail))


def test_a_thought_is_one_line_until_all_of_it_is_wanted() -> None:
    value = {"thought": LONG, "tools": []}
    size, short = shown(value).split("\n")
    assert size == f"réflexion, {len(LONG)} caractères"
    assert len(short) <= 120
    assert shown(value, detail=True).count("et le contre.") == 20


def test_a_tool_is_shown_with_what_it_was_given_and_gave_back() -> None:
    so_far = SoFar()
    so_far.take(ThoughtDelta("Un "))
    value = so_far.take(ToolUsed(ToolUse("calculator", {"expression": "2 * 45"}, "2 * 45 = 90")))
    value = so_far.take(ThoughtDelta("mot."))
    text = shown(value)
    assert "réflexion, 7 caractères\nUn mot." in text
    assert "→ calculator (2 * 45)" in text and "2 * 45 = 90" in text


@pytest.mark.parametrize("detail", [True, False])
def test_what_a_model_asks_for_is_cleaned(detail: bool) -> None:
    text = shown(SoFar().take(ToolUsed(HOSTILE)), detail=detail)
    assert "✗ x[2J (b]0;c)" in text and "def" in text
    assert not any(ord(char) < 32 and char != "\n" for char in text)


@pytest.mark.parametrize("value", [{}, {"tools": None, "thought": None}, {"tools": [{}]}])
def test_a_trace_of_another_program_is_shown_as_far_as_it_goes(value: object) -> None:
    shown(value, detail=True)


def test_pieces_of_one_kind_are_joined_and_kinds_kept_apart() -> None:
    run = AnswerRun(None, None, "")  # type: ignore[arg-type]
    use = ToolUsed(HOSTILE)
    for event in (ThoughtDelta("a"), ThoughtDelta("b"), TextDelta("c"), TextDelta("d"), use):
        run._events.put(event)
    assert list(run.drain()) == [ThoughtDelta("ab"), TextDelta("cd"), use]


async def test_a_call_is_seen_while_the_answer_still_comes_and_folds_with_its_step(
    make_app,
) -> None:
    gate = threading.Event()
    app = make_app(backend=ScriptedBackend(ASKS, Script((Text("Deux fois."),), gate=gate)))
    async with app.run_test(size=(120, 40)) as pilot:
        await ready(pilot)
        await say(pilot, "debug")
        await until(pilot, lambda: app.chat.panel)
        app.session.ask(QUESTION)
        app.chat.proceed()
        await until(pilot, lambda: "→ calculator" in screen_text(app))
        assert "Je compte." in screen_text(app)
        assert app.session.run, "the answer is not over"
        gate.set()
        await until(pilot, lambda: app.session.run is None)
        await until(pilot, lambda: "2 * 45 = 90" in screen_text(app))
        assert "Je compte." not in app.session.last_answer.text
        step = app.chat.panel.query_one("#step-answer", StepView)
        step.fold(True)
        assert not any("calculator" in line.plain for line in step.lines(60))
        lines = list(trace_lines(app.session.last_answer.trace))
        assert any("→ calculator(2 * 45) : 2 * 45 = 90" in line for line in lines)
        assert any("réflexion : Je compte." in line for line in lines)
