"""Passing messages: what is said again stands there once, and few stand there at a time."""

from pathlib import Path

from driving import ready, say, screen_text, until

from mistral_assistant.tui.telling import MOST_TOLD


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


async def test_a_file_that_cannot_be_attached_is_told_once_and_clean(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        for _ in range(3):
            assert not app.chat.composer.take_file(Path("/nulle\x1b[31mpart"))
        await until(pilot, lambda: told(app))
        assert len(told(app)) == 1 and "\x1b" not in told(app)[0]


async def test_the_history_says_again_what_it_said_only_once(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: app.screen is not app.chat)
        for _ in range(3):
            app.screen.action_undo()
        await until(pilot, lambda: told(app))
        assert told(app) == ["Il n'y a rien à annuler."]
