"""``packs add-knowledge``: the user's own documents, kept apart from the files of the pack."""

import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mistral_assistant.authoring.document_names import PLAIN, fault, stored_name
from mistral_assistant.authoring.new_pack import check_name
from mistral_assistant.authoring.plain_documents import markdown_of
from mistral_assistant.domains.files import MAX_FILE_BYTES, MAX_ROWS, Folder, report_size
from mistral_assistant.domains.loader import knowledge_folder
from mistral_assistant.domains.passages import read_passages
from mistral_assistant.domains.scan import MAX_PACK_BYTES, open_folder
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.errors import KnowledgeError, PackError, Problem
from mistral_assistant.i18n import _, system_reason


@dataclass(frozen=True)
class Addition:
    """A document that was given."""

    path: Path
    """Where it is kept."""
    passages: int
    state: str
    """``added``, ``replaced`` or ``unchanged``."""


@dataclass(frozen=True)
class Additions:
    """What became of the documents that were given."""

    documents: tuple[Addition, ...]
    warnings: tuple[Problem, ...]


@dataclass
class _Given:
    """The documents on their way, next to those that are kept already."""

    folder: Folder
    target: Path
    plain: Path
    """A folder for plain texts that became Markdown."""
    kept: Mapping[str, Path]
    """Documents that were added earlier."""
    states: dict[str, str] = field(default_factory=dict)
    """Name → state, of the documents that were given."""


def add_knowledge(
    files: Sequence[Path],
    pack_name: str,
    data_dir: Path,
    categories: Collection[str] | None = None,
    *,
    replace: bool = False,
    rows_taken: int = 0,
) -> Additions:
    """Check documents and copy them to the user's folder for a pack: all of them or none.

    ``categories`` are those that the documents may name; None leaves that to the next loading,
    which would then refuse the pack. With ``replace`` a document takes the place of one of the
    same name. ``rows_taken`` are the rows and passages that the pack itself has.

    Raises:
        UsageError: ``pack_name`` is no name of a pack.
        PackError: with every problem of the documents.
        KnowledgeError: the copies cannot be written.
    """
    check_name(pack_name)
    target = knowledge_folder(data_dir, pack_name)
    kept = open_folder(target).paths if target.is_dir() else {}
    with tempfile.TemporaryDirectory(prefix="documents-") as plain:
        given = _Given(Folder(target, rows_left=MAX_ROWS - rows_taken), target, Path(plain), kept)
        for path in files:
            _accept(given, path, replace=replace)
        counts = _checked(given, categories)
        warnings = [p for p in given.folder.problems("warning") if p.file in given.states]
        errors = given.folder.problems("error")
        if errors:
            raise PackError(
                _("Aucun document n'a été ajouté au domaine « {name} ».").format(name=pack_name),
                errors,
                _("Corrigez les documents signalés, puis recommencez."),
            )
        _write(given)
    return Additions(
        tuple(Addition(target / n, counts.get(n, 0), s) for n, s in given.states.items()),
        tuple(warnings),
    )


def _accept(given: _Given, path: Path, *, replace: bool) -> None:
    """List a document to be read, unless its name or kind will not do."""
    wrong = fault(path)
    if wrong:
        given.folder.report(path.name, *wrong)
        return
    name = stored_name(path)
    if twin(name) in map(twin, given.states):
        given.folder.report(
            name,
            _("deux des documents donnés portent ce nom"),
            _("Donnez-leur des noms différents."),
        )
        return
    _listed(given, path, name)
    older = next((kept for kept in given.kept if twin(kept) == twin(name)), "")
    text = given.folder.text(name) if name in given.folder.paths else None
    if text is None:
        return
    if not older:
        given.states[name] = "added"
    elif given.folder.read[name] == given.kept[older].read_bytes():
        given.states[name] = "unchanged"
    elif replace:
        given.states[name] = "replaced"
    else:
        given.folder.report(
            name,
            _("un document s'appelle déjà « {name} »").format(name=older),
            _("Pour le remplacer, ajoutez --replace ; sinon, donnez au nouveau un autre nom."),
        )


def _listed(given: _Given, path: Path, name: str) -> None:
    """Let the folder know a document; a plain text is turned into Markdown first."""
    folder = given.folder
    size = path.stat().st_size if path.exists() else 0
    if size > MAX_FILE_BYTES:
        report_size(folder, path.name, size)
        return
    if path.suffix.lower() != PLAIN:
        folder.paths[name] = path
        return
    folder.paths[path.name] = path
    text = folder.text(path.name)
    del folder.paths[path.name]
    folder.read.pop(path.name, None)
    if text is not None:
        made = given.plain / f"{len(given.states)}.md"
        made.write_text(markdown_of(text, path.stem), encoding="utf-8", newline="\n")
        folder.paths[name] = made


def _checked(given: _Given, categories: Collection[str] | None) -> dict[str, int]:
    """Read all documents together, and return how many passages each has."""
    folder = given.folder
    twins = set(map(twin, given.states))
    others = {name: path for name, path in given.kept.items() if twin(name) not in twins}
    folder.paths |= others
    passages = read_passages(folder, folder.paths, categories)
    counts = {name: sum(entry.file == name for entry in passages) for name in given.states}
    for name, count in counts.items():
        if not count and not folder.faulty(name):
            folder.report(name, _("aucun passage dans ce document"), _("Écrivez-y un texte."))
    if sum(map(len, folder.read.values())) > MAX_PACK_BYTES:
        folder.report(
            folder.name,
            _("les documents pèsent ensemble plus de {limit} Mio").format(
                limit=MAX_PACK_BYTES // 2**20
            ),
            _("Retirez ceux qui ne servent pas : packs add-knowledge … --remove."),
        )
    return counts


def _write(given: _Given) -> None:
    """Write what was checked, readable by its owner only."""
    target = given.target
    try:
        for made in (target.parent, target):
            made.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, state in given.states.items():
            if state != "unchanged":
                _write_one(target, name, given.folder.read[name])
            for older in given.kept:
                if state == "replaced" and older != name and twin(older) == twin(name):
                    given.kept[older].unlink()
    except OSError as error:
        raise _not_written(target, error) from error


def _write_one(target: Path, name: str, data: bytes) -> None:
    part = target / f".{name}.part"
    with open(part, "wb", opener=lambda file, flags: os.open(file, flags, 0o600)) as file:
        file.write(data)
    os.replace(part, target / name)


def _not_written(target: Path, error: OSError) -> KnowledgeError:
    return KnowledgeError(
        _("Les documents ne peuvent pas être enregistrés dans {folder} ({reason}).").format(
            folder=target, reason=system_reason(error)
        ),
        _("Vérifiez la place libre et le droit d'y écrire."),
    )
