"""How large a model is and what memory it needs, computed from its own files. Loads nothing."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.weights import read_config, weights

CONTEXT = 8_192
"""Tokens of context that the memory is computed for."""
_NF4_BITS = 4.127
"""Bits a weight of NF4 with double quantisation: 4, and its share of the scales."""
_Q8_BITS = 8.5
_SPARE = 0.5e9
"""Bytes for activations and the libraries' own buffers."""
_LICENCE = re.compile(r"^license:\s*[\"']?([\w.+-]+)", re.MULTILINE)


@dataclass(frozen=True)
class Needs:
    """A model in numbers; bytes."""

    parameters: int
    linear: int
    """Of them in the linear layers, which 4 bits make smaller; the others stay in 16 bits."""
    cache: int
    """Keys and values of a full context in 16 bits."""

    @property
    def nf4(self) -> int:
        """Memory for 4 bits (NF4, double quantisation)."""
        rest = 2 * (self.parameters - self.linear)
        return round(self.linear * _NF4_BITS / 8 + rest + self.cache + _SPARE)

    @property
    def q8(self) -> int:
        """Memory for 8 bits (Q8_0)."""
        return round(self.parameters * _Q8_BITS / 8 + self.cache + _SPARE)

    @property
    def half(self) -> int:
        """Memory for 16 bits."""
        return round(2 * self.parameters + self.cache + _SPARE)

    def to_json(self) -> dict[str, int]:
        """Return plain values."""
        return {
            "parameters": self.parameters, "nf4_bytes": self.nf4, "q8_bytes": self.q8,
            "half_bytes": self.half, "cache_bytes": self.cache, "context_tokens": CONTEXT,
        }  # fmt: skip


def needs_of(folder: Path) -> Needs:
    """Return what the model in ``folder`` needs; its weights are counted where they are there.

    Raises:
        ModelError: its config.json is missing, damaged, or says too little.
    """
    config = read_config(folder)
    layers = _size(folder, config, "num_hidden_layers")
    hidden = _size(folder, config, "hidden_size")
    heads = _size(folder, config, "num_attention_heads")
    kept = config.get("num_key_value_heads") or heads
    head = config.get("head_dim") or hidden // heads
    inner = _size(folder, config, "intermediate_size")
    vocabulary = _size(folder, config, "vocab_size")
    if not all(type(value) is int and value > 0 for value in (kept, head)):
        raise _says_too_little(folder, "num_key_value_heads")
    linear = layers * (2 * hidden * head * (heads + kept) + 3 * hidden * inner)
    tied = config.get("tie_word_embeddings") is True
    parameters = linear + vocabulary * hidden * (1 if tied else 2) + hidden * (2 * layers + 1)
    cache = 2 * layers * kept * head * 2 * CONTEXT
    return Needs(_counted(folder) or parameters, linear, cache)


def machine_memory() -> int:
    """Return this machine's memory in bytes; 0 where it cannot be known."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 0


def licence_of(folder: Path) -> str:
    """Return the licence that the model's card names; empty if it names none."""
    try:
        text = (folder / "README.md").read_text(encoding="utf-8", errors="replace")[:20_000]
    except OSError:
        return ""
    found = _LICENCE.search(text)
    return found[1] if found else ""


def special_tokens(folder: Path) -> dict[str, str]:
    """Return the special tokens (bos, eos, pad, unk, mask) as the tokenizer's files write them."""
    try:
        config = read_config(folder, "tokenizer_config.json")
    except ModelError:
        return {}
    names = ("bos_token", "eos_token", "pad_token", "unk_token", "mask_token")
    found = {name.removesuffix("_token"): _token(config.get(name)) for name in names}
    return {name: token for name, token in found.items() if token}


def _token(value: Any) -> str:
    text = value.get("content") if isinstance(value, dict) else value
    return text if isinstance(text, str) else ""


def _counted(folder: Path) -> int:
    """Return the number of weights in the folder's files; 0 if they are not there or quantised."""
    try:
        found = weights(folder).values()
    except ModelError:
        return 0
    if any(weight.source.dtype not in ("F32", "F16", "BF16") for weight in found):
        return 0
    total = 0
    for weight in found:
        count = 1
        for size in weight.shape:
            count *= int(size)
        total += count
    return total


def _size(folder: Path, config: Mapping[str, Any], name: str) -> int:
    value = config.get(name)
    if type(value) is not int or not 0 < value < 2**31:
        raise _says_too_little(folder, name)
    return value


def _says_too_little(folder: Path, name: str) -> ModelError:
    return ModelError(
        _("Le config.json de « {folder} » ne dit pas {name}.").format(folder=folder, name=name),
        _("Sa mémoire ne peut pas être calculée ; reprenez les fichiers du modèle."),
    )
