"""What is on screen: help, reasoning panel, colours."""

from typing import TYPE_CHECKING

from mistral_assistant.tui.theme import DARK, LIGHT, theme_name
from mistral_assistant.tui.transcript import Entry

if TYPE_CHECKING:
    from mistral_assistant.tui.screens.chat import ChatScreen


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


def show_help(screen: "ChatScreen", _argument: str = "") -> None:
    """Open the help."""
    from mistral_assistant.tui.screens.help import HelpScreen

    screen.app.push_screen(HelpScreen())


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
