"""The conversation view: bounded at any length, and still where its reader is."""

import threading
from datetime import UTC, datetime

import pytest
from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend
from textual.events import MouseScrollDown, MouseScrollUp
from textual.geometry import Offset
from textual.selection import Selection

from mistral_assistant.conversations.store import Store
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.transcript import MOST_SHOWN, PAGE, Entry, Transcript

ANSWER = """Réponse **{number}** :

- premier point
- second point

```python
print({number})
```
"""


def fill(store: Store, messages: int) -> int:
    """Store a conversation and return its id."""
    conversation, parent = store.create("essai").id, None
    for number in range(messages):
        question = number % 2 == 0
        parent = store.add_message(
            conversation,
            parent,
            "user" if question else "assistant",
            f"Question {number} ?" if question else ANSWER.format(number=number),
            pack="essai",
            created_at=datetime(2026, 3, 12, tzinfo=UTC),
        ).id
    return conversation


async def open_in(pilot, app: ChatApp, conversation: int) -> None:
    await ready(pilot)
    open_conversation(app.chat, conversation)
    await until(pilot, lambda: app.session.transcript.entries and app.session.ready)
    await pilot.pause()


def word(number: int) -> str:
    """A word of its own for every number: repetitions would be found and repaired."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03}")


def page(app: ChatApp) -> list[str]:
    """The lines of the conversation on screen, without the scroll bar."""
    return [line[:78].rstrip() for line in screen_text(app).splitlines()[1:18]]


@pytest.mark.parametrize("messages", [2, 40, 1000])
async def test_few_widgets_are_mounted_at_any_length(make_app, store, messages: int) -> None:
    """Goal of the project: at most 250, with the reasoning panel open."""
    conversation = fill(store, messages)
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await open_in(pilot, app, conversation)
        await pilot.press("f3")
        await pilot.pause()
        assert len(app.session.transcript.entries) == min(messages, PAGE)
        assert f"Réponse {messages - 1} :" in screen_text(app)
        assert sum(1 for _ in app.chat.walk_children()) <= 250
        await pilot.press("ctrl+home")
        await pilot.pause()
        await answered(pilot, "Un livre ?")
        assert sum(1 for _ in app.chat.walk_children()) <= 250


async def test_scrolling_up_reaches_the_first_message_of_a_long_conversation(
    make_app, store
) -> None:
    conversation = fill(store, 150)
    app = make_app()
    async with app.run_test() as pilot:
        await open_in(pilot, app, conversation)
        for _ in range(60):
            if "Question 0 ?" in screen_text(app):
                break
            before = len(app.session.transcript.entries), app.session.transcript.first
            await pilot.press("ctrl+home")
            await until(
                pilot,
                lambda then=before: (
                    (len(app.session.transcript.entries), app.session.transcript.first) != then
                    or not app.session.transcript.more_above
                ),
            )
            await pilot.pause(0.02)
        assert "Question 0 ?" in screen_text(app)
        assert len(app.session.transcript.shown) <= MOST_SHOWN
        await pilot.press("ctrl+end")
        await pilot.pause()
        assert "Réponse 149 :" in screen_text(app)
        assert len(app.session.transcript.shown) == PAGE


async def test_older_messages_appear_above_without_moving_the_page(make_app, store) -> None:
    conversation = fill(store, 60)
    app = make_app()
    async with app.run_test() as pilot:
        await open_in(pilot, app, conversation)
        view = app.chat.view
        view.scroll_to(y=3, animate=False)
        await pilot.pause()
        before = page(app)
        app.chat.on_conversation_view_older_wanted()
        await until(pilot, lambda: len(app.session.transcript.entries) > PAGE)
        await pilot.pause()
        assert page(app) == before


async def test_a_reader_who_has_scrolled_up_sees_nothing_move(make_app) -> None:
    """Not a row, over a long streamed answer and a resize of the input."""
    gate = threading.Event()
    first = "\n\n".join(f"Le paragraphe {word(number)}." for number in range(30))
    text = tuple(f"mot{number} " + "\n\n" * (number % 9 == 0) for number in range(400))
    app = make_app(ScriptedBackend(Script((first,)), Script(text, delay=0.001, gate=gate)))
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await say(pilot, "Un autre livre ?")
        await until(pilot, lambda: app.session.answer and "mot9" in app.session.answer.text)
        app.chat.view.scroll_to(y=12, animate=False)
        await pilot.pause()
        before = page(app)
        await until(pilot, lambda: "mot399" in app.session.answer.text)
        await pilot.pause(0.1)
        assert page(app) == before
        gate.set()
        await until(pilot, lambda: not app.session.run)
        await pilot.pause()
        assert page(app) == before


async def test_the_end_stays_in_view_again_once_the_reader_is_back_there(make_app) -> None:
    """The wheel up and down again takes the anchor up (Textual issue 6677)."""
    gate = threading.Event()
    words = tuple(f"mot{number}\n\n" for number in range(200))
    app = make_app(ScriptedBackend(Script(words, delay=0.002, gate=gate)))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.answer and "mot20" in app.session.answer.text)
        view = app.chat.view
        view.scroll_relative(y=-2, animate=False)
        await pilot.pause()
        assert not view.following
        await until(pilot, lambda: "mot60" in app.session.answer.text)
        assert not view.following
        view.scroll_to(y=view.max_scroll_y, animate=False)
        await pilot.pause()
        assert view.following
        await until(pilot, lambda: "mot199" in app.session.answer.text)
        await until(pilot, lambda: "mot199" in screen_text(app))
        gate.set()
        await until(pilot, lambda: not app.session.run)


async def test_sending_goes_to_the_end_from_wherever_the_reader_is(make_app, store) -> None:
    conversation = fill(store, 30)
    app = make_app()
    async with app.run_test() as pilot:
        await open_in(pilot, app, conversation)
        app.chat.view.scroll_to(y=0, animate=False)
        await pilot.pause()
        await answered(pilot, "Un livre ?")
        assert "D'accord." in screen_text(app)
        assert app.chat.view.following


async def test_a_change_of_width_keeps_the_message_at_the_top(make_app, store) -> None:
    conversation = fill(store, 30)
    app = make_app()
    async with app.run_test(size=(100, 24)) as pilot:
        await open_in(pilot, app, conversation)
        view = app.chat.view
        view.scroll_to(y=view.column.rows(app.session.transcript.entries[8]).start, animate=False)
        await pilot.pause()
        before = screen_text(app).splitlines()[2]
        await pilot.resize_terminal(60, 20)
        await pilot.pause()
        assert screen_text(app).splitlines()[2] == before
        await pilot.resize_terminal(100, 24)
        await pilot.pause()
        assert screen_text(app).splitlines()[2] == before


async def test_the_end_stays_in_view_when_the_window_changes(make_app, store) -> None:
    conversation = fill(store, 30)
    app = make_app()
    async with app.run_test(size=(100, 24)) as pilot:
        await open_in(pilot, app, conversation)
        for size in ((60, 20), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "print(29)" in screen_text(app)


async def test_messages_are_chosen_with_the_arrows(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await pilot.press("alt+up")
        assert app.chat.view.chosen.kind == "assistant"
        await pilot.press("up")
        assert app.chat.view.chosen.kind == "user"
        assert "› Vous" in screen_text(app)
        await pilot.press("escape")
        assert app.focused is app.chat.composer
        assert app.chat.view.marked is None


async def test_the_reasoning_of_any_past_answer_can_be_opened(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre à lire ?")
        await answered(pilot, "Un morceau de musique ?")
        await pilot.press("f3")
        await pilot.press("alt+up", "up", "up", "t")
        await until(pilot, lambda: "Raisonnement · 14:02" in screen_text(app))
        value = app.chat.panel.query_one("#step-context")._value
        assert value["question"].startswith("Un livre")


async def test_the_first_version_is_unfolded_with_enter(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.session.transcript.add(Entry("assistant", "Le 14.", first_version="Le 15."))
        app.chat.view.sync()
        await pilot.press("alt+up", "enter")
        await pilot.pause()
        assert "▾ première version" in screen_text(app)
        assert "Le 15." in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "Le 15." not in screen_text(app)


async def test_what_is_selected_is_copied_without_the_margin(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.session.transcript.add(Entry("user", "un\ndeux\ntrois"))
        app.chat.view.sync()
        selection = Selection(Offset(2, 1), Offset(6, 2))
        assert app.chat.view.get_selection(selection) == ("un\ndeux", "\n")


async def test_an_empty_conversation_says_what_to_do(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        assert "Posez votre question" in screen_text(app)
        app.chat.view.show(Transcript([Entry("user", "Un livre ?")], last=1))
        await pilot.pause()
        assert "Posez votre question" not in screen_text(app)


async def test_one_turn_of_the_wheel_scrolls_as_far_up_as_down(make_app, store) -> None:
    conversation = fill(store, 20)
    app = make_app()
    async with app.run_test() as pilot:
        await open_in(pilot, app, conversation)
        view = app.chat.view
        view.scroll_to(y=30, animate=False)
        await pilot.pause()
        for kind in (MouseScrollUp, MouseScrollDown):
            view.post_message(kind(view, 5, 5, 0, -1, 0, False, False, False, 5, 5))
            await until(pilot, lambda: round(view.scroll_y) == round(view.scroll_target_y))
            await pilot.pause(0.3)
        assert round(view.scroll_y) == 30
