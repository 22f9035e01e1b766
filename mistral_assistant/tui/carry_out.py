"""What each chat command does on the chat screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from mistral_assistant.commands import ParsedCommand
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.reopening import open_conversation
from mistral_assistant.tui.theme import DARK, LIGHT, theme_name
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.assistant import Assistant, PackSummary, SwapReport
    from mistral_assistant.tui.screens.chat import ChatScreen


def carry_out(screen: "ChatScreen", command: ParsedCommand) -> None:
    """Do what a command says."""
    match command.name:
        case "aide":
            _help(screen)
        case "effacer":
            _clear(screen)
        case "annuler":
            _undo(screen)
        case "debug" | "debug+":
            _debug(screen, detail=command.name == "debug+")
        case "domaine":
            _domain(screen, command.argument)
        case "recharger":
            _reload(screen)
        case "historique":
            _history(screen)
        case "thème":
            set_theme(screen, command.argument)
        case "quitter":
            screen.app.exit(0)


def show_panel(screen: "ChatScreen", entry: Entry | None = None) -> None:
    """Open the reasoning panel on the running turn, the last answer, or a chosen one."""
    from mistral_assistant.tui.widgets.panel import ReasoningPanel

    panel = screen.panel
    if panel is None:
        panel = ReasoningPanel(id="panel")
        screen.query_one("#main").mount(panel)
    panel.display = True
    last = screen.session.trace
    trace = entry.trace if entry else last
    # What is not the last answer says which one it is.
    subject = entry.when if entry and trace is not last else ""
    screen.call_after_refresh(panel.show_trace, trace, subject)


def set_theme(screen: "ChatScreen", name: str = "") -> None:
    """Switch to a theme; without a name, from dark to light and back."""
    app = screen.app
    app.theme = theme_name(name) if name else LIGHT if app.current_theme.dark else DARK


def swap(screen: "ChatScreen", name: str) -> None:
    """Change the pack in the running conversation."""
    assistant = _idle_assistant(screen)
    if assistant is None:
        return
    conversation = screen.session.thread.conversation

    def done(report: "SwapReport") -> None:
        screen.session.note(_swap_text(report))
        _changed(screen)

    screen.set_ready(False)
    screen.in_background(lambda: assistant.swap(name, conversation), done, _failed(screen))


def _help(screen: "ChatScreen") -> None:
    from mistral_assistant.tui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen())


def _clear(screen: "ChatScreen") -> None:
    screen.stop()
    if screen.session.clear():
        screen.show_thread(screen.session.thread)
        screen.tell(_("Conversation rangée dans l'historique ; « annuler » la rouvre."))


def _undo(screen: "ChatScreen") -> None:
    if screen.session.undo():
        screen.show_thread(screen.session.thread)
        screen.tell(_("Conversation rouverte."))
    else:
        screen.tell(_("Il n'y a rien à annuler."))


def _debug(screen: "ChatScreen", *, detail: bool) -> None:
    panel = screen.panel
    if panel and panel.display and panel.detail == detail:
        panel.display = False
        return
    show_panel(screen)
    if screen.panel:
        screen.panel.set_detail(detail)


def _domain(screen: "ChatScreen", name: str) -> None:
    if name:
        swap(screen, name)
        return
    assistant = _idle_assistant(screen)
    if assistant is None:
        return
    from mistral_assistant.tui.screens.packs import PackScreen

    def chosen(pack: str | None) -> None:
        if pack:
            swap(screen, pack)

    def found(packs: "list[PackSummary]") -> None:
        screen.session.packs = tuple(pack.name for pack in packs)
        screen.app.push_screen(PackScreen(packs, assistant.pack_name), chosen)

    screen.in_background(assistant.packs, found)


def _reload(screen: "ChatScreen") -> None:
    if screen.session.assistant is None or not screen.session.ready:
        screen.build()
        return
    assistant = _idle_assistant(screen)
    if assistant is None:
        return

    def done(_nothing: None) -> None:
        screen.tell(_("Domaine relu : {title}.").format(title=assistant.pack_title))
        _changed(screen)

    screen.set_ready(False)
    screen.in_background(assistant.reload, done, _failed(screen))


def _history(screen: "ChatScreen") -> None:
    assistant = _idle_assistant(screen)
    if assistant is None:
        return
    if assistant.store is None:
        screen.tell(_("Les conversations ne sont pas enregistrées."))
        return
    from mistral_assistant.tui.screens.history import HistoryScreen

    def chosen(conversation_id: int | None) -> None:
        if conversation_id is not None:
            open_conversation(screen, conversation_id)

    screen.app.push_screen(HistoryScreen(assistant.store, screen.session.clock), chosen)


def _idle_assistant(screen: "ChatScreen") -> "Assistant | None":
    """Return the assistant unless it is not there yet or busy, which the user is told."""
    session = screen.session
    if session.run:
        screen.tell(_("Une réponse est en cours : attendez-la ou arrêtez-la avec Échap."))
        return None
    if session.assistant is None:
        screen.tell(_("L'assistant n'est pas encore prêt."))
    return session.assistant


def _failed(screen: "ChatScreen") -> Callable[[AssistantError], None]:
    def failed(error: AssistantError) -> None:
        screen.fault(error)
        screen.set_ready()

    return failed


def _changed(screen: "ChatScreen") -> None:
    screen.view.latest()
    screen.set_ready()


def _swap_text(report: "SwapReport") -> str:
    topics = len(report.categories)
    parts = [
        _("{before} → {after}").format(before=report.before, after=report.after),
        ngettext("{count} sujet", "{count} sujets", topics).format(count=topics),
        ngettext("{count} passage", "{count} passages", report.passages).format(
            count=report.passages
        ),
    ]
    if report.tables:
        parts.append(_("tables : {names}").format(names=", ".join(report.tables)))
    if report.adapter:
        parts.append(_("adaptateur : {name}").format(name=report.adapter))
    return " · ".join(parts)
