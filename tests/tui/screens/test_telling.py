"""Passing messages: what is said again stands there once, and few stand there at a time."""

from driving import ready, say, screen_text, until

from mistral_assistant.tui.screens.chat import MOST_TOLD


def told(app) -> list[str]:
    return [item.message for item in app._notifications]


async def test_a_command_that_is_repeated_says_its_message_once(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        for _ in range(4):
            await say(pilot, "/bien")
        await until(pilot, lambda: told(app) == ["Rien n'a été dit."])
        assert screen_text(app).count("Rien n'a été dit.") <= 1


async def test_only_the_last_passing_messages_stand_on_screen_but_every_warning(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        app.chat.tell("Attention.", "warning")
        for number in range(6):
            app.chat.tell(f"Température : {number}")
            await pilot.pause()
        app.chat.tell("Attention aussi.", "warning")
        await until(pilot, lambda: "Attention aussi." in told(app))
        assert told(app) == ["Attention.", "Température : 4", "Température : 5", "Attention aussi."]
        assert MOST_TOLD == 2
