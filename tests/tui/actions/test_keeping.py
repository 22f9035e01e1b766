"""The conversation on screen: named, pinned, put away, removed for good, written out."""

from pathlib import Path

import pytest
from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.conversations.store import Store


def backend() -> ScriptedBackend:
    return ScriptedBackend(Script(("Prenez celui-ci.",)))


async def talk(pilot, question: str = "Un livre zorglub ?") -> None:
    await ready(pilot)
    await answered(pilot, question)


async def test_the_title_is_given_or_asked_for(make_app, store) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        await say(pilot, "/renommer Livres de Noël")
        await until(pilot, lambda: store.get(1).title == "Livres de Noël")
        await say(pilot, "/renommer")
        await until(pilot, lambda: "Nouveau titre" in screen_text(app))
        await pilot.press(*" bis", "enter")
        await until(pilot, lambda: store.get(1).title == "Livres de Noël bis")


async def test_a_sentence_that_begins_like_a_command_is_a_question(make_app, store) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        await answered(pilot, "renommer mon compte")
        assert store.get(1).messages == 4


async def test_pinning_goes_on_and_off(make_app, store) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        for pinned in (True, False):
            await say(pilot, "/épingler")
            await until(pilot, lambda pinned=pinned: store.get(1).pinned is pinned)


@pytest.mark.parametrize("command", ["/supprimer", "/archiver"])
async def test_what_is_put_away_leaves_the_screen_and_comes_back(
    command: str, make_app, store
) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        await say(pilot, command)
        await until(pilot, lambda: not app.session.transcript.entries)
        assert store.list() == ()
        await say(pilot, "annuler")
        await until(pilot, lambda: len(store.list()) == 1)
        assert "Prenez celui-ci." in screen_text(app)
        await answered(pilot, "Et un autre ?")
        assert store.get(1).messages == 4


async def test_a_purge_asks_and_leaves_nothing(make_app, store: Store, settings) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        app.chat.composer.insert("encore zorglub")
        app._keep_draft()
        app.chat.composer.set_text("")
        await say(pilot, "/purger")
        await until(pilot, lambda: "Effacer pour de bon ?" in screen_text(app))
        await pilot.press("n")
        assert len(store.list()) == 1
        await say(pilot, "/purger")
        await until(pilot, lambda: "Effacer pour de bon ?" in screen_text(app))
        await pilot.press("o")
        await until(pilot, lambda: not store.list())
        await until(pilot, lambda: not app.session.transcript.entries)
        files = [file for file in settings.data_dir.rglob("*") if file.is_file()]
        assert not any(b"zorglub" in file.read_bytes() for file in files)
        await answered(pilot, "Un concert ?")
        assert store.list()[0].title == "Un concert ?"


async def test_everything_can_be_purged(make_app, store: Store) -> None:
    store.archive(store.create("essai", "Rangée").id)
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        await say(pilot, "effacer")
        await say(pilot, "/purger tout")
        await until(pilot, lambda: "Toutes les conversations" in screen_text(app))
        await pilot.press("o")
        await until(pilot, lambda: not store.list(archived=None))
        await until(pilot, lambda: app.session.ready)
        assert app.session.cleared == []


async def test_the_conversation_is_written_into_a_new_file(
    make_app, store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        await say(pilot, "/exporter json")
        await until(pilot, lambda: list(Path().glob("*.json")))
        await say(pilot, "/exporter")
        await until(pilot, lambda: "Markdown" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: list(Path().glob("*.md")))
    (file,) = Path().glob("*.md")
    assert "Prenez celui-ci." in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["/supprimer", "/exporter md", "/purger", "/renommer x"])
async def test_what_is_not_stored_is_told(command: str, make_app) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, command)
        await until(
            pilot, lambda: any("pas enregistrée" in item.message for item in app._notifications)
        )


@pytest.mark.parametrize("how", ["delete", "purge"])
async def test_a_conversation_removed_in_another_window_does_not_trap_this_one(
    how: str, make_app, store: Store
) -> None:
    other = Store(store.path)
    app = make_app(backend())
    async with app.run_test() as pilot:
        await talk(pilot)
        getattr(other, how)(1)
        await answered(pilot, "Et un autre livre ?")
        assert not [entry for entry in app.session.transcript.entries if entry.kind == "error"]
        (kept,) = store.list()
        assert "Et un autre livre ?" in [item.content for item in store.page(kept.id)]
        getattr(other, how)(kept.id)
        await say(pilot, "régénérer")
        await until(pilot, lambda: app.session.ready and not app.session.run)
        await say(pilot, "domaine jardin")
        await until(pilot, lambda: app.session.assistant.pack_name == "jardin")
        await answered(pilot, "Un dernier ?")
        assert len(store.list()) == 1
    other.close()
