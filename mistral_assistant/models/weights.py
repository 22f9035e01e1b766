"""The weights of a checkpoint on disk, tensor by tensor, without torch.

Only safetensors are read: other formats can run code when they are opened.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _, system_reason

Floats = npt.NDArray[np.float32]
_PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt")


@dataclass(frozen=True)
class Weight:
    """One tensor that has not been read yet."""

    name: str
    shape: tuple[int, ...]
    source: Any
    """``gguf.utility.LocalTensor``: where its bytes lie."""

    def read(self) -> Floats:
        """Return the values in single precision; only this tensor is in memory.

        Raises:
            ModelError: they are no floating-point numbers.
        """
        raw = self.source.mmap_bytes()
        match self.source.dtype:
            case "BF16":
                wide = raw.view(np.uint16).astype(np.uint32) << 16
                values = wide.view(np.float32)
            case "F16":
                values = raw.view(np.float16).astype(np.float32)
            case "F32":
                values = raw.view(np.float32)
            case other:
                raise ModelError(
                    _("Le tenseur « {name} » est de type {dtype}.").format(
                        name=self.name, dtype=other
                    ),
                    _("Il faut un modèle en F32, F16 ou BF16, non quantifié."),
                )
        read: Floats = values.reshape(self.shape)
        return read


def read_config(folder: Path, name: str = "config.json") -> Mapping[str, Any]:
    """Return a JSON file of a model or adapter.

    Raises:
        ModelError: it is missing or is no JSON object.
    """
    file = folder / name
    try:
        config = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(
            _("« {folder} » n'est pas un dossier de modèle : il y manque {name}.").format(
                folder=folder, name=name
            ),
            _("Un modèle est un dossier avec config.json et des fichiers .safetensors."),
        ) from error
    except NotADirectoryError as error:
        raise ModelError(
            _("« {file} » est un fichier, et non un dossier de modèle.").format(file=folder),
            _("Un modèle est un dossier avec config.json et des fichiers .safetensors."),
        ) from error
    except (OSError, ValueError, RecursionError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else error
        raise ModelError(
            _("« {file} » est illisible : {error}.").format(file=file, error=reason),
            _("Reprenez ce fichier du modèle d'origine."),
        ) from error
    if not isinstance(config, dict):
        raise ModelError(
            _("« {file} » ne contient pas d'objet JSON.").format(file=file),
            _("Reprenez ce fichier du modèle d'origine."),
        )
    return config


def weights(folder: Path) -> dict[str, Weight]:
    """Return the tensors of all safetensors files in ``folder``, by name.

    Raises:
        ModelError: there are none, or a file is damaged.
    """
    files = sorted(folder.glob("*.safetensors"))
    if not files:
        raise _no_weights(folder)
    return {weight.name: weight for file in files for weight in _tensors(file)}


def _tensors(file: Path) -> Iterator[Weight]:
    from gguf.utility import SafetensorsLocal

    try:
        found = SafetensorsLocal(file).tensors
        size = file.stat().st_size
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _damaged(file) from error
    for name, tensor in found.items():
        place = tensor.data_range
        width = {"F32": 4, "F16": 2, "BF16": 2}.get(tensor.dtype)
        count = int(np.prod(tensor.shape, dtype=object))
        if place.size < 0 or place.offset + place.size > size:
            raise _damaged(file)
        if width and count * width != place.size:
            raise _damaged(file)
        yield Weight(name, tensor.shape, tensor)


def _damaged(file: Path) -> ModelError:
    return ModelError(
        _("« {file} » est abîmé ou incomplet.").format(file=file),
        _("Reprenez ce fichier : le téléchargement ou l'entraînement a pu être coupé."),
    )


def _no_weights(folder: Path) -> ModelError:
    if any(next(folder.glob(pattern), None) for pattern in _PICKLES):
        return ModelError(
            _("« {folder} » n'a de poids qu'en format pickle (.bin, .pt).").format(folder=folder),
            _("Ce format peut exécuter du code : convertissez-le en safetensors."),
        )
    return ModelError(
        _("« {folder} » ne contient pas de poids (.safetensors).").format(folder=folder),
        _("Un modèle est un dossier avec config.json et des fichiers .safetensors."),
    )
