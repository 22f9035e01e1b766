"""The reader of an answer that streams in: nothing moves, the end comes back, Escape stops it."""

import threading

from driving import answered, ready, say, screen_text, until
from scripted import Pace, Script, ScriptedBackend
from textual.events import MouseScrollDown, MouseScrollUp

from mistral_assistant.conversations.store import Store
from mistral_assistant.tui.app import ChatApp

TOKENS = 2_000


def word(number: int) -> str:
    """A word of its own for every number: repetitions would be found and repaired."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:04}")


def long_answer(count: int) -> tuple[str, ...]:
    return tuple(f"{word(number)} " + "\n\n" * (number % 11 == 0) for number in range(count))


def page(app: ChatApp) -> list[str]:
    """The lines of the conversation on screen, without the scroll bar."""
    return [line[:78].rstrip() for line in screen_text(app).splitlines()[1:18]]


def turn_wheel(app: ChatApp, kind: type[MouseScrollUp] | type[MouseScrollDown]) -> None:
    view = app.chat.view
    view.post_message(kind(view, 5, 5, 0, -1, 0, False, False, False, 5, 5))


async def test_no_row_moves_for_a_reader_who_has_scrolled_up_over_two_thousand_tokens(
    make_app,
) -> None:
    """The answer goes on by forty words whenever the page has been looked at."""
    turns = threading.Semaphore()
    first = "\n\n".join(f"Le paragraphe {word(number)}." for number in range(30))
    paced = Script(long_answer(TOKENS), pace=Pace(turns, 40))
    app = make_app(ScriptedBackend(Script((first,)), paced))
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await say(pilot, "Un autre livre ?")
        await until(pilot, lambda: app.session.answer and word(39) in app.session.answer.text)
        turn_wheel(app, MouseScrollUp)
        await until(pilot, lambda: not app.chat.view.following)
        app.chat.view.scroll_to(y=12, animate=False)
        await pilot.pause()
        before, entry = page(app), app.session.answer
        for last in map(word, range(79, TOKENS, 40)):
            turns.release()
            await until(pilot, lambda last=last: last in entry.text)
            await pilot.pause()
            assert page(app) == before
        await until(pilot, lambda: not app.session.run)
        await pilot.pause()
        assert page(app) == before


async def test_after_a_turn_of_the_wheel_and_back_the_end_stays_in_view(make_app) -> None:
    """Textual issue 6677: its own anchor does not take hold again after one wheel tick.

    The answer goes on by five words with every tick, and has not ended when the reader is back.
    """
    turns = threading.Semaphore(60)
    app = make_app(ScriptedBackend(Script(long_answer(600), pace=Pace(turns, 5))))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.chat.view.max_scroll_y > 20)
        turn_wheel(app, MouseScrollUp)
        await until(pilot, lambda: not app.chat.view.following)
        for _turn in range(50):
            turns.release()
            turn_wheel(app, MouseScrollDown)
            await pilot.pause(0.01)
            if app.chat.view.following:
                break
        assert app.session.run, "the answer ended before the reader was back"
        assert app.chat.view.following
        turns.release(120)
        await until(pilot, lambda: not app.session.run)
        await until(pilot, lambda: word(599) in screen_text(app))


async def test_escape_stops_what_would_never_end_and_no_word_comes_after_it(
    make_app, store: Store
) -> None:
    endless = Script(long_answer(900), delay=0.001, endless=True)
    backend = ScriptedBackend(endless)
    app = make_app(backend)
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.answer and len(app.session.answer.text) > 200)
        answer = app.session.answer
        await pilot.press("escape")
        stopped = answer.text
        assert answer.status == "interrupted"
        await until(pilot, lambda: not backend.running and not app.session.run)
        await pilot.pause(0.1)
        assert answer.text == stopped
        await pilot.press("ctrl+home")
        await until(pilot, lambda: "■ interrompu" in screen_text(app))
    kept = store.page(store.list()[0].id)[-1]
    assert (kept.status, kept.content) == ("interrupted", stopped)
