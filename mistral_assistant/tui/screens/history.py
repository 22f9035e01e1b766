"""The history: conversations by date, or every message that holds the words typed.

What a row holds and looks like is in ``history_rows``, what is done with it in ``changes``, the
fields and the preview in ``history_parts``.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from mistral_assistant.cleaning import clean_line
from mistral_assistant.conversations import changes
from mistral_assistant.errors import AssistantError
from mistral_assistant.i18n import N_, _
from mistral_assistant.tui.history_rows import (
    PAGE,
    VIEWS,
    Row,
    View,
    preview,
    read_rows,
    view_title,
)
from mistral_assistant.tui.rendering import MUTED
from mistral_assistant.tui.screens.changing import ChangingScreen
from mistral_assistant.tui.screens.history_parts import Chosen, Preview, SearchInput, TitleInput
from mistral_assistant.tui.screens.questions import ChoiceScreen, ConfirmScreen

if TYPE_CHECKING:
    from mistral_assistant.conversations.store import Store

_NEAR_END = 10
"""So many rows before the last one the next page is read."""


class HistoryScreen(ChangingScreen[Chosen | None]):
    """Gives what was chosen to be opened, or None."""

    CSS = """
    HistoryScreen #body { height: 1fr; }
    HistoryScreen #preview { display: none; }
    HistoryScreen.-wide .dialog { max-width: 150; }
    HistoryScreen.-wide #preview {
        display: block; width: 45%; border-left: solid $border; padding: 0 1;
        scrollbar-size-vertical: 1;
    }
    HistoryScreen #preview Static, HistoryScreen #keys { height: auto; }
    """
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+o", "close", N_("Fermer"), show=False),
        Binding("down", "move('cursor_down')", N_("Résultat suivant"), show=False),
        Binding("up", "move('cursor_up')", N_("Résultat précédent"), show=False),
        Binding("pagedown", "move('page_down')", N_("Page suivante"), show=False),
        Binding("pageup", "move('page_up')", N_("Page précédente"), show=False),
        Binding("f2,ctrl+r", "rename", N_("Renommer"), show=False),
        Binding("ctrl+t", "change('pin')", N_("Épingler ou non"), show=False),
        Binding("ctrl+a", "change('archive')", N_("Archiver, sortir des archives"), show=False),
        Binding("delete", "change('delete')", N_("Corbeille ; y effacer pour de bon"), show=False),
        Binding("ctrl+z", "undo", N_("Annuler le dernier changement"), show=False),
        Binding("ctrl+e", "export", N_("Exporter"), show=False),
        Binding("ctrl+b", "next_view", N_("Historique, archives, corbeille"), show=False),
    ]

    def __init__(self, store: "Store", clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._rows: list[Row] = []
        self._view: View = "list"
        self._more = False
        """The store may hold rows beyond those listed."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield SearchInput(placeholder=_("Chercher dans tous les messages…"), id="search")
            with Horizontal(id="body"):
                yield OptionList(markup=False)
                yield Preview(id="preview")
            yield TitleInput(id="title")
            yield Static(markup=False, id="keys")

    def on_mount(self) -> None:
        for widget in (self.query_one(OptionList), self.query_one(Preview)):
            widget.can_focus = False
        self._search.focus()
        self._show_view()

    @property
    def _search(self) -> Input:
        return self.query_one(SearchInput)

    @property
    def _title(self) -> TitleInput:
        return self.query_one(TitleInput)

    @property
    def _marked(self) -> Row | None:
        place = self.query_one(OptionList).highlighted
        return self._rows[place] if place is not None and place < len(self._rows) else None

    # --- the list ------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        if event.input is self._search:
            self.find(event.value)

    @work(thread=True, exclusive=True, group="find")
    def find(self, query: str, offset: int = 0, marked: int = 0) -> None:
        """Look up ``query`` in a thread; a later one makes this one void."""
        try:
            found = read_rows(self._store, self._view, query, offset, self._clock())
        except AssistantError as error:
            self.call_later(self._say, str(error))
        else:
            self.call_later(self._show, query, found, offset, marked)

    def _show(self, query: str, found: Sequence[Row], offset: int, marked: int) -> None:
        if query != self._search.value or offset > len(self._rows):
            return  # typed on since
        options = self.query_one(OptionList)
        self._more = len(found) == PAGE
        self._rows[offset:] = found
        if offset:
            options.add_options([Option(row.prompt) for row in found])
        elif found:
            options.set_options([Option(row.prompt) for row in found])
            options.highlighted = min(marked, len(found) - 1)
        else:
            self._say(_("Rien trouvé.") if query.strip() else _("Aucune conversation."))

    def _say(self, text: str) -> None:
        self._rows, self._more = [], False
        prompt = Content.styled(clean_line(text), MUTED)
        self.query_one(OptionList).set_options([Option(prompt, disabled=True)])
        self.query_one(Preview).show(Content())

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Read on before the end is reached; show what is marked beside the list."""
        if self._more and event.option_index >= len(self._rows) - _NEAR_END:
            self._more = False
            self.find(self._search.value, len(self._rows))
        if self._marked and self.query_one(Preview).display:
            self.show_preview(self._marked)

    @work(thread=True, exclusive=True, group="preview")
    def show_preview(self, row: Row) -> None:
        """Read the end of a conversation in a thread."""
        try:
            text = preview(self._store, row, self._clock())
        except AssistantError as error:
            text = Content.styled(clean_line(str(error)), MUTED)
        self.call_later(self._previewed, row, text)

    def _previewed(self, row: Row, text: Content) -> None:
        if row is self._marked:
            self.query_one(Preview).show(text)

    def action_move(self, way: str) -> None:
        """Move the mark without leaving the search field."""
        getattr(self.query_one(OptionList), f"action_{way}")()

    def action_next_view(self) -> None:
        """Go round: history, archive, bin."""
        self._view = VIEWS[(VIEWS.index(self._view) + 1) % len(VIEWS)]
        self._search.value = ""
        self._show_view()

    def _show_view(self) -> None:
        bin_key = _("Suppr effacer") if self._view == "bin" else _("Suppr corbeille")
        keys = (
            *(_("F2 renommer"), _("Ctrl+T épingler"), _("Ctrl+A archiver"), bin_key),
            *(_("Ctrl+Z annuler"), _("Ctrl+E exporter"), _("Ctrl+B archives, corbeille")),
        )
        line = " · ".join(key.replace(" ", "\u00a0") for key in keys)
        self.query_one("#keys", Static).update(Content.styled(line, MUTED))
        self._show_frame()
        self.find("")

    def _show_frame(self) -> None:
        """Name the view above, and below what Enter and Escape do now."""
        dialog = self.query_one(".dialog")
        dialog.border_title = Content(view_title(self._view))
        opens = _("Entrée reprend et ouvre") if self._view == "bin" else _("Entrée ouvre")
        below = _("{open} · Échap ferme").format(open=opens)
        if self._title.renaming:
            below = _("Entrée renomme · Échap garde l'ancien titre")
        dialog.border_subtitle = Content(below)

    # --- opening -------------------------------------------------------------------------------

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Open what is marked, or take the new title."""
        if event.input is self._search:
            self._open(self._marked)
        else:
            self._renamed(event.value)

    def on_option_list_option_selected(self, _event: OptionList.OptionSelected) -> None:
        """Open what was clicked."""
        self._open(self._marked)

    def _open(self, row: Row | None) -> None:
        if row is None:
            return
        chosen = Chosen(row.conversation_id, row.message_id)

        def open_it(_change: object = None) -> None:
            self.dismiss(chosen)

        if self._view == "bin" and row.message_id is None:
            self.do(partial(changes.put_in_bin, self._store, row.conversation_id), open_it)
        else:
            open_it()

    def action_close(self) -> None:
        """Give the renaming up, or close."""
        if self._title.renaming:
            self._end_renaming()
        else:
            self.dismiss(None)

    # --- changes -------------------------------------------------------------------------------

    def action_change(self, kind: str) -> None:
        """Pin, archive or delete what is marked."""
        row = self._marked
        if row is None:
            return
        if kind == "delete" and self._view == "bin" and row.message_id is None:
            self._ask_purge(row)
            return
        change = {
            "pin": changes.toggle_pin,
            "archive": changes.toggle_archive,
            "delete": changes.put_in_bin,
        }[kind]
        self.do(partial(change, self._store, row.conversation_id), self.changed)

    def _ask_purge(self, row: Row) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.do(partial(changes.purge, self._store, row.conversation_id), self.changed)

        text = _("« {title} », avec ses traces. Cela ne se défait pas.").format(title=row.title)
        self.app.push_screen(ConfirmScreen(_("Effacer pour de bon ?"), text), answered)

    def action_rename(self) -> None:
        """Ask for another title, below the list."""
        if self._marked:
            self._title.ask(self._marked.title)
            self._show_frame()

    def _renamed(self, title: str) -> None:
        row = self._marked
        self._end_renaming()
        if row and title.strip():
            rename = partial(changes.rename, self._store, row.conversation_id, title)
            self.do(rename, self.changed)

    def _end_renaming(self) -> None:
        self._title.end()
        self._search.focus()
        self._show_frame()

    def action_export(self) -> None:
        """Ask for a format and write what is marked into a new file."""
        row = self._marked
        if row is None:
            return

        def chosen(form: str | None) -> None:
            if form:
                task = partial(changes.export, self._store, row.conversation_id, form, Path.cwd())
                self.do(task, lambda change: self.tell(change.told))

        self.app.push_screen(ChoiceScreen(_("Exporter"), changes.format_names()), chosen)

    def show_change(self) -> None:
        """Read the list again; the mark stays in its place."""
        self.find(self._search.value, marked=self.query_one(OptionList).highlighted or 0)
