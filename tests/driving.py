"""How tests drive the full-screen app: type, wait for what must come, read the screen."""

import asyncio
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot


async def until(pilot: Pilot[Any], condition: Callable[[], object], seconds: float = 90) -> None:
    """Let the app run until ``condition`` holds."""
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        if asyncio.get_running_loop().time() > end:
            raise AssertionError("the app never got there\n" + screen_text(pilot.app))
        await pilot.pause(0.01)


async def ready(pilot: Pilot[Any]) -> None:
    """Wait for the assistant."""
    await until(pilot, lambda: pilot.app.session.ready)


async def say(pilot: Pilot[Any], text: str) -> None:
    """Type ``text`` and send it."""
    composer = pilot.app.chat.composer
    composer.focus()
    composer.insert(text)
    await pilot.press("enter")


async def answered(pilot: Pilot[Any], text: str) -> None:
    """Send ``text`` and wait until nothing is on its way any more."""
    await say(pilot, text)
    session = pilot.app.session
    await until(pilot, lambda: not session.run and not session.waiting)
    await pilot.pause()


def screen_text(app: Any) -> str:
    """Return what stands on the screen, line by line."""
    width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text[:width].rstrip() for strip in lines[:height])
