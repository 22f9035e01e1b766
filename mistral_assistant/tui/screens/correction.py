"""The correction of an answer: an editor over the chat."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import TextArea

from mistral_assistant.cleaning import clean
from mistral_assistant.i18n import N_, _


class CorrectionScreen(ModalScreen[str | None]):
    """Gives the answer as it should have been, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", N_("Enregistrer"), show=False, priority=True),
        Binding("escape", "dismiss(None)", N_("Fermer"), show=False, priority=True),
    ]

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = clean(text)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("La réponse telle qu'elle aurait dû être"))
            dialog.border_subtitle = Content(_("Ctrl+S enregistre · Échap annule"))
            yield TextArea(self._text, show_line_numbers=False, tab_behavior="focus")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)

    def action_save(self) -> None:
        """Give the text; an empty one, or the answer itself, corrects nothing."""
        text = self.query_one(TextArea).text.strip()
        self.dismiss(text if text and text != self._text.strip() else None)
