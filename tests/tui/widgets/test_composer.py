"""The input: sends with Enter, grows, remembers, loses nothing."""

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.events import Key

from mistral_assistant.tui.widgets.composer import HISTORY, Composer


class Input(App[None]):
    """Nothing but the input, and what it sent."""

    CSS = "Composer { height: auto; max-height: 8; }"

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def compose(self) -> ComposeResult:
        yield Composer("Votre question…")

    def on_composer_sent(self, event: Composer.Sent) -> None:
        self.sent.append(event.text)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)


async def send(pilot: Any, text: str) -> None:
    pilot.app.composer.insert(text)
    await pilot.press("enter")
    await pilot.pause()


async def test_enter_sends_and_empties() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press("o", "u", "i", "enter")
        await pilot.pause()
        assert (app.sent, app.composer.text) == (["oui"], "")


async def test_an_empty_input_sends_nothing() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press("enter", "space", "enter")
        await pilot.pause()
        assert app.sent == []


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "alt+enter"])
async def test_several_keys_begin_a_new_line(key: str) -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press("a", key, "b", "enter")
        await pilot.pause()
        assert app.sent == ["a\nb"]


async def test_it_grows_with_its_lines_up_to_a_bound() -> None:
    app = Input()
    async with app.run_test() as pilot:
        heights = []
        for _ in range(10):
            heights.append(app.composer.size.height)
            await pilot.press("ctrl+j")
            await pilot.pause()
        assert heights == sorted(heights)
        assert heights[0] < heights[3]
        assert heights[-1] == heights[-2] <= 8


async def test_the_arrows_fetch_sent_messages_back_and_keep_the_draft() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await send(pilot, "un")
        await send(pilot, "deux")
        app.composer.insert("brouillon")
        shown = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            shown.append(app.composer.text)
        assert shown == ["deux", "un", "un", "deux", "brouillon", "brouillon"]


async def test_the_arrows_move_inside_a_text_of_several_lines_first() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await send(pilot, "avant")
        app.composer.insert("a\nb")
        await pilot.press("up")
        assert app.composer.text == "a\nb"
        await pilot.press("up")
        assert app.composer.text == "avant"


async def test_the_arrows_move_inside_a_long_wrapped_line_first() -> None:
    app = Input()
    async with app.run_test(size=(30, 12)) as pilot:
        await send(pilot, "avant")
        app.composer.insert("un mot " * 12)
        await pilot.pause()
        await pilot.press("up")
        assert app.composer.text != "avant"


async def test_what_was_sent_can_be_undone_into_the_input() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await send(pilot, "trop tôt")
        await pilot.press("ctrl+z")
        assert app.composer.text == "trop tôt"


async def test_a_paste_is_cleaned_and_keeps_its_lines() -> None:
    app = Input()
    async with app.run_test() as pilot:
        from textual.events import Paste

        app.post_message(Paste("un\r\ndeux\x1b[2J\x07\u202efin"))
        await pilot.pause()
        assert app.composer.text == "un\ndeux[2Jfin"


async def test_a_text_given_back_stands_before_what_was_typed_since() -> None:
    app = Input()
    async with app.run_test() as pilot:
        app.composer.insert("ensuite")
        app.composer.give_back("d'abord")
        await pilot.pause()
        assert app.composer.text == "d'abord\nensuite"


async def test_the_memory_of_sent_messages_is_bounded() -> None:
    app = Input()
    async with app.run_test():
        for number in range(HISTORY + 50):
            app.composer.remember(str(number))
        app.composer.remember(str(HISTORY + 49))
        assert len(app.composer.sent) == HISTORY
        assert app.composer.sent[-1] == str(HISTORY + 49)


async def test_keys_that_come_at_once_take_effect_in_their_order() -> None:
    """Typed fast or pasted without brackets; a binding would be late."""
    app = Input()
    async with app.run_test() as pilot:
        for key, character in (("a", "a"), ("ctrl+j", "\n"), ("b", "b"), ("enter", "\r")):
            app.post_message(Key(key, character))
        await pilot.pause()
        await pilot.pause()
        assert app.sent == ["a\nb"]
