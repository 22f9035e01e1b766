"""The two single lines: the header, and the status line at the bottom."""

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from mistral_assistant.tui.prose import sides


class Bar(Widget):
    """One line with a text at each end; the left one gives way when there is no room."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left = self._right = Content("")

    def show(self, left: Content, right: Content) -> None:
        """Change both texts."""
        if (left, right) != (self._left, self._right):
            self._left, self._right = left, right
            self.refresh()

    def render(self) -> RenderResult:
        return sides(self._left, self._right, max(1, self.size.width))
