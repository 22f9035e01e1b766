"""The documents that a user added to a pack: which there are, and taking them away again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.authoring.document_names import stored_name
from mistral_assistant.authoring.new_pack import check_name
from mistral_assistant.domains.loader import knowledge_folder
from mistral_assistant.domains.passages import read_passages
from mistral_assistant.domains.scan import open_folder
from mistral_assistant.domains.vocabulary import twin
from mistral_assistant.errors import KnowledgeError, UsageError
from mistral_assistant.i18n import _, system_reason


@dataclass(frozen=True)
class KeptDocument:
    """A document of the user's."""

    name: str
    size: int
    """Bytes."""
    passages: int
    errors: int
    """Problems that keep the pack from loading with it."""

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return asdict(self)


def kept_documents(pack_name: str, data_dir: Path) -> list[KeptDocument]:
    """Return the documents of a pack by name; their categories are not looked at.

    Raises:
        UsageError: ``pack_name`` is no name of a pack.
    """
    check_name(pack_name)
    target = knowledge_folder(data_dir, pack_name)
    if not target.is_dir():
        return []
    folder = open_folder(target)
    passages = Counter(entry.file for entry in read_passages(folder, folder.paths, None))
    errors = Counter(problem.file for problem in folder.problems("error"))
    return [
        KeptDocument(name, path.stat().st_size, passages[name], errors[name])
        for name, path in sorted(folder.paths.items())
    ]


def remove_documents(names: Sequence[str], pack_name: str, data_dir: Path) -> list[Path]:
    """Remove documents by their names, all of them or none; return what was removed.

    Raises:
        UsageError: there is no such document, or ``pack_name`` is no name of a pack.
        KnowledgeError: a file cannot be removed.
    """
    check_name(pack_name)
    target = knowledge_folder(data_dir, pack_name)
    paths = open_folder(target).paths if target.is_dir() else {}
    by_twin = {twin(name): path for name, path in paths.items()}
    chosen = [_chosen(name, pack_name, by_twin, sorted(paths)) for name in names]
    for path in dict.fromkeys(chosen):
        try:
            path.unlink()
        except OSError as error:
            raise KnowledgeError(
                _("{path} ne peut pas être retiré ({reason}).").format(
                    path=path, reason=system_reason(error)
                ),
                _("Vérifiez que vous avez le droit d'y écrire."),
            ) from error
    return list(dict.fromkeys(chosen))


def _chosen(name: str, pack_name: str, by_twin: dict[str, Path], known: Sequence[str]) -> Path:
    """Return the document of a name, which may be that of the file it was made from."""
    for candidate in (name, Path(name).name, stored_name(Path(name))):
        if twin(candidate) in by_twin:
            return by_twin[twin(candidate)]
    raise UsageError(
        _("Le domaine « {pack} » n'a pas de document « {name} ».").format(
            pack=pack_name, name=name
        ),
        _("Documents ajoutés : {names}.").format(names=", ".join(known) or _("aucun")),
    )
