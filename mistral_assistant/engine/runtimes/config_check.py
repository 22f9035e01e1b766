"""What a model's ``config.json`` must not say: sizes far beyond its weights, code from elsewhere.

transformers builds what the file says before it looks at the weights; a wrong number there can take
minutes and all memory, and an attention by the name of a repository is fetched and run.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.weights import weights

_LAYER = re.compile(r"\.(\d{1,6})\.")
_MOST_LAYERS = 1_000
_SLACK = 4
"""How much larger than the largest dimension of the weights a size may be: some are joined."""
_SIZES = ("hidden_size", "intermediate_size", "vocab_size", "num_attention_heads",
          "num_key_value_heads", "head_dim", "num_local_experts", "num_experts")  # fmt: skip
_KNOWN = ("eager", "sdpa", "flash_attention_2", "flash_attention_3", "flex_attention",
          "grouped_mm", "batched_mm")  # fmt: skip


def check_config(folder: Path, config: Mapping[str, Any]) -> None:
    """Check a model's configuration before transformers reads it.

    Raises:
        ModelError: it asks for code, or for more than its weights hold.
    """
    for name, value in _all(config):
        meant = name.endswith(("implementation", "implementation_internal"))
        if meant and value is not None and value not in _KNOWN:
            raise _code(folder, name, value)
    found = weights(folder)
    largest = max((size for weight in found.values() for size in weight.shape), default=0)
    for name, value in _all(config):
        if name in _SIZES and type(value) is int and value > _SLACK * largest:
            raise _too_large(folder, name, value, largest)
    layers = config.get("num_hidden_layers")
    counted = max((int(n) + 1 for name in found for n in _LAYER.findall(name)), default=0)
    if type(layers) is int and layers > (counted or _MOST_LAYERS):
        raise _too_large(folder, "num_hidden_layers", layers, counted or _MOST_LAYERS)


def _all(values: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield every key with its value, those inside other values included."""
    if depth > 8:
        return
    if isinstance(values, Mapping):
        for name, value in values.items():
            yield str(name), value
            yield from _all(value, depth + 1)
    elif isinstance(values, list):
        for value in values:
            yield from _all(value, depth + 1)


def _code(folder: Path, name: str, value: Any) -> ModelError:
    return ModelError(
        _("Le config.json de « {folder} » demande du code ({name} : {value}).").format(
            folder=folder, name=name[:60], value=str(value)[:60]
        ),
        _("Aucun code d'un modèle n'est exécuté ici ; prenez un modèle qui s'en passe."),
    )


def _too_large(folder: Path, name: str, value: int, most: int) -> ModelError:
    return ModelError(
        _("Le config.json de « {folder} » annonce {name} = {value}, ses poids au plus {most}.")
        .format(folder=folder, name=name, value=str(value)[:30], most=most),
        _("Reprenez ce fichier du modèle d'origine."),
    )  # fmt: skip
