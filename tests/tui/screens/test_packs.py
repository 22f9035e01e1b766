"""The pack picker."""

from driving import ready, screen_text, until

from mistral_assistant.tui.screens.packs import PackScreen


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
