"""The command palette offers every action, in French."""

from driving import ready, screen_text, until

from mistral_assistant.commands import COMMANDS
from mistral_assistant.tui.palette import ChatCommands
from mistral_assistant.tui.theme import LIGHT


async def test_every_command_pack_and_theme_is_offered(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        titles = [title for title, _text, _action in ChatCommands(app.chat)._entries()]
        assert {command.name for command in COMMANDS} <= set(titles)
        assert "domaine jardin" in titles
        assert f"thème {LIGHT}" in titles


async def test_an_action_is_found_by_its_words_and_carried_out(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Chercher une commande" in screen_text(app))
        await pilot.press(*"mistral-light")
        await until(pilot, lambda: f"thème {LIGHT}" in screen_text(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == LIGHT)
        assert app.screen is app.chat


async def test_words_that_match_nothing_are_answered_in_french(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Chercher une commande" in screen_text(app))
        await pilot.press(*"zzzzz")
        await until(pilot, lambda: "Rien ne correspond." in screen_text(app))
