"""What is on screen: help, reasoning panel, colours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from mistral_assistant.attached import typed_part
from mistral_assistant.i18n import _
from mistral_assistant.tui.theme import DARK, LIGHT, theme_name
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.chat import ChatMessage
    from mistral_assistant.tui.screens.chat import ChatScreen


def show_panel(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Open the reasoning panel on the running turn, the last answer, or a chosen one."""
    from mistral_assistant.tui.widgets.panel import ReasoningPanel

    panel = screen.panel
    if panel is None:
        panel = ReasoningPanel(id="panel")
        screen.query_one("#main").mount(panel)
    panel.display = True
    session = screen.session
    last = session.trace
    trace = entry.trace if entry else last
    # What is not the last answer says which one it is.
    subject = entry.when if entry and trace is not last else ""
    answer = entry or session.last_answer
    question = session.question_of(answer)
    text = typed_part(question.text) if question else ""
    screen.call_after_refresh(panel.show_trace, trace, subject, text, answer)


def show_prompt(screen: "ChatScreen", answer: Entry | None, trace: Mapping[str, Any]) -> None:
    """Show in the panel what a model was given for an answer."""
    from mistral_assistant.reasoning.answer import FREE
    from mistral_assistant.reasoning.prompts import prompt_again

    session, panel = screen.session, screen.panel
    assistant, question = session.assistant, session.question_of(answer)
    if assistant is None or question is None or panel is None:
        return
    # Read here: the thread must not look at what the screen changes.
    earlier = session.before(question)
    asked, answered = question.message_id, answer.message_id if answer else None
    given = _is_given(trace, assistant.backend_name) and trace["approach"].get("name") in FREE

    def find() -> "tuple[tuple[ChatMessage, ...], str]":
        store, history = assistant.store, earlier
        if store and answered is not None:
            pack = store.message(answered).pack
            if pack and pack != assistant.pack_name:
                text = _("Réponse d'un autre domaine ({name}) : consigne inconnue.")
                return (), text.format(name=pack)
        if store and asked is not None:
            history = tuple(assistant.before(asked).history)
        prompt = prompt_again(trace, question.text, history, assistant.system.pack)
        note = _("Ce que le modèle a lu :") if given else _("Aucun modèle n'a lu cette consigne :")
        return prompt, note

    def found(result: "tuple[tuple[ChatMessage, ...], str]") -> None:
        panel.show_prompt(answer, *result)

    screen.in_background(find, found)


def _is_given(trace: Mapping[str, Any], backend: str) -> bool:
    """Tell whether a model was asked: it answered, was corrected, or failed."""
    answer = trace.get("answer") or {"backend": backend}
    return bool(
        answer.get("backend") != "offline" or answer.get("first_version") or answer.get("notice")
    )


def set_theme(screen: "ChatScreen", name: str = "") -> None:
    """Switch to a theme; without a name, from dark to light and back."""
    app = screen.app
    app.theme = theme_name(name) if name else LIGHT if app.current_theme.dark else DARK


def show_help(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the help: first the keys of the place where the cursor is."""
    screen.app.action_help()


def debug(screen: "ChatScreen", _argument: str = "") -> None:
    """Show or hide the reasoning."""
    _toggle_panel(screen, detail=False)


def debug_more(screen: "ChatScreen", _argument: str = "") -> None:
    """Show or hide the reasoning with all its details."""
    _toggle_panel(screen, detail=True)


def _toggle_panel(screen: "ChatScreen", *, detail: bool) -> None:
    panel = screen.panel
    if panel and panel.display and panel.detail == detail:
        panel.display = False
        return
    show_panel(screen)
    if screen.panel:
        screen.panel.set_detail(detail)
