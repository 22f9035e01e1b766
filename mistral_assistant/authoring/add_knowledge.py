"""``packs add-knowledge``: the user's own documents, kept apart from the files of the pack."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from mistral_assistant.authoring.new_pack import check_name
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.loader import knowledge_folder
from mistral_assistant.domains.passages import SUFFIXES, read_passages
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.errors import KnowledgeError, PackError
from mistral_assistant.i18n import _, system_reason


def add_knowledge(
    files: Sequence[Path],
    pack_name: str,
    data_dir: Path,
    categories: Collection[str] | None = None,
) -> list[Path]:
    """Check documents and copy them to the user's folder for a pack: all of them or none.

    Returns the copies. ``categories`` are those that the documents may name; None leaves that to
    the next loading, which would then refuse the pack.

    Raises:
        UsageError: ``pack_name`` is no name of a pack.
        PackError: with every problem of the documents.
        KnowledgeError: the copies cannot be written.
    """
    check_name(pack_name)
    target = knowledge_folder(data_dir, pack_name)
    folder = Folder(target)
    for path in files:
        _accept(folder, path, target)
    passages = read_passages(folder, folder.paths, categories)
    for name in folder.paths:
        if not folder.faulty(name) and not any(entry.file == name for entry in passages):
            folder.report(name, _("aucun passage dans ce document"), _("Écrivez-y un texte."))
    errors = folder.problems("error")
    if errors:
        raise PackError(
            _("Aucun document n'a été ajouté au domaine « {name} ».").format(name=pack_name),
            errors,
            _("Corrigez les documents signalés, puis recommencez."),
        )
    _write(folder, target)
    return [target / name for name in folder.paths]


def _accept(folder: Folder, path: Path, target: Path) -> None:
    """List a document to be read, unless its name or kind will not do."""
    name = path.name
    taken = {twin(other): other for other in (*folder.paths, *_names(target))}
    if path.suffix not in SUFFIXES or name.startswith("."):
        folder.report(
            name,
            _("un document se donne en .md, .csv ou .jsonl"),
            _("Enregistrez le texte en .md : un titre « ## » et une réponse par sujet."),
        )
    elif twin(name) in taken:
        folder.report(
            name,
            _("un document s'appelle déjà « {name} »").format(name=taken[twin(name)]),
            _("Donnez-lui un autre nom, ou retirez d'abord l'ancien de {folder}.").format(
                folder=target
            ),
        )
    else:
        folder.paths[name] = path


def _names(target: Path) -> list[str]:
    return [path.name for path in target.iterdir()] if target.is_dir() else []


def _write(folder: Folder, target: Path) -> None:
    """Write what was checked, readable by its owner only."""
    try:
        for made in (target.parent, target):
            made.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, data in folder.read.items():
            part = target / f".{name}.part"
            with open(part, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
                file.write(data)
            os.replace(part, target / name)
    except OSError as error:
        raise KnowledgeError(
            _("Les documents ne peuvent pas être enregistrés dans {folder} ({reason}).").format(
                folder=target, reason=system_reason(error)
            ),
            _("Vérifiez la place libre et le droit d'y écrire."),
        ) from error
