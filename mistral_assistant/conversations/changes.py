"""What users do with whole conversations: each change with what to tell, and what takes it back.

The screens and the chat line by line share it. Slow enough to belong in a thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.conversations.exchange import formats
from mistral_assistant.conversations.store import Store
from mistral_assistant.drafts import forget_drafts
from mistral_assistant.i18n import _

_ALL = 2**62


@dataclass(frozen=True)
class Change:
    """Something that has been done."""

    told: str
    """For the user."""
    undo: Callable[[], None] | None = None
    """Takes it back; None where that cannot be."""


def toggle_pin(store: Store, conversation_id: int) -> Change:
    """Pin a conversation, or let it go."""
    pinned = not store.get(conversation_id).pinned
    store.pin(conversation_id, pinned)
    told = _("Épinglée en tête de liste.") if pinned else _("Plus épinglée.")
    return Change(told, lambda: store.pin(conversation_id, not pinned))


def toggle_archive(store: Store, conversation_id: int) -> Change:
    """Put a conversation in the archive, or take it out."""
    archived = not store.get(conversation_id).archived
    store.archive(conversation_id, archived)
    told = _("Archivée : la recherche la trouve encore.") if archived else _("Sortie des archives.")
    return Change(told, lambda: store.archive(conversation_id, not archived))


def put_in_bin(store: Store, conversation_id: int) -> Change:
    """Put a conversation in the bin, or take it out."""
    if store.get(conversation_id).deleted_at:
        store.restore(conversation_id)
        return Change(_("Reprise de la corbeille."), lambda: store.delete(conversation_id))
    store.delete(conversation_id)
    return Change(_("Mise à la corbeille."), lambda: store.restore(conversation_id))


def rename(store: Store, conversation_id: int, title: str) -> Change:
    """Give a conversation another title."""
    before = store.get(conversation_id).title
    store.rename(conversation_id, title)
    return Change(_("Titre changé."), lambda: store.rename(conversation_id, before))


def purge(store: Store, conversation_id: int) -> Change:
    """Remove a conversation for good, with its traces and drafts."""
    store.purge(conversation_id)
    forget_drafts(store.path.parent, [conversation_id])
    return Change(_("Effacée pour de bon, avec ses traces."))


def purge_all(store: Store) -> Change:
    """Remove all conversations for good, those in the archive and the bin too."""
    listed = [*store.list(_ALL, archived=None), *store.list(_ALL, deleted=True)]
    store.purge_all()
    forget_drafts(store.path.parent, [item.id for item in listed])
    return Change(_("Toutes les conversations sont effacées, avec leurs traces."))


def export(store: Store, conversation_id: int, form: str, folder: Path) -> Change:
    """Write a conversation into a new file of ``folder``."""
    whole = store.whole(conversation_id)
    made = formats.export([whole], form)
    path = formats.write_new(formats.free_path(folder, whole.about, form), made.pieces)
    told = _("Écrit : {file}").format(file=path)
    if form in formats.TRAINING:
        told += f" ({formats.counts_text(made.counts)})"
    return Change(told)


def format_names() -> dict[str, str]:
    """Return the formats of an export with what they are for."""
    return {
        "md": _("Markdown, pour lire et modifier"),
        "html": _("HTML, une page à lire ou imprimer"),
        "json": _("JSON, complet : branches, raisonnements, jugements"),
        "csv": _("CSV, pour l'entraînement : questions et réponses"),
        "jsonl": _("JSONL, pour l'entraînement : conversations"),
    }
