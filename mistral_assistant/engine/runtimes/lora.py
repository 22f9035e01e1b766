"""LoRA adapters on one loaded base: brought in when first asked for, the least used let go."""

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from mistral_assistant.engine.adapters import Adapter, Shapes, read_adapter
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _

MAX_BYTES = 2 * 1024**3
"""That all adapters in memory may take together; the one in use stays in any case."""


class Loras:
    """The adapters of one model."""

    def __init__(self, model: Any, shapes: Shapes, device: str, budget: int = MAX_BYTES) -> None:
        self._base = model
        self._shapes = shapes
        self._device = device
        self._budget = budget
        self._tuned: Any = None
        """The PEFT model around the base, once an adapter has been loaded."""
        self._folders: dict[str, Path] = {}
        self._loaded: dict[str, tuple[str, int]] = {}
        """Name → (its name inside PEFT, bytes), the least recently used first."""
        self._active = ""
        self._count = 0

    def set_folders(self, folders: Mapping[str, Path]) -> None:
        """Replace what may be asked for; adapters that changed are let go."""
        for name in list(self._loaded):
            if folders.get(name) != self._folders.get(name):
                self._unload(name)
        self._folders = dict(folders)

    @contextmanager
    def using(self, name: str) -> Iterator[None]:
        """Have the adapter ``name`` in effect, or none if it is empty.

        Raises:
            ModelError: it is unknown or damaged.
        """
        if not name:
            if self._tuned is None:
                yield
            else:
                with self._tuned.disable_adapter():
                    yield
            return
        if name not in self._loaded:
            self._load(name)
        self._loaded[name] = self._loaded.pop(name)
        inside, _size = self._loaded[name]
        if self._active != inside:
            self._tuned.set_adapter(inside, inference_mode=True)
            self._active = inside
        yield

    def _load(self, name: str) -> None:
        if name not in self._folders:
            raise ModelError(
                _("L'adaptateur « {name} » est inconnu.").format(name=name),
                _("Adaptateurs connus : {names}.").format(names=", ".join(self._folders) or "–"),
            )
        adapter = read_adapter(self._folders[name], self._shapes)
        tensors = self._tensors(adapter)
        size = sum(tensor.nbytes for tensor in tensors.values())
        while self._loaded and self._sum() + size > self._budget:
            self._unload(next(iter(self._loaded)))
        self._count += 1
        inside = f"a{self._count}"
        self._attach(adapter, inside, tensors)
        self._loaded[name] = inside, size
        self._active = ""

    def _sum(self) -> int:
        return sum(size for _inside, size in self._loaded.values())

    def _tensors(self, adapter: Adapter) -> dict[str, torch.Tensor]:
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            tensors = load_file(adapter.weights, device=self._device)
        except (SafetensorError, OSError, ValueError, RuntimeError) as error:
            raise ModelError(
                _("L'adaptateur « {folder} » est abîmé : {what}.").format(
                    folder=adapter.folder, what=adapter.weights.name
                ),
                _("Reprenez ses fichiers : la copie ou l'entraînement a pu être coupé."),
            ) from error
        dtype = self._base.dtype if self._base.dtype.is_floating_point else torch.float32
        return {name: tensor.to(dtype) for name, tensor in tensors.items()}

    def _attach(self, adapter: Adapter, inside: str, tensors: dict[str, torch.Tensor]) -> None:
        from peft import LoraConfig, PeftModel, set_peft_model_state_dict

        config = LoraConfig(
            r=adapter.rank,
            lora_alpha=adapter.alpha,
            use_rslora=adapter.rslora,
            target_modules=_targets(adapter.modules, self._shapes),
            lora_dropout=0.0,
            inference_mode=True,
        )
        if self._tuned is None:
            self._tuned = PeftModel(
                self._base, config, inside, autocast_adapter_dtype=False, low_cpu_mem_usage=True
            )
        else:
            self._tuned.add_adapter(inside, config, low_cpu_mem_usage=True)
        set_peft_model_state_dict(self._tuned, tensors, inside, low_cpu_mem_usage=True)
        self._tuned.eval()

    def _unload(self, name: str) -> None:
        inside, _size = self._loaded.pop(name)
        if len(self._tuned.peft_config) > 1:
            self._tuned.delete_adapter(inside)
        else:
            self._base = self._tuned.unload()
            self._tuned = None
        self._active = ""
        gc.collect()


def _targets(modules: tuple[str, ...], shapes: Shapes) -> list[str]:
    """Return the modules, by their short names where that is the same: PEFT is quicker so."""
    short = sorted({name.rsplit(".", 1)[-1] for name in modules})
    meant = {name for name in shapes if name.rsplit(".", 1)[-1] in short}
    return short if meant == set(modules) else sorted(modules)
