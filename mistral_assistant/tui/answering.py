"""How an answer comes onto the chat screen: begun, drawn as it grows, stopped.

Keys come first: while the user types, what has come of an answer is drawn right after a key is on
screen, when the next one is farthest. Neither waits for the frame of the other.
"""

from time import perf_counter
from typing import TYPE_CHECKING

from mistral_assistant.attached import typed_part
from mistral_assistant.tui.actions import messages
from mistral_assistant.tui.preparing import TYPING_S

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


def after_key(screen: "ChatScreen") -> None:
    """Draw what has come of the answer once the key just typed is on screen."""
    if screen.session.run:
        screen.call_after_refresh(_draw_with_key, screen)


def _draw_with_key(screen: "ChatScreen") -> None:
    run = screen.session.run
    if run and _take_events(screen, run):
        screen.view.sync()


def _draw(screen: "ChatScreen") -> None:
    """Show what the answer's thread has brought since the last frame."""
    session, began = screen.session, perf_counter()
    run = session.run
    if run is None:
        return
    over = run.over
    if not over and screen.app.seconds_without_key < TYPING_S:
        screen.set_timer(FRAME_S, lambda: _draw(screen))
        return
    _take_events(screen, run)
    screen.view.sync()
    if over:
        question, answer = session.question, session.answer
        session.end()
        messages.count_versions(screen, question, answer)
        proceed(screen)
    else:
        screen.set_timer(max(FRAME_S, 2 * (perf_counter() - began)), lambda: _draw(screen))


def _take_events(screen: "ChatScreen", run: "AnswerRun") -> bool:
    """Take what has come; False if there was nothing."""
    from mistral_assistant.reasoning.events import TurnFailed

    events = list(run.drain())
    for event in events:
        screen.session.take(event)
        if screen.panel:
            screen.panel.take(event)
            if isinstance(event, TurnFailed):
                screen.panel.fail()
    return bool(events)
