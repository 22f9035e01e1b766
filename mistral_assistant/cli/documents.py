"""``packs add-knowledge``: the user's own documents in a pack, whose own files stay untouched."""

import argparse
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from mistral_assistant.assistant import Assistant
from mistral_assistant.authoring.add_knowledge import Addition
from mistral_assistant.authoring.add_knowledge import add_knowledge as add
from mistral_assistant.authoring.kept_documents import kept_documents, remove_documents
from mistral_assistant.authoring.reach import reach
from mistral_assistant.cleaning import clean_line
from mistral_assistant.cli.ask import one_turn
from mistral_assistant.cli.output import print_json
from mistral_assistant.cli.packs import pack_folder
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.errors import UsageError
from mistral_assistant.i18n import _, ngettext
from mistral_assistant.recording import Conversation
from mistral_assistant.settings import Settings


def add_knowledge(options: argparse.Namespace, settings: Settings) -> int:
    """Add the user's documents to a pack, replace, list or remove them."""
    path = pack_folder(options.name, settings)
    if options.list or options.remove:
        return _kept_documents(options, path.name, settings.data_dir)
    # Both « FILE --replace » and « --replace FILE » are natural.
    files = [*options.files, *(options.replace or ())]
    if not files:
        raise UsageError(
            _("Il manque le document."),
            _("Donnez des fichiers .md, .txt, .csv ou .jsonl ; « --list » montre ceux qui y sont."),
        )
    pack = load_pack(path)
    rows = len(pack.knowledge) + sum(len(table.rows) for table in pack.tables.values())
    added = add(
        files,
        path.name,
        settings.data_dir,
        pack.CATEGORIES,
        replace=options.replace is not None,
        rows_taken=rows,
    )
    for problem in added.warnings:
        print(clean_line(f"! {problem}"))
    for document in added.documents:
        print(clean_line(_addition(document)))
    new = {document.path.name for document in added.documents if document.state != "unchanged"}
    for line in _reach(path, new, settings) if new else ():
        print(line)
    return 0


def _reach(path: Path, documents: Collection[str], settings: Settings) -> list[str]:
    """Ask for the passages of new documents, and return what is to be said about it."""
    assistant = Assistant(replace(settings, pack=path.name, domains=(path, *settings.domains)))
    now = datetime.now()
    found = reach(
        assistant.system.pack,
        documents,
        lambda question: one_turn(assistant, question, Conversation(), now),
    )
    return found.lines()


def _addition(document: Addition) -> str:
    texts = {
        "added": _("Ajouté : {path} ({passages})"),
        "replaced": _("Remplacé : {path} ({passages})"),
        "unchanged": _("Inchangé : {path} ({passages})"),
    }
    passages = _passages(document.passages)
    return texts[document.state].format(path=document.path, passages=passages)


def _passages(count: int) -> str:
    return ngettext("{count} passage", "{count} passages", count).format(count=count)


def _kept_documents(options: argparse.Namespace, pack_name: str, data_dir: Path) -> int:
    if options.remove:
        for path in remove_documents(options.remove, pack_name, data_dir):
            print(clean_line(_("Retiré : {path}").format(path=path)))
        return 0
    documents = kept_documents(pack_name, data_dir)
    if options.json:
        print_json([document.to_json() for document in documents])
        return 0
    for document in documents:
        size = max(1, round(document.size / 1024))
        line = _("{name} — {passages}, {size} Kio").format(
            name=document.name, passages=_passages(document.passages), size=size
        )
        print(clean_line(f"{'✗ ' if document.errors else ''}{line}"))
    if not documents:
        print(_("Aucun document n'a été ajouté au domaine « {name} ».").format(name=pack_name))
    return 0
