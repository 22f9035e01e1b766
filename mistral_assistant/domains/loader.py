"""From a folder to a :class:`DomainPack`, and where the folders are looked for."""

import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from mistral_assistant.domains import categories, entities, manifest, rules, templates
from mistral_assistant.domains.document import Document, read_toml
from mistral_assistant.domains.draft import Draft
from mistral_assistant.domains.files import Folder
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.domains.passages import ADDED as ADDED
from mistral_assistant.domains.passages import read_passages
from mistral_assistant.domains.records import RecordReader
from mistral_assistant.domains.scan import open_folder
from mistral_assistant.domains.tables import read_tables
from mistral_assistant.domains.validation import (
    OPTIONAL,
    REQUIRED,
    check_references,
    check_unread_files,
)
from mistral_assistant.domains.vocabulary import nearest
from mistral_assistant.errors import PackError, Problem
from mistral_assistant.i18n import _


def load_pack(path: Path, extra_knowledge: Path | None = None) -> DomainPack:
    """Load the pack in a folder, with the user's own documents as further knowledge.

    Raises:
        PackError: with every error of all files; warnings do not stop a pack.
    """
    draft = _read(path, extra_knowledge)
    errors = draft.folder.problems("error")
    if errors:
        raise PackError(
            _("Le domaine « {name} » ne peut pas être chargé.").format(name=path.name),
            errors,
            _("Corrigez les fichiers signalés ; vérifiez avec : mistral-assistant packs check."),
        )
    return _finished(path, draft)


def check_pack(path: Path) -> list[Problem]:
    """Return every error and warning of the pack in a folder, its test and training files too."""
    draft = _read(path, None)
    check_unread_files(draft)
    return draft.folder.problems()


def find_packs(folders: Sequence[Path]) -> dict[str, Path]:
    """Return name → folder of the packs in ``folders``; the first folder wins.

    A folder that is a pack itself counts as one. Names that begin with ``_`` or a dot are left out.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        if _is_pack(folder):
            found.setdefault(folder.resolve().name, folder)
        elif folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.name[0] not in "._" and _is_pack(path):
                    found.setdefault(path.name, path)
    return dict(sorted(found.items()))


def _is_pack(path: Path) -> bool:
    """A pack that has lost one of its files is still found, so that it can be reported."""
    return any((path / name).is_file() for name in REQUIRED)


def pack_folders(settings_domains: Sequence[Path], data_dir: Path) -> list[Path]:
    """Return the folders in which packs are looked for, first come first served."""
    return [*settings_domains, Path("domains"), data_dir / "domains", packaged_folder()]


def packaged_folder() -> Path:
    """Return the folder of the packs that come with the program, in a wheel or in a checkout."""
    package = Path(str(files("mistral_assistant")))
    packaged = package / "_domains"
    return packaged if packaged.is_dir() else package.parent / "domains"


def knowledge_folder(data_dir: Path, pack_name: str) -> Path:
    """Return the folder of the documents that the user added to a pack."""
    return data_dir / "knowledge" / pack_name


def _read(path: Path, extra_knowledge: Path | None) -> Draft:
    """Read all files, then compare them; the problems are in the draft's folder."""
    draft = Draft(open_folder(path))
    _report_missing_files(draft.folder)
    _read_manifest(draft, path)
    _read_entities(draft)
    _read_categories(draft)
    _read_templates(draft)
    _read_rules(draft)
    _read_knowledge(draft, extra_knowledge)
    check_references(draft)
    return draft


def _report_missing_files(folder: Folder) -> None:
    known = (*REQUIRED, *OPTIONAL)
    for file in REQUIRED:
        explained = folder.faulty(file) or folder.faulty(folder.name)
        if file not in folder.paths and not explained:
            near = nearest(file, [name for name in folder.paths if name not in known])
            folder.report(
                file,
                _("ce fichier manque"),
                _("Renommez {near} en {file}.").format(near=near, file=file)
                if near
                else _("Créez-le ; « mistral-assistant packs new » en donne le modèle."),
            )


def _document(draft: Draft, file: str) -> Document | None:
    document = read_toml(draft.folder, file) if file in draft.folder.paths else None
    if document:
        draft.documents[file] = document
    return document


def _read_manifest(draft: Draft, path: Path) -> None:
    document = _document(draft, manifest.FILE)
    if document:
        draft.manifest = manifest.read_manifest(document, path.resolve().name)
        draft.tables = read_tables(draft.folder, document)


def _read_entities(draft: Draft) -> None:
    document = _document(draft, entities.FILE)
    if document:
        draft.entities = entities.read_entities(document)
    elif not draft.folder.faulty(entities.FILE):
        draft.entities = {}


def _read_categories(draft: Draft) -> None:
    document = _document(draft, categories.FILE)
    if document:
        draft.categories = categories.read_categories(document)
    draft.categories = categories.add_examples(draft.folder, document, draft.categories)
    draft.outside = categories.read_outside(draft.folder, draft.categories)


def _read_templates(draft: Draft) -> None:
    document = _document(draft, templates.FILE)
    if document:
        draft.templates = templates.read_templates(document)


def _read_rules(draft: Draft) -> None:
    document = _document(draft, rules.FILE)
    if document:
        draft.rules = rules.read_rules(document)


def _read_knowledge(draft: Draft, extra_knowledge: Path | None) -> None:
    folder = draft.folder
    names = [name for name in folder.paths if name.startswith("knowledge/")]
    if extra_knowledge and extra_knowledge.is_dir():
        names += _add_folder(folder, open_folder(extra_knowledge))
    reader = _record_reader(draft)
    draft.knowledge = read_passages(folder, names, draft.categories, reader)
    if reader and draft.tables:
        table, entries = reader.finished()
        draft.tables[table.name] = table
        if not table.rows:
            folder.warn(
                manifest.FILE,
                _("aucune fiche « {kind} » dans les documents").format(kind=table.records),
                _("Mettez des fiches « # Nom » et leurs champs dans knowledge/."),
                key=f"tables.{table.name}.records",
            )
        draft.knowledge += entries


def _record_reader(draft: Draft) -> RecordReader | None:
    """Return the reader of the records of the one table that has some."""
    tables = [table for table in (draft.tables or {}).values() if table.records and table.key]
    document = draft.documents.get(manifest.FILE)
    for table in tables[1:]:
        if document is None:
            break
        document.report(
            ("tables", table.name, "records"),
            _("une autre table lit déjà les fiches des documents"),
            _("Retirez « records » de l'une des deux."),
        )
    return RecordReader(draft.folder, tables[0], ADDED) if tables else None


def _add_folder(folder: Folder, added: Folder) -> list[str]:
    """Let the files of another folder stand in this one below ``ADDED``; return their names."""
    names = {ADDED + name: path for name, path in added.paths.items()}
    folder.paths |= names
    for problem in added.problems():
        folder.report(ADDED + problem.file, problem.what, problem.remedy)
    return list(names)


def _finished(path: Path, draft: Draft) -> DomainPack:
    about = draft.manifest
    if about is None:
        raise PackError(_("Le domaine « {name} » est vide.").format(name=path.name))
    return DomainPack(
        path=path,
        name=about.name,
        title=about.title,
        version=about.version,
        description=about.description,
        languages=about.languages,
        licence=about.licence,
        persona=about.persona,
        base_model=about.base_model,
        adapter=about.adapter,
        limits=about.limits,
        moderation=about.moderation,
        CATEGORIES=draft.categories or {},
        RESPONSE_TEMPLATES=draft.templates or {},
        entities=draft.entities or {},
        rules=tuple(draft.rules or ()),
        tables=draft.tables or {},
        knowledge=tuple(draft.knowledge),
        content_hash=_hash(draft.folder.read),
        outside=draft.outside,
        placeholders=about.placeholders,
    )


def _hash(read: dict[str, bytes]) -> str:
    """Return the SHA-256 over names and contents; lengths keep them apart."""
    digest = hashlib.sha256()
    for name, data in sorted(read.items()):
        digest.update(f"{name}\0{len(data)}\0".encode("utf-8", "surrogatepass"))
        digest.update(data)
    return digest.hexdigest()
