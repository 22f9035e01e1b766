"""The conversation: one widget that draws its lines itself, however many messages there are.

A widget per message would make every frame pay for all of them. Here a growing answer costs its
last block, and a reader who has scrolled up sees nothing move: whenever something changes, the
line at the top of the view stays where it is, or the end stays in view if it was.
"""

from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size
from textual.message import Message

from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.pieces import Line, Piece
from mistral_assistant.tui.rendering import GUTTER, MAX_WIDTH, MUTED
from mistral_assistant.tui.transcript import PAGE, Entry, Transcript
from mistral_assistant.tui.widgets.drawn_lines import DrawnLines

Row = tuple[Piece | None, int, Line | None]
"""As ``Column.at`` gives it."""


class ConversationView(DrawnLines, can_focus=True):
    """Shows the window of a transcript; call ``sync`` after a change of the transcript."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "choose(-1)", N_("Message précédent"), show=False),
        Binding("down", "choose(1)", N_("Message suivant"), show=False),
        Binding("enter,space", "unfold", N_("Première version d'une réponse corrigée"), show=False),
        Binding("t", "act('trace')", N_("Raisonnement de la réponse"), show=False),
        Binding("right", "choose_block(1)", N_("Bloc de code ou tableau suivant"), show=False),
        Binding("left", "choose_block(-1)", N_("Bloc précédent"), show=False),
        Binding("c", "act('copy')", N_("Copier le message, ou le bloc choisi"), show=False),
        Binding("e", "act('edit')", N_("Reprendre une question autrement"), show=False),
        Binding("r", "act('again')", N_("Répondre de nouveau"), show=False),
        Binding("v", "act('next_version')", N_("Version suivante"), show=False),
        Binding("shift+v,V", "act('earlier_version')", N_("Version précédente"), show=False),
        Binding("plus", "act('good')", N_("Bonne réponse"), show=False),
        Binding("minus", "act('bad')", N_("Mauvaise réponse"), show=False),
        Binding("k", "act('correct')", N_("Corriger la réponse"), show=False),
        Binding("s", "act('sources')", N_("Sources de la réponse"), show=False),
        Binding("l", "act('links')", N_("Adresses dans le message"), show=False),
    ]

    class OlderWanted(Message):
        """The reader is at the top and there are older messages."""

    class Acted(Message):
        """The reader wants something done with the chosen message."""

        def __init__(self, action: str, entry: Entry) -> None:
            super().__init__()
            self.action = action
            self.entry = entry

    def __init__(self, transcript: Transcript, id: str | None = None) -> None:
        super().__init__(id=id)
        self._transcript = transcript
        self._following = True

    @property
    def following(self) -> bool:
        """True while the view stays at the end of the conversation."""
        return self._following

    def show(self, transcript: Transcript) -> None:
        """Show another conversation from its end."""
        self._transcript = transcript
        self.latest()

    def latest(self) -> None:
        """Go to the end of the conversation and stay there."""
        self._transcript.show_latest()
        self._following = True
        self.chosen = self.block = None
        self.sync()

    def sync(self) -> None:
        """Lay out what has changed in the transcript; the reader stays where they are."""
        transcript, column = self._transcript, self.column
        if self._following and len(transcript.shown) > 2 * PAGE:
            transcript.show_latest()
        place = None if self._following else column.place(round(self.scroll_y))
        older = Content.styled(_("↑ messages plus anciens"), MUTED)
        above = [older, Content("")] if transcript.more_above else []
        region = self.scrollable_content_region
        width = max(10, min(region.width - GUTTER - 1, MAX_WIDTH))
        was_empty = not column.pieces
        before, top = self._rows_in_view(), round(self.scroll_y)
        column.arrange(transcript.shown, width, above)
        self._resize_to(Size(region.width, column.height))
        row = column.row(place) if place else None
        target = self.max_scroll_y if row is None else row
        if target != round(self.scroll_y):
            self.scroll_to(y=target, animate=False)
        if round(self.scroll_y) == top == target and not was_empty and column.pieces:
            self._refresh_changed(before)
        else:
            self.refresh()

    def _resize_to(self, size: Size) -> None:
        """Take the height of the column; the screen is laid out anew only if the width changes."""
        if size.width != self.virtual_size.width or not self.is_attached:
            self.virtual_size = size
        elif size != self.virtual_size:
            # The scroll bar is always there, so that no other widget moves.
            self.set_reactive(ConversationView.virtual_size, size)
            self._scroll_update(size)

    def _rows_in_view(self) -> list[Row]:
        top = round(self.scroll_y)
        height = self.scrollable_content_region.height
        return [self.column.at(row) for row in range(top, top + height)]

    def _refresh_changed(self, before: list[Row]) -> None:
        """Draw those rows in view that differ from ``before``: mostly the last one of an answer."""
        after = self._rows_in_view()
        changed = [
            number
            for number, (old, new) in enumerate(zip_longest(before, after))
            if old is None or new is None or not _is_same(old, new)
        ]
        if changed:
            top = round(self.scroll_y)
            self.refresh_lines(top + changed[0], changed[-1] - changed[0] + 1)

    def on_resize(self, _event: events.Resize) -> None:
        """Lay everything out for the new width."""
        self.sync()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Follow the end again once it is reached; fetch what lies beyond either end."""
        super().watch_scroll_y(old_value, new_value)
        at_bottom = round(new_value) >= self.max_scroll_y
        self._following = at_bottom and self._transcript.at_end
        if at_bottom and not self._transcript.at_end:
            self.call_later(self._show_newer)
        elif round(new_value) <= 0 < round(old_value):
            self._reach_up()

    def _show_newer(self) -> None:
        self._transcript.show_newer()
        self.sync()

    def _reach_up(self) -> None:
        """Ask for older messages where the view cannot scroll any further."""
        if round(self.scroll_y) <= 0 and self._transcript.more_above:
            self._following = False
            self.post_message(self.OlderWanted())

    # --- keys and wheel ------------------------------------------------------------------------

    def action_scroll_up(self) -> None:
        """Scroll up, or fetch older messages."""
        self._reach_up()
        super().action_scroll_up()

    def action_page_up(self) -> None:
        """Scroll up a page, or fetch older messages."""
        self._reach_up()
        super().action_page_up()

    def action_scroll_home(self) -> None:
        """Go to the first message shown, or fetch older ones."""
        self._reach_up()
        self.scroll_to(y=0, animate=False)

    def action_scroll_end(self) -> None:
        """Go to the last message."""
        self.latest()

    def on_mouse_scroll_up(self) -> None:
        """Fetch older messages at the top; Textual does the scrolling."""
        self._reach_up()

    def action_choose(self, step: int) -> None:
        """Move the mark to the next or previous message."""
        entries = [piece.entry for piece in self.column.pieces if piece.entry.kind != "note"]
        if not entries:
            return
        place = entries.index(self.chosen) + step if self.chosen in entries else len(entries) - 1
        if place < 0:
            self._reach_up()
        self.choose(entries[max(0, min(place, len(entries) - 1))])

    def choose(self, entry: Entry) -> None:
        """Put the mark on a message and bring it into view."""
        self.chosen, self.block = entry, None
        self.focus()  # even where the cursor is here: it may be about to leave
        self._show_chosen()

    def action_choose_block(self, step: int) -> None:
        """Move the mark to the next or previous code block or table of the chosen message."""
        piece = self.column.piece(self.chosen) if self.chosen else None
        if piece is None or not piece.blocks:
            return
        place = step - 1 if self.block is None else self.block + step
        inside = 0 <= place < len(piece.blocks) if step > 0 or self.block is not None else False
        self.block = place if inside else None
        self._show_chosen()

    def action_unfold(self) -> None:
        """Open or close the first version of a corrected answer."""
        if self.chosen and self.chosen.first_version:
            self.chosen.opened = not self.chosen.opened
            self.chosen.touch()
            self._following = False
            self.sync()
            self._show_chosen()

    def action_act(self, action: str) -> None:
        """Ask for something to be done with the chosen message, or else the last one."""
        if self.chosen is None:
            self.action_choose(0)
        if self.chosen:
            self.post_message(self.Acted(action, self.chosen))

    def on_focus(self) -> None:
        """Mark the last message."""
        if self.chosen is None:
            self.action_choose(0)

    def on_blur(self) -> None:
        """Hide the mark."""
        self.refresh()

    def _show_chosen(self) -> None:
        """Scroll as little as needed to have the chosen message in view."""
        self.refresh()
        rows = self.column.rows(self.chosen) if self.chosen else None
        height = self.scrollable_content_region.height
        if rows is None or self.chosen is None:
            return
        piece = self.column.piece(self.chosen)
        if piece and self.block is not None:
            top = rows.start + piece.block_row(self.block)
            rows = range(top, min(rows.stop, top + height))
        if rows.start < self.scroll_y or len(rows) > height:
            self.scroll_to(y=rows.start, animate=False)
        elif rows.stop > self.scroll_y + height:
            self.scroll_to(y=rows.stop - height, animate=False)


def _is_same(old: Row, new: Row) -> bool:
    """Tell whether two rows look the same: the line, and the margin that its piece gives it."""
    if old[2] is new[2]:
        return True
    if old[2] is None or new[2] is None or old[0] is not new[0] or old[1] != new[1]:
        return False
    same: bool = old[2].content.is_same(new[2].content)
    if same and new[2].strip is None:
        new[2].strip = old[2].strip
    return same
