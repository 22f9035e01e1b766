"""Stored messages as entries of the screen. Slow enough to belong in a thread; no Textual here."""

from datetime import datetime
from typing import TYPE_CHECKING

from mistral_assistant.tui.transcript import PAGE, Entry, time_of_day

if TYPE_CHECKING:
    from mistral_assistant.conversations.store import Store, StoredMessage


def load_page(
    store: "Store", conversation_id: int, before_id: int | None, now: datetime
) -> tuple[list[Entry], bool]:
    """Read a page of messages with their traces, and whether there are older ones."""
    page = store.page(conversation_id, limit=PAGE + 1, before_id=before_id)
    more = len(page) > PAGE
    return [_entry(store, message, now) for message in page[-PAGE:]], more


def load_back_to(
    store: "Store", conversation_id: int, message_id: int | None, now: datetime
) -> tuple[list[Entry], bool]:
    """Read the end of a conversation, as far back as a page before ``message_id``.

    A message that stands on another branch makes that branch the active one.
    """
    if message_id is not None and not _on_branch(store, conversation_id, message_id):
        store.show_branch(message_id)
    entries, more = load_page(store, conversation_id, None, now)
    while more and message_id is not None and entries[0].message_id != message_id:
        if any(entry.message_id == message_id for entry in entries):
            break
        older, more = load_page(store, conversation_id, entries[0].message_id, now)
        entries[:0] = older
    return entries, more


def _on_branch(store: "Store", conversation_id: int, message_id: int) -> bool:
    before: int | None = None
    while page := store.page(conversation_id, limit=10 * PAGE, before_id=before):
        if any(message.id == message_id for message in page):
            return True
        before = page[0].id
    return False


def _entry(store: "Store", message: "StoredMessage", now: datetime) -> Entry:
    answer = message.role == "assistant"
    feedback = store.feedback(message.id) if answer else None
    return Entry(
        "assistant" if answer else "user",
        message.content,
        time_of_day(message.created_at, now),
        "complete" if message.status == "complete" else "interrupted",
        message_id=message.id,
        trace=store.message(message.id).trace if answer else {},
        first_version=message.first_version,
        versions=message.position,
        verdict=feedback.verdict if feedback else "",
        correction=(feedback.correction if feedback else "") or "",
    )
