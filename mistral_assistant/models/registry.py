"""The models and adapters of this machine by name: one JSON file in the data folder.

Only names and places are kept here; what a place holds is read where it is used. Fetching is in
``hub``, converting in ``gguf``.
"""

import json
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.foreign import READING
from mistral_assistant.models.hub import fetched_into

Kind = Literal["model", "run", "gguf", "adapter", "gguf-adapter"]
KINDS = get_args(Kind)
FOLDER = "models"
FILE = "registry.json"
_NAME = re.compile(r"[A-Za-z0-9][\w.:-]*(/[\w.-]+)?", re.ASCII)
_MAX_NAME = 100
_MAX_BYTES = 1_000_000
ADAPTER_CONFIG = "adapter_config.json"


@dataclass(frozen=True)
class Entry:
    """One model or adapter."""

    name: str
    kind: Kind
    path: Path
    source: str = ""
    """Where it came from, for people: a hub id, the original of a copy."""

    @property
    def is_adapter(self) -> bool:
        """It needs a base: a LoRA adapter, or a run that trained one."""
        return self.kind in ("adapter", "gguf-adapter", "run")


def folder_of(data_dir: Path) -> Path:
    """Return where the registry and fetched or converted models lie."""
    return data_dir / FOLDER


def entries(data_dir: Path) -> list[Entry]:
    """Return what is registered, by name; what has gone from the disk is among it.

    Raises:
        ModelError: the registry's file is damaged.
    """
    file = folder_of(data_dir) / FILE
    try:
        with file.open("rb") as stream:
            values = json.loads(stream.read(_MAX_BYTES))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(file) from error
    listed = values.get("models") if isinstance(values, dict) else None
    if not isinstance(listed, list):
        raise _damaged(file)
    found = [_entry(value, file) for value in listed]
    return sorted(found, key=lambda entry: entry.name)


def find(data_dir: Path, name: str) -> Entry | None:
    """Return the entry called ``name``, if there is one.

    Raises:
        ModelError: the registry's file is damaged.
    """
    return next((entry for entry in entries(data_dir) if entry.name == name), None)


def adapters(data_dir: Path) -> dict[str, Path]:
    """Return the adapters that are there, by name; a run stands for the adapter in it.

    Raises:
        ModelError: the registry's file is damaged.
    """
    found = {entry.name: adapter_in(entry.path) for entry in entries(data_dir) if entry.is_adapter}
    return {name: path for name, path in found.items() if path.exists()}


def register(data_dir: Path, name: str, path: Path, source: str = "") -> Entry:
    """Give ``path`` a name; the files stay where they are. A name that is taken is refused.

    Raises:
        ModelError: the name cannot be one or is taken, or there is no model or adapter there.
        OSError: the registry cannot be written.
    """
    check_free(data_dir, name)
    known = entries(data_dir)
    entry = Entry(name, kind_of(path), path.expanduser().resolve(), source)
    _write(data_dir, [*known, entry])
    return entry


def check_free(data_dir: Path, name: str) -> None:
    """Check that ``name`` can be given to a model.

    Raises:
        ModelError: it cannot be a name, or is taken.
    """
    _check_name(name)
    if find(data_dir, name):
        raise ModelError(
            _("Le nom « {name} » est déjà pris.").format(name=name),
            _("Choisissez-en un autre avec --name, ou : mistral-assistant models remove {name}")
            .format(name=name),
        )  # fmt: skip


def name_for(path: Path) -> str:
    """Return a name made of a path's last part."""
    stem = path.stem if path.suffix.lower() == ".gguf" else path.resolve().name
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("-._")[:_MAX_NAME] or "modele"


def remove(data_dir: Path, name: str, *, files: bool = False) -> Entry:
    """Forget a name; ``files`` also removes what was fetched or converted into the data folder.

    Files elsewhere are never touched, but for a fetched model's in the hub's cache.

    Raises:
        ModelError: there is no such name.
        OSError: the registry cannot be written.
    """
    known = entries(data_dir)
    entry = next((entry for entry in known if entry.name == name), None)
    if entry is None:
        raise unknown(name, (entry.name for entry in known))
    _write(data_dir, [other for other in known if other.name != name])
    if files and (ours := _ours(data_dir, entry)):
        if ours.is_dir():
            shutil.rmtree(ours)
        else:
            ours.unlink(missing_ok=True)
    return entry


def _ours(data_dir: Path, entry: Entry) -> Path | None:
    """Return what may be removed with an entry: its files in the data folder or the hub's cache."""
    root = folder_of(data_dir).resolve()
    if entry.path != root and entry.path.is_relative_to(root):
        return entry.path
    return fetched_into(entry.path) if entry.source else None


def kind_of(path: Path) -> Kind:
    """Return what a place holds.

    Raises:
        ModelError: neither a model nor an adapter.
    """
    path = path.expanduser()
    if path.is_file() and path.suffix.lower() == ".gguf":
        return _gguf_kind(path)
    if (path / ADAPTER_CONFIG).is_file():
        return "adapter"
    if (adapter_in(path) / ADAPTER_CONFIG).is_file():
        return "run"
    if (path / "config.json").is_file():
        return "model"
    raise ModelError(
        _("« {path} » ne contient pas de modèle.").format(path=path),
        _(
            "Donnez un dossier de modèle (config.json et .safetensors), le dossier d'un "
            "entraînement (adapter_config.json et adapter_model.safetensors) ou un fichier .gguf."
        ),
    )


def adapter_in(path: Path) -> Path:
    """Return the folder of the adapter that a run directory holds; ``path`` itself otherwise."""
    for folder in (path, path / "final", path / "adapter"):
        if (folder / ADAPTER_CONFIG).is_file():
            return folder
    return path


def unknown(name: str, known: Iterable[str]) -> ModelError:
    """Return what somebody is told who names a model that is not registered."""
    return ModelError(
        _("Aucun modèle ne s'appelle « {name} » ici.").format(name=name[:_MAX_NAME]),
        _("Modèles connus : {names}.").format(names=", ".join(known) or "–"),
    )


def _gguf_kind(path: Path) -> Kind:
    from gguf import GGUFReader

    try:
        field = GGUFReader(path).get_field("general.type")
        kind = field.contents() if field else "model"
    except READING as error:
        raise ModelError(
            _("« {file} » n'est pas un fichier GGUF lisible.").format(file=path),
            _("Reprenez ce fichier : la copie a pu être coupée."),
        ) from error
    return "gguf-adapter" if kind == "adapter" else "gguf"


def _entry(values: Any, file: Path) -> Entry:
    found: dict[str, Any] = values if isinstance(values, dict) else {}
    name, path, source = (found.get(key, "") for key in ("name", "path", "source"))
    kind: Any = found.get("kind")
    texts = all(isinstance(value, str) for value in (name, path, source))
    if not texts or kind not in KINDS or not _NAME.fullmatch(name) or not path or "\0" in path:
        raise _damaged(file)
    return Entry(name, kind, Path(path), source)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or ".." in name or len(name) > _MAX_NAME:
        raise ModelError(
            _("« {name} » ne peut pas être le nom d'un modèle.").format(name=name[:_MAX_NAME]),
            _("N'employez que des lettres sans accent, des chiffres, . - _ et :"),
        )


def _write(data_dir: Path, listed: list[Entry]) -> None:
    """Write the registry whole or not at all, for its owner's eyes."""
    folder = folder_of(data_dir)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    values = [{**asdict(entry), "path": str(entry.path)} for entry in listed]
    text = json.dumps({"models": values}, ensure_ascii=False, indent=1)
    part = folder / f"{FILE}.{os.getpid()}"
    with suppress(FileNotFoundError):
        part.unlink()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
    part.replace(folder / FILE)


def _damaged(file: Path) -> ModelError:
    return ModelError(
        _("La liste des modèles {file} est abîmée.").format(file=file),
        _("Supprimez ce fichier, puis redonnez vos modèles : mistral-assistant models import …"),
    )
