"""How a checkpoint becomes a model of transformers on this machine: device, precision, 4 bits."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from mistral_assistant.engine.runtimes.base import Progress
from mistral_assistant.engine.runtimes.config_check import check_config
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.foreign import READING
from mistral_assistant.models.four_bits import nf4
from mistral_assistant.models.weights import read_config, weights

_NF4_BLOCK = 64
"""Weights that share a scale."""
_BF16_ROWS = 32
"""Rows that bitsandbytes packs together where the processor computes in bf16."""


def device_for() -> str:
    """Return the best device of this machine."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def load_model(folder: Path, device: str, quantize: str, dtype: str, progress: Progress) -> Any:
    """Return the model in ``folder``, ready to answer.

    Only safetensors are opened, and no code of the model's runs. ``quantize`` is ``none``, ``nf4``
    or ``auto`` (4 bits on CUDA).

    Raises:
        ModelError: the files are damaged or of no kind that is known here.
    """
    config = read_config(folder)
    check_config(folder, config)
    size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
    precision = _precision(device, dtype, size)
    options: dict[str, Any] = {"dtype": precision, "device_map": {"": device}}
    four_bits = quantize == "nf4" or (quantize == "auto" and device == "cuda")
    if four_bits and "quantization_config" not in config:
        if device == "cpu":
            _check_blocks(folder)
        options["quantization_config"] = nf4(precision)
    progress(0, size)
    with _followed(size, progress):
        model = _read_model(folder, options)
    _bf16_where_it_may(model, exact=dtype == "float32")
    progress(size, size)
    return model.eval()


def _read_model(folder: Path, options: dict[str, Any]) -> Any:
    """Read the weights; a full memory goes on as what it is, all else is told."""
    from huggingface_hub.errors import StrictDataclassError
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM

    faults: tuple[type[Exception], ...] = (*READING, SafetensorError, StrictDataclassError)
    try:
        return AutoModelForCausalLM.from_pretrained(
            str(folder),
            trust_remote_code=False,
            use_safetensors=True,
            local_files_only=True,
            **options,
        )
    except torch.OutOfMemoryError:
        raise
    except faults as error:
        if isinstance(error, MemoryError) or out_of_memory(error):
            raise
        raise ModelError(
            _("Le modèle « {folder} » ne se charge pas : {reason}.").format(
                folder=folder, reason=_first_line(error)
            ),
            _("Vérifiez config.json et les fichiers .safetensors, ou reprenez le modèle."),
        ) from error


def _bf16_where_it_may(model: Any, *, exact: bool) -> None:
    """Keep bitsandbytes from computing in bf16 where single precision was asked for, or cannot.

    On processors with bf16 units it packs 4-bit weights anew before the first answer, rounds their
    scales and multiplies in bf16, whatever precision it was told; that takes whole groups of rows.
    """
    for module in model.modules():
        if hasattr(module, "support_avx512bf16_for_cpu"):
            module.support_avx512bf16_for_cpu &= not (exact or module.out_features % _BF16_ROWS)


def out_of_memory(error: Exception) -> bool:
    """Return True for what torch's allocators raise as plain errors, the processor's among them."""
    words = ("out of memory", "not enough memory", "can't allocate memory")
    return any(said in str(error) for said in words)


def _precision(device: str, dtype: str, size: int) -> torch.dtype:
    if dtype != "auto":
        named: torch.dtype = getattr(torch, dtype)
        return named
    if device == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16
    if device == "mps":
        return torch.float16
    # Single precision is faster on most processors, as long as it fits.
    return torch.float32 if 2 * size < 0.8 * _memory() else torch.bfloat16


def _memory() -> int:
    """Return this machine's memory in bytes; a great deal where it cannot be known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 2**50


def _check_blocks(folder: Path) -> None:
    """Refuse a model whose rows are not whole blocks: bitsandbytes fails on them at each answer."""
    for weight in weights(folder).values():
        if len(weight.shape) == 2 and weight.shape[1] % _NF4_BLOCK:
            raise ModelError(
                _("{name} ne se quantifie pas en 4 bits : {size} n'est pas un multiple de {block}.")
                .format(name=weight.name[:100], size=weight.shape[1], block=_NF4_BLOCK),
                _("Chargez ce modèle avec --quantize none."),
            )  # fmt: skip


@contextmanager
def _followed(size: int, progress: Progress) -> Iterator[None]:
    """Tell ``progress`` as transformers counts the tensors it has loaded."""
    from transformers.utils import logging

    def hook(factory: Any, args: Any, kwargs: Any) -> Any:
        if kwargs.get("desc") != "Loading weights" or not args:
            return factory(*args, **{**kwargs, "disable": True})
        items = list(args[0])
        return _counted(items, size, progress)

    before = logging.set_tqdm_hook(hook)
    try:
        yield
    finally:
        logging.set_tqdm_hook(before)


def _counted(items: list[Any], size: int, progress: Progress) -> Iterator[Any]:
    for place, item in enumerate(items):
        progress(size * place // len(items), size)
        yield item


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0][:200]
