"""The history: found by date or by words, opened with Enter."""

from pathlib import Path

import pytest
from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend
from textual.widgets import Input, OptionList

from mistral_assistant.tui.screens.history import HistoryScreen


async def two_conversations(pilot) -> None:
    await ready(pilot)
    await answered(pilot, "Un livre sur l'été ?")
    await say(pilot, "effacer")
    await answered(pilot, "Un concert ce soir ?")


def backend() -> ScriptedBackend:
    return ScriptedBackend(Script(("Prenez celui-ci.",)), Script(("Il y en a un.",)))


async def test_the_last_conversation_comes_first(make_app) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await two_conversations(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Un livre sur l'été ?" in screen_text(app))
        shown = screen_text(app)
        assert shown.index("Un concert ce soir ?") < shown.index("Un livre sur l'été ?")
        assert "essai · 2 messages" in shown


async def test_typing_searches_all_messages_without_accents(make_app) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await two_conversations(pilot)
        await say(pilot, "historique")
        await until(pilot, lambda: isinstance(app.screen, HistoryScreen))
        await pilot.press(*"ete")
        options = app.screen.query_one(OptionList)
        await until(pilot, lambda: options.option_count == 1)
        assert "Un livre sur l'été ?" in screen_text(app)
        assert "concert" not in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.chat)
        await until(pilot, lambda: "Prenez celui-ci." in screen_text(app))
        assert len(app.session.transcript.entries) == 2


async def test_an_opened_conversation_goes_on_where_it_was(make_app, store) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await two_conversations(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Un livre sur l'été ?" in screen_text(app))
        await pilot.press("down", "enter")
        await until(pilot, lambda: "Prenez celui-ci." in screen_text(app))
        await ready(pilot)
        await answered(pilot, "Et un autre livre ?")
        await pilot.press("up", "up")
        assert app.chat.composer.text == "Un livre sur l'été ?"
    first = store.list()[0]
    assert first.messages == 4
    assert first.title.startswith("Un livre")


async def test_words_that_are_nowhere_say_so(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Aucune conversation." in screen_text(app))
        await pilot.press(*"xyz")
        await until(pilot, lambda: "Rien trouvé." in screen_text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.chat


async def test_a_store_that_cannot_be_read_is_told_in_the_window(make_app, store) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        store.close()
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "→" in screen_text(app))


def three(store) -> None:
    """Store three conversations, the longest one last written to."""
    for title in ("Livraison", "Retour", "Garantie"):
        conversation = store.create("essai", title)
        leaf = None
        for number in range(30 if title == "Garantie" else 1):
            question = store.add_message(conversation.id, leaf, "user", f"{title} {number} ?")
            answer = store.add_message(
                conversation.id, question.id, "assistant", f"Oui, {title.lower()} {number}."
            )
            leaf = answer.id


async def opened(pilot, text: str = "Garantie") -> None:
    """Open the history and wait for its rows."""
    await ready(pilot)
    await pilot.press("ctrl+o")
    await until(pilot, lambda: text in screen_text(pilot.app))


def titles(app) -> list[str]:
    return [row.title for row in app.screen._rows]


async def test_a_search_opens_at_the_message(make_app, store) -> None:
    three(store)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press(*"garantie 3")
        options = app.screen.query_one(OptionList)
        await until(pilot, lambda: options.option_count == 2)  # the question and its answer
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.screen is app.chat and app.chat.view.chosen)
        assert app.chat.view.chosen.text == "Garantie 3 ?"


async def test_pinning_archiving_and_deleting_can_be_undone(make_app, store) -> None:
    three(store)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press("down", "down", "ctrl+t")
        await until(pilot, lambda: titles(app) == ["Livraison", "Garantie", "Retour"])
        assert "épinglée" in screen_text(app)
        await pilot.press("home", "up", "up", "ctrl+a")
        await until(pilot, lambda: titles(app) == ["Garantie", "Retour"])
        await pilot.press("delete")
        await until(pilot, lambda: titles(app) == ["Retour"])
        assert store.list(deleted=True)[0].title == "Garantie"
        for count in (2, 3, 3):
            await pilot.press("ctrl+z")
            await until(pilot, lambda count=count: len(titles(app)) == count)
        await until(pilot, lambda: not any(item.pinned for item in store.list()))
        await pilot.press("ctrl+z")
        await until(
            pilot, lambda: any("rien à annuler" in item.message for item in app._notifications)
        )


async def test_a_conversation_is_renamed_in_place(make_app, store) -> None:
    three(store)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press("f2")
        field = app.screen.query_one("#title", Input)
        assert field.has_focus and field.selected_text == "Garantie"  # typing replaces it
        assert "Entrée renomme" in screen_text(app)
        await pilot.press("escape")
        assert isinstance(app.screen, HistoryScreen)
        await pilot.press("ctrl+r", "end", *" bis", "enter")
        await until(pilot, lambda: titles(app)[0] == "Garantie bis")
        await pilot.press("ctrl+z")
        await until(pilot, lambda: titles(app)[0] == "Garantie")


async def test_archive_and_bin_are_looked_through_with_one_key(make_app, store) -> None:
    three(store)
    store.archive(1)
    store.delete(2)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        assert titles(app) == ["Garantie"]
        await pilot.press("ctrl+b")
        await until(pilot, lambda: titles(app) == ["Livraison"])
        assert "Archives" in screen_text(app)
        await pilot.press("ctrl+b")
        await until(pilot, lambda: titles(app) == ["Retour"])
        assert "Corbeille" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: app.screen is app.chat)
        await until(pilot, lambda: "Oui, retour 0." in screen_text(app))
        assert not store.list(deleted=True)


async def test_only_the_bin_removes_for_good_and_only_after_a_yes(make_app, store) -> None:
    three(store)
    store.delete(2)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press("ctrl+b", "ctrl+b")
        await until(pilot, lambda: titles(app) == ["Retour"])
        await pilot.press("delete")
        await until(pilot, lambda: "Effacer pour de bon ?" in screen_text(app))
        await pilot.press("enter")
        await pilot.pause()
        assert store.list(deleted=True)
        await pilot.press("delete")
        await until(pilot, lambda: "Effacer pour de bon ?" in screen_text(app))
        await pilot.press("o")
        await until(pilot, lambda: not store.list(deleted=True))
        await until(pilot, lambda: "Aucune conversation." in screen_text(app))


async def test_what_is_marked_is_exported_into_a_new_file(
    make_app, store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(store)
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    app = make_app()
    async with app.run_test() as pilot:
        for count in (1, 2):
            await opened(pilot)
            await pilot.press("ctrl+e")
            await until(pilot, lambda: "HTML" in screen_text(app))
            await pilot.press("down", "enter")
            await until(
                pilot, lambda count=count: len(list(Path().glob("conversation-3-*.html"))) == count
            )
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.chat)


async def test_more_than_a_page_is_read_on_while_going_down(make_app, store) -> None:
    for number in range(230):
        store.create("essai", f"Conversation {number}")
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot, "Conversation 229")
        options = app.screen.query_one(OptionList)
        assert options.option_count == 100
        for count in (200, 230):
            options.highlighted = options.option_count - 1
            await until(pilot, lambda count=count: options.option_count == count)
        assert titles(app)[-1] == "Conversation 0"
        assert len(set(titles(app))) == 230


async def test_a_wide_screen_shows_the_end_of_what_is_marked(make_app, store) -> None:
    three(store)
    app = make_app()
    async with app.run_test(size=(130, 40)) as pilot:
        await opened(pilot)
        await until(pilot, lambda: "Oui, garantie 29." in screen_text(app))
        await pilot.press("down")
        await until(pilot, lambda: "Oui, retour 0." in screen_text(app))
        await pilot.press(*"garantie 12")
        await until(pilot, lambda: "Oui, garantie 12." in screen_text(app))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_all_keys_are_named_whatever_the_size(make_app, store, size) -> None:
    three(store)
    app = make_app()
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        shown = screen_text(app).replace("\u00a0", " ")
        for key in ("F2", "Ctrl+T", "Ctrl+A", "Suppr", "Ctrl+Z", "Ctrl+E", "Ctrl+B", "Échap"):
            assert key in shown


async def test_the_delete_key_still_edits_what_is_typed(make_app, store) -> None:
    three(store)
    app = make_app()
    async with app.run_test() as pilot:
        await opened(pilot)
        await pilot.press(*"xyz", "home", "delete")
        assert app.screen.query_one("#search", Input).value == "yz"
        assert len(store.list()) == 3


async def test_a_conversation_deleted_under_the_chat_leaves_the_screen(make_app, store) -> None:
    app = make_app(backend())
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre sur l'été ?")
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "essai · 2 messages" in screen_text(app))
        await pilot.press("delete")
        await until(pilot, lambda: "Aucune conversation." in screen_text(app))
        await pilot.press("escape")
        await until(pilot, lambda: not app.session.transcript.entries)
        await say(pilot, "annuler")
        await until(pilot, lambda: "Prenez celui-ci." in screen_text(app))
        await until(pilot, lambda: len(store.list()) == 1)
