"""The input: sends with Enter, grows, remembers, loses nothing."""

from pathlib import Path
from typing import Any

import pytest
from driving import screen_text
from textual.app import App, ComposeResult
from textual.events import Key, Paste

from mistral_assistant.attached import split
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.completion import complete
from mistral_assistant.tui.sent_messages import HISTORY
from mistral_assistant.tui.widgets.composer import SEND_KEYS, Composer
from mistral_assistant.tui.widgets.input_area import InputArea


class Input(App[None]):
    """Nothing but the input, and what it sent."""

    CSS_PATH = ChatApp.CSS_PATH

    def __init__(self, folder: Path | None = None, send_key: str = "enter") -> None:
        super().__init__()
        self.sent: list[str] = []
        self.folder = folder
        self.send_key = send_key

    def compose(self) -> ComposeResult:
        packs = ("ecommerce", "jardin")
        yield InputArea(lambda before: complete(before, packs, self.folder))

    def on_mount(self) -> None:
        self.composer.send_key = self.send_key

    def on_composer_sent(self, event: Composer.Sent) -> None:
        self.sent.append(event.text)

    @property
    def composer(self) -> Composer:
        return self.query_one(Composer)


def shown(app: Input) -> str:
    return screen_text(app).replace("\u00a0", " ")


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
        shown = []
        for key in ("up", "up", "up", "down", "down", "down"):
            await pilot.press(key)
            shown.append(app.composer.text)
        assert shown == ["deux", "un", "un", "deux", "", ""]


async def test_the_arrow_finds_only_what_begins_as_the_draft_does() -> None:
    app = Input()
    async with app.run_test() as pilot:
        for text in ("Où est mon colis ?", "Bonjour", "ou sont les factures ?", "Merci"):
            await send(pilot, text)
        app.composer.insert("où")
        shown = []
        for key in ("up", "up", "up", "down", "down"):
            await pilot.press(key)
            shown.append(app.composer.text)
        first, second = "ou sont les factures ?", "Où est mon colis ?"
        assert shown == [first, second, second, first, "où"]


async def test_a_recalled_message_that_is_changed_becomes_the_draft() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await send(pilot, "deux mots")
        await send(pilot, "un")
        await pilot.press("up", "x", "up")
        assert app.composer.text == "unx"


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


# --- the keys that send -------------------------------------------------------------------------


@pytest.mark.parametrize("key", SEND_KEYS["ctrl+enter"])
async def test_enter_can_begin_a_line_and_another_key_send(key: str) -> None:
    app = Input(send_key="ctrl+enter")
    async with app.run_test() as pilot:
        await pilot.press("a", "enter", "b", key)
        await pilot.pause()
        assert (app.sent, app.composer.text) == (["a\nb"], "")


# --- attached texts -----------------------------------------------------------------------------


async def test_a_megabyte_pasted_is_attached_with_its_size_and_sent_along() -> None:
    app = Input()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press("o", "k")
        app.post_message(Paste("mot " * 250_000))
        await pilot.pause()
        await pilot.pause()
        assert app.composer.text == "ok"
        assert "1 texte joint   texte collé · 1,0 Mo" in shown(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "texte joint" not in shown(app)
    question, found = split(app.sent[0])
    assert (question, [item.cut for item in found]) == ("ok", [True])
    assert len(app.sent[0]) <= 20_000


@pytest.mark.parametrize("key", ["ctrl+t", "backspace"])
async def test_an_attached_text_is_taken_away_again(key: str) -> None:
    app = Input()
    async with app.run_test() as pilot:
        for text in ("a\n" * 40, "b\n" * 40):
            app.post_message(Paste(text))
            await pilot.pause()
        assert [item.name for item in app.composer.attachments] == ["texte collé", "texte collé 2"]
        await pilot.press(key)
        assert [item.name for item in app.composer.attachments] == ["texte collé"]
        await pilot.press(key)
        await pilot.pause()
        assert app.composer.message == ""
        assert "joint" not in shown(app)


async def test_what_was_sent_along_comes_back_with_the_arrow() -> None:
    app = Input()
    async with app.run_test() as pilot:
        app.post_message(Paste("ligne\n" * 40))
        await pilot.pause()
        await send(pilot, "résume")
        await pilot.press("up")
        assert app.composer.text == "résume"
        assert [item.text for item in app.composer.attachments] == ["ligne\n" * 40]


async def test_a_command_takes_no_text_along() -> None:
    app = Input()
    async with app.run_test() as pilot:
        app.post_message(Paste("ligne\n" * 40))
        await pilot.pause()
        await send(pilot, "/aide")
        assert app.sent == ["/aide"]
        assert len(app.composer.attachments) == 1


async def test_messages_given_back_bring_their_texts() -> None:
    app = Input()
    async with app.run_test() as pilot:
        app.post_message(Paste("ligne\n" * 40))
        await pilot.pause()
        await send(pilot, "résume")
        app.composer.insert("ensuite")
        app.composer.give_back(app.sent[0], "et ceci")
        assert app.composer.text == "résume\net ceci\nensuite"
        assert len(app.composer.attachments) == 1


# --- completion ---------------------------------------------------------------------------------


async def test_a_command_is_completed_with_tab_and_run_with_enter() -> None:
    app = Input()
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press(*"/hi")
        await pilot.pause()
        assert "› /historique" in shown(app)
        await pilot.press("tab")
        await pilot.pause()
        assert app.composer.text == "/historique"
        assert "› /historique" not in shown(app)
        app.composer.set_text("")
        await pilot.press(*"/hi", "enter")
        await pilot.pause()
        assert (app.sent, app.composer.text) == (["/historique"], "")


async def test_the_arrows_choose_among_packs_and_enter_takes_the_one_marked() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press(*"domaine", "space", "down", "enter")
        await pilot.pause()
        assert app.sent == ["domaine jardin"]


async def test_enter_sends_what_may_be_meant_as_it_stands() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press(*"domaine", "space", "j", "enter")
        await pilot.pause()
        assert app.sent == ["domaine j"]


async def test_escape_closes_the_menu_until_something_else_is_typed() -> None:
    app = Input()
    async with app.run_test() as pilot:
        await pilot.press(*"/hi", "escape")
        await pilot.pause()
        assert app.composer.menu is None
        await pilot.press("s")
        await pilot.pause()
        assert app.composer.menu


async def test_a_file_is_found_and_attached(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Le colis part lundi.", encoding="utf-8")
    (tmp_path / "image.png").write_bytes(b"\x89PNG\0\0")
    app = Input(tmp_path)
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.press(*"lis @no", "tab")
        await pilot.pause()
        assert app.composer.text == "lis "
        assert "notes.txt · 20 o" in shown(app)
        await pilot.press(*"@im", "enter")
        await pilot.pause()
        assert [toast.severity for toast in app._notifications] == ["warning"]
        assert app.composer.text == "lis @im"


async def test_a_file_named_in_the_message_goes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notes.txt").write_text("Le colis part lundi.", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = Input(tmp_path)
    async with app.run_test() as pilot:
        await send(pilot, "résume @notes.txt pour jean@exemple.fr")
        question, found = split(app.sent[0])
        assert question == "résume @notes.txt pour jean@exemple.fr"
        assert [item.text for item in found] == ["Le colis part lundi."]


async def test_a_completed_file_in_a_later_line_takes_only_its_own_place(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    app = Input(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("a", "ctrl+j", *"lis @no", "tab")
        await pilot.pause()
        assert app.composer.text == "a\nlis "
