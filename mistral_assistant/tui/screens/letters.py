"""Every chat command behind one key: this menu, then its letter."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from mistral_assistant.commands import COMMANDS, Command
from mistral_assistant.french import fold
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.rendering import ACCENT

_CELL = 20
"""Cells of a column."""
_KEYS = "abcdefghijklmnopqrstuvwxyz0123456789"


def letters(commands: Sequence[Command] = COMMANDS) -> dict[str, Command]:
    """Return a key for each command, in their order: its first letter, a later one, or any.

    Of those that begin alike the last one has the letter: help has no other key so near.
    """
    given: dict[str, str] = {}
    for command in reversed(commands):
        if (first := fold(command.label)[0]) not in given.values():
            given[command.name] = first
    for command in commands:
        free = [char for char in fold(command.label) + _KEYS if char not in given.values()]
        given.setdefault(command.name, next((char for char in free if char in _KEYS), ""))
    return {given[command.name]: command for command in commands if given[command.name]}


class Letters(Widget):
    """The commands in columns, each after its key."""

    def render(self) -> RenderResult:
        return Content("\n").join(menu_lines(max(20, self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(menu_lines(max(20, width)))


class LetterScreen(ModalScreen[str | None]):
    """Gives the name of the command whose letter was pressed, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f9", "dismiss(None)", N_("Fermer"), show=False)
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(_("Commandes"))
            dialog.border_subtitle = Content(_("la lettre exécute · Échap ferme"))
            yield Letters()

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """Take the command of the letter."""
        command = letters().get((event.character or "").lower())
        if command:
            event.stop()
            self.dismiss(command.name)


def menu_lines(width: int) -> list[Content]:
    """Return the rows of the menu: as many columns as there is room for, read downwards."""
    cells = [
        (Content.styled(f"{key}  ", f"bold {ACCENT}") + Content(command.label)).truncate(_CELL - 2)
        for key, command in letters().items()
    ]
    height = -(-len(cells) // max(1, width // _CELL))
    rows = [cells[row::height] for row in range(height)]
    return [
        Content("").join(cell.pad_right(max(0, _CELL - cell.cell_length)) for cell in row)
        for row in rows
    ]
