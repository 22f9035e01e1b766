"""The reasoning panel by keyboard: fold, resize, search, copy, and the prompt."""

import base64
import json
import threading

from driving import answered, ready, say, screen_text, until
from scripted import Script, ScriptedBackend

from mistral_assistant.backends.offline import OfflineBackend
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.marks import CURRENT, DECIDED, bears
from mistral_assistant.tui.widgets.panel import ReasoningPanel
from mistral_assistant.tui.widgets.panel_parts import LEAST_WIDTH, ROOM_BESIDE
from mistral_assistant.tui.widgets.steps import StepView

QUESTION = "Parle-moi d'un livre à lire, s'il te plaît"


async def opened(pilot, *, detail: bool = False) -> ReasoningPanel:
    """Ask, open the panel and put the cursor on its steps."""
    await ready(pilot)
    await answered(pilot, QUESTION)
    await say(pilot, "debug+" if detail else "debug")
    await until(pilot, lambda: pilot.app.chat.panel and "✓ modération" in screen_text(pilot.app))
    await pilot.press("f6")
    await pilot.pause()
    return pilot.app.chat.panel


def step(app: ChatApp, name: str) -> StepView:
    return app.chat.panel.query_one(f"#step-{name}", StepView)


def text_of(view: StepView) -> str:
    return "\n".join(line.plain for line in view.lines(view.size.width))


async def test_what_decided_stands_out_in_the_question(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        lines = [line for line in step(app, "category").lines(40) if bears(line, DECIDED)]
        assert lines
        assert all(word in QUESTION for line in lines for word in line.plain.split())


async def test_a_step_folds_and_unfolds_and_stays_so_for_the_next_turn(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        assert "✓›modération" in screen_text(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        assert "catégorie …" in screen_text(app)
        assert "LIVRE" not in text_of(step(app, "category"))
        await answered(pilot, "Un morceau de musique ?")
        assert step(app, "category").folded
        await pilot.press("f6", "space")
        await pilot.pause()
        assert "MUSIQUE" in text_of(step(app, "category"))


async def test_the_mark_is_seen_only_while_the_cursor_is_there(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("end")
        assert "✓›cohérence" in screen_text(app)
        await pilot.press("f6", "f6")
        await pilot.pause()
        assert app.focused is app.chat.composer
        assert "›" not in screen_text(app)


async def test_the_panel_grows_and_shrinks_by_keys_and_remembers_it(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        panel = await opened(pilot)
        before = panel.size.width
        await pilot.press("[", "ctrl+left")
        await pilot.pause()
        assert panel.size.width == before + 8
        await pilot.press("f3")
        await pilot.press("f3")
        await pilot.pause()
        assert panel.size.width == before + 8
        panel.focus_steps()
        await pilot.press(*["["] * 20)
        await pilot.pause()
        assert panel.outer_size.width == 120 - ROOM_BESIDE
        await pilot.press(*["]"] * 30, "ctrl+right")
        await pilot.pause()
        assert panel.outer_size.width == LEAST_WIDTH


async def test_below_the_conversation_the_panel_grows_upwards(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(80, 30)) as pilot:
        panel = await opened(pilot)
        before = panel.outer_size.height
        await pilot.press("[")
        await pilot.pause()
        assert panel.outer_size.height == before + 2
        await pilot.press(*["["] * 20)
        await pilot.pause()
        assert app.chat.view.size.height >= 3
        await pilot.press(*["]"] * 30)
        await pilot.pause()
        assert panel.size.height >= 4
        await pilot.resize_terminal(120, 36)
        await pilot.pause()
        assert panel.outer_size.width == 44


async def test_a_search_jumps_from_one_occurrence_to_the_next_and_unfolds(make_app) -> None:
    app = make_app()
    async with app.run_test(size=(120, 24)) as pilot:
        panel = await opened(pilot, detail=True)
        view = step(app, "answer")
        await until(pilot, lambda: "assistant d'essai" in text_of(view))
        view.fold(True)
        await pilot.press("slash", *"ASSISTANT d'essai")
        await pilot.pause()
        assert "1/1" in screen_text(app)
        assert not view.folded
        assert any(bears(line, CURRENT) for line in view.lines(view.size.width))
        await until(pilot, lambda: "Tu es un assistant d'essai" in screen_text(app))
        await pilot.press("escape")
        await pilot.pause()
        assert not any(bears(line, CURRENT) for line in view.lines(view.size.width))
        await pilot.press("slash", *"livre", "enter")
        await pilot.pause()
        first = screen_text(app)
        assert "2/" in first
        await pilot.press("up", "up")
        await pilot.pause()
        total = sum(view.count("livre") for view in panel.query(StepView))
        assert f"{total}/{total}" in screen_text(app)
        await pilot.press("x")
        await pilot.pause()
        assert "rien trouvé" in screen_text(app)


async def test_the_reasoning_is_copied_as_json(make_app, monkeypatch) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "TMUX"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATH", "")
    app = make_app()
    written: list[str] = []
    app.write_sequence = written.append  # type: ignore[method-assign]
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await until(pilot, lambda: written)
        encoded = written[0].removeprefix("\x1b]52;c;").removesuffix("\x07")
        copied = json.loads(base64.b64decode(encoded))
        assert copied["question"] == QUESTION
        trace = app.session.transcript.entries[-1].trace
        assert {name: copied[name] for name in trace} == json.loads(json.dumps(trace))


async def test_debug_more_shows_the_prompt_that_the_model_was_given(make_app) -> None:
    """Of the running answer, of an earlier one, and of one that comes back from the store."""
    gate = threading.Event()
    backend = ScriptedBackend(Script(("Oui.",)), Script(("Non.",), gate=gate))
    app = make_app(backend)

    def shown() -> str:
        return " ".join(text_of(step(app, "answer")).split())

    def given(number: int) -> str:
        return " ".join(" ".join(item.content for item in backend.prompts[number].messages).split())

    def is_shown(number: int) -> bool:
        text = shown()
        for role in ("— consigne — ", "— question — ", "— réponse — "):
            text = text.replace(role, "")
        return "Ce que le modèle a lu :" in text and text.endswith(given(number))

    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, detail=True)
        await until(pilot, lambda: is_shown(0))
        await say(pilot, "Et un autre livre à lire ?")
        await until(pilot, lambda: len(backend.prompts) == 2)
        gate.set()
        await until(pilot, lambda: not app.session.run)
        await until(pilot, lambda: is_shown(1))
        await pilot.press("alt+up", "up", "up", "t")
        await until(pilot, lambda: is_shown(0))
    again = make_app(backend, resume=True)
    app = again
    async with again.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: "Non." in screen_text(again))
        await ready(pilot)
        await say(pilot, "debug+")
        await until(pilot, lambda: again.chat.panel and is_shown(1))


async def test_the_prompt_is_the_same_whether_the_reasoning_is_shown_or_not(make_app) -> None:
    given = []
    for command in ("", "debug", "debug+"):
        backend = ScriptedBackend()
        app = make_app(backend)
        async with app.run_test(size=(120, 36)) as pilot:
            await ready(pilot)
            if command:
                await say(pilot, command)
                await pilot.pause()
            await answered(pilot, QUESTION)
            await answered(pilot, "Et un autre livre ?")
        given.append([prompt.messages for prompt in backend.prompts])
    assert given[0] == given[1] == given[2]


async def test_an_answer_without_a_model_says_that_nobody_read_the_prompt(make_app) -> None:
    app = make_app(OfflineBackend())
    async with app.run_test(size=(120, 36)) as pilot:
        await opened(pilot, detail=True)
        await until(pilot, lambda: "Aucun modèle" in text_of(step(app, "answer")))
