"""Every screen that shows foreign text, made of one such text; and what may never be on it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.screen import Screen

from mistral_assistant.assistant import PackSummary
from mistral_assistant.cleaning import clean
from mistral_assistant.reasoning.turn import Answer, Consistency, Finding, ToolUse, Turn
from mistral_assistant.tui.screens.correction import CorrectionScreen
from mistral_assistant.tui.screens.links import AskScreen, LinksScreen
from mistral_assistant.tui.screens.models import ModelScreen, Speaker
from mistral_assistant.tui.screens.packs import PackScreen
from mistral_assistant.tui.screens.questions import ChoiceScreen, ConfirmScreen, LineScreen
from mistral_assistant.tui.screens.settings import SettingsScreen
from mistral_assistant.tui.screens.sources import SourcesScreen
from mistral_assistant.tui.transcript import Entry

FOLDER = Path("/tmp")


def screens(text: str) -> Iterator[Screen[Any]]:
    """Yield each of the screens over the chat, with ``text`` wherever text can come from outside.

    The history, the panel, the palette and the messages themselves read the store or the session.
    """
    passage = {"title": text, "source": text, "text": text, "score": 0.5}
    row = {**passage, "fields": {text: text, "autre": text}}
    yield SourcesScreen([passage, row])
    yield LinksScreen([text, f"https://exemple.fr/{text}"])
    yield AskScreen(f"https://exemple.fr/{text}")
    yield CorrectionScreen(text)
    yield ModelScreen([Speaker("offline"), Speaker("server", text, text, text, True)], text)
    packs = [PackSummary(text, text, text, FOLDER / "x", number) for number in (0, 3)]
    yield PackScreen(packs, text)
    yield ConfirmScreen(text, text)
    yield LineScreen(text, text)
    yield ChoiceScreen(text, {"a": text, "b": text})
    values = {"pack": text, "lang": "fr", "theme": text, "send_key": "enter", "debug": False,
              "backend": "server", "server": text, "model": text}  # fmt: skip
    yield SettingsScreen(values, FOLDER / (text.replace("/", "").replace("\0", "")[:40] or "x"),
                         [text])  # fmt: skip


def answer_of(text: str) -> Entry:
    """Return an answer with ``text`` in every part that is shown around it."""
    turn = Turn("?", datetime(2026, 3, 12))
    use = ToolUse(text, {text: text}, text, refused=True)
    turn.answer = Answer(text, text, (text, text), notice=text, tools=(use, use), thought=text)
    finding = Finding(text, text, (0, 1), text, text)
    turn.consistency = Consistency((finding,), 1, text, (finding,))
    return Entry("assistant", text, text, trace=turn.trace(), first_version=text, opened=True)


def assert_harmless(app: Any) -> None:
    """Look at every piece of text that would be written to the terminal."""
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            if segment.control or clean(segment.text) != segment.text or "\n" in segment.text:
                raise AssertionError(f"not for a terminal: {segment!r}")
            if segment.style and ("@click" in segment.style.meta or segment.style.link):
                raise AssertionError(f"text that acts: {segment!r}")
