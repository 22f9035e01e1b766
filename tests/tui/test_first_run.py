"""The welcome is shown once."""

from pathlib import Path
from typing import Any

from driving import ready, screen_text

from mistral_assistant.settings import Settings
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.first_run import is_first_run, note_welcome

WORDS = "les réponses viennent du seul domaine"


async def is_welcomed(app: ChatApp) -> bool:
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.pause()
        assert "Posez votre question" in screen_text(app)
        return WORDS in screen_text(app)


async def test_the_offline_mode_is_explained_once(make_app: Any, tmp_path: Path) -> None:
    assert await is_welcomed(make_app(data_dir=tmp_path / "fresh"))
    assert not await is_welcomed(make_app(data_dir=tmp_path / "fresh"))


async def test_with_a_model_there_is_nothing_to_explain(make_app: Any, tmp_path: Path) -> None:
    settings = Settings(backend="server", server="http://127.0.0.1:9/v1", data_dir=tmp_path / "new")
    app = ChatApp(settings, make_app().build_assistant)
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        assert WORDS not in screen_text(app)


def test_conversations_from_before_count_as_known(tmp_path: Path) -> None:
    assert is_first_run(tmp_path / "absent")
    (tmp_path / "conversations.sqlite").write_bytes(b"")
    assert not is_first_run(tmp_path)


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    note_welcome(tmp_path / "file")


async def test_a_narrow_terminal_shows_the_hints_to_their_end(
    make_app: Any, tmp_path: Path
) -> None:
    app = make_app(data_dir=tmp_path / "fresh")
    async with app.run_test(size=(40, 24)) as pilot:
        await ready(pilot)
        await pilot.pause()
        assert "« aide » le reste" in " ".join(screen_text(app).split())
