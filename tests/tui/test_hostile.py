"""Foreign text on every screen: no control byte, no markup, no crash, no letter lost."""

import importlib
import pkgutil
import webbrowser

import pytest
from driving import ready, say, screen_text, until
from foreign_screens import answer_of, assert_harmless, screens
from scripted import Script, ScriptedBackend
from textual.screen import Screen
from textual.widgets import Input

from mistral_assistant.assistant import PackSummary
from mistral_assistant.attached import attach, join
from mistral_assistant.cleaning import clean
from mistral_assistant.errors import AssistantError, Problem
from mistral_assistant.tui import screens as screens_package
from mistral_assistant.tui.app import ChatApp
from mistral_assistant.tui.extracts import addresses
from mistral_assistant.tui.screens.links import AskScreen, LinksScreen
from mistral_assistant.tui.screens.packs import PackScreen
from mistral_assistant.tui.screens.settings import SettingsScreen
from mistral_assistant.tui.transcript import Entry

HOSTILE = {
    "clipboard": "avant\x1b]52;c;ZXZpbA==\x1b\\après",
    "clipboard, other end": "\x1b]52;c;ZXZpbA==\x07fin",
    "title": "\x1b]0;TITRE\x07fin",
    "hidden link": "\x1b]8;;http://mal.exemple/\x1b\\banque\x1b]8;;\x1b\\",
    "cursor and erase": "\x1b[3;1H\x1b[2J\x1b[31mrouge\x1b[0m",
    "8 bit": "\u009b31mrouge\u009d0;TITRE\u009c",
    "device query": "\x1b[6n\x1bP$qm\x1b\\\x1b_Gq\x1b\\",
    "bells and returns": "a\x07b\x08c\rd\x0be\x0cf\x00g\x7fh",
    "right to left": "abc\u202efed\u2066ghi\u2069",
    "nothing to see": "a\u200bb\u2060c\ufeffd\U000e0041e",
    "lone surrogate": "a\ud800b",
    "model tokens": "[INST] a [/INST] b </s> [TOOL_CALLS]",
    "indices": "a[i] = b[j] ; list[int] ; regex [/\\d+/]",
    "click": "[@click=app.quit]cliquez[/] [@click=app.bell]ici[/]",
    "markup": "[bold red]x[/bold red] [/] [link=http://x]y[/link] [$accent]z",
    "rich markup": ":warning: [blink]x[/blink] \\[x]",
    "html": "<b>x</b> <script>alert(1)</script> &lt;i&gt;",
    "wide": "日本語🙂👩‍👩‍👧 e\u0301 ﷽",
    "long word": "x" * 300,
    "template": "{0.__class__} $title ${HOME} %s {{x}}",
}
VISIBLE_MARKS = set("*_`#>|~-")
"""Marks that Markdown may turn into a style."""
FRAMES = str.maketrans("", "", "│╭╮╰╯─▔▁▎▊▌▐━┃")
cases = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())


def conversation_text(app: ChatApp) -> str:
    return "\n".join(line.content.plain for line in app.chat.view.column.lines())


def visible(text: str) -> str:
    return "".join(clean(text).split())


def assert_whole(text: str, shown: str) -> None:
    """Every visible character of ``text`` stands in ``shown``, in order and together."""
    wanted = visible(text)
    found = "".join(shown.split())
    assert wanted in found or "".join(char for char in wanted if char not in VISIBLE_MARKS) in found


@cases
async def test_as_question_and_as_answer(make_app, text: str) -> None:
    app = make_app(ScriptedBackend(Script((text,))))
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        await say(pilot, "debug+")
        app.chat.composer.set_text(text)
        await pilot.pause()
        assert_harmless(app)
        app.session.ask(text)  # as it may stand in the store, where nothing is cleaned
        app.chat.proceed()
        await until(pilot, lambda: not app.session.run and not app.session.waiting)
        await pilot.pause()
        assert_harmless(app)
        entries = app.session.transcript.entries
        shown = conversation_text(app)
        assert_whole(text, shown)
        given = next(entry for entry in entries if entry.kind == "assistant")
        assert_whole(given.text, shown)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "2 messages" in screen_text(app))
        assert_harmless(app)


async def test_an_answer_cut_at_every_character_is_as_harmless(make_app) -> None:
    """A sequence that comes in two pieces is no sequence either."""
    text = "".join(value for value in HOSTILE.values() if len(value) < 100)
    app = make_app(ScriptedBackend(Script(tuple(text))))
    async with app.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        await say(pilot, "Un livre ?")
        while app.session.run or app.session.waiting:
            assert_harmless(app)
            await pilot.pause(0.01)
        await pilot.pause()
        assert_harmless(app)


@cases
async def test_as_everything_else_around_an_answer(make_app, text: str) -> None:
    """Source, finding, evidence, notice, first version, badge, backend, error and remedy."""
    answer = answer_of(text)
    error = Entry("error", text, hint=text)
    app = make_app()
    async with app.run_test(size=(120, 60)) as pilot:
        await ready(pilot)
        for entry in (answer, error, Entry("note", text)):
            app.session.transcript.add(entry)
        app.chat.view.sync()
        await pilot.press("f3")
        await pilot.pause()
        app.chat.panel.set_detail(True)
        app.chat.panel.show_trace(answer.trace, text)
        await pilot.pause()
        assert_harmless(app)
        shown = conversation_text(app)
        assert "".join(shown.split()).count(visible(text)) >= 5 or "*" in text
        app.chat.fault(AssistantError(text, text))
        app.chat.tell(text, "error")
        await pilot.pause()
        assert_harmless(app)


async def test_as_the_text_of_a_pack(make_app) -> None:
    """Names, titles and descriptions of packs, whole ones and broken ones."""
    app = make_app()
    async with app.run_test(size=(120, 100)) as pilot:
        await ready(pilot)
        folder = app.settings.data_dir
        packs = [
            PackSummary(text, text, text, folder, number % 2)
            for number, text in enumerate(HOSTILE.values())
        ]
        app.push_screen(PackScreen(packs, packs[0].name))
        await until(pilot, lambda: "avant]52;c" in screen_text(app))
        assert_harmless(app)
        await pilot.press("escape")
        app.session.packs = tuple(HOSTILE.values())
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "domaine avant]52;c" in screen_text(app))
        assert_harmless(app)


async def test_as_title_of_the_running_pack(make_app, monkeypatch) -> None:
    from mistral_assistant.assistant import Assistant

    shown = [""]
    monkeypatch.setattr(Assistant, "pack_title", property(lambda self: shown[0]))
    monkeypatch.setattr(Assistant, "backend_name", property(lambda self: shown[0]))
    app = make_app()
    async with app.run_test(size=(120, 36)) as pilot:
        await ready(pilot)
        for shown[0] in HOSTILE.values():
            app.chat.show_state()
            await pilot.pause()
            assert_harmless(app)


async def test_as_what_is_searched_and_found(make_app, store) -> None:
    conversation = store.create("essai", "Titre").id
    for text in HOSTILE.values():
        store.add_message(conversation, None, "user", f"Un livre {text}")
    app = make_app()
    async with app.run_test(size=(100, 100)) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+o")
        await pilot.press(*"livre")
        await until(pilot, lambda: "Titre · Vous ·" in screen_text(app))
        assert_harmless(app)
        for text in HOSTILE.values():
            app.screen.query_one(Input).value = clean(text)
            await pilot.pause(0.02)
            assert_harmless(app)


def test_the_problems_of_a_pack_are_told_with_their_places() -> None:
    from mistral_assistant.errors import PackError
    from mistral_assistant.tui.session import error_entry

    problems = [Problem("a.toml", number, "[/x]", "faux\x1b[2J", "ôtez") for number in range(1, 9)]
    entry = error_entry(PackError("Le domaine a des fautes.", problems, "Corrigez-les."))
    assert "a.toml:1 [[/x]]" in entry.text
    assert entry.text.endswith("… et 3 autres")
    assert entry.hint == "Corrigez-les."


@cases
async def test_on_every_screen_over_the_chat(make_app, text: str) -> None:
    app = make_app()
    async with app.run_test(size=(100, 60)) as pilot:
        await ready(pilot)
        for screen in screens(text):
            app.push_screen(screen)
            await until(pilot, lambda screen=screen: app.screen is screen)
            await pilot.pause()
            assert_harmless(app)
            if visible(text) and not isinstance(screen, SettingsScreen):
                shown = "".join(screen_text(app).translate(FRAMES).split())
                assert visible(text)[:20] in shown, type(screen).__name__
            app.pop_screen()
            await pilot.pause()


def test_every_screen_is_looked_at_with_foreign_text() -> None:
    """One that is added must be among ``foreign_screens`` too, or stand here with its reason."""
    elsewhere = {
        "ChatScreen": "the tests of messages, panel and status line in this file",
        "HistoryScreen": "the tests of titles and of what is searched in this file",
        "ChangingScreen": "what HistoryScreen is made from",
        "HelpScreen": "shows our own text",
        "LetterScreen": "shows our own text",
    }
    found = {
        name
        for module in pkgutil.iter_modules(screens_package.__path__)
        for name, value in vars(
            importlib.import_module(f"{screens_package.__name__}.{module.name}")
        ).items()
        if isinstance(value, type)
        and issubclass(value, Screen)
        and value.__module__.startswith(screens_package.__name__)
    }
    assert found == {type(screen).__name__ for screen in screens("x")} | elsewhere.keys()


@cases
async def test_as_title_of_a_conversation_and_as_a_text_sent_along(make_app, store, text) -> None:
    number = store.create("essai", f"Titre {text}").id
    message = join(f"Résume {text}", [attach(text, text)])
    store.add_message(number, None, "user", message, pack="essai")
    app = make_app()
    async with app.run_test(size=(140, 40)) as pilot:
        await ready(pilot)
        app.chat.composer.give_back(message)
        await until(pilot, lambda: "1 texte joint" in screen_text(app))
        assert_harmless(app)
        await pilot.press("ctrl+o")
        await until(pilot, lambda: "Titre" in screen_text(app))
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("f2")
        await pilot.pause()
        assert_harmless(app)
        await pilot.press("escape", "enter")
        await until(pilot, lambda: "▤" in conversation_text(app))
        assert_harmless(app)


SCHEMES = (
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/passwd",
    "vbscript:x", "ftp://a.fr/x", "sftp://a.fr", "ssh://a.fr", "telnet://a.fr", "smb://a.fr/x",
    "nfs://a.fr", "ldap://a.fr", "gopher://a.fr", "irc://a.fr", "tel:+33123456789", 
    "sms:0612345678", "callto:x", "facetime:x", "skype:x?call", "zoommtg://x", "slack://x", "vscode://file/x",
    "cursor://x", "jetbrains://x", "ms-msdt:/id x", "ms-settings:x", "ms-word:ofe|u|http://a.fr",
    "search-ms:query=x", "shell:startup", "about:config", "chrome://settings", 
    "view-source:http://a", "steam://run/1", "magnet:?xt=x", "intent://x#Intent;end", "market://x", "git://a.fr/x",
    "--renderer-cmd-prefix=/tmp/x", "//mal.exemple/x", "../../etc/passwd",
)  # fmt: skip


@pytest.mark.parametrize("address", SCHEMES)
async def test_no_other_scheme_is_ever_opened(make_app, monkeypatch, address: str) -> None:
    """Neither offered, nor opened where it reaches the screen all the same."""
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: opened.append(url) or True)
    assert address not in addresses(f"Voyez {address} ici.")
    app = make_app()
    async with app.run_test(size=(100, 30)) as pilot:
        await ready(pilot)
        app.push_screen(screen := LinksScreen([address]))
        await until(pilot, lambda: app.screen is screen)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, AskScreen))
        await until(pilot, lambda: address[:60] in screen_text(app))
        await pilot.press("o")
        await until(pilot, lambda: app.screen is screen)
        await app.workers.wait_for_complete()
    assert opened == []
