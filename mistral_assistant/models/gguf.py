"""GGUF files for llama.cpp and Ollama, written from a checkpoint: models, and LoRA adapters.

Pure Python on the format's own package, no compiler, one tensor in memory at a time. Mistral is
written as architecture ``llama``, whose query and key rows stand in another order (the two halves
of each head interleaved), with the v3 tokenizer and chat template inside.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import numpy as np

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.template import PLAIN_JINJA
from mistral_assistant.models.weights import Floats, Weight, read_config, weights

Kind = Literal["F32", "F16", "Q8_0"]
Progress = Callable[[int, int], None]
"""Called with the tensors done and their number."""

ARCHITECTURES = ("MistralForCausalLM", "LlamaForCausalLM")
_FILE_TYPES = {"F32": 0, "F16": 1, "Q8_0": 7}
_LORA = {".lora_A.weight": ".lora_a", ".lora_B.weight": ".lora_b"}


def write_model(
    source: Path, target: Path, kind: Kind = "Q8_0", progress: Progress | None = None
) -> None:
    """Write the checkpoint in ``source`` as one GGUF file, whole or not at all.

    Raises:
        ModelError: the checkpoint is damaged, of another architecture, or its tokenizer is not v3.
        OSError: the file cannot be written.
    """
    config = read_config(source)
    _check(source, config)
    found = weights(source)
    with _writer(target, "llama") as writer:
        _describe(writer, config, source.name)
        writer.add_file_type(_FILE_TYPES[kind])
        _add_tokenizer(writer, source, int(config["vocab_size"]))
        _write_tensors(writer, list(_model_tensors(found, config, kind)), progress)


def write_adapter(source: Path, base: Path, target: Path) -> None:
    """Write the LoRA adapter in ``source`` (PEFT's files) as a GGUF adapter.

    ``base`` is the folder of the model it belongs to; only its ``config.json`` is read.

    Raises:
        ModelError: the adapter is damaged, or of a kind that llama.cpp cannot apply.
        OSError: the file cannot be written.
    """
    settings, config = read_config(source, "adapter_config.json"), read_config(base)
    _check(base, config)
    alpha = _alpha(source, settings)
    found = weights(source)
    with _writer(target, "llama") as writer:
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", alpha)
        _write_tensors(writer, list(_adapter_tensors(found, config)), None)


def to_ggml_rows(rows: Floats, heads: int) -> Floats:
    """Return query or key rows in GGUF's order: the two halves of each head interleaved."""
    shape = rows.shape
    halves = rows.reshape(heads, 2, shape[0] // heads // 2, *shape[1:])
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(shape))


@contextmanager
def _writer(target: Path, architecture: str) -> Iterator[Any]:
    """Give a GGUF writer whose file takes its name only when it is complete."""
    from gguf import GGUFWriter

    part = target.with_name(target.name + ".part")
    writer = GGUFWriter(part, architecture)
    try:
        yield writer
        writer.close()
        part.replace(target)
    finally:
        writer.close()
        part.unlink(missing_ok=True)


def _check(folder: Path, config: Mapping[str, Any]) -> None:
    names = config.get("architectures") or ()
    if not set(names) & set(ARCHITECTURES):
        raise ModelError(
            _("« {folder} » n'est pas un modèle Mistral ou Llama ({found}).").format(
                folder=folder, found=", ".join(map(str, names)) or "?"
            ),
            _("Pour une autre architecture, utilisez le convertisseur de llama.cpp."),
        )
    scaling = config.get("rope_scaling") or config.get("rope_parameters") or {}
    if scaling.get("rope_type", scaling.get("type", "default")) != "default":
        raise ModelError(
            _("« {folder} » étire ses positions (rope_scaling).").format(folder=folder),
            _("Utilisez le convertisseur de llama.cpp."),
        )
    if "quantization_config" in config:
        raise ModelError(
            _("« {folder} » est déjà quantifié.").format(folder=folder),
            _("Exportez le modèle d'origine, en F32, F16 ou BF16."),
        )


def _describe(writer: Any, config: Mapping[str, Any], name: str) -> None:
    heads = int(config["num_attention_heads"])
    dimension = int(config.get("head_dim") or config["hidden_size"] // heads)
    rope = config.get("rope_parameters") or {}
    writer.add_name(name)
    writer.add_block_count(int(config["num_hidden_layers"]))
    writer.add_context_length(int(config["max_position_embeddings"]))
    writer.add_embedding_length(int(config["hidden_size"]))
    writer.add_feed_forward_length(int(config["intermediate_size"]))
    writer.add_head_count(heads)
    writer.add_head_count_kv(int(config.get("num_key_value_heads") or heads))
    writer.add_layer_norm_rms_eps(float(config["rms_norm_eps"]))
    writer.add_rope_freq_base(float(config.get("rope_theta") or rope.get("rope_theta") or 10_000.0))
    writer.add_rope_dimension_count(dimension)
    writer.add_key_length(dimension)
    writer.add_value_length(dimension)
    writer.add_vocab_size(int(config["vocab_size"]))
    writer.add_quantization_version(2)


def _add_tokenizer(writer: Any, source: Path, vocab_size: int) -> None:
    import sentencepiece

    from mistral_assistant.models.tokenizer import MistralTokenizer, piece_file

    own = source / "tokenizer.model"
    file = own if own.is_file() else piece_file()
    if MistralTokenizer(file).vocab_size != vocab_size:
        raise ModelError(
            _("Le tokenizer de « {folder} » ne va pas avec le modèle.").format(folder=source),
            _("L'export GGUF attend le tokenizer v3 de Mistral (32 768 morceaux)."),
        )
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(file))
    places = range(vocab_size)
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list([pieces.id_to_piece(place).encode() for place in places])
    writer.add_token_scores([pieces.get_score(place) for place in places])
    writer.add_token_types([_token_type(pieces, place) for place in places])
    writer.add_bos_token_id(pieces.bos_id())
    writer.add_eos_token_id(pieces.eos_id())
    writer.add_unk_token_id(pieces.unk_id())
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(False)
    # The template writes the space before an answer itself.
    writer.add_add_space_prefix(False)
    writer.add_chat_template(PLAIN_JINJA)


def _token_type(pieces: Any, place: int) -> int:
    from gguf import TokenType

    if pieces.is_unknown(place):
        return int(TokenType.UNKNOWN)
    if pieces.is_control(place):
        return int(TokenType.CONTROL)
    return int(TokenType.BYTE if pieces.is_byte(place) else TokenType.NORMAL)


Tensor = tuple[str, Weight, int, str]
"""GGUF name, weight, number of heads whose rows change places (0: none), type."""


def _model_tensors(
    found: Mapping[str, Weight], config: Mapping[str, Any], kind: Kind
) -> Iterator[Tensor]:
    names = _names(config)
    for name, weight in found.items():
        stored = names.get_name(name, try_suffixes=(".weight", ".bias"))
        if stored is None:
            raise _unknown(name)
        own = "F32" if len(weight.shape) == 1 else kind
        if own == "Q8_0" and weight.shape[-1] % 32:
            own = "F16"  # its blocks hold 32 values of a row
        yield stored, weight, _heads(name, config), own


def _adapter_tensors(found: Mapping[str, Weight], config: Mapping[str, Any]) -> Iterator[Tensor]:
    names = _names(config)
    for name, weight in found.items():
        ending = next((ending for ending in _LORA if name.endswith(ending)), None)
        module = name.removeprefix("base_model.model.").removesuffix(ending or "") + ".weight"
        stored = names.get_name(module, try_suffixes=(".weight",)) if ending else None
        if stored is None or ending is None:
            raise _unknown(name)
        heads = _heads(module, config) if ending == ".lora_B.weight" else 0
        yield stored + _LORA[ending], weight, heads, "F32"


def _write_tensors(writer: Any, tensors: list[Tensor], progress: Progress | None) -> None:
    from gguf import GGMLQuantizationType
    from gguf.quants import quant_shape_to_byte_shape, quantize

    for name, weight, _moved, kind in tensors:
        stored = GGMLQuantizationType[kind]
        plain = kind in ("F32", "F16")
        shape = weight.shape if plain else quant_shape_to_byte_shape(weight.shape, stored)
        dtype = np.dtype(np.float32 if kind == "F32" else np.float16 if plain else np.uint8)
        size = math.prod(shape) * dtype.itemsize
        writer.add_tensor_info(name, shape, dtype, size, raw_dtype=stored)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for place, (_name, weight, heads, kind) in enumerate(tensors, 1):
        values = weight.read()
        if heads:
            values = to_ggml_rows(values, heads)
        writer.write_tensor_data(quantize(values, GGMLQuantizationType[kind]))
        if progress:
            progress(place, len(tensors))


def _names(config: Mapping[str, Any]) -> Any:
    from gguf import MODEL_ARCH, get_tensor_name_map

    return get_tensor_name_map(MODEL_ARCH.LLAMA, int(config["num_hidden_layers"]))


def _heads(name: str, config: Mapping[str, Any]) -> int:
    if name.endswith("q_proj.weight"):
        return int(config["num_attention_heads"])
    if name.endswith("k_proj.weight"):
        return int(config.get("num_key_value_heads") or config["num_attention_heads"])
    return 0


def _alpha(source: Path, settings: Mapping[str, Any]) -> float:
    """Return the alpha that llama.cpp divides by the rank."""
    unusual = [
        name
        for name in ("use_dora", "modules_to_save", "rank_pattern", "alpha_pattern", "lora_bias")
        if settings.get(name)
    ]
    if settings.get("peft_type") != "LORA" or unusual:
        kinds = ", ".join(unusual) or str(settings.get("peft_type"))
        raise ModelError(
            _("L'adaptateur « {folder} » ne peut pas devenir un adaptateur GGUF ({kind}).").format(
                folder=source, kind=kinds
            ),
            _("Fusionnez-le d'abord avec son modèle, puis exportez le modèle entier."),
        )
    alpha, rank = float(settings["lora_alpha"]), int(settings["r"])
    return alpha * math.sqrt(rank) if settings.get("use_rslora") else alpha


def _unknown(name: str) -> ModelError:
    return ModelError(
        _("Le tenseur « {name} » n'a pas de place dans un fichier GGUF.").format(name=name),
        _("Vérifiez que le dossier contient un modèle Mistral et rien d'autre."),
    )
