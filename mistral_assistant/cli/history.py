"""``history``: what the store holds, listed, searched, put in order and removed.

Files are written and read in ``history_files``.
"""

import argparse
import sys
from collections.abc import Callable

from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli.open import opened_store
from mistral_assistant.cli.output import print_json
from mistral_assistant.conversations.store import Store, StoredConversation
from mistral_assistant.drafts import forget_drafts
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.settings import Settings

LISTED = 50


def list_all(options: argparse.Namespace, settings: Settings) -> int:
    """Print the latest conversations, pinned ones first; the archive or the bin on demand."""
    limit = getattr(options, "limit", None) or LISTED
    archived, deleted = getattr(options, "archived", False), getattr(options, "bin", False)
    with opened_store(settings) as store:
        conversations = store.list(limit, archived=archived, deleted=deleted)
    if not conversations:
        print(_("Aucune conversation."))
    for item in conversations:
        day = item.updated_at.strftime("%d/%m/%Y %H:%M")
        mark = _("épinglée") if item.pinned else ""
        title = " · ".join(part for part in (mark, clean_line(item.title)) if part)
        print(f"{item.id:>5}  {day}  {clean_line(item.pack):<20}  {title}")
    return 0


def search(options: argparse.Namespace, settings: Settings) -> int:
    """Print the messages that hold all words, newest first."""
    with opened_store(settings) as store:
        found = store.search(" ".join(options.words))
    if not found:
        print(_("Aucun message."))
    for hit in found:
        title = _("{title} (archivée)").format(title=hit.title) if hit.archived else hit.title
        line = _("{name} : {text}").format(name=title, text=hit.snippet)
        print(f"{hit.conversation_id:>5}  {clean_line(line)}")
    return 0


def traces(options: argparse.Namespace, settings: Settings) -> int:
    """Print the stored traces as JSON lines, newest first."""
    with opened_store(settings) as store:
        for trace in store.traces(options.limit):
            print_json(trace)
    return 0


def rename(options: argparse.Namespace, settings: Settings) -> int:
    """Give a conversation another title."""
    if not clean_line(" ".join(options.title)).strip():
        raise UsageError(_("Le titre est vide."), _("Écrivez-le derrière le numéro."))
    with opened_store(settings) as store:
        before = store.get(options.id)
        store.rename(options.id, " ".join(options.title))
        after = store.get(options.id)
    told = _("« {before} » s'appelle maintenant « {after} ».")
    print(clean_line(told.format(before=before.title or _("Sans titre"), after=after.title)))
    return 0


def pin(options: argparse.Namespace, settings: Settings) -> int:
    """List conversations before all others, or no longer."""
    told = _("Plus épinglée : {title}") if options.off else _("Épinglée : {title}")
    return _each(options, settings, lambda store, one: store.pin(one, not options.off), told)


def archive(options: argparse.Namespace, settings: Settings) -> int:
    """Take conversations out of the usual list, or put them back."""
    told = _("Sortie des archives : {title}") if options.off else _("Archivée : {title}")
    return _each(options, settings, lambda store, one: store.archive(one, not options.off), told)


def delete(options: argparse.Namespace, settings: Settings) -> int:
    """Put conversations in the bin."""
    done = _each(options, settings, Store.delete, _("À la corbeille : {title}"))
    print(_("« history restore » les reprend, « history purge » les efface pour de bon."))
    return done


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Take conversations out of the bin."""
    return _each(options, settings, Store.restore, _("Reprise de la corbeille : {title}"))


def purge(options: argparse.Namespace, settings: Settings) -> int:
    """Remove conversations for good, with their traces and drafts, once the user has said yes."""
    if sum((bool(options.ids), options.all, options.bin)) != 1:
        raise UsageError(
            _("Dites quelles conversations effacer pour de bon."),
            _("Donnez leurs numéros, ou « --bin » pour la corbeille, ou « --all » pour tout."),
        )
    with opened_store(settings) as store:
        meant = _meant(store, options)
        if not meant:
            print(_("Aucune conversation."))
            return 0
        _confirm(meant, options.yes)
        store.purge(*(item.id for item in meant))
    forget_drafts(settings.data_dir, [item.id for item in meant])
    count = ngettext(
        "{count} conversation effacée pour de bon, avec ses traces.",
        "{count} conversations effacées pour de bon, avec leurs traces.",
        len(meant),
    )
    print(count.format(count=len(meant)))
    return 0


def _meant(store: Store, options: argparse.Namespace) -> list[StoredConversation]:
    """Return the conversations that a purge is about."""
    everything = 2**62
    if options.ids:
        return [store.get(conversation_id) for conversation_id in dict.fromkeys(options.ids)]
    listed = store.list(everything, archived=None) if options.all else ()
    return [*listed, *store.list(everything, deleted=True)]


def _confirm(meant: list[StoredConversation], yes: bool) -> None:
    if yes:
        return
    for item in meant[:20]:
        print(f"{item.id:>5}  {clean_line(item.title)}")
    if len(meant) > 20:
        print(_("… et {count} autres").format(count=len(meant) - 20))
    if not sys.stdin.isatty():
        raise UsageError(
            _("Rien n'a été effacé : il faut un oui."),
            _("Ajoutez « --yes » pour effacer sans question."),
        )
    answer = input(_("Effacer pour de bon ? Cela ne se défait pas. [oui/non] "))
    if answer.strip().lower() not in ("o", "oui", "y", "yes"):
        raise UsageError(_("Rien n'a été effacé."))


def _each(
    options: argparse.Namespace,
    settings: Settings,
    change: Callable[[Store, int], None],
    told: str,
) -> int:
    with opened_store(settings) as store:
        # All are looked up first: a wrong number changes nothing.
        for item in [store.get(conversation_id) for conversation_id in options.ids]:
            change(store, item.id)
            print(clean_line(told.format(title=item.title or _("Sans titre"))))
    return 0
