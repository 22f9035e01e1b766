"""Embedding models: texts as vectors that are near where the meaning is, without torch.

Two kinds of folder are read. A static model (model2vec) holds ``model.safetensors`` with one vector
per token, and a text is the mean of its tokens: a tenth of a millisecond. A sentence encoder in
ONNX form holds ``onnx/model.onnx`` or ``model.onnx``, run by onnxruntime: tens of
milliseconds on a slow core. Both have ``tokenizer.json``. A name that is no folder is a model of
the Hugging Face hub.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.hub import fetch_files
from mistral_assistant.models.weights import read_config

Floats = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Floats]
EXTRA = "embeddings"
WANTED = ("config.json", "tokenizer.json", "1_Pooling/config.json", "model.safetensors",
          "onnx/model.onnx", "README.md", "LICENSE*")  # fmt: skip
"""Files of a model on the hub; nothing that can run code when it is opened."""
MAX_TOKENS = 256
BATCH = 32
_ENDS = 65536
"""Bytes at both ends of a file that tell it from another one of the same size."""
_WEIGHTS = ("onnx/model.onnx", "model.onnx", "model.safetensors")
"""Of a sentence encoder the ONNX form is read, even where its tensors lie beside it."""
_MATRIX = ("embeddings", "embedding.weight")
"""Name of the vectors as model2vec and sentence-transformers write them."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class EmbeddingModel:
    """Turns texts into vectors; files are read when the first text comes."""

    def __init__(self, name: str) -> None:
        """Find the model ``name``: a folder, or ``owner/model`` on the hub, fetched if need be.

        Raises:
            ModelError: the extra is missing, there is no such model, or the hub cannot be reached.
        """
        folder = Path(name).expanduser()
        self.folder = folder if folder.is_dir() else fetch_files(name, WANTED, EXTRA)
        self._file = _weights_file(self.folder)

    @cached_property
    def identity(self) -> str:
        """Tells this model from others, wherever it lies: 16 hexadecimal digits."""
        digest = hashlib.sha256()
        for file in (self.folder / "tokenizer.json", self._file):
            try:
                digest.update(_fingerprint(file))
            except OSError as error:
                raise unusable(self.folder) from error
        return digest.hexdigest()[:16]

    def encode(self, texts: Sequence[str]) -> Floats:
        """Return (N, D) vectors of unit length; a text without a known token is zero.

        Raises:
            ModelError: the extra is missing, or the folder holds no such model.
        """
        vectors = self._encode(texts)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: Floats = (vectors / np.maximum(lengths, 1e-9)).astype(np.float32)
        return unit

    @cached_property
    def _encode(self) -> Encode:
        try:
            from tokenizers import Tokenizer

            load = _static if self._file.suffix == ".safetensors" else _onnx
            return load(self.folder, self._file, Tokenizer)
        except ImportError as error:
            raise ModelError(
                _("Les plongements demandent un paquet qui n'est pas installé : {name}.").format(
                    name=error.name
                ),
                _("Tapez : pip install 'mistral-assistant[{extra}]'.").format(extra=EXTRA),
            ) from error
        except ModelError:
            raise
        # The libraries raise types of their own that share nothing but Exception.
        except Exception as error:
            raise unusable(self.folder) from error


def _weights_file(folder: Path) -> Path:
    for name in _WEIGHTS:
        if (folder / name).is_file() and (folder / "tokenizer.json").is_file():
            return folder / name
    raise unusable(folder)


def unusable(folder: Path) -> ModelError:
    """Return what to say of a folder that holds no embedding model."""
    return ModelError(
        _("« {folder} » n'est pas un modèle de plongement lisible.").format(folder=folder),
        _("Il faut tokenizer.json, et model.safetensors (model2vec) ou model.onnx."),
    )


def _fingerprint(file: Path) -> bytes:
    """Return what tells a file from another; of a large one only its size and its ends are read."""
    size = file.stat().st_size
    with file.open("rb") as handle:
        begin = handle.read(_ENDS)
        handle.seek(max(0, size - _ENDS))
        return str(size).encode() + begin + handle.read(_ENDS)


def _static(folder: Path, file: Path, tokenizers: Any) -> Encode:
    """Return the encoder of a static model: the mean of its tokens' vectors."""
    from safetensors import safe_open

    with safe_open(str(file), framework="numpy") as stored:
        names = set(stored.keys())
        found = [name for name in _MATRIX if name in names]
        if not found:
            raise unusable(folder)
        vectors = stored.get_tensor(found[0])
        weights = stored.get_tensor("weights") if "weights" in names else None
        places = stored.get_tensor("mapping") if "mapping" in names else None
    tokenizer = tokenizers.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    unknown = tokenizer.token_to_id(_unknown(tokenizer))

    def mean(text: str) -> Floats:
        numbers = tokenizer.encode(text, add_special_tokens=False).ids
        ids = np.array([number for number in numbers if number != unknown], np.int64)
        rows = vectors[ids if places is None else places[ids]].astype(np.float32)
        if weights is not None:
            rows = rows * weights[ids].astype(np.float32)[:, None]
        result: Floats = rows.mean(axis=0) if len(ids) else np.zeros(vectors.shape[1], np.float32)
        return result

    mean("a")  # a mapping or a tokenizer of another model is told now
    return lambda texts: np.stack([mean(text) for text in texts])


def _unknown(tokenizer: Any) -> str:
    """Return the token for what the vocabulary does not have; empty where there is none."""
    return str(getattr(tokenizer.model, "unk_token", "") or "")


def _onnx(folder: Path, file: Path, tokenizers: Any) -> Encode:
    """Return the encoder of a sentence model: its sentence output, or its tokens' pooled."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # short messages; several threads only wait for each other
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(**({"length": None, **(tokenizer.padding or {})}))
    wanted = [item.name for item in session.get_inputs()]
    if not set(wanted) <= set(_INPUTS):
        raise unusable(folder)
    outputs = [item.name for item in session.get_outputs()]
    output = "sentence_embedding" if "sentence_embedding" in outputs else outputs[0]
    first = _is_first_token(folder)

    def batch(texts: Sequence[str]) -> Floats:
        encoded = tokenizer.encode_batch(list(texts))
        columns = {
            "input_ids": [item.ids for item in encoded],
            "attention_mask": [item.attention_mask for item in encoded],
            "token_type_ids": [item.type_ids for item in encoded],
        }
        feed = {name: np.array(columns[name], np.int64) for name in wanted}
        found: Floats = session.run([output], feed)[0].astype(np.float32)
        return _pooled(found, np.array(columns["attention_mask"], np.float32), first)

    return lambda texts: np.concatenate([batch(part) for part in _batches(texts)])


def _is_first_token(folder: Path) -> bool:
    """Tell whether the model's first token stands for the text; else the mean of all does."""
    if not (folder / "1_Pooling" / "config.json").is_file():
        return False
    return bool(read_config(folder / "1_Pooling").get("pooling_mode_cls_token"))


def _pooled(found: Floats, mask: Floats, first: bool) -> Floats:
    """Return one vector per text of (N, D) vectors, or of (N, S, D) vectors of tokens."""
    if found.ndim == 2 or first:
        return found if found.ndim == 2 else found[:, 0]
    total: Floats = np.einsum("nsd,ns->nd", found, mask)
    mean: Floats = total / np.maximum(mask.sum(axis=1, keepdims=True), 1)
    return mean


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(texts), BATCH):
        yield texts[start : start + BATCH]
