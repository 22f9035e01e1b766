"""What a path given by the user holds: a model folder, an adapter on its base, or a GGUF file."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from mistral_assistant.engine.adapters import CONFIG
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
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


def resolve(path: Path) -> Place:
    """Return what ``path`` holds: model folder, run directory with an adapter, or GGUF file.

    Raises:
        ModelError: it holds none of them, or the base of an adapter is not on this machine.
    """
    path = path.expanduser()
    if path.is_file() and path.suffix.lower() == ".gguf":
        return Place(path.resolve(), "gguf")
    for folder in (path, path / "adapter"):
        if (folder / CONFIG).is_file():
            base = _base_of(folder)
            return Place(base.base, base.kind, {path.resolve().name: folder.resolve()})
    if (path / "config.json").is_file():
        return Place(path.resolve(), "folder")
    if not path.exists() and _HUB_ID.fullmatch(str(path)):
        return Place(_cached(str(path)), "folder")
    raise ModelError(
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
        _("Téléchargez-le d'abord, ou donnez son dossier avec --model."),
    )
