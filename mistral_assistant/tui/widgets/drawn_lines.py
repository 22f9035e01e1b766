"""How the lines of a conversation are drawn, marked and selected with the mouse."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from mistral_assistant.tui.column import Column
from mistral_assistant.tui.pieces import Piece
from mistral_assistant.tui.prose import wrap
from mistral_assistant.tui.rendering import ACCENT, GUTTER
from mistral_assistant.tui.transcript import Entry

_MARGIN = " " * GUTTER
_NO_MARK = Content(_MARGIN)
_SAID_BY_USER = Content.styled("▌ ", ACCENT)
_MARKED = Content.styled("› ", f"bold {ACCENT}")


class DrawnLines(ScrollView, can_focus=True):
    """Draws the rows of a column that are in view, or a page in its middle where there are none."""

    ALLOW_SELECT = True

    def __init__(self, id: str | None = None) -> None:
        super().__init__(id=id)
        self.column = Column()
        self.chosen: Entry | None = None
        """The message that bears the mark while the cursor is here."""
        self.block: int | None = None
        """Number of the code block or table that bears it instead."""
        self._welcome: Sequence[Content] = ()
        self._margins: dict[str, Strip] = {}
        """Each of the margins as it is drawn."""
        self._row_style: RichStyle | None = None
        """Of the empty end of a row."""

    @property
    def marked(self) -> Entry | None:
        """The message whose mark is to be seen; None while the cursor is elsewhere."""
        return self.chosen if self.has_focus else None

    def welcome(self, lines: Sequence[Content]) -> None:
        """Set what stands in the middle of an empty conversation."""
        self._welcome = lines
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw everything in the new colours."""
        super().notify_style_update()
        self.column.forget_strips()
        self._margins.clear()
        self._row_style = None

    def render_line(self, y: int) -> Strip:
        """Return one row of the view."""
        width = self.scrollable_content_region.width
        row = round(self.scroll_y) + y
        strip = self._strip(row) if self.column.pieces else self._welcome_strip(y)
        if self._row_style is None:
            self._row_style = self.rich_style
        return strip.adjust_cell_length(width, self._row_style).apply_offsets(0, row)

    def _strip(self, row: int) -> Strip:
        piece, index, line = self.column.at(row)
        if line is None:
            return Strip.blank(0)
        margin = self._margin(piece, index) if piece else _NO_MARK
        if self.text_selection is not None:
            return self._draw(self._selected(margin + line.content, row))
        if line.strip is None:
            line.strip = self._draw(line.content)
        return Strip.join([self._drawn_margin(margin), line.strip])

    def _drawn_margin(self, margin: Content) -> Strip:
        strip = self._margins.get(margin.plain)
        if strip is None:
            strip = self._margins[margin.plain] = self._draw(margin)
        return strip

    def _margin(self, piece: Piece, index: int) -> Content:
        marked = 0 if self.block is None else piece.block_row(self.block)
        if piece.entry is self.marked and index == marked:
            return _MARKED
        if piece.entry.kind == "user" and index < len(piece.lines) - 1:
            return _SAID_BY_USER
        return _NO_MARK

    def _draw(self, content: Content) -> Strip:
        """Return a line; it is broken already, so nobody need look where to break it."""
        base = self.visual_style
        segments = [
            Segment(text, (base + style).rich_style) for text, style in content.render(base, end="")
        ]
        return Strip(segments, content.cell_length)

    def _welcome_strip(self, y: int) -> Strip:
        region = self.scrollable_content_region
        lines = [part for line in self._welcome for part in wrap(line, region.width)]
        index = y - max(0, (region.height - len(lines)) // 2)
        if not 0 <= index < len(lines):
            return Strip.blank(0)
        line = lines[index]
        return self._draw(Content(" " * max(0, (region.width - line.cell_length) // 2)) + line)

    # --- selecting with the mouse --------------------------------------------------------------

    @property
    def allow_select(self) -> bool:
        """Text can be selected."""
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text without the margin."""
        rows = (_MARGIN + line.content.plain for line in self.column.lines())
        lines = selection.extract("\n".join(rows)).split("\n")
        return "\n".join(line.removeprefix(_MARGIN).rstrip() for line in lines), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw the selection."""
        self.refresh()

    def _selected(self, content: Content, row: int) -> Content:
        selection = self.text_selection
        span = selection.get_span(row) if selection else None
        if span is None:
            return content
        start, end = span
        style = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return content.stylize(style, start, len(content) if end == -1 else end)
