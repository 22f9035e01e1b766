"""llama.cpp in the test's own process: what a GGUF file makes of a prompt."""

import ctypes
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mistral_assistant.chat import ChatMessage

GGML_F16, GGML_Q8_0 = 1, 8


class LlamaCpp:
    """A GGUF model, with an adapter or without."""

    def __init__(self, model: Path, adapter: Path | None = None, *, single: bool = True) -> None:
        """Load it; ``single`` keeps half precision out of the cache and of attention.

        There it would hide what the file itself loses; llama.cpp's own default has it.
        """
        import xllamacpp

        options = xllamacpp.CommonParams()
        options.model.path = str(model)
        options.n_ctx, options.n_parallel, options.warmup = 512, 1, False
        options.cpuparams.n_threads = 1
        options.verbosity = -1
        if single:
            off = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
            options.flash_attn_type = off
            options.cache_type_k = options.cache_type_v = xllamacpp.ggml_type.GGML_TYPE_F32
        if adapter:
            lora = xllamacpp.CommonAdapterLoraInfo(str(adapter), 1.0)
            options.lora_adapters = [lora]
        self._server = xllamacpp.Server(options)

    def log_probabilities(self, ids: Sequence[int], count: int = 10) -> dict[int, float]:
        """Return the natural logarithms of the likeliest next tokens."""
        request = {
            "prompt": list(ids),
            "n_predict": 1,
            "temperature": 0.0,
            "n_probs": count,
            "cache_prompt": False,
        }
        (choice,) = self._answer(self._server.handle_completions(request))["choices"]
        (token,) = choice["logprobs"]["content"]
        return {entry["id"]: entry["logprob"] for entry in token["top_logprobs"]}

    def prompt_tokens(self, messages: Sequence[dict[str, str]]) -> int:
        """Return how many tokens the file's own template and tokenizer make of a chat."""
        request = {"messages": list(messages), "max_tokens": 1, "cache_prompt": False}
        answer = self._answer(self._server.handle_chat_completions(request))
        count: int = answer["usage"]["prompt_tokens"]
        return count

    def answer(self, messages: Sequence[ChatMessage], most: int) -> tuple[str, bool]:
        """Return the likeliest answer by the file's own template, and whether it ended itself."""
        request = {
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "max_tokens": most,
            "temperature": 0.0,
            "cache_prompt": False,
        }
        answer = self._answer(self._server.handle_chat_completions(request))
        (choice,) = answer["choices"]
        return choice["message"]["content"].strip(), choice["finish_reason"] == "stop"

    @staticmethod
    def _answer(raw: Any) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(raw) if isinstance(raw, str | bytes) else raw
        return answer


def over_f16(model: Any) -> Any:
    """Return a model of transformers that computes as ggml's processor backend over an F16 file.

    The file holds the weights of products and embeddings in half precision, norms in single; what
    enters a product is rounded to half precision as well (``vec_dot_type`` of F16), and its sums
    are single. ``model`` is changed.
    """
    import torch

    for module in model.modules():
        if isinstance(module, torch.nn.Linear | torch.nn.Embedding):
            module.weight.data = module.weight.data.half().to(module.weight.dtype)
        if isinstance(module, torch.nn.Linear):
            module.register_forward_pre_hook(
                lambda _module, values: (values[0].half().to(values[0].dtype),)
            )
    return model


def ggml_quantise(rows: Any, kind: int = GGML_Q8_0) -> Any:
    """Return the bytes that ggml itself makes of rows of shape (rows, columns)."""
    import xllamacpp.xllamacpp

    quantise = ctypes.CDLL(xllamacpp.xllamacpp.__file__).ggml_quantize_chunk
    quantise.restype = ctypes.c_size_t
    quantise.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64,
                         ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]  # fmt: skip
    rows = np.ascontiguousarray(rows, np.float32)
    blocks = np.empty(rows.size * 2 if kind == GGML_F16 else rows.size // 32 * 34, np.uint8)
    quantise(kind, rows.ctypes.data, blocks.ctypes.data, 0, *rows.shape, None)
    return blocks
