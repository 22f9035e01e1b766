"""The history: found by date or by words, opened with Enter."""

from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend
from textual.widgets import OptionList

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
