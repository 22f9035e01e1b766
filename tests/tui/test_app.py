"""The app around the chat: what it imports, keeps and refuses."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from driving import answered, ready, say, until

from mistral_assistant.drafts import NEW
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
    "httpx2", "httpcore2", "http.client", "urllib.request", "Stemmer",
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
    assert not list(settings.data_dir.glob("drafts/*.txt"))


async def test_the_draft_is_kept_while_it_is_typed(make_app, settings) -> None:
    """A killed program loses a second of typing at most."""
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.press("a", "b", "c")
        file = settings.data_dir / "drafts" / f"{NEW}@1.txt"
        await until(pilot, lambda: file.exists() and file.read_text() == "abc")


async def test_a_draft_that_cannot_be_read_is_told_and_left_alone(make_app, settings) -> None:
    file = settings.data_dir / "drafts" / f"{NEW}@1.txt"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"\xff\xfe\xff")
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: app._notifications)
        await pilot.press("a", "b", "ctrl+d")
        await pilot.pause()
    assert file.read_bytes() == b"\xff\xfe\xff"


async def test_each_conversation_keeps_its_draft(make_app, settings) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await answered(pilot, "Un livre ?")
        app.chat.composer.insert("et un disque")
        await pilot.press("ctrl+n")
        assert app.chat.composer.text == ""
        app.chat.composer.insert("autre chose")
        await say_command(pilot, "annuler")
        assert app.chat.composer.text == "et un disque"
    again = make_app(resume=True)
    async with again.run_test() as pilot:
        await ready(pilot)
        assert again.chat.composer.text == "et un disque"
        await pilot.press("ctrl+n")
        assert again.chat.composer.text == "autre chose"


async def test_what_is_begun_in_private_is_never_written_down(make_app, settings) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await answered(pilot, "Un livre ?")
        await say_command(pilot, "privé")
        await answered(pilot, "Un secret ?")
        app.chat.composer.insert("zorglub")
        await say_command(pilot, "effacer")
        await say_command(pilot, "annuler")
        assert app.chat.composer.text == "zorglub"
        await pilot.press("ctrl+d")
        await pilot.pause()
    kept = b"".join(file.read_bytes() for file in settings.data_dir.rglob("*") if file.is_file())
    assert b"zorglub" not in kept
    assert b"Un secret" not in kept


async def say_command(pilot, name: str) -> None:
    """Carry a command out as a key would, with the input left as it is."""
    pilot.app.chat.action_command(name)
    await pilot.pause()


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


@pytest.mark.parametrize(("wish", "rate"), [({}, "120"), ({"TEXTUAL_FPS": "30"}, "30")])
def test_a_key_does_not_wait_for_a_frame_of_textuals_usual_grid(
    wish: dict[str, str], rate: str
) -> None:
    code = "import mistral_assistant.tui.app, textual.constants as c; print(c.MAX_FPS)"
    usual = {name: value for name, value in os.environ.items() if name != "TEXTUAL_FPS"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=usual | wish, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == rate
