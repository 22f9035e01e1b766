"""An input that offers what the text before its cursor can be completed with."""

from collections.abc import Callable
from pathlib import Path

from textual.message import Message
from textual.widgets import TextArea

from mistral_assistant.tui.completion import Choice, Completion, Menu


class CompletingArea(TextArea):
    """Keeps the menu up to date; who draws it is told by ``Surrounded``."""

    class Surrounded(Message, namespace="composer"):
        """What belongs above or below the input has changed."""

    def __init__(
        self,
        placeholder: str,
        id: str | None = None,
        completer: Callable[[str], Completion | None] | None = None,
    ) -> None:
        super().__init__(
            id=id,
            placeholder=placeholder,
            show_line_numbers=False,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.menu: Menu | None = None
        """What is offered for the text before the cursor."""
        self._completer = completer
        self._declined = ""
        """The text for which Escape has closed the menu."""

    def take_file(self, path: Path) -> bool:
        """Take a chosen file along; False where it cannot be read, which is told."""
        raise NotImplementedError

    def action_send(self) -> None:
        """Send what is typed."""
        raise NotImplementedError

    def menu_key(self, key: str) -> Callable[[], None] | None:
        """Return what a key does while something is offered."""
        if key in ("tab", "enter", "up", "down", "escape"):
            self._look()  # the letters before it may not have been told of yet
        menu = self.menu
        if menu and key in ("up", "down"):
            return lambda: self._move(-1 if key == "up" else 1)
        if menu and (key == "tab" or (key == "enter" and menu.takes_enter)):
            return lambda: self._take(menu.choice, send=key == "enter" and menu.is_sure)
        return self._decline if menu and key == "escape" else None

    def on_text_area_changed(self) -> None:
        """Offer what the text can be completed with."""
        self._look()

    def on_text_area_selection_changed(self) -> None:
        """The same where the cursor has gone."""
        self._look()

    def on_blur(self) -> None:
        """Offer nothing while the cursor is elsewhere."""
        self._offer(None)

    def action_complete(self) -> None:
        """Leave the input: there is nothing to complete."""
        self.screen.focus_next()

    def _look(self) -> None:
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        # Commands stand on the first line only.
        before = f"\n{line}" if row or self.document.line_count > 1 else line
        wanted = self._completer if self.has_focus and self.selection.is_empty else None
        found = wanted(before) if wanted and before != self._declined else None
        if found and row:
            found = Completion(found.start - 1, found.choices, found.eager)
        if before != self._declined:
            self._declined = ""
        self._offer(found)

    def _offer(self, completion: Completion | None) -> None:
        now = self.menu.completion if self.menu else None
        if completion != now:
            self.menu = Menu(completion) if completion else None
            self.post_message(self.Surrounded())

    def _move(self, step: int) -> None:
        if self.menu:
            self.menu.move(step)
            self.post_message(self.Surrounded())

    def _decline(self) -> None:
        row, column = self.cursor_location
        line = self.document.get_line(row)[:column]
        self._declined = f"\n{line}" if row or self.document.line_count > 1 else line
        self._offer(None)

    def _take(self, choice: Choice, *, send: bool) -> None:
        if self.menu is None:
            return
        row, column = self.cursor_location
        start = (row, self.menu.completion.start)
        self._offer(None)
        if choice.file is None:
            self.replace(choice.text, start, (row, column))
            if choice.ends and send:
                self.action_send()
            return
        if self.take_file(choice.file):
            self.replace("", start, (row, column))
