"""Where the user writes: grows with the text, sends with Enter, remembers what was sent."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from mistral_assistant.chat import MAX_QUESTION_CHARS
from mistral_assistant.cleaning import clean
from mistral_assistant.commands import N_
from mistral_assistant.i18n import _

HISTORY = 200
"""Messages remembered for the arrow keys."""


NEWLINE_KEYS = ("ctrl+j", "alt+enter", "shift+enter")
"""Shift+Enter often never arrives; Ctrl+J always does."""


def pasted(text: str) -> str:
    """Return clean pasted text; terminals send line ends as carriage returns."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


class Composer(TextArea):
    """A multi-line input; nothing typed is lost: what is sent can be fetched back with ↑."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", N_("Envoyer"), show=False),
        Binding(",".join(NEWLINE_KEYS), "newline", N_("Nouvelle ligne"), show=False),
        Binding("up", "cursor_up", N_("Message envoyé avant"), show=False),
        Binding("down", "cursor_down", N_("Message envoyé après"), show=False),
        Binding(
            "pageup",
            "scroll_conversation('page_up')",
            N_("Conversation, page précédente"),
            show=False,
        ),
        Binding(
            "pagedown",
            "scroll_conversation('page_down')",
            N_("Conversation, page suivante"),
            show=False,
        ),
        Binding("ctrl+d", "app.quit", show=False),
        Binding("delete", "delete_right", show=False),
        Binding("ctrl+z", "undo", N_("Défaire ce qui a été tapé"), show=False),
    ]

    class Sent(Message):
        """The user has sent a text; the input is empty now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Scrolled(Message):
        """The user scrolls the conversation without leaving the input."""

        def __init__(self, way: str) -> None:
            super().__init__()
            self.way = way

    def __init__(self, placeholder: str, id: str | None = None) -> None:
        super().__init__(
            id=id,
            placeholder=placeholder,
            show_line_numbers=False,
            highlight_cursor_line=False,
            tab_behavior="focus",
        )
        self.sent: list[str] = []
        self._place = 0
        """Index into ``sent``; its length stands for the draft."""
        self._draft = ""

    def remember(self, text: str) -> None:
        """Let ↑ find ``text``, unless it is too long for an input."""
        if len(text) > MAX_QUESTION_CHARS:
            return
        if not self.sent or self.sent[-1] != text:
            self.sent = [*self.sent[1 - HISTORY :], text]
        self._place = len(self.sent)

    def give_back(self, text: str) -> None:
        """Put ``text`` before whatever has been typed since."""
        self.set_text("\n".join(part for part in (text, self.text) if part))

    def set_text(self, text: str) -> None:
        """Replace everything and put the cursor at the end; can be undone.

        What comes back from the store or the draft is as foreign as what is pasted.
        """
        self.replace(clean(text), self.document.start, self.document.end)
        self.move_cursor(self.document.end)

    def action_send(self) -> None:
        """Send the text; an empty one stays."""
        text = self.text.strip()
        if not text:
            return
        self.remember(text)
        self._draft = ""
        self.set_text("")
        self.post_message(self.Sent(text))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_scroll_conversation(self, way: str) -> None:
        """Scroll the conversation a page."""
        self.post_message(self.Scrolled(way))

    def action_cursor_up(self, select: bool = False) -> None:
        if select or self._row > 0 or not self._recall(-1):
            super().action_cursor_up(select)

    def action_cursor_down(self, select: bool = False) -> None:
        last = self.wrapped_document.height - 1
        if select or self._row < last or not self._recall(1):
            super().action_cursor_down(select)

    async def _on_key(self, event: events.Key) -> None:
        # Not by bindings: a priority binding would overtake letters still on their way, and letters
        # would overtake another one. Textual calls the handler of TextArea by itself afterwards,
        # unless that is prevented.
        act = self.action_send if event.key == "enter" else self.action_newline
        if event.key in ("enter", *NEWLINE_KEYS):
            event.stop()
            event.prevent_default()
            act()

    async def _on_paste(self, event: events.Paste) -> None:
        event.text = pasted(event.text)
        if len(event.text) > MAX_QUESTION_CHARS:
            # Every key would take seconds, and only the beginning would ever be read.
            event.prevent_default()
            text = _("Texte trop long, rien n'a été collé : {limit} caractères au plus.")
            self.notify(text.format(limit=MAX_QUESTION_CHARS), severity="warning", markup=False)

    @property
    def _row(self) -> int:
        """The cursor's line as wrapped on screen."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def _recall(self, step: int) -> bool:
        """Show an earlier or later message; False at the end of the list."""
        place = self._place + step
        if not 0 <= place <= len(self.sent):
            return False
        if self._place == len(self.sent):
            self._draft = self.text
        self._place = place
        self.set_text(self._draft if place == len(self.sent) else self.sent[place])
        return True
