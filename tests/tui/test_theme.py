"""The house themes: each can be used on every screen, and is legible."""

from typing import Any

import pytest
from driving import ready, screen_text, until
from textual.color import Color

from mistral_assistant.commands import THEMES as WORDS
from mistral_assistant.tui.theme import ANSI, CONTRAST, DARK, THEMES, theme_name

HOUSE = {theme.name: theme for theme in THEMES}


def luminance(colour: Color) -> float:
    parts = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in colour.normalized
    )
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(one: Color, other: Color) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_every_word_that_can_be_typed_means_a_house_theme() -> None:
    assert {theme_name(word) for word in WORDS.values()} == set(HOUSE)


@pytest.mark.parametrize("name", [name for name in HOUSE if name != ANSI])
def test_text_stands_out_from_its_background(name: str) -> None:
    """WCAG: 4.5 for ordinary themes, 7 where contrast is what one wants."""
    theme = HOUSE[name]
    least = 7 if name == CONTRAST else 4.5
    ground = Color.parse(theme.background)
    named = (theme.foreground, theme.accent, theme.success, theme.warning, theme.error)
    colours = [Color.parse(name) for name in named]
    muted = ground.blend(colours[0], 0.62)
    assert [c.hex for c in (*colours, muted) if contrast(c, ground) < least] == []


@pytest.mark.parametrize("theme", ["contraste", "ansi"])
async def test_a_theme_shows_every_screen_even_a_small_one(make_app: Any, theme: str) -> None:
    app = make_app(theme=theme)
    async with app.run_test(size=(60, 20)) as pilot:
        await ready(pilot)
        for key, shown in (("f1", "Aide"), ("f2", "Domaines"), ("f9", "Commandes")):
            await pilot.press(key)
            await until(pilot, lambda shown=shown: shown in screen_text(app))
            await pilot.press("escape")
            await until(pilot, lambda: app.screen is app.chat)


async def test_without_colours_the_marked_choice_is_still_told_apart(
    make_app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: "version 1.0.0" in screen_text(app))
        told = [toast.message for toast in app._notifications]
        segments = [part for strip in app.screen._compositor.render_strips() for part in strip]
    assert all(
        part.style is None or part.style.color is None or part.style.color.is_default
        for part in segments
    )
    assert told == []
    marked = [part.text for part in segments if part.style and part.style.underline]
    assert any("Domaine d'essai" in text for text in marked)
    assert not any("Le jardin" in text for text in marked)


def test_the_dark_theme_is_the_usual_one() -> None:
    assert theme_name("") == DARK
