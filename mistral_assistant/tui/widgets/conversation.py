"""The conversation: one widget that draws its lines itself, however many messages there are.

A widget per message would make every frame pay for all of them. Here a growing answer costs its
last block, and a reader who has scrolled up sees nothing move: whenever something changes, the
line at the top of the view stays where it is, or the end stays in view if it was.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual

from mistral_assistant.commands import N_
from mistral_assistant.i18n import _
from mistral_assistant.tui.pieces import Line, Piece
from mistral_assistant.tui.rendering import ACCENT, GUTTER, MAX_WIDTH, MUTED
from mistral_assistant.tui.transcript import PAGE, Entry, Transcript

_USER_BAR = "▌ "
_CURSOR = "› "


class ConversationView(ScrollView, can_focus=True):
    """Shows the window of a transcript; call ``sync`` after a change of the transcript."""

    ALLOW_SELECT = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", N_("Message précédent"), show=False),
        Binding("down", "choose(1)", N_("Message suivant"), show=False),
        Binding("enter,space", "unfold", N_("Première version d'une réponse corrigée"), show=False),
        Binding("t", "trace", N_("Raisonnement de la réponse"), show=False),
    ]

    class OlderWanted(Message):
        """The reader is at the top and there are older messages."""

    class TraceWanted(Message):
        """The reader asks how the chosen answer came about."""

        def __init__(self, entry: Entry) -> None:
            super().__init__()
            self.entry = entry

    def __init__(self, transcript: Transcript, id: str | None = None) -> None:
        super().__init__(id=id)
        self._transcript = transcript
        self._pieces: list[Piece] = []
        self._tops: list[int] = []
        """First line of each piece, and the number of all lines."""
        self._above: list[Line] = []
        self._following = True
        self._welcome: Sequence[Content] = ()
        self.chosen: Entry | None = None

    @property
    def following(self) -> bool:
        """True while the view stays at the end of the conversation."""
        return self._following

    def show(self, transcript: Transcript) -> None:
        """Show another conversation from its end."""
        self._transcript = transcript
        self.chosen = None
        self._following = True
        self.sync()

    def welcome(self, lines: Sequence[Content]) -> None:
        """Set what stands in the middle of an empty conversation."""
        self._welcome = lines
        self.refresh()

    def sync(self) -> None:
        """Lay out what has changed in the transcript."""
        if self._following and len(self._transcript.shown) > 2 * PAGE:
            self._transcript.show_latest()
        place = self._place()
        known = {id(piece.entry): piece for piece in self._pieces}
        self._pieces = [known.get(id(entry)) or Piece(entry) for entry in self._transcript.shown]
        self._layout()
        self._restore(place)

    def latest(self) -> None:
        """Go to the end of the conversation and stay there."""
        self._transcript.show_latest()
        self._following = True
        self.chosen = None
        self.sync()

    # --- layout --------------------------------------------------------------------------------

    @property
    def text_width(self) -> int:
        """Cells of a line of text, without the gutter."""
        return max(10, min(self.scrollable_content_region.width - GUTTER - 1, MAX_WIDTH))

    def _layout(self) -> None:
        width = self.text_width
        for piece in self._pieces:
            piece.layout(width)
        more = _("↑ messages plus anciens")
        self._above = (
            [Line(Content.styled(more, MUTED)), Line(Content(""))]
            if self._transcript.more_above
            else []
        )
        heights = (len(piece.lines) for piece in self._pieces)
        self._tops = list(accumulate(heights, initial=len(self._above)))
        self.virtual_size = Size(self.scrollable_content_region.width, self._tops[-1])
        self.refresh()

    def _place(self) -> tuple[Entry, int] | None:
        """Return the entry at the top of the view and its lines above the view; None: the end."""
        if self._following or not self._pieces:
            return None
        top = round(self.scroll_y)
        number = max(0, bisect_right(self._tops, top) - 1)
        number = min(number, len(self._pieces) - 1)
        return self._pieces[number].entry, top - self._tops[number]

    def _restore(self, place: tuple[Entry, int] | None) -> None:
        target = self.max_scroll_y
        if place is not None:
            entry, lines = place
            tops = zip(self._pieces, self._tops, strict=False)
            target = next((top + lines for piece, top in tops if piece.entry is entry), target)
        if target != round(self.scroll_y):
            self.scroll_to(y=target, animate=False)

    def on_resize(self, _event: events.Resize) -> None:
        self.sync()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        at_bottom = round(new_value) >= self.max_scroll_y
        self._following = at_bottom and self._transcript.at_end
        if at_bottom and not self._transcript.at_end:
            self.call_later(self._show_newer)
        elif round(new_value) <= 0 < round(old_value):
            self._want_older()

    def _show_newer(self) -> None:
        self._transcript.show_newer()
        self.sync()

    def _want_older(self) -> None:
        if self._transcript.more_above and not self._following:
            self.post_message(self.OlderWanted())

    def notify_style_update(self) -> None:
        super().notify_style_update()
        for piece in self._pieces:
            piece.forget_strips()

    # --- keys ----------------------------------------------------------------------------------

    def action_scroll_up(self) -> None:
        self._reach_up()
        super().action_scroll_up()

    def action_page_up(self) -> None:
        self._reach_up()
        super().action_page_up()

    def action_scroll_home(self) -> None:
        self._reach_up()
        self.scroll_to(y=0, animate=False)

    def action_scroll_end(self) -> None:
        self.latest()

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._reach_up()
        super()._on_mouse_scroll_up(event)

    def _reach_up(self) -> None:
        """Ask for older messages where the view cannot scroll any further."""
        if round(self.scroll_y) <= 0 and self._transcript.more_above:
            self._following = False
            self.post_message(self.OlderWanted())

    def action_choose(self, step: int) -> None:
        """Move the mark to the next or previous message."""
        entries = [piece.entry for piece in self._pieces if piece.entry.kind != "note"]
        if not entries:
            return
        if self.chosen in entries:
            place = entries.index(self.chosen) + step
            if place < 0:
                self._reach_up()
            self.chosen = entries[max(0, min(place, len(entries) - 1))]
        else:
            self.chosen = entries[-1]
        self._show_chosen()

    def action_unfold(self) -> None:
        """Open or close the first version of a corrected answer."""
        if self.chosen and self.chosen.first_version:
            self.chosen.opened = not self.chosen.opened
            self.chosen.touch()
            self._following = False
            self.sync()
            self._show_chosen()

    def action_trace(self) -> None:
        """Ask for the reasoning behind the chosen answer."""
        if self.chosen and self.chosen.kind == "assistant":
            self.post_message(self.TraceWanted(self.chosen))

    def _show_chosen(self) -> None:
        self.refresh()
        number = next(
            index for index, piece in enumerate(self._pieces) if piece.entry is self.chosen
        )
        top, bottom = self._tops[number], self._tops[number + 1]
        height = self.scrollable_content_region.height
        if top < self.scroll_y or bottom - top > height:
            self.scroll_to(y=top, animate=False)
        elif bottom > self.scroll_y + height:
            self.scroll_to(y=bottom - height, animate=False)

    def on_blur(self) -> None:
        self.chosen = None
        self.refresh()

    def on_focus(self) -> None:
        if self.chosen is None:
            self.action_choose(0)

    # --- drawing -------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        if not self._pieces:
            return self._welcome_line(y).extend_cell_length(width, self.rich_style)
        row = round(self.scroll_y) + y
        strip = self._strip(row).adjust_cell_length(width, self.rich_style)
        return strip.apply_offsets(0, row)

    def _strip(self, row: int) -> Strip:
        number = bisect_right(self._tops, row) - 1
        if number < 0:
            return self._draw(self._above[row].content if row < len(self._above) else Content(""))
        if number >= len(self._pieces):
            return Strip.blank(0)
        piece = self._pieces[number]
        index = row - self._tops[number]
        line = piece.lines[index]
        gutter = self._gutter(piece, index)
        if self.text_selection is not None:
            return self._draw(self._selected(gutter + line.content, row))
        if line.strip is None:
            line.strip = self._draw(line.content)
        return Strip.join([self._draw(gutter), line.strip])

    def _gutter(self, piece: Piece, index: int) -> Content:
        if piece.entry is self.chosen and index == 0:
            return Content.styled(_CURSOR, f"bold {ACCENT}")
        if piece.entry.kind == "user" and index < len(piece.lines) - 1:
            return Content.styled(_USER_BAR, ACCENT)
        return Content(" " * GUTTER)

    def _draw(self, content: Content) -> Strip:
        # Lines are already broken; a generous width keeps Textual from breaking them again.
        strips = Visual.to_strips(self, content, 1_000, 1, self.visual_style, apply_selection=False)
        return strips[0] if strips else Strip.blank(0)

    def _welcome_line(self, y: int) -> Strip:
        region = self.scrollable_content_region
        index = y - max(0, (region.height - len(self._welcome)) // 2)
        if not 0 <= index < len(self._welcome):
            return Strip.blank(0)
        line = self._welcome[index]
        return self._draw(Content(" " * max(0, (region.width - line.cell_length) // 2)) + line)

    # --- selecting with the mouse --------------------------------------------------------------

    @property
    def allow_select(self) -> bool:
        return True

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        rows = [" " * GUTTER + line.content.plain for line in self._above]
        rows += [" " * GUTTER + line.content.plain for item in self._pieces for line in item.lines]
        text = selection.extract("\n".join(rows))
        return "\n".join(
            line.removeprefix(" " * GUTTER).rstrip() for line in text.split("\n")
        ), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    def _selected(self, content: Content, row: int) -> Content:
        selection = self.text_selection
        span = selection.get_span(row) if selection else None
        if span is None:
            return content
        start, end = span
        style = Style.from_styles(self.screen.get_component_styles("screen--selection"))
        return content.stylize(style, start, len(content) if end == -1 else end)
