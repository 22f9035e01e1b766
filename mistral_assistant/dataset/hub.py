"""Data sets of the Hugging Face hub by their id, as a file that the other readers can read.

``owner/name`` is looked for where no such file exists, ``owner/name:test`` takes another part than
``train``. A folder in the hub's layout is read in the same way, without a network.
"""

import re
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.hub_names import ID, is_data_set
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

USUAL_PART = "train"


def local_copy(path: Path) -> Path:
    """Return a path as it is, or the file into which a data set of the hub was put.

    Raises:
        DataError: the hub does not answer, has no such data set or no such part of it.
    """
    if path.is_dir():
        return _fetched(str(path), "")
    found = ID.fullmatch(path.as_posix()) if is_data_set(path) else None
    return _fetched(found["name"], found["part"] or "") if found else path


def _fetched(name: str, part: str) -> Path:
    """Load a data set with the library of the hub, and write one part of it as Parquet."""
    try:
        import datasets
    except ImportError as error:
        raise DataError(
            _("Le paquet « {name} » manque.").format(name="datasets"),
            _("Installez l'entraînement : pip install 'mistral-assistant[train]'."),
        ) from error
    try:
        parts = datasets.load_dataset(name)
    except Exception as error:  # the hub's library lets errors of many libraries through
        raise DataError(
            _("Le jeu de données « {name} » ne peut pas être chargé : {reason}.").format(
                name=name, reason=_reason(error)
            ),
            _("Vérifiez l'identifiant et la connexion ; hors ligne, téléchargez-le d'abord et "
              "donnez le chemin de son dossier."),
        ) from error  # fmt: skip
    return _written(parts, name, part)


def _written(parts: Any, name: str, part: str) -> Path:
    from platformdirs import user_cache_path

    chosen = part or (USUAL_PART if USUAL_PART in parts else next(iter(parts), ""))
    if chosen not in parts:
        raise DataError(
            _("Le jeu de données « {name} » n'a pas de partie « {part} ».").format(
                name=name, part=chosen
            ),
            _("Parties trouvées : {names}.").format(names=", ".join(parts) or _("aucune")),
        )
    folder = user_cache_path("mistral-assistant") / "hub"
    folder.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w.-]+", "--", name).strip("-")
    target = folder / f"{plain}-{chosen}.parquet"
    parts[chosen].to_parquet(str(target))
    return target


def _reason(error: Exception) -> str:
    """Return the first line of an error of another library."""
    return str(error).strip().split("\n", 1)[0][:200].rstrip(".") or type(error).__name__
