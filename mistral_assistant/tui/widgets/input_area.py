"""The input with what stands around it: attached texts above, what can be completed below."""

from collections.abc import Callable, Sequence

from textual.app import ComposeResult, RenderResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from mistral_assistant.attached import Attachment
from mistral_assistant.cleaning import clean_line
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.attachments import label
from mistral_assistant.tui.completion import Choice, Completion, Menu
from mistral_assistant.tui.prose import sides
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.widgets.composer import Composer

_LABEL = 28
"""Cells of the left column of the choices."""
MOST_CHOICES = 8
"""Choices on screen at a time: the rest of a small screen is for the conversation."""


class Attached(Widget):
    """One line that names the attached texts."""

    def __init__(self) -> None:
        super().__init__()
        self._attachments: Sequence[Attachment] = ()

    def show(self, attachments: Sequence[Attachment]) -> None:
        """Change what is named; with nothing to name the line goes away."""
        self._attachments = attachments
        self.display = bool(attachments)
        self.refresh()

    def render(self) -> RenderResult:
        count = len(self._attachments)
        head = ngettext("{count} texte joint", "{count} textes joints", count).format(count=count)
        names = "   ".join(clean_line(label(item)) for item in reversed(self._attachments))
        left = Content.styled(f"▤ {head}   ", ACCENT) + Content(names)
        return sides(left, Content.styled(_("Ctrl+T retire"), MUTED), max(1, self.size.width))


class Choices(Widget):
    """What the text before the cursor can be completed with."""

    def __init__(self) -> None:
        super().__init__()
        self._menu: Menu | None = None

    def show(self, menu: Menu | None) -> None:
        """Change what is offered; with nothing to offer the list goes away."""
        grown = _rows(menu) != _rows(self._menu)
        self._menu = menu
        self.display = menu is not None
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return _rows(self._menu)

    def render(self) -> RenderResult:
        menu, width = self._menu, max(1, self.size.width)
        if menu is None:
            return Content("")
        choices = menu.completion.choices
        first = max(0, min(menu.place - MOST_CHOICES // 2, len(choices) - MOST_CHOICES))
        shown = range(first, min(first + MOST_CHOICES, len(choices)))
        lines = [_line(choices[place], place == menu.place) for place in shown]
        if more := len(choices) - len(shown):
            text = ngettext("… et {count} autre", "… et {count} autres", more).format(count=more)
            lines.append(Content.styled(f"  {text}", MUTED))
        return Content("\n").join(line.truncate(width, ellipsis=True) for line in lines)


class InputArea(Vertical):
    """The input; what is around it is there only while there is something to show."""

    def __init__(self, completer: Callable[[str], Completion | None]) -> None:
        super().__init__(id="input")
        self._completer = completer

    def compose(self) -> ComposeResult:
        yield Composer(_("Votre question…"), id="composer", completer=self._completer)

    def on_composer_surrounded(self) -> None:
        """Show what belongs above and below the input now."""
        composer = self.query_one(Composer)
        if composer.attachments or self.query(Attached):
            self._attached().show(composer.attachments)
        if composer.menu or self.query(Choices):
            self._choices().show(composer.menu)

    def _attached(self) -> Attached:
        if not self.query(Attached):
            self.mount(Attached(), before=0)
        return self.query_one(Attached)

    def _choices(self) -> Choices:
        if not self.query(Choices):
            self.mount(Choices())
        return self.query_one(Choices)


def _line(choice: Choice, marked: bool) -> Content:
    name = Content.styled(
        ("› " if marked else "  ") + choice.label, f"bold {ACCENT}" if marked else ""
    )
    if not choice.about:
        return name
    name = name.truncate(_LABEL - 1, ellipsis=True)
    return name.pad_right(_LABEL - name.cell_length) + Content.styled(choice.about, MUTED)


def _rows(menu: Menu | None) -> int:
    """Return how many rows a menu takes, that which says how many more there are included."""
    count = len(menu.completion.choices) if menu else 0
    return min(count, MOST_CHOICES + 1)
