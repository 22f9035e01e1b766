"""The history: conversations by date, or every message that holds the words typed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content, Span
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.commands import N_
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.transcript import time_of_day

if TYPE_CHECKING:
    from mistral_assistant.conversations.store import SearchResult, Store, StoredConversation

SHOWN = 100
"""Conversations or messages listed at most."""


class HistoryScreen(ModalScreen[int | None]):
    """Gives the id of the conversation chosen, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "dismiss(None)", N_("Fermer"), show=False),
        Binding("down", "move('cursor_down')", show=False),
        Binding("up", "move('cursor_up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    def __init__(self, store: "Store", clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._ids: list[int] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = Content(_("Historique"))
            dialog.border_subtitle = Content(_("Entrée ouvre · Échap ferme"))
            yield Input(placeholder=_("Chercher dans tous les messages…"))
            yield OptionList(markup=False)

    def on_mount(self) -> None:
        self.query_one(OptionList).can_focus = False
        self.query_one(Input).focus()
        self.find("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        self.find(event.value)

    def on_input_submitted(self) -> None:
        """Open what is marked."""
        place = self.query_one(OptionList).highlighted
        if place is not None and place < len(self._ids):
            self.dismiss(self._ids[place])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open what was clicked."""
        if event.option_index < len(self._ids):
            self.dismiss(self._ids[event.option_index])

    def action_move(self, way: str) -> None:
        """Move the mark without leaving the search field."""
        getattr(self.query_one(OptionList), f"action_{way}")()

    @work(thread=True, exclusive=True)
    def find(self, query: str) -> None:
        """Look up ``query`` in a thread; a later one makes this one void."""
        try:
            if query.strip():
                found = [self._result(item) for item in self._store.search(query, SHOWN)]
            else:
                found = [self._conversation(item) for item in self._store.list(SHOWN)]
        except AssistantError as error:
            self.call_later(self._say, str(error))
            return
        self.call_later(self._show, query, found)

    def _show(self, query: str, found: Sequence[tuple[int, Content]]) -> None:
        if query != self.query_one(Input).value:
            return  # typed on since
        if not found:
            self._say(_("Rien trouvé.") if query.strip() else _("Aucune conversation."))
            return
        options = self.query_one(OptionList)
        self._ids = [conversation_id for conversation_id, _prompt in found]
        options.set_options([Option(prompt) for _id, prompt in found])
        options.highlighted = 0

    def _say(self, text: str) -> None:
        self._ids = []
        prompt = Content.styled(clean_line(text), MUTED)
        self.query_one(OptionList).set_options([Option(prompt, disabled=True)])

    def _conversation(self, item: "StoredConversation") -> tuple[int, Content]:
        count = ngettext("{count} message", "{count} messages", item.messages)
        when = time_of_day(item.updated_at, self._clock())
        about = f"{when} · {clean_line(item.pack)} · {count.format(count=item.messages)}"
        title = clean_line(item.title) or _("Sans titre")
        return item.id, Content("\n").join([Content(title), Content.styled(about, MUTED)])

    def _result(self, item: "SearchResult") -> tuple[int, Content]:
        # The store has cleaned the snippet; cleaning again would move the spans.
        spans = [Span(start, end, f"bold {ACCENT}") for start, end in item.spans]
        when = time_of_day(item.created_at, self._clock())
        who = _("Vous") if item.role == "user" else _("Assistant")
        title = clean_line(item.title) or _("Sans titre")
        about = f"{title} · {who} · {when}"
        text = Content(item.snippet, spans=spans)
        return item.conversation_id, Content("\n").join([text, Content.styled(about, MUTED)])
