"""The two single lines: the header, and the status line at the bottom."""

from collections.abc import Sequence

from textual.app import RenderResult
from textual.content import Content
from textual.widget import Widget

from mistral_assistant.tui.prose import sides
from mistral_assistant.tui.rendering import MUTED


class Bar(Widget):
    """One line with a text at each end; the left one gives way when there is no room."""

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self._left: Sequence[Content] = ()
        self._right = Content("")

    def show(self, left: Content | Sequence[Content], right: Content) -> None:
        """Change both texts; of several on the left those at the end go first."""
        parts = (left,) if isinstance(left, Content) else tuple(left)
        if (parts, right) != (self._left, self._right):
            self._left, self._right = parts, right
            self.refresh()

    def render(self) -> RenderResult:
        width = max(1, self.size.width)
        room = width - self._right.cell_length - 1
        return sides(joined(self._left, room), self._right, width)


def joined(parts: Sequence[Content], room: int) -> Content:
    """Return as many of the parts as fit, the first one in any case."""
    between = Content.styled(" · ", MUTED)
    for count in range(len(parts), 1, -1):
        line = between.join(parts[:count])
        if line.cell_length <= room:
            return line
    return parts[0] if parts else Content("")
