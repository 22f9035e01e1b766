"""What the keys and commands do with a message, through the real app."""

from datetime import datetime
from pathlib import Path

import pytest
from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.conversations.store import Store
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.screens.correction import CorrectionScreen
from mistral_assistant.tui.screens.links import AskScreen, LinksScreen
from mistral_assistant.tui.screens.sources import SourcesScreen, source_lines
from mistral_assistant.tui.stored import load_page

CODE = (
    "Voici :\n\n```sh\nls  -l\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nVoir https://exemple.fr/x."
)
ASKED = "Un livre 1 ou 2, comme https://exemple.fr/x ?"
"""Grounds the figures and the address of the answer, so that it is not corrected."""


async def idle(pilot) -> None:
    """Wait until nothing is on its way, in any thread."""
    session = pilot.app.session
    await pilot.app.workers.wait_for_complete()
    await until(pilot, lambda: session.ready and not session.run and not session.waiting)
    await pilot.pause()


async def shows(pilot, text: str) -> None:
    """Wait until ``text`` is on screen."""
    await until(pilot, lambda: text in screen_text(pilot.app))


async def told(pilot, text: str) -> None:
    """Wait until a passing message says ``text``."""
    await until(pilot, lambda: any(text in toast.message for toast in pilot.app._notifications))


def texts(app: ChatApp) -> list[str]:
    return [entry.text for entry in app.session.transcript.entries if entry.kind != "note"]


def sent(app: ChatApp) -> list[str]:
    """Let the app keep what it would write to the terminal."""
    found: list[str] = []
    app.write_sequence = found.append  # type: ignore[method-assign]
    return found


async def test_an_answer_given_again_stands_beside_the_first_and_both_can_be_seen(
    make_app, store: Store
) -> None:
    app = make_app(ScriptedBackend(Script(("Un.",)), Script(("Deux.",))))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        app.chat.view.focus()
        await pilot.press("r")
        await idle(pilot)
        assert texts(app) == ["Un livre ?", "Deux."]
        await shows(pilot, "‹ 2/2 ›")
        app.chat.view.focus()
        for key, wanted, place in (("v", "Un.", "‹ 1/2 ›"), ("V", "Deux.", "‹ 2/2 ›")):
            await until(pilot, lambda: app.chat.view.has_focus)
            await pilot.press(key)
            await until(pilot, lambda wanted=wanted: texts(app) == ["Un livre ?", wanted])
            await shows(pilot, place)


async def test_a_question_said_otherwise_keeps_the_first_with_all_that_followed(
    make_app, store: Store
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await answered(pilot, "Un concert ?")
        app.chat.view.focus()
        await pilot.press("up", "up", "up", "e")
        assert app.chat.composer.text == "Un livre ?"
        assert "Échap annule" in screen_text(app)
        app.chat.composer.set_text("Un film ?")
        await pilot.press("enter")
        await idle(pilot)
        assert texts(app) == ["Un film ?", "D'accord."]
        app.chat.view.choose(app.session.transcript.entries[0])
        await pilot.press("v")
        await idle(pilot)
        assert texts(app)[:1] + texts(app)[2:3] == ["Un livre ?", "Un concert ?"]
    (conversation,) = store.list()
    assert conversation.messages == 6, "nothing is lost"


async def test_an_edit_can_be_given_up(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await say(pilot, "/modifier")
        await pilot.pause()
        assert app.chat.composer.text == "Un livre ?"
        await pilot.press("escape")
        assert app.chat.composer.text == ""
        await answered(pilot, "Un film ?")
        assert texts(app)[::2] == ["Un livre ?", "Un film ?"]


async def test_a_whole_answer_or_one_of_its_blocks_is_copied_to_the_character(
    make_app, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from mistral_assistant.tui.clipboard import sequence

    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("TMUX", "SSH_TTY", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    app = make_app(ScriptedBackend(Script((CODE,))))
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await answered(pilot, ASKED)
        copied = sent(app)
        app.chat.view.focus()
        for keys, text in (
            (["c"], CODE),
            (["right", "c"], "ls  -l"),
            (["right", "c"], "| a | b |\n|---|---|\n| 1 | 2 |"),
            (["left", "left", "c"], CODE),
        ):
            copied.clear()
            await pilot.press(*keys)
            await until(pilot, lambda: copied)
            assert copied == [sequence(text)], keys
        await say(pilot, "/copier 2")
        await until(pilot, lambda: len(copied) == 2)
        assert copied[-1] == sequence("| a | b |\n|---|---|\n| 1 | 2 |")
        # Never called copied where nobody knows.
        await told(pilot, "Envoyé au terminal")


async def test_what_the_user_thinks_is_kept_shown_and_can_be_taken_back(
    make_app, store: Store
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        answer = app.session.transcript.entries[-1].message_id
        app.chat.view.focus()
        await pilot.press("plus")
        await idle(pilot)
        kept = store.feedback(answer)
        assert kept is not None and kept.verdict == "good"
        assert "jugée bonne" in screen_text(app)
        await pilot.press("plus")
        await idle(pilot)
        assert store.feedback(answer) is None
        await say(pilot, "/mal")
        await idle(pilot)
        kept = store.feedback(answer)
        assert kept is not None and kept.verdict == "bad"


async def test_a_correction_is_written_in_an_editor_and_kept(make_app, store: Store) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        answer = app.session.transcript.entries[-1].message_id
        app.chat.view.focus()
        await pilot.press("k")
        await until(pilot, lambda: isinstance(app.screen, CorrectionScreen))
        await pilot.press("!", "ctrl+s")
        await idle(pilot)
        kept = store.feedback(answer)
        assert kept is not None
        assert (kept.verdict, kept.correction) == ("corrected", "D'accord.!")
        assert "corrigée" in screen_text(app)
        assert "✎ votre correction" in screen_text(app)
        assert "▎ D'accord.!" in screen_text(app)
        await pilot.press("minus")
        await idle(pilot)
        assert "✎ votre correction" not in screen_text(app)


async def test_a_correction_is_there_when_the_conversation_is_opened_again(
    make_app, store: Store
) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        answer = app.session.transcript.entries[-1].message_id
        store.set_feedback(answer, "corrected", "Oui, deux livres.")
    conversation = store.message(answer).conversation_id
    (*_, entry), _more = load_page(store, conversation, None, datetime.now())
    assert entry.correction == "Oui, deux livres."


async def test_a_correction_given_up_changes_nothing(make_app, store: Store) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await say(pilot, "/corriger")
        await until(pilot, lambda: isinstance(app.screen, CorrectionScreen))
        await pilot.press("x", "escape")
        await idle(pilot)
        assert store.feedback(app.session.transcript.entries[-1].message_id) is None


async def test_an_address_is_opened_only_after_a_yes(
    make_app, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    app = make_app(ScriptedBackend(Script((CODE,))))
    async with app.run_test(size=(80, 30)) as pilot:
        await ready(pilot)
        await answered(pilot, ASKED)
        app.chat.view.focus()
        for answer, wanted in (("n", []), ("enter", []), ("o", ["https://exemple.fr/x"])):
            await pilot.press("l")
            await until(pilot, lambda: isinstance(app.screen, LinksScreen))
            assert "https://exemple.fr/x" in screen_text(app)
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, AskScreen))
            assert "https://exemple.fr/x" in screen_text(app)
            await pilot.press(answer)
            await app.workers.wait_for_complete()
            assert opened == wanted
            await pilot.press("escape")
            await pilot.pause()


async def test_the_sources_of_an_answer_are_shown_in_full(make_app) -> None:
    app = make_app(pack="ecommerce")
    async with app.run_test(size=(100, 40)) as pilot:
        await ready(pilot)
        await answered(pilot, "Vous livrez en Belgique ?")
        app.chat.view.focus()
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SourcesScreen))
        await pilot.pause()
        assert "livraison.md" in screen_text(app)


def test_a_source_is_shown_with_its_place_and_a_row_with_its_columns() -> None:
    passages = [
        {"title": "Délais", "source": "a.md", "text": "Deux\x1b[31m jours."},
        {"title": "", "source": "t.csv", "text": "", "fields": {"ville": "Lyon"}},
    ]
    shown = [line.plain for line in source_lines(passages, 40)]
    assert shown[:2] == ["[1] Délais", "a.md"]
    assert "\x1b" not in "".join(shown)
    assert "ville : Lyon" in shown


async def test_a_private_conversation_is_marked_and_never_stored(make_app, store: Store) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "/privé")
        await pilot.pause()
        assert "privé" in screen_text(app).splitlines()[0]
        await answered(pilot, "Un livre ?")
        assert list(store.list()) == []
        app.chat.view.focus()
        await pilot.press("r")
        await told(pilot, "n'est pas enregistré")


async def test_sampling_settings_last_for_the_session(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await say(pilot, "température 0,3")
        await say(pilot, "/graine 7")
        await told(pilot, "0,3")
        assert app.session.assistant is not None
        sampling = app.session.assistant.sampling
        assert (sampling.temperature, sampling.seed) == (0.3, 7)
