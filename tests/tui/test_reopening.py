"""A stored conversation whose pack is gone or broken: what was said is shown, and goes on."""

import shutil
from typing import Any

import pytest
from driving import answered, ready, screen_text, until

from mistral_assistant.conversations.store import Store
from mistral_assistant.tui.reopening import open_conversation


@pytest.fixture
def conversation(store: Store) -> int:
    number = store.create("jardin", "Rosiers").id
    question = store.add_message(number, None, "user", "Quand tailler un rosier ?", pack="jardin")
    store.add_message(number, question.id, "assistant", "En février.", pack="jardin")
    return number


@pytest.mark.parametrize("broken", [False, True], ids=["gone", "broken"])
async def test_it_is_shown_and_goes_on_with_the_pack_that_is_there(
    make_app: Any, store: Store, conversation: int, broken: bool
) -> None:
    app = make_app()
    pack = app.settings.domains[0] / "jardin"
    if broken:
        (pack / "pack.toml").write_text("[", encoding="utf-8")
    else:
        shutil.rmtree(pack)
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        open_conversation(app.chat, conversation)
        await until(pilot, lambda: "En février." in screen_text(app))
        shown = " ".join(screen_text(app).split())
        assert "La conversation continue avec « Domaine d'essai »." in shown
        await ready(pilot)
        await answered(pilot, "Un livre ?")
    said = store.page(conversation)
    assert [message.pack for message in said] == ["jardin", "jardin", "essai", "essai"]
