"""The sources of an answer: the passages and table rows that it was made from, in full."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult, RenderResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.prose import plain, wrap
from mistral_assistant.tui.rendering import ACCENT, MUTED

Passages = Sequence[Mapping[str, Any]]
"""As the trace holds them: ``title``, ``source``, ``text``, ``score``, and ``fields`` of a row."""


class SourcesText(Widget):
    """The passages below one another, laid out for the width."""

    def __init__(self, passages: Passages) -> None:
        super().__init__()
        self._passages = passages

    def render(self) -> RenderResult:
        return Content("\n").join(source_lines(self._passages, max(20, self.size.width)))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(source_lines(self._passages, max(20, width)))


class SourcesScreen(ModalScreen[None]):
    """Shows the sources over the chat."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,s,q", "dismiss", N_("Fermer"), show=False)
    ]

    def __init__(self, passages: Passages) -> None:
        super().__init__()
        self._passages = passages

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = Content(_("Sources"))
            dialog.border_subtitle = Content(_("Échap ferme"))
            yield SourcesText(self._passages)

    def on_mount(self) -> None:
        self.query_one(VerticalScroll).focus()


def source_lines(passages: Passages, width: int) -> list[Content]:
    """Return every passage with its number, title and place."""
    lines: list[Content] = []
    for number, passage in enumerate(passages, 1):
        title = clean_line(str(passage.get("title") or passage.get("source") or ""))
        lines += wrap(Content.styled(f"[{number}] {title}", f"bold {ACCENT}"), width)
        place = clean_line(str(passage.get("source") or ""))
        lines += [line.stylize(MUTED) for line in wrap(Content(place), width)]
        lines += _body(passage, width)
        lines.append(Content(""))
    return lines[:-1]


def _body(passage: Mapping[str, Any], width: int) -> list[Content]:
    fields = passage.get("fields") or {}
    text = clean(str(passage.get("text") or ""))
    if fields:
        text = "\n".join(
            _("{column} : {value}").format(
                column=clean_line(str(column)), value=clean_line(str(value))
            )
            for column, value in fields.items()
        )
    return wrap(plain(text), width)
