"""LoRA adapters as files: what may be loaded onto which base. Reads and checks; loads nothing.

Only plain LoRA is taken, and of ``adapter_config.json`` only numbers: which layers are meant is
read from the tensors' names, so that no pattern, class or path of a stranger's file is ever used.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.weights import read_config, weights

CONFIG = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"
MAX_RANK = 1_024
_PREFIX = "base_model.model."
_A, _B = ".lora_A.weight", ".lora_B.weight"
_UNUSUAL = (
    "use_dora", "modules_to_save", "rank_pattern", "alpha_pattern", "lora_bias",
    "layer_replication", "trainable_token_indices", "megatron_config", "use_qalora",
    "alora_invocation_tokens",
)  # fmt: skip
"""Settings that change what the tensors mean."""

Shapes = Mapping[str, tuple[int, ...]]
"""Name of a weight of the base, without ``.weight`` → (out, in)."""


@dataclass(frozen=True)
class Adapter:
    """A LoRA adapter that fits its base."""

    folder: Path
    rank: int
    alpha: float
    rslora: bool
    modules: tuple[str, ...]
    """Layers of the base that it changes, by their full names."""

    @property
    def weights(self) -> Path:
        """The file with its tensors."""
        return self.folder / WEIGHTS


def read_adapter(folder: Path, base: Shapes) -> Adapter:
    """Return the adapter in ``folder``, checked against the shapes of its base.

    Raises:
        ModelError: it is damaged, of another base, or no plain LoRA.
    """
    config = read_config(folder, CONFIG)
    _plain_lora(folder, config)
    rank, alpha = _numbers(folder, config)
    found = _shapes(folder)
    modules = _modules(folder, found)
    for module in modules:
        _check_shapes(folder, module, found, rank, base)
    return Adapter(folder, rank, alpha, config.get("use_rslora") is True, modules)


def base_shapes(folder: Path) -> Shapes:
    """Return the shapes of all matrices of the model in ``folder``.

    Raises:
        ModelError: it is damaged.
    """
    return {
        name.removesuffix(".weight"): weight.shape
        for name, weight in weights(folder).items()
        if len(weight.shape) == 2
    }


def _shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    try:
        own = [
            weight
            for weight in weights(folder).values()
            if Path(weight.source.data_range.filename).name == WEIGHTS
        ]
    except (TypeError, ValueError, OverflowError, MemoryError) as error:
        raise _damaged(folder, WEIGHTS) from error
    if not own:
        raise _damaged(folder, _("il y manque {name}").format(name=WEIGHTS))
    return {weight.name: weight.shape for weight in own}


def _plain_lora(folder: Path, config: Mapping[str, Any]) -> None:
    unusual = [name for name in _UNUSUAL if config.get(name)]
    if config.get("bias", "none") not in ("none", None):
        unusual.append("bias")
    if config.get("peft_type") != "LORA" or unusual:
        kind = ", ".join(unusual) or str(config.get("peft_type"))[:40]
        raise ModelError(
            _("L'adaptateur « {folder} » n'est pas un LoRA simple ({kind}).").format(
                folder=folder, kind=kind
            ),
            _("Fusionnez-le d'abord avec son modèle."),
        )


def _numbers(folder: Path, config: Mapping[str, Any]) -> tuple[int, float]:
    rank: Any = config.get("r")
    alpha: Any = config.get("lora_alpha")
    if type(rank) is not int or not 0 < rank <= MAX_RANK:
        raise _damaged(folder, f"r = {str(rank)[:40]}")
    if type(alpha) not in (int, float) or not math.isfinite(alpha) or abs(alpha) > 1e6:
        raise _damaged(folder, f"lora_alpha = {str(alpha)[:40]}")
    return rank, float(alpha)


def _modules(folder: Path, found: Mapping[str, tuple[int, ...]]) -> tuple[str, ...]:
    names = {name.removesuffix(_A).removesuffix(_B) for name in found}
    wanted = {name + ending for name in names for ending in (_A, _B)}
    if not names or set(found) != wanted or not all(name.startswith(_PREFIX) for name in names):
        odd = sorted(set(found) ^ wanted) or ["?"]
        raise _damaged(folder, odd[0][:100])
    return tuple(sorted(name.removeprefix(_PREFIX) for name in names))


def _check_shapes(
    folder: Path, module: str, found: Mapping[str, tuple[int, ...]], rank: int, base: Shapes
) -> None:
    down, up = found[_PREFIX + module + _A], found[_PREFIX + module + _B]
    if len(down) != 2 or len(up) != 2 or down[0] != rank or up[1] != rank:
        raise _damaged(folder, f"{module} : {down}, {up}")
    if module not in base or base[module] != (up[0], down[1]):
        own = base.get(module, ())
        raise ModelError(
            _("L'adaptateur « {folder} » est fait pour un autre modèle de base.").format(
                folder=folder
            ),
            _("{module} y est de taille {theirs}, ici de taille {ours}.").format(
                module=module[:100],
                theirs=f"{up[0]} × {down[1]}",
                ours=" × ".join(map(str, own)) or _("inconnue"),
            ),
        )


def _damaged(folder: Path, what: str) -> ModelError:
    return ModelError(
        _("L'adaptateur « {folder} » est abîmé : {what}.").format(folder=folder, what=what),
        _("Reprenez ses fichiers : la copie ou l'entraînement a pu être coupé."),
    )
