"""The parts of the reasoning panel: the list of steps, the search field, the size it was given."""

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.widgets import Input

from mistral_assistant.tui.widgets.steps import StepView

LEAST_WIDTH, LEAST_HEIGHT = 28, 5
ROOM_BESIDE, ROOM_ABOVE = 40, 6
"""Cells and rows that the conversation keeps."""
_WIDTH_STEP, _HEIGHT_STEP = 4, 2


@dataclass
class ChosenSize:
    """Width beside and height below the conversation as the user has chosen them; None if not."""

    width: int | None = None
    height: int | None = None

    def change(self, now: Size, step: int, *, beside: bool) -> None:
        """Go a step from the size of the moment, in one of the two layouts."""
        if beside:
            self.width = now.width + step * _WIDTH_STEP
        else:
            self.height = now.height + step * _HEIGHT_STEP

    def leave_room(self, room: Size, *, beside: bool) -> None:
        """Keep within what the conversation can spare."""
        if beside and self.width is not None:
            self.width = max(LEAST_WIDTH, min(self.width, room.width - ROOM_BESIDE))
        elif not beside and self.height is not None:
            self.height = max(LEAST_HEIGHT, min(self.height, room.height - ROOM_ABOVE))


class StepList(VerticalScroll, inherit_bindings=False):
    """The steps below one another; the panel holds the keys."""

    def show_step(self, view: StepView) -> None:
        """Scroll as little as needed to have a step in view, from its beginning."""
        region, height, top = view.virtual_region, self.size.height, round(self.scroll_y)
        if region.y < top or region.height > height:
            self.scroll_to(y=region.y, animate=False)
        elif region.bottom > top + height:
            self.scroll_to(y=region.bottom - height, animate=False)

    def show_row(self, view: StepView) -> None:
        """Have the row in view that holds the occurrence shown of what is looked for."""
        row, top = view.virtual_region.y + view.current_row(), round(self.scroll_y)
        if not top <= row < top + self.size.height:
            self.scroll_to(y=max(0, row - self.size.height // 3), animate=False)


class FindInput(Input):
    """What is looked for in the panel."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", show=False),
        Binding("down", "next(1)", show=False),
        Binding("up", "next(-1)", show=False),
    ]

    class Closed(Message):
        """Nothing is looked for any more."""

    class Stepped(Message):
        """The next or an earlier occurrence is wanted."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def action_close(self) -> None:
        """Give the search up."""
        self.post_message(self.Closed())

    def action_next(self, step: int) -> None:
        """Go to another occurrence."""
        self.post_message(self.Stepped(step))
