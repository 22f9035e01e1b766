"""The chat screen, driven through the real assistant with a scripted model."""

import threading
from pathlib import Path

from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.commands import COMMANDS
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import BackendError, StoreError
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.screens.chat import QUIET_S
from mistral_assistant.tui.theme import DARK, LIGHT

HELD = Script(("Il était ", "une fois"), gate=threading.Event())
"""An answer that never ends of itself."""


def kinds(app: ChatApp) -> list[str]:
    return [entry.kind for entry in app.session.transcript.entries]


async def test_questions_are_answered_one_after_the_other(make_app) -> None:
    app = make_app(ScriptedBackend(Script(("Oui, ", "**volontiers**.")), Script(("Bien sûr.",))))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre à lire ?")
        await answered(pilot, "Et un autre livre ?")
        shown = screen_text(app)
    assert "Un livre à lire ?" in shown
    assert "Oui, volontiers." in shown
    assert "Bien sûr." in shown
    assert kinds(app) == ["user", "assistant"] * 2


async def test_a_question_sent_before_the_assistant_is_ready_waits_for_it(
    make_app, settings
) -> None:
    """The input works from the first frame; the answer comes when it can."""
    app, gate = make_app(), threading.Event()
    build = app.build_assistant
    app.build_assistant = lambda: (gate.wait(), build())[1]
    async with app.run_test() as pilot:
        await say(pilot, "Un livre ?")
        await pilot.pause()
        assert "en attente" in screen_text(app)
        gate.set()
        await until(pilot, lambda: kinds(app) == ["user", "assistant"])
        await until(pilot, lambda: not app.session.run)
        assert "D'accord." in screen_text(app)


async def test_a_question_sent_during_an_answer_waits_its_turn(make_app) -> None:
    gate = threading.Event()
    backend = ScriptedBackend(Script(("Un",), gate=gate), Script(("Deux",)))
    app = make_app(backend)
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Premier livre ?")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await say(pilot, "Second livre ?")
        await until(pilot, lambda: "1 en attente" in screen_text(app))
        gate.set()
        await until(pilot, lambda: not app.session.run and not app.session.waiting)
    texts = [entry.text for entry in app.session.transcript.entries]
    assert texts == ["Premier livre ?", "Un", "Second livre ?", "Deux"]


async def test_escape_stops_an_answer_and_keeps_what_was_said(make_app, store: Store) -> None:
    app = make_app(ScriptedBackend(HELD))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Raconte un livre")
        await until(pilot, lambda: "une fois" in screen_text(app))
        await pilot.press("escape")
        await pilot.pause()
        assert "interrompu" in screen_text(app)
        await until(pilot, lambda: not app.session.run)
        assert "Il était une fois" in screen_text(app)
    stored = store.page(store.list()[0].id)
    assert [(item.content, item.status) for item in stored] == [
        ("Raconte un livre", "complete"),
        ("Il était une fois", "interrupted"),
    ]


async def test_an_endless_answer_is_stopped_with_ctrl_c(make_app) -> None:
    backend = ScriptedBackend(Script(("mot ",), delay=0.001, endless=True), Script())
    app = make_app(backend)
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre sans fin")
        await until(pilot, lambda: app.session.answer and len(app.session.answer.text) > 100)
        await pilot.press("ctrl+c")
        await until(pilot, lambda: not app.session.run)
        assert backend.running == 0
        await answered(pilot, "Un livre court ?")  # the chat goes on
        assert "D'accord." in screen_text(app)


async def test_stopping_gives_waiting_questions_back_to_the_input(make_app) -> None:
    app = make_app(ScriptedBackend(HELD))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Raconte un livre")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await say(pilot, "Et un autre livre ?")
        await pilot.pause()
        app.chat.composer.insert("à suivre")
        await pilot.press("escape")
        await pilot.pause()
        assert app.chat.composer.text == "Et un autre livre ?\nà suivre"
        assert "Et un autre livre ?" not in [item.text for item in app.session.transcript.entries]


async def test_ctrl_c_while_nothing_runs_tells_how_to_quit(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert app.is_running
        assert [toast.message for toast in app._notifications] == [
            "Pour quitter : Ctrl+Q, Ctrl+D ou « quitter »."
        ]


async def test_what_is_typed_during_an_answer_stays(make_app) -> None:
    gate = threading.Event()
    app = make_app(ScriptedBackend(Script(("Un",), gate=gate)))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await pilot.press("b", "r", "o")
        gate.set()
        await until(pilot, lambda: not app.session.run)
        await pilot.press("u")
        assert app.chat.composer.text == "brou"


async def test_a_failing_assistant_gives_the_question_back(make_app) -> None:
    """A pack with problems is told in the conversation; the question is not lost."""
    app = make_app(pack="absent")
    async with app.run_test(size=(100, 24)) as pilot:
        await say(pilot, "Un livre ?")
        await until(pilot, lambda: "error" in kinds(app))
        await pilot.pause()
        assert app.chat.composer.text == "Un livre ?"
        assert "« absent » n'existe pas" in screen_text(app)
        assert kinds(app) == ["error"]


async def test_another_pack_can_be_taken_where_the_first_one_fails(make_app) -> None:
    app = make_app(pack="absent")
    async with app.run_test() as pilot:
        await until(pilot, lambda: "error" in kinds(app))
        await say(pilot, "/domaine jardin")
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        assert "D'accord." in screen_text(app)


async def test_a_reload_repairs_a_pack_that_was_broken_at_the_start(
    make_app, domains: Path
) -> None:
    good = (domains / "essai" / "pack.toml").read_text(encoding="utf-8")
    (domains / "essai" / "pack.toml").write_text("title = [", encoding="utf-8")
    app = make_app()
    async with app.run_test() as pilot:
        await until(pilot, lambda: "error" in kinds(app))
        (domains / "essai" / "pack.toml").write_text(good, encoding="utf-8")
        await say(pilot, "/recharger")
        await ready(pilot)


async def test_what_cannot_be_stored_is_answered_and_told_under_the_answer(
    make_app, store: Store
) -> None:
    app = make_app()
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        store.close()
        await answered(pilot, "Un livre ?")
        assert kinds(app) == ["user", "assistant"]
        assert "· Pas encore enregistré : " in screen_text(app)


async def test_a_chat_without_a_store_says_so_before_the_first_question(make_app) -> None:
    fault = StoreError("Rien ne sera enregistré. Le dossier est protégé.", "Changez de dossier.")
    app = make_app(store_fault=fault)
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        assert kinds(app) == ["error"]
        assert "Rien ne sera enregistré." in screen_text(app)
        await answered(pilot, "Un livre ?")
        assert kinds(app) == ["error", "user", "assistant"]


async def test_clearing_begins_afresh_and_can_be_undone(make_app, store: Store) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        first = app.session.thread.conversation
        await say(pilot, "effacer")
        await pilot.pause()
        assert "D'accord." not in screen_text(app)
        await answered(pilot, "Un concert ?")
        assert app.session.thread.conversation is not first
        await say(pilot, "annuler")
        await pilot.pause()
        assert "Un livre ?" in screen_text(app)
        assert app.session.thread.conversation is first
    assert len(store.list()) == 2


async def test_annuler_is_an_answer_where_nothing_was_cleared(make_app) -> None:
    """It may be what the user says to a question of ours."""
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "annuler")
        assert kinds(app) == ["user", "assistant"]


async def test_clearing_during_an_answer_keeps_the_answer_with_its_conversation(
    make_app, store: Store
) -> None:
    app = make_app(ScriptedBackend(HELD, Script(("Neuf.",))))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Raconte un livre")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await say(pilot, "effacer")
        await answered(pilot, "Un concert ?")
        assert [entry.text for entry in app.session.transcript.entries] == ["Un concert ?", "Neuf."]
        await say(pilot, "annuler")
        await pilot.pause()
        assert "Il était une fois" in screen_text(app)
    assert sorted(item.messages for item in store.list()) == [2, 2]


async def test_swapping_the_pack_says_what_changes_and_goes_on(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(100, 24)) as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre ?")
        await say(pilot, "domaine jardin")
        await until(pilot, lambda: "note" in kinds(app))
        await ready(pilot)
        await answered(pilot, "Un concert ?")
        shown = screen_text(app)
    assert "Domaine d'essai → Le jardin · 2 sujets" in shown
    assert "Le jardin · hors ligne" not in shown  # the backend is the scripted one
    assert "Le jardin · scripted" in shown
    assert kinds(app) == ["user", "assistant", "note", "user", "assistant"]


async def test_a_command_that_changes_the_assistant_waits_for_the_answer(make_app) -> None:
    app = make_app(ScriptedBackend(HELD))
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "Raconte un livre")
        await until(pilot, lambda: app.session.run)
        await say(pilot, "domaine jardin")
        await pilot.pause()
        assert app.session.assistant.pack_name == "essai"
        assert "note" not in kinds(app)


async def test_an_unknown_command_comes_back_into_the_input(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "/hitsorique")
        await pilot.pause()
        assert app.chat.composer.text == "/hitsorique"
        assert "« /historique »" in next(iter(app._notifications)).message
        assert not kinds(app)


async def test_the_steps_appear_while_they_run(make_app) -> None:
    gate = threading.Event()
    app = make_app(ScriptedBackend(Script(("Un",), gate=gate)))
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await say(pilot, "debug")
        await until(pilot, lambda: app.chat.panel and "○ modération" in screen_text(app))
        await say(pilot, "Un livre à lire ?")
        await until(pilot, lambda: "▸ réponse" in screen_text(app))
        shown = screen_text(app)
        assert "✓ approche" in shown
        assert "○ cohérence" in shown
        assert "LIVRE" in shown
        gate.set()
        await until(pilot, lambda: "✓ cohérence" in screen_text(app))
        await say(pilot, "debug")
        await pilot.pause()
        assert "Raisonnement" not in screen_text(app)


async def test_the_panel_opened_in_mid_answer_shows_the_steps_done(make_app) -> None:
    app = make_app(ScriptedBackend(HELD))
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await say(pilot, "Un livre à lire ?")
        await until(pilot, lambda: app.session.answer and app.session.answer.text)
        await pilot.press("f3")
        await until(pilot, lambda: "✓ approche" in screen_text(app))


async def test_the_themes_change_with_the_command_and_the_key(make_app) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await say(pilot, "thème clair")
        await pilot.pause()
        assert app.theme == LIGHT
        await pilot.press("f4")
        assert app.theme == DARK


async def test_every_way_to_quit_quits(make_app) -> None:
    for way in ("quitter", "quit", "exit", "q", "bye", "/quitter"):
        app = make_app()
        async with app.run_test() as pilot:
            await say(pilot, way)
            await pilot.pause()
        assert app.return_code == 0
    for key in ("ctrl+d", "ctrl+q"):
        app = make_app()
        async with app.run_test() as pilot:
            await pilot.press(key)
            await pilot.pause()
        assert app.return_code == 0


async def test_a_restart_finds_the_conversation_again(make_app, store: Store) -> None:
    app = make_app(ScriptedBackend(Script(("Le premier.",))))
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Un livre à lire ?")
    again = make_app(resume=True)
    async with again.run_test() as pilot:
        await until(pilot, lambda: "Le premier." in screen_text(again))
        await ready(pilot)
        await answered(pilot, "Et un autre livre ?")
    assert [item.content for item in store.page(store.list()[0].id)] == [
        "Un livre à lire ?",
        "Le premier.",
        "Et un autre livre ?",
        "D'accord.",
    ]


async def test_a_model_that_breaks_off_leaves_its_text_and_says_so(make_app) -> None:
    broken = Script(("Il était ",), fault=BackendError("Le serveur ne répond plus.", "Relancez."))
    app = make_app(ScriptedBackend(broken))
    async with app.run_test() as pilot:
        await ready(pilot)
        await answered(pilot, "Raconte un livre")
        shown = screen_text(app)
    assert "Il était" in shown
    assert "Le serveur ne répond plus." in shown


async def test_garbage_is_looked_for_only_where_nobody_waits(make_app, monkeypatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr("mistral_assistant.tui.screens.chat.gc.collect", lambda: looks.append("x"))
    app = make_app()
    async with app.run_test() as pilot:
        await ready(pilot)
        await pilot.press("a")
        looks.clear()
        app.chat.tidy()
        assert not looks, "a key was pressed just now"
        app._key_at -= 2 * QUIET_S
        app.chat.tidy()
        assert looks == ["x"]
        app.session.run = object()  # type: ignore[assignment]
        app.chat.tidy()
        app.session.run = None
        assert looks == ["x"], "an answer is on its way"


async def test_the_menu_of_all_commands_leaves_room_and_follows_its_mark(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot)
        await pilot.press("/")
        await until(pilot, lambda: "› /effacer" in screen_text(app))
        assert "Ctrl+P tout" in screen_text(app) and "autres" in screen_text(app)
        for _ in COMMANDS[1:]:
            await pilot.press("down")
        await until(pilot, lambda: f"› /{COMMANDS[-1].name}" in screen_text(app))
        assert "/effacer" not in screen_text(app) and "Ctrl+P tout" in screen_text(app)
