"""How an answer comes onto the chat screen: begun, drawn as it grows, stopped."""

from time import perf_counter
from typing import TYPE_CHECKING

from mistral_assistant.attached import typed_part
from mistral_assistant.tui.actions import messages

if TYPE_CHECKING:
    from mistral_assistant.tui.answer_run import AnswerRun
    from mistral_assistant.tui.screens.chat import ChatScreen

FRAME_S = 1 / 30
"""An answer is drawn at most so often; less often where drawing is slow."""


def proceed(screen: "ChatScreen") -> None:
    """Begin the next answer if there is one to give."""
    run = screen.session.next()
    if run:
        if screen.panel:
            question = screen.session.question
            typed = typed_part(question.text) if question else ""
            screen.panel.begin(screen.session.answer, typed)
        screen.run_worker(run.run, thread=True, group="answer")
        screen.set_timer(FRAME_S, lambda: _draw(screen))
    screen.view.sync()
    screen.show_state()


def stop(screen: "ChatScreen") -> bool:
    """Stop the answer on its way and what waits behind it; False if there is nothing."""
    session = screen.session
    if not session.run and not session.waiting:
        return False
    if session.run:
        # What has been said by now is shown with the stop: no word appears after it.
        session.run.cancel()
        _take_events(screen, session.run)
    screen.give_back(session.stop())
    screen.view.sync()
    screen.show_state()
    return True


def _draw(screen: "ChatScreen") -> None:
    """Show what the answer's thread has brought since the last frame."""
    session, began = screen.session, perf_counter()
    run = session.run
    if run is None:
        return
    over = run.over
    _take_events(screen, run)
    screen.view.sync()
    if over:
        question, answer = session.question, session.answer
        session.end()
        messages.count_versions(screen, question, answer)
        proceed(screen)
    else:
        screen.set_timer(max(FRAME_S, 2 * (perf_counter() - began)), lambda: _draw(screen))


def _take_events(screen: "ChatScreen", run: "AnswerRun") -> None:
    from mistral_assistant.reasoning.events import TurnFailed

    for event in run.drain():
        screen.session.take(event)
        if screen.panel:
            screen.panel.take(event)
            if isinstance(event, TurnFailed):
                screen.panel.fail()
