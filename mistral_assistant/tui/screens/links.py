"""The addresses in a message, in full; one is opened only after a yes."""

import webbrowser
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.extracts import SCHEMES


class LinksScreen(ModalScreen[None]):
    """Lists the addresses; choosing one asks before anything is opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss", N_("Fermer"), show=False)
    ]

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__()
        self._found = found

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("Adresses"))
            dialog.border_subtitle = Content(_("Entrée choisit · Échap ferme"))
            yield OptionList(
                *(Option(Content(clean_line(address))) for address in self._found), markup=False
            )

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Ask about the address chosen."""
        address = self._found[event.option_index]

        def answered(yes: bool | None) -> None:
            if yes:
                self._open(address)

        self.app.push_screen(AskScreen(address), answered)

    @work(thread=True)
    def _open(self, address: str) -> None:
        """Hand the address to the system's browser or mail program."""
        if address.split(":", 1)[0].lower() not in SCHEMES:
            return
        try:
            opened = webbrowser.open(address)
        except (OSError, webbrowser.Error):
            opened = False
        if not opened:
            text = _("Aucun programme n'a pu ouvrir cette adresse.")
            self.app.call_from_thread(self.app.notify, text, severity="warning", markup=False)


class AskScreen(ModalScreen[bool]):
    """Shows one address in full and asks whether to open it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,y", "dismiss(True)", N_("Oui"), show=False),
        Binding("n,escape,enter", "dismiss(False)", N_("Non"), show=False),
    ]

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def compose(self) -> ComposeResult:
        with Vertical(classes="question") as dialog:
            dialog.border_title = Content(_("Ouvrir cette adresse ?"))
            dialog.border_subtitle = Content(_("O ouvre · N ou Échap non"))
            yield Static(Content(clean_line(self._address)), markup=False)
