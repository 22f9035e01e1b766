"""The app around the chat: what it imports, keeps and refuses."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from driving import ready, say, until

from mistral_assistant.errors import StoreError
from mistral_assistant.tui.drafts import load_draft, save_draft
from mistral_assistant.tui.theme import DARK, LIGHT

FIRST_FRAME = """
import asyncio, sys
from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp

frames = []

def build():
    from mistral_assistant.errors import UsageError
    raise UsageError("rien")

class Watched(ChatApp):
    def on_ready(self):
        super().on_ready()
        frames.append(sorted(sys.modules))

async def main():
    from pathlib import Path
    app = Watched(Settings(data_dir=Path(sys.argv[1])), build)
    async with app.run_test() as pilot:
        await pilot.pause()

asyncio.run(main())
print(" ".join(frames[0]))
"""
HEAVY = {
    "torch", "transformers", "pandas", "sklearn", "numpy", "re2", "rapidfuzz", "sqlite3",
    "httpx2", "httpcore2", "http.client", "urllib.request", "snowballstemmer",
    "markdown_it", "pygments", "tree_sitter",
    "mistral_assistant.assistant", "mistral_assistant.reasoning.system",
    "mistral_assistant.conversations", "mistral_assistant.domains", "mistral_assistant.knowledge",
}  # fmt: skip


def test_nothing_heavy_is_imported_before_the_first_frame(tmp_path: Path) -> None:
    """And no HTTP client either: the app starts without the network and without the pack."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_FRAME, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    modules = set(done.stdout.split())
    assert "mistral_assistant.tui.screens.chat" in modules
    assert HEAVY & modules == set()


async def test_the_draft_survives_quitting(make_app, settings) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.chat.composer.insert("une question\ninachevée")
        await pilot.press("ctrl+d")
        await pilot.pause()
    again = make_app()
    async with again.run_test() as pilot:
        await pilot.pause()
        assert again.chat.composer.text == "une question\ninachevée"
        again.chat.composer.set_text("")
        await say(pilot, "quitter")
        await pilot.pause()
    assert load_draft(settings.data_dir) == ""


async def test_the_draft_is_kept_while_it_is_typed(make_app, settings) -> None:
    """A killed program loses a second of typing at most."""
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.press("a", "b", "c")
        await until(pilot, lambda: load_draft(settings.data_dir) == "abc")


async def test_a_draft_that_cannot_be_read_is_told_and_left_alone(make_app, settings) -> None:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    file = settings.data_dir / "draft.txt"
    file.write_bytes(b"\xff\xfe\xff")
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: app._notifications)
        await pilot.press("a", "b", "ctrl+d")
        await pilot.pause()
    assert file.read_bytes() == b"\xff\xfe\xff"


def test_a_draft_is_private_and_a_broken_one_is_told(tmp_path: Path) -> None:
    save_draft(tmp_path / "data", "secret \ud800")
    file = tmp_path / "data" / "draft.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert load_draft(tmp_path / "data") == "secret \ud800"
    file.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(StoreError, match="draft.txt"):
        load_draft(tmp_path / "data")
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match="brouillon"):
        save_draft(tmp_path / "file", "x")


@pytest.mark.parametrize(
    ("wanted", "used"),
    [("", DARK), ("light", LIGHT), ("clair", LIGHT), ("nord", "nord"), ("absent", DARK)],
)
async def test_the_theme_of_the_settings_is_used_if_it_exists(make_app, wanted, used) -> None:
    app = make_app(theme=wanted)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.theme == used
        told = [toast.message for toast in app._notifications]
    assert told == (["Le thème « absent » n'existe pas."] if wanted == "absent" else [])


async def test_the_panel_is_open_from_the_start_with_the_debug_setting(make_app) -> None:
    app = make_app(debug=True)
    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.chat.panel is not None)


async def test_leaving_during_an_answer_ends_it_and_keeps_its_text(make_app, store) -> None:
    from scripted import Script, ScriptedBackend

    backend = ScriptedBackend(Script(("mot ",), delay=0.001, endless=True))
    app = make_app(backend)
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.answer and "mot mot" in app.session.answer.text)
        await pilot.press("ctrl+q")
    while backend.running:
        pass
    answer = store.page(store.list()[0].id)[-1]
    assert answer.content.startswith("mot mot")
    assert answer.status in ("interrupted", "partial")
