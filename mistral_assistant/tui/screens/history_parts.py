"""The parts of the history: the search field, the field of a new title, the preview, the choice."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _


@dataclass(frozen=True)
class Chosen:
    """What is to be opened."""

    conversation_id: int
    message_id: int | None
    """Where to open it; None for its end."""


class SearchInput(Input):
    """The search field; some of Input's spare keys go to the list instead."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "screen.change('archive')", show=False),
        Binding("ctrl+e", "screen.export", show=False),
        Binding("delete", "delete_right_or_row", show=False),
    ]

    def action_delete_right_or_row(self) -> None:
        """Delete a character, or the conversation where there is none."""
        if self.cursor_position < len(self.value):
            self.action_delete_right()
        else:
            self.screen.action_change("delete")  # type: ignore[attr-defined]


class TitleInput(Input):
    """Where another title is typed; there only while that is done."""

    DEFAULT_CSS = """
    TitleInput { display: none; }
    TitleInput.renaming { display: block; }
    """

    @property
    def renaming(self) -> bool:
        """True while a title is asked for."""
        return self.has_class("renaming")

    def ask(self, title: str) -> None:
        """Show the title there is; what is typed takes its place."""
        self.add_class("renaming")
        self.placeholder = _("Nouveau titre")
        self.value = clean_line(title)
        self.focus()
        self.action_select_all()

    def end(self) -> None:
        """Go away."""
        self.remove_class("renaming")


class Preview(VerticalScroll):
    """The end of a conversation, beside the list where there is room."""

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, text: Content) -> None:
        """Show a text from its end."""
        self.query_one(Static).update(text)
        self.scroll_end(animate=False)
