"""Small windows that ask for one thing: a yes, a line of text, or one of a few choices."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import N_, _


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something that cannot be undone; only a plain yes counts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o,y", "dismiss(True)", N_("Oui"), show=False),
        Binding("n,escape,enter", "dismiss(False)", N_("Non"), show=False),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="question") as dialog:
            dialog.border_title = Content(clean_line(self._title))
            dialog.border_subtitle = Content(_("O oui · N ou Échap non"))
            yield Static(Content(clean_line(self._text)), markup=False)


class LineScreen(ModalScreen[str | None]):
    """Gives the line that was typed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", N_("Fermer"), show=False)
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title, self._text = title, text

    def compose(self) -> ComposeResult:
        with Vertical(classes="question") as dialog:
            dialog.border_title = Content(clean_line(self._title))
            dialog.border_subtitle = Content(_("Entrée enregistre · Échap ferme"))
            yield Input(clean_line(self._text), select_on_focus=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the line."""
        self.dismiss(clean_line(event.value))


class ChoiceScreen(ModalScreen[str | None]):
    """Gives the key of the choice made, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", N_("Fermer"), show=False)
    ]

    def __init__(self, title: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._title, self._choices = title, choices

    def compose(self) -> ComposeResult:
        with Vertical(classes="question") as dialog:
            dialog.border_title = Content(clean_line(self._title))
            dialog.border_subtitle = Content(_("Entrée choisit · Échap ferme"))
            options = (Option(Content(clean_line(text))) for text in self._choices.values())
            yield OptionList(*options, markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = 0
        options.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose."""
        self.dismiss(tuple(self._choices)[event.option_index])
