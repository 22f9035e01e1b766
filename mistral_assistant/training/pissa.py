"""PiSSA's adapter as an ordinary LoRA, so that it fits the base model as everybody has it.

PiSSA (Meng et al. 2024) takes the largest singular values out of the base weights and trains them
in the adapter; the adapter is worth nothing on the untouched base. With A₀, B₀ at the start the
change is BA − B₀A₀: a LoRA of twice the rank, exactly.
"""

import copy
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_START = "pissa_start"
"""Attribute of the model: the adapter's tensors before the first step, by name."""


def remember_start(model: Any) -> None:
    """Keep what the adapter was before training; it takes as much memory as the adapter."""
    setattr(model, _START, {name: one.detach().clone() for name, one in _tensors(model).items()})


def has_start(model: Any) -> bool:
    """Tell whether the model's adapter is PiSSA's."""
    return hasattr(model, _START)


@contextmanager
def base_model(model: Any) -> Iterator[None]:
    """Within: the model answers as its base does, without what the adapter has learned."""
    if not has_start(model):
        with model.disable_adapter():
            yield
        return
    learned = {name: one.detach().clone() for name, one in _tensors(model).items()}
    _put(model, getattr(model, _START))
    try:
        yield
    finally:
        _put(model, learned)


def save_as_lora(model: Any, folder: Path) -> None:
    """Write the difference to the start as a LoRA of twice the rank."""
    import torch
    from safetensors.torch import save_file

    start, tensors = getattr(model, _START), {}
    for name, learned in _tensors(model).items():
        before = start[name].to(learned.device)
        both = (learned, before) if "lora_A" in name else (learned, -before)
        joined = torch.cat(both, dim=0 if "lora_A" in name else 1)
        tensors[name] = joined.detach().cpu().contiguous()
    config = copy.deepcopy(model.peft_config[model.active_adapter])
    # The scale of each column stays: alpha / r, with rsLoRA alpha / √r.
    config.lora_alpha *= math.sqrt(2) if config.use_rslora else 2
    config.r *= 2
    config.init_lora_weights, config.inference_mode = True, True
    config.save_pretrained(str(folder))
    save_file(tensors, str(folder / "adapter_model.safetensors"), metadata={"format": "pt"})


def _tensors(model: Any) -> dict[str, Any]:
    from peft import get_peft_model_state_dict

    found: dict[str, Any] = get_peft_model_state_dict(model)
    return found


def _put(model: Any, tensors: dict[str, Any]) -> None:
    import torch

    with torch.no_grad():
        for name, one in _tensors(model).items():
            one.copy_(tensors[name])
