"""The pack picker."""

from pathlib import Path

from driving import ready, screen_text, until

from mistral_assistant.assistant import PackSummary
from mistral_assistant.tui.screens.packs import PackScreen, pack_details


async def test_a_pack_is_chosen_from_the_list(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, PackScreen))
        await until(pilot, lambda: "Le jardin" in screen_text(app))
        assert "Domaine d'essai  essai  ● actif" in screen_text(app)
        await pilot.press("down", "enter")
        await until(pilot, lambda: app.session.assistant.pack_name == "jardin")
        await ready(pilot)
        assert "Domaine d'essai → Le jardin" in screen_text(app)


async def test_a_broken_pack_is_listed_with_its_faults_and_cannot_be_chosen(
    make_app, domains
) -> None:
    (domains / "jardin" / "templates.toml").write_text("[ask]\n", encoding="utf-8")
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: "problème" in screen_text(app))
        names = [pack.name for pack in app.screen._packs]
        place = names.index("jardin")
        from textual.widgets import OptionList

        assert app.screen.query_one(OptionList).get_option_at_index(place).disabled
        await pilot.press("escape")
        await pilot.pause()
        assert app.session.assistant.pack_name == "essai"


def test_the_details_say_what_would_change_and_where_a_pack_comes_from(tmp_path: Path) -> None:
    now = PackSummary("a", "A", "…", tmp_path, topics=3, passages=1, tables=2, shipped=True)
    other = PackSummary(
        "b", "B", "…", tmp_path, version="1.2.0", languages=("fr", "en"), topics=9, score=97.5
    )
    assert pack_details(other, now).plain.splitlines() == [
        "version 1.2.0 · fr, en · le vôtre · test : 97,5 % de tours justes",
        "9 sujets · 0 passage · 0 table",
        "au lieu de : 3 sujets · 1 passage · 2 tables",
    ]
    assert pack_details(now, now).plain.splitlines() == [
        "livré avec le programme",
        "3 sujets · 1 passage · 2 tables",
    ]


async def test_the_marked_pack_is_described_below_the_list(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: "version 1.0.0 · fr · le vôtre" in screen_text(app))
        await pilot.press("down")
        await until(pilot, lambda: "au lieu de : 2 sujets" in screen_text(app))
