"""What a model says, through the real assistant and the app: harmless and whole, however cut."""

import random
import threading
import unicodedata
from pathlib import Path

from driving import answered, ready, say, until
from end_to_end.hostile_texts import HIDING, HOSTILE, MARKUP, PAYLOADS, visible
from scripted import Pace, Script, ScriptedBackend

from mistral_assistant.assistant import Assistant
from mistral_assistant.conversations.store import Store
from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.session import Thread
from mistral_assistant.tui.transcript import Entry, Transcript

ROOT = Path(__file__).parents[2]
QUESTION = "Quel est le tarif d'une crevaison ?"
MARKS = str.maketrans("", "", "*_`#>|~-+=[]()<!\\")
"""What Markdown may turn into a style, a frame or a link."""
TEXTS = sorted((*PAYLOADS.values(), *MARKUP), key=lambda text: "https:" in text)
"""Those with an address last: the assistant replaces answers with an unknown one."""


def make_app(folder: Path, backend: ScriptedBackend) -> ChatApp:
    settings = Settings(
        pack="_template", domains=(ROOT / "domains" / "_template",), data_dir=folder / "data"
    )
    store = Store(settings.data_dir / "conversations.sqlite")
    return ChatApp(settings, lambda: Assistant(settings, store, backend))


def strips(app: ChatApp) -> str:
    """Return all text that would be written to the terminal for the screen as it is."""
    drawn = app.screen._compositor.render_strips()
    assert not any(segment.control for strip in drawn for segment in strip)
    return "\n".join(strip.text for strip in drawn)


def assert_plain(text: str) -> None:
    odd = {
        char
        for char in set(text) - {"\n"}
        if unicodedata.category(char) in ("Cc", "Cs") or HIDING.match(char)
    }
    assert odd == set()


async def test_every_payload_whole_and_cut_at_every_character(tmp_path: Path) -> None:
    chunks: tuple[str, ...] = ()
    app = make_app(tmp_path, ScriptedBackend(choose=lambda _prompt: Script(chunks)))
    async with app.run_test(size=(100, 32)) as pilot:
        await ready(pilot)
        for start in range(0, len(TEXTS), 8):
            text = " ".join(f"mot {payload}fin." for payload in TEXTS[start : start + 8])
            for pieces in ((text,), tuple(text)):
                chunks = pieces
                await answered(pilot, QUESTION)
                shown = strips(app)
                assert_plain(shown)
                entry = app.session.transcript.entries[-1]
                assert text == (entry.first_version or entry.text)
                if not entry.first_version:
                    assert visible(text.translate(MARKS)) in visible(shown.translate(MARKS))
                await say(pilot, "/effacer")


async def test_while_a_payload_streams_in_no_frame_shows_half_of_it(tmp_path: Path) -> None:
    turns = threading.Semaphore(0)
    app = make_app(tmp_path, ScriptedBackend(Script(tuple(HOSTILE), pace=Pace(turns, 8))))
    frames = 0
    async with app.run_test(size=(100, 32)) as pilot:
        await ready(pilot)
        await say(pilot, "debug+")
        await say(pilot, QUESTION)
        await until(pilot, lambda: app.session.run)
        while app.session.run or app.session.waiting:
            turns.release()
            assert_plain(strips(app))
            frames += 1
            await pilot.pause(0.005)
    assert frames > 5


def random_texts(count: int, seed: int) -> list[str]:
    """Return texts of letters, Markdown, control characters, halves of sequences and wide signs."""
    chance = random.Random(seed)
    controls = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
    hiding = "\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202e\u2060\u2066\u2069\ufeff\ufff9"
    halves = ["\x1b[", "\x1b]52;c;", "\x1b]8;;", "\x1bP", "\x9b", "\U000e0041", "\ud83d"]
    words = ["mot", "é", "日本", "👩\u200d👩", "e\u0301", "a" * 60, " ", "\n", "\n\n", "\t"]
    marks = ["**", "`", "```\n", "~~", "# ", "- ", "1. ", "> ", "[x](", "http://a.b/", "![i](j)"]
    table = ["\n\n|a|b|\n|-|-|\n|c|d|\n", "|", "|e|f|g|\n", "```py mot "]
    odd = ["[/INST]", "[@click=app.quit]", "<b>", "&lt;", "\\", "$x", "{0}", "%s"]
    pieces = [*controls, *hiding, *halves, *words, *marks, *table, *odd]
    return ["".join(chance.choices(pieces, k=chance.randint(1, 24))) for _ in range(count)]


def letters(text: str) -> str:
    return "".join(char for char in visible(text) if char.isalnum())


async def test_three_hundred_random_texts_as_question_and_answer(tmp_path: Path) -> None:
    app = make_app(tmp_path, ScriptedBackend())
    texts = random_texts(300, seed=482913)
    async with app.run_test(size=(100, 250)) as pilot:
        await ready(pilot)
        for start in range(0, len(texts), 10):
            batch = texts[start : start + 10]
            entries = [Entry(kind, text) for text in batch for kind in ("user", "assistant")]
            app.chat.show_thread(Thread(transcript=Transcript(entries, last=len(entries))))
            await pilot.pause()
            shown = strips(app)
            assert_plain(shown)
            found = letters(shown)
            for text in batch:
                assert found.count(letters(text)) >= 2, repr(text)
