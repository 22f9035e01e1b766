"""What a path given by the user holds: a model folder, an adapter on its base, or a GGUF file."""

import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from mistral_assistant.engine.adapters import CONFIG
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.catalogue import SHORTCUTS
from mistral_assistant.models.registry import adapter_in, find
from mistral_assistant.models.weights import read_config

_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")


@dataclass(frozen=True)
class Place:
    """A base model, and the adapters that came with it."""

    base: Path
    kind: Literal["folder", "gguf"]
    adapters: dict[str, Path] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the base is called."""
        found = re.search(r"models--([^/]+?)--([^/]+)/snapshots/", self.base.as_posix() + "/")
        return found[2] if found else self.base.stem if self.kind == "gguf" else self.base.name


def resolve(path: Path, data_dir: Path | None = None) -> Place:
    """Return what ``path`` holds: model folder, run directory with an adapter, or GGUF file.

    What is no path may be a name of the registry in ``data_dir``, a shortcut such as
    ``mistral-7b``, or a model of the hub that is in its cache.

    Raises:
        ModelError: it holds none of them, or the base of an adapter is not on this machine.
    """
    path = path.expanduser()
    if not path.exists():
        return _named(path.as_posix(), data_dir)
    if path.is_file() and path.suffix.lower() == ".gguf":
        return Place(path.resolve(), "gguf")
    folder = adapter_in(path)
    if (folder / CONFIG).is_file():
        base = _base_of(folder)
        return Place(base.base, base.kind, {path.resolve().name: folder.resolve()})
    for folder in (path, path / "final"):
        if (folder / "config.json").is_file():
            return Place(folder.resolve(), "folder")
    raise _nothing(path)


def _named(name: str, data_dir: Path | None) -> Place:
    entry = find(data_dir, name) if data_dir else None
    if entry is not None and entry.path.exists():
        place = resolve(entry.path)
        own = list(place.adapters.values())
        return replace(place, adapters={entry.name: own[0]} if own else {})
    name = SHORTCUTS[name].hub_id if name in SHORTCUTS else name
    if _HUB_ID.fullmatch(name):
        return Place(_cached(name), "folder")
    raise _nothing(Path(name))


def _nothing(path: Path) -> ModelError:
    return ModelError(
        _("« {path} » ne contient pas de modèle.").format(path=path),
        _(
            "Donnez un dossier de modèle (config.json et .safetensors), le dossier d'un "
            "entraînement (adapter_config.json et adapter_model.safetensors) ou un fichier .gguf."
        ),
    )


def _base_of(folder: Path) -> Place:
    named = read_config(folder, CONFIG).get("base_model_name_or_path")
    if not isinstance(named, str) or not named or len(named) > 4_000 or "\0" in named:
        raise ModelError(
            _("L'adaptateur « {folder} » ne dit pas sur quel modèle il repose.").format(
                folder=folder
            ),
            _("Donnez le modèle avec --model et l'adaptateur avec --adapter NOM=DOSSIER."),
        )
    base = Path(named)
    for candidate in (base, folder / base, folder.parent / base):
        if (candidate / "config.json").is_file():
            return Place(candidate.resolve(), "folder")
    return Place(_cached(named), "folder")


def _cached(name: str) -> Path:
    """Return where the hub's cache on this machine holds a model; nothing is fetched."""
    cache = os.environ.get("HF_HUB_CACHE")
    home = Path(os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface")
    folder = Path(cache) if cache else home / "hub"
    if _HUB_ID.fullmatch(name):
        kept = folder / ("models--" + name.replace("/", "--")) / "snapshots"
        found = sorted(kept.glob("*/config.json"), key=lambda file: file.stat().st_mtime)
        if found:
            return found[-1].parent
    raise ModelError(
        _("Le modèle de base « {name} » n'est pas sur cette machine.").format(name=name[:200]),
        _("Téléchargez-le : mistral-assistant models pull {name}").format(name=name[:200]),
    )
