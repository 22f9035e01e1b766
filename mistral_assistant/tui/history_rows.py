"""The history as rows: read from the store a page at a time, and how each one looks.

Reading is slow enough to belong in a thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from textual.content import Content, Span

from mistral_assistant.cleaning import clean, clean_line
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.tui.rendering import ACCENT, MUTED
from mistral_assistant.tui.transcript import time_of_day

if TYPE_CHECKING:
    from mistral_assistant.conversations.store import (
        SearchResult,
        Store,
        StoredConversation,
        StoredMessage,
    )

View = Literal["list", "archive", "bin"]
VIEWS: tuple[View, ...] = ("list", "archive", "bin")
PAGE = 100
"""Conversations or messages read at a time."""
_PREVIEWED = 6
"""Messages in a preview."""
_PREVIEW_CHARS = 1_500
"""Of each message in a preview."""


@dataclass(frozen=True)
class Row:
    """A line of the history: a conversation, or one message in it."""

    conversation_id: int
    message_id: int | None
    title: str
    prompt: Content


def read_rows(store: "Store", view: View, query: str, offset: int, now: datetime) -> list[Row]:
    """Return the next page of rows; ``query`` searches all messages, whatever the view."""
    if query.strip():
        found = store.search(query, offset + PAGE)[offset:]
        return [_result(item, now) for item in found]
    listed = store.list(PAGE, offset, deleted=view == "bin", archived=view == "archive")
    return [_conversation(item, now) for item in listed]


def view_title(view: View) -> str:
    """Return what a list is called."""
    return {"list": _("Historique"), "archive": _("Archives"), "bin": _("Corbeille")}[view]


def preview(store: "Store", row: Row, now: datetime) -> Content:
    """Return the end of a conversation, or a message that was found with the one before it."""
    if row.message_id is None:
        messages: Sequence[StoredMessage] = store.page(row.conversation_id, limit=_PREVIEWED)
    else:
        before = store.page(row.conversation_id, limit=1, before_id=row.message_id)
        messages = [*before, store.message(row.message_id)]
    return Content("\n\n").join(_previewed(message, now) for message in messages)


def _previewed(message: "StoredMessage", now: datetime) -> Content:
    when = time_of_day(message.created_at, now)
    head = Content.styled(f"{_who(message.role)} · {when}", f"bold {ACCENT}")
    text = clean(message.content[:_PREVIEW_CHARS]).strip()
    more = "…" if len(message.content) > _PREVIEW_CHARS else ""
    return Content("\n").join([head, Content(text + more)])


def _conversation(item: "StoredConversation", now: datetime) -> Row:
    count = ngettext("{count} message", "{count} messages", item.messages)
    parts = [time_of_day(item.updated_at, now), clean_line(item.pack)]
    parts.append(count.format(count=item.messages))
    if item.pinned:
        parts.insert(0, _("épinglée"))
    title = clean_line(item.title) or _("Sans titre")
    about = Content.styled(" · ".join(parts), MUTED)
    return Row(item.id, None, item.title, Content("\n").join([Content(title), about]))


def _result(item: "SearchResult", now: datetime) -> Row:
    # The store has cleaned the snippet; cleaning again would move the spans.
    spans = [Span(start, end, f"bold {ACCENT}") for start, end in item.spans]
    title = clean_line(item.title) or _("Sans titre")
    parts = [title, _who(item.role), time_of_day(item.created_at, now)]
    if item.archived:
        parts.append(_("archivée"))
    about = Content.styled(" · ".join(parts), MUTED)
    text = Content(item.snippet, spans=spans)
    return Row(item.conversation_id, item.message_id, item.title, Content("\n").join([text, about]))


def _who(role: str) -> str:
    return _("Vous") if role == "user" else _("Assistant")
