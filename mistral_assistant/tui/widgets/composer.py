"""Where the user writes: grows with the text, remembers what was sent, takes texts along.

What it offers while one types is in ``completing_area.py``; what stands above and below it, in
``input_area.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from mistral_assistant.attached import Attachment, attach, join, split
from mistral_assistant.cleaning import clean
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.attachments import attach_pasted, is_long, pasted, read_file
from mistral_assistant.tui.completion import Completion, named_files
from mistral_assistant.tui.sent_messages import SentMessages
from mistral_assistant.tui.telling import tell
from mistral_assistant.tui.widgets.completing_area import CompletingArea

SEND_KEYS: Mapping[str, Sequence[str]] = {
    "enter": ("enter",),
    "ctrl+enter": ("ctrl+enter", "ctrl+s", "alt+enter", "ctrl+j"),
}
"""The setting → the keys that send. Ctrl+Enter often never arrives, or as Ctrl+J."""
NEWLINE_KEYS: Mapping[str, Sequence[str]] = {
    "enter": ("ctrl+j", "alt+enter", "shift+enter"),
    "ctrl+enter": ("enter", "shift+enter"),
}
"""Shift+Enter often never arrives either; Ctrl+J always does."""


class Composer(CompletingArea):
    """A multi-line input; nothing typed is lost: what is sent can be fetched back with ↑."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "send", N_("Envoyer"), id="send", show=False),
        Binding(
            ",".join(NEWLINE_KEYS["enter"]),
            "newline",
            N_("Nouvelle ligne"),
            id="newline",
            show=False,
        ),
        Binding("up", "cursor_up", N_("Message envoyé avant, qui commence de même"), show=False),
        Binding("down", "cursor_down", N_("Message envoyé après"), show=False),
        Binding("tab", "complete", N_("Compléter une /commande, un domaine, un @fichier")),
        Binding("ctrl+t", "detach", N_("Retirer le dernier texte joint"), show=False),
        Binding("ctrl+g", "editor", N_("Écrire dans un autre éditeur"), show=False),
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
        """The user has sent a message; the input is empty now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Scrolled(Message):
        """The user scrolls the conversation without leaving the input."""

        def __init__(self, way: str) -> None:
            super().__init__()
            self.way = way

    class EditorWanted(Message):
        """The user wants to go on in an editor of their own."""

    def __init__(
        self,
        placeholder: str,
        id: str | None = None,
        completer: Callable[[str], Completion | None] | None = None,
    ) -> None:
        super().__init__(placeholder, id, completer)
        self.send_key = "enter"
        """The setting of the same name."""
        self.attachments: tuple[Attachment, ...] = ()
        """Texts that go along with what is typed."""
        self._sent = SentMessages()

    # --- the text ------------------------------------------------------------------------------

    @property
    def sent(self) -> Sequence[str]:
        """What ↑ can find, oldest first."""
        return self._sent.texts

    @property
    def message(self) -> str:
        """What would be sent: the text and what goes along with it."""
        return join(self.text.strip(), self.attachments) if self.attachments else self.text

    def remember(self, text: str) -> None:
        """Let ↑ find ``text``, unless it is too long for an input."""
        self._sent.add(text)

    def give_back(self, *texts: str) -> None:
        """Put messages before whatever has been typed since."""
        apart = [split(text) for text in texts]
        kept = [item for _text, found in apart for item in found]
        typed = [text for text, _found in apart]
        self._put("\n".join(filter(None, [*typed, self.text])), (*kept, *self.attachments))

    def set_text(self, text: str) -> None:
        """Replace everything and put the cursor at the end; the text can be undone.

        What comes back from the store or the draft is as foreign as what is pasted.
        """
        self._put(*split(clean(text)))

    def change_text(self, text: str) -> None:
        """Replace what is typed; what goes along with it stays. A long text becomes such a one."""
        if is_long(text):
            self._put("", self.attachments)
            self._take_along((*self.attachments, attach(self._paste_name(), clean(text))))
        else:
            self._put(text, self.attachments)

    def _put(self, text: str, attachments: Sequence[Attachment]) -> None:
        self.replace(clean(text), self.document.start, self.document.end)
        self.move_cursor(self.document.end)
        self._take_along(tuple(attachments))

    def action_send(self) -> None:
        """Send what is typed, with what is attached; an empty message stays."""
        text = self.text.strip()
        if text.startswith("/") and "\n" not in text:  # a command takes nothing along
            kept, message = self.attachments, text
        else:
            if not self._attach_named(text):
                return
            kept, message = (), join(text, self.attachments)
        if not message.strip():
            return
        self.remember(message)
        self._put("", kept)
        self.post_message(self.Sent(message))

    def action_newline(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def action_editor(self) -> None:
        """Ask for the user's own editor."""
        self.post_message(self.EditorWanted())

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

    # --- keys ----------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        # Not by bindings: a priority binding would overtake letters still on their way, and letters
        # would overtake another one. Textual calls the handler of TextArea by itself afterwards,
        # unless that is prevented.
        act = self._meant(event.key)
        if act:
            event.stop()
            event.prevent_default()
            act()

    def _meant(self, key: str) -> Callable[[], None] | None:
        """Return what a key does that is not a letter."""
        if act := self.menu_key(key):
            return act
        if key in SEND_KEYS[self.send_key]:
            return self.action_send
        if key in NEWLINE_KEYS[self.send_key]:
            return self.action_newline
        if key == "backspace" and self.attachments and not self.text:
            return self.action_detach
        return None

    async def _on_paste(self, event: events.Paste) -> None:
        if is_long(event.text):
            event.prevent_default()
            found = attach_pasted(self._paste_name(), event.text)
            self._take_along((*self.attachments, found))
        else:
            event.text = pasted(event.text)

    @property
    def _row(self) -> int:
        """The cursor's line as wrapped on screen."""
        return self.wrapped_document.location_to_offset(self.cursor_location).y

    def _recall(self, step: int) -> bool:
        """Show an earlier or later message; False at the end of the list."""
        found = self._sent.recall(self.message, step)
        if found is not None:
            self.set_text(found)
        return found is not None

    # --- attachments ---------------------------------------------------------------------------

    def action_detach(self) -> None:
        """Take away the text attached last."""
        self._take_along(self.attachments[:-1])

    def _paste_name(self) -> str:
        """Return a name for a text that has none, unlike those of the other ones."""
        names = {item.name for item in self.attachments}
        name, number = _("texte collé"), 1
        while name in names:
            number += 1
            name = _("texte collé {number}").format(number=number)
        return name

    def _take_along(self, attachments: tuple[Attachment, ...]) -> None:
        if attachments != self.attachments:
            self.attachments = attachments
            self.post_message(self.Surrounded())
            self.post_message(self.Changed(self))

    def take_file(self, path: Path) -> bool:
        """Attach the file that was chosen in the menu."""
        try:
            found = read_file(path)
        except UsageError as error:
            tell(self.app, str(error), "warning")
            return False
        self._take_along((*self.attachments, found))
        return True

    def _attach_named(self, text: str) -> bool:
        """Attach the files that ``text`` names; False where one cannot be, which is told."""
        try:
            found = [read_file(path) for path in named_files(text)] if "@" in text else []
        except UsageError as error:
            tell(self.app, str(error), "warning")
            return False
        new = [item for item in found if item not in self.attachments]
        self._take_along((*self.attachments, *new))
        return True
