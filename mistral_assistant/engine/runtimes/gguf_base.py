"""What the engine must know of a GGUF file before it is opened, and adapters as GGUF files."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mistral_assistant.engine.adapters import Shapes, base_shapes, read_adapter
from mistral_assistant.engine.tokenizers import V3_CONTROLS, V3_SIZE
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.foreign import READING
from mistral_assistant.models.gguf import Kind, write_adapter, write_model

_LAYERS = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
           "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")  # fmt: skip
_LLAMA = "llama"


@dataclass(frozen=True)
class GgufBase:
    """A model in a GGUF file."""

    architecture: str
    context: int
    v3: bool
    """Its tokenizer is Mistral's v3."""
    bos_id: int
    eos_id: int
    vocab_size: int
    heads: Mapping[str, int]
    """What ``config.json`` says of the heads of a Mistral, for the order of an adapter's rows."""
    shapes: Shapes


@lru_cache(maxsize=4)
def read_base(file: Path) -> GgufBase:
    """Return what a GGUF file says of its model.

    Raises:
        ModelError: it is damaged, or no model.
    """
    reader = _reader(file)
    try:
        return _base(reader)
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise _damaged(file) from error


def check_adapter(base: Path, adapter: Path) -> None:
    """Check that an adapter (PEFT's folder, or a GGUF file) fits a GGUF base.

    Raises:
        ModelError: it does not, or is damaged.
    """
    if adapter.suffix.lower() == ".gguf":
        _check_gguf_adapter(adapter)
    else:
        read_adapter(adapter, read_base(base).shapes)


def model_file(base: Path, kind: Kind, cache: Path) -> Path:
    """Return the base as a GGUF file: itself, or a copy that is written once.

    Raises:
        ModelError: the checkpoint cannot be written as GGUF.
        OSError: no room for it.
    """
    if base.is_file():
        return base
    key = _key(*base.glob("*.safetensors"), base / "config.json")
    target = cache / f"{base.name}-{key}-{kind}.gguf"
    if not target.is_file():
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_model(base, target, kind)
    return target


def adapter_file(adapter: Path, base: Path, cache: Path) -> Path:
    """Return an adapter as a GGUF file, written once and after being checked.

    Raises:
        ModelError: it does not fit the base, is damaged, or of a kind that llama.cpp has not.
    """
    if adapter.suffix.lower() == ".gguf":
        _check_gguf_adapter(adapter)
        return adapter
    if base.is_file():
        read_adapter(adapter, read_base(base).shapes)
    else:
        read_adapter(adapter, base_shapes(base))
    key = _key(adapter / "adapter_model.safetensors", adapter / "adapter_config.json")
    target = cache / f"lora-{key}.gguf"
    if not target.is_file():
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_adapter(adapter, _described(base, cache), target)
    return target


def _described(base: Path, cache: Path) -> Path:
    """Return a folder with the ``config.json`` of the base, which a GGUF file has not."""
    if base.is_dir():
        return base
    folder = cache / f"config-{_key(base)}"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = {"architectures": ["MistralForCausalLM"], **read_base(base).heads}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def _key(*files: Path) -> str:
    """Return a name that changes with the files."""
    parts = [(str(file), file.stat().st_size, file.stat().st_mtime_ns) for file in sorted(files)]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _reader(file: Path) -> Any:
    from gguf import GGUFReader

    try:
        return GGUFReader(file)
    except READING as error:
        raise _damaged(file) from error


def _base(reader: Any) -> GgufBase:
    architecture = str(_value(reader, "general.architecture"))
    layers = int(_value(reader, f"{architecture}.block_count", 0))
    heads = int(_value(reader, f"{architecture}.attention.head_count", 0) or 0)
    tokens = reader.get_field("tokenizer.ggml.tokens")
    size = len(tokens.data)
    return GgufBase(
        architecture,
        int(_value(reader, f"{architecture}.context_length", 4096)),
        size == V3_SIZE and all(tokens.contents(i) == name for i, name in V3_CONTROLS.items()),
        int(_value(reader, "tokenizer.ggml.bos_token_id", -1)),
        int(_value(reader, "tokenizer.ggml.eos_token_id", -1)),
        size,
        {
            "num_hidden_layers": layers,
            "num_attention_heads": heads,
            "num_key_value_heads": int(
                _value(reader, f"{architecture}.attention.head_count_kv", heads) or heads
            ),
        },
        _shapes(reader, layers) if architecture == _LLAMA else {},
    )


def _shapes(reader: Any, layers: int) -> Shapes:
    from gguf import MODEL_ARCH, get_tensor_name_map

    names = get_tensor_name_map(MODEL_ARCH.LLAMA, layers)
    found = {tensor.name: tensor.shape for tensor in reader.tensors}
    shapes: dict[str, tuple[int, ...]] = {}
    for layer in range(layers):
        for part in _LAYERS:
            module = f"model.layers.{layer}.{part}"
            own = found.get(f"{names.get_name(module)}.weight")
            if own is not None:
                shapes[module] = tuple(int(size) for size in reversed(own))
    return shapes


def _value(reader: Any, name: str, usual: Any = None) -> Any:
    field = reader.get_field(name)
    if field is None:
        if usual is None:
            raise KeyError(name)
        return usual
    value = field.contents()
    return value[0] if isinstance(value, list) and value else value


def _check_gguf_adapter(file: Path) -> None:
    if not file.is_file():
        raise ModelError(
            _("L'adaptateur « {file} » n'existe pas.").format(file=file), _("Vérifiez son chemin.")
        )
    reader = _reader(file)
    try:
        kind = _value(reader, "general.type", ""), _value(reader, "adapter.type", "")
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        raise _damaged(file) from error
    if kind != ("adapter", "lora"):
        raise ModelError(
            _("« {file} » n'est pas un adaptateur LoRA.").format(file=file),
            _("Donnez un adaptateur GGUF, ou un dossier avec adapter_config.json."),
        )


def _damaged(file: Path) -> ModelError:
    return ModelError(
        _("« {file} » n'est pas un fichier GGUF lisible.").format(file=file),
        _("Reprenez ce fichier : la copie a pu être coupée."),
    )
