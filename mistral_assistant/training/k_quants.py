"""Q4_K_M files from F16 ones, with llama.cpp's own quantiser and no compiler.

The ``xllamacpp`` wheel (and ``llama-cpp-python``, if it is here) brings the function that makes the
blocks; which tensor gets which type is decided here as llama.cpp does (``llama_tensor_get_type``):
the output, half of the value and of the down projections in 6 bits, the rest in 4. Without such a
library a ``llama-quantize`` on the path does it all.
"""

import ctypes
import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _

FILE_TYPE = 15
"""Of a GGUF file that is mostly Q4_K, medium."""
_BLOCK = 256
"""Values of a row in one block."""
_PACKAGES = {"xllamacpp": ("*.so", "*.pyd", "*.dylib"), "llama_cpp": ("lib/*ggml-base*",)}
_PROGRAM = "llama-quantize"

Quantise = Callable[[npt.NDArray[np.float32], int], npt.NDArray[np.uint8]]
"""Rows of values and the number of a type → rows of bytes."""


def write_q4_k_m(source: Path, target: Path) -> None:
    """Write the F32 or F16 GGUF file ``source`` as Q4_K_M, whole or not at all.

    Raises:
        ModelError: nothing on this machine can quantise, or it failed.
    """
    part = target.with_name(target.name + ".part")
    own, program = _quantiser(), shutil.which(_PROGRAM)
    try:
        if own:
            _write(source, part, own)
        elif program:
            _run(program, source, part)
        else:
            raise ModelError(
                _("Rien ici ne sait écrire du Q4_K_M."),
                _("pip install xllamacpp, ou llama-quantize sur le chemin ; ou écrivez un fichier "
                  "F16, que « ollama create -q q4_K_M » quantifie."),
            )  # fmt: skip
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def type_of(name: str, shape: tuple[int, ...], layers: int, tied: bool = False) -> str:
    """Return the type of a tensor in a Q4_K_M file; ``shape``: rows, values of a row.

    ``tied``: the embeddings are the output as well.
    """
    if len(shape) < 2:
        return "F32"
    output = name == "output.weight" or tied and name == "token_embd.weight"
    six = output or _more_bits(name, layers)
    if shape[-1] % _BLOCK:
        # A row that is no whole number of blocks takes an older type of about the same size.
        return "F16" if shape[-1] % 32 else "Q8_0" if six else "Q5_0"
    return "Q6_K" if six else "Q4_K"


def _more_bits(name: str, layers: int) -> bool:
    """Tell whether a layer's value or down projection is one of those that get 6 bits."""
    parts = name.split(".")
    if parts[0] != "blk" or parts[2] not in ("attn_v", "ffn_down"):
        return False
    place, eighth = int(parts[1]), layers // 8
    return place < eighth or place >= 7 * layers // 8 or (place - eighth) % 3 == 2


def _write(source: Path, target: Path, own: Quantise) -> None:
    from gguf import GGMLQuantizationType, GGUFReader, GGUFWriter
    from gguf.quants import dequantize, quant_shape_to_byte_shape, quantize

    reader = GGUFReader(source)
    writer = GGUFWriter(target, str(reader.fields["general.architecture"].contents()))
    layers = int(reader.fields["llama.block_count"].contents())
    try:
        _copy_fields(reader, writer)
        kinds = []
        tied = all(tensor.name != "output.weight" for tensor in reader.tensors)
        for tensor in reader.tensors:
            shape = tuple(int(size) for size in reversed(tensor.shape))
            kind = GGMLQuantizationType[type_of(tensor.name, shape, layers, tied)]
            kinds.append((tensor, shape, kind))
            size = quant_shape_to_byte_shape(shape, kind)
            plain = kind.name in ("F32", "F16")
            dtype = np.dtype(f"float{kind.name[1:]}") if plain else np.dtype(np.uint8)
            stored = shape if plain else size
            writer.add_tensor_info(tensor.name, stored, dtype, int(np.prod(size)), raw_dtype=kind)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_ti_data_to_file()

        def made(entry: Any) -> Any:
            tensor, shape, kind = entry
            values = dequantize(tensor.data, tensor.tensor_type).reshape(shape)
            return own(values, kind.value) if kind.name.endswith("_K") else quantize(values, kind)

        # The function leaves Python's lock, so the threads work together; few wait in memory.
        with ThreadPoolExecutor() as pool:
            for start in range(0, len(kinds), 16):
                for stored in pool.map(made, kinds[start : start + 16]):
                    writer.write_tensor_data(stored)
    finally:
        writer.close()


def _copy_fields(reader: Any, writer: Any) -> None:
    from gguf import GGUFValueType

    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue
        kind = field.types[0]
        inner = field.types[-1] if kind == GGUFValueType.ARRAY else None
        value = FILE_TYPE if name == "general.file_type" else field.contents()
        writer.add_key_value(name, value, kind, sub_type=inner)


def _quantiser() -> Quantise | None:
    """Return llama.cpp's function from a package that has it."""
    for package, patterns in _PACKAGES.items():
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or ()) if found else ():
            for file in (one for pattern in patterns for one in Path(folder).glob(pattern)):
                try:
                    chunk = ctypes.CDLL(str(file)).ggml_quantize_chunk
                except (OSError, AttributeError):
                    continue
                return _bound(chunk)
    return None


def _bound(chunk: Any) -> Quantise:
    from gguf import GGMLQuantizationType
    from gguf.quants import quant_shape_to_byte_shape

    whole = ctypes.c_int64
    chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, whole, whole, whole,
                      ctypes.c_void_p]  # fmt: skip
    chunk.restype = ctypes.c_size_t

    def quantise(values: npt.NDArray[np.float32], kind: int) -> npt.NDArray[np.uint8]:
        rows, width = values.shape
        given = np.ascontiguousarray(values, dtype=np.float32)
        size = quant_shape_to_byte_shape((rows, width), GGMLQuantizationType(kind))
        stored = np.empty(size, dtype=np.uint8)
        wrote = chunk(kind, given.ctypes.data, stored.ctypes.data, 0, rows, width, None)
        if wrote != stored.nbytes:
            raise ModelError(_("La quantification a échoué."), _("Écrivez un fichier Q8_0."))
        return stored

    return quantise


def _run(program: str, source: Path, target: Path) -> None:
    command = [program, str(source), str(target), "Q4_K_M"]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode or not target.is_file():
        last = (done.stderr.strip().splitlines() or ["?"])[-1][:200]
        raise ModelError(
            _("« {program} » a échoué : {error}.").format(program=_PROGRAM, error=last),
            _("Écrivez un fichier Q8_0."),
        )
