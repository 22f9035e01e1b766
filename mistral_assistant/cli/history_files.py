"""``history``: conversations written into files and read back, back-ups, feedback for training."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli.open import STORE_FILE, opened_store
from mistral_assistant.cli.output import print_pieces
from mistral_assistant.conversations.backup import back_up, restore_backup
from mistral_assistant.conversations.exchange.formats import (
    TRAINING,
    all_conversations,
    counts_text,
    export,
    write_new,
)
from mistral_assistant.conversations.exchange.importing import Imported
from mistral_assistant.conversations.exchange.reading import read_file
from mistral_assistant.conversations.feedback import PIECES
from mistral_assistant.conversations.records import WholeConversation
from mistral_assistant.conversations.store import Store
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.settings import Settings


def export_conversations(options: argparse.Namespace, settings: Settings) -> int:
    """Write one conversation, several or all, to a file or to standard output."""
    if bool(options.ids) == options.all:
        raise UsageError(
            _("Dites quelles conversations exporter."),
            _("Donnez leurs numéros (voyez « history list »), ou « --all » pour toutes."),
        )
    form = options.format or _form_of(options.output)
    with opened_store(settings) as store:
        made = export(_chosen(store, options), form)
        _write(made.pieces, options, json=form in ("json", "jsonl"))
    if form in TRAINING:
        print(counts_text(made.counts), file=sys.stderr)
    return 0


def import_conversations(options: argparse.Namespace, settings: Settings) -> int:
    """Take the conversations of JSON files into the store; none comes twice."""
    for file in options.files:
        read = read_file(file)
        with opened_store(settings) as store:
            _tell_import(store.take_in(read))
    return 0


def backup(options: argparse.Namespace, settings: Settings) -> int:
    """Write all conversations into one file, even while a chat runs."""
    with opened_store(settings) as store:
        size = back_up(store, options.file, overwrite=options.force)
    told = _("Sauvegarde écrite : {file} ({size} Ko). Elle contient toutes vos conversations.")
    print(clean_line(told.format(file=options.file, size=-(-size // 1024))))
    return 0


def restore(options: argparse.Namespace, settings: Settings) -> int:
    """Put the conversations of a back-up in the place of those that are there."""
    restored = restore_backup(settings.data_dir / STORE_FILE, options.file)
    count = ngettext(
        "{count} conversation remise en place.",
        "{count} conversations remises en place.",
        restored.conversations,
    )
    print(count.format(count=restored.conversations))
    if restored.kept:
        kept = _("Celles d'avant sont gardées dans {file}.").format(file=restored.kept)
        print(clean_line(kept))
    return 0


def export_feedback(options: argparse.Namespace, settings: Settings) -> int:
    """Write what users said about answers as training data, ``.csv`` or ``.jsonl``."""
    form = options.file.suffix.lower().lstrip(".")
    if form not in TRAINING:
        raise UsageError(
            _("« {file} » : le format n'est pas connu.").format(file=options.file),
            _("Le nom du fichier doit finir par .csv ou .jsonl."),
        )
    counted = _Counted(form == "csv")
    with opened_store(settings) as store:
        pieces = counted.count(PIECES[options.pairs](store, form))
        write_new(options.file, pieces, overwrite=options.force)
    told = (
        ngettext("{count} paire écrite : {file}", "{count} paires écrites : {file}", counted.rows)
        if options.pairs
        else ngettext(
            "{count} exemple écrit : {file}", "{count} exemples écrits : {file}", counted.rows
        )
    )
    print(clean_line(told.format(count=counted.rows, file=options.file)))
    return 0


class _Counted:
    """Counts the rows of a file while they are written."""

    def __init__(self, head: bool) -> None:
        self.rows = -1 if head else 0

    def count(self, pieces: Iterable[str]) -> Iterator[str]:
        for piece in pieces:
            self.rows += 1
            yield piece


def _chosen(store: Store, options: argparse.Namespace) -> Iterable[WholeConversation]:
    if options.all:
        return all_conversations(store)
    return [store.whole(conversation_id) for conversation_id in dict.fromkeys(options.ids)]


def _form_of(output: Path | None) -> str:
    """Return the format that the name of the file asks for; Markdown where it asks for none.

    Raises:
        UsageError: it asks for one that is not written here; no reader would open that file.
    """
    from mistral_assistant.conversations.exchange.formats import FORMATS

    ending = output.suffix.lower().lstrip(".") if output else ""
    if ending in ("docx", "odt", "pdf", "rtf", "xlsx"):
        raise UsageError(
            _("Le format « {form} » ne s'écrit pas ici.").format(form=ending),
            _("Formats : {names}. Une page .html s'imprime en PDF.").format(
                names=", ".join(FORMATS)
            ),
        )
    return ending if ending in FORMATS else "md"


def _write(pieces: Iterable[str], options: argparse.Namespace, *, json: bool) -> None:
    if options.output is None:
        print_pieces(pieces, json=json)
        return
    path = write_new(options.output, pieces, overwrite=options.force)
    print(clean_line(_("Écrit : {file}").format(file=path)), file=sys.stderr)


def _tell_import(imported: Imported) -> None:
    count = len(imported.added)
    told = ngettext("{count} conversation importée", "{count} conversations importées", count)
    messages = ngettext("{count} message", "{count} messages", imported.messages)
    print(f"{told.format(count=count)} · {messages.format(count=imported.messages)}")
    for item in imported.known:
        there = _("Déjà là, inchangée : {title}")
        if item.deleted_at:
            there = _("Déjà là, mais à la corbeille (history restore {id}) : {title}")
        print(clean_line(there.format(id=item.id, title=item.title)))
    if imported.traces_dropped:
        dropped = ngettext(
            "{count} raisonnement illisible laissé de côté.",
            "{count} raisonnements illisibles laissés de côté.",
            imported.traces_dropped,
        )
        print(dropped.format(count=imported.traces_dropped))
