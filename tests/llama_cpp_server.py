"""llama.cpp in the test's own process: what a GGUF file makes of a prompt."""

import ctypes
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from mistral_assistant.chat import ChatMessage

GGML_Q8_0 = 8


class LlamaCpp:
    """A GGUF model, with an adapter or without."""

    def __init__(self, model: Path, adapter: Path | None = None) -> None:
        import xllamacpp

        options = xllamacpp.CommonParams()
        options.model.path = str(model)
        options.n_ctx, options.n_parallel, options.warmup = 512, 1, False
        options.cpuparams.n_threads = 1
        options.verbosity = -1
        # Half precision in the cache or in attention would hide what the file itself loses.
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


def ggml_quantise(rows: Any) -> Any:
    """Return the bytes of ggml's Q8_0 blocks for rows of shape (rows, columns)."""
    import xllamacpp.xllamacpp

    quantise = ctypes.CDLL(xllamacpp.xllamacpp.__file__).ggml_quantize_chunk
    quantise.restype = ctypes.c_size_t
    quantise.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64,
                         ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]  # fmt: skip
    rows = np.ascontiguousarray(rows, np.float32)
    blocks = np.empty(rows.size // 32 * 34, np.uint8)
    quantise(GGML_Q8_0, rows.ctypes.data, blocks.ctypes.data, 0, *rows.shape, None)
    return blocks
