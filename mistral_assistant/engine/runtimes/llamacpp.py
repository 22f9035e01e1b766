"""The runtime on llama.cpp, inside this process through the wheel ``xllamacpp``.

Prompts go in as token ids. Each of a few slots keeps the keys and values of one conversation;
llama.cpp itself compares its tokens with the next prompt's and computes only what differs.
"""

import os
import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import xllamacpp

from mistral_assistant.chat import GenerationOptions
from mistral_assistant.engine.runtimes.base import End, Output, Piece, Prefilled, Progress
from mistral_assistant.engine.runtimes.gguf_base import adapter_file, model_file, read_base
from mistral_assistant.engine.runtimes.llamacpp_tokenizer import LlamaCppTokenizer
from mistral_assistant.engine.runtimes.prefix import Held, Prefixes
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.gguf import Kind
from mistral_assistant.models.template import TOOL_CALLS
from mistral_assistant.models.tokenizer import ChatTokenizer, MistralTokenizer

_SLOTS = 4
_STRETCH = 512
"""Tokens of a prompt between which it can be stopped; as many as llama.cpp computes at once."""
_USUAL_CONTEXT = 8_192
_SHARED = 0.5
"""A slot of which less than this share is wanted belongs to another conversation."""


class LlamaCppRuntime:
    """A model of llama.cpp."""

    name = "llama.cpp"

    def __init__(
        self, base: Path, cache: Path, kind: Kind = "Q8_0", context: int = 0, threads: int = 0
    ) -> None:
        """Remember what to load; ``base`` is a GGUF file, or a checkpoint to be written as one."""
        self._base = base
        self._cache = cache
        self._kind = kind
        self._threads = threads
        self.context_tokens = context
        self._file = base
        self._server: Any = None
        self._key = secrets.token_urlsafe(24)
        self._tokenizer: ChatTokenizer | None = None
        self._adapters: dict[str, Path] = {}
        """Name → GGUF file, in the order of llama.cpp's numbers."""
        self._slots: Prefixes[int] = Prefixes(budget=_SLOTS)
        self._stale: set[int] = set()
        """Slots whose contents must not be used."""
        self._v3 = False

    @property
    def tokenizer(self) -> ChatTokenizer:
        """The model's own."""
        if self._tokenizer is None:
            raise ModelError(
                _("Le modèle n'est pas encore chargé."), _("Réessayez dans un moment.")
            )
        return self._tokenizer

    def load(self, progress: Progress) -> None:
        """Bring the model into memory.

        Raises:
            ModelError: the file is damaged, or the model does not fit.
        """
        self._file = model_file(self._base, self._kind, self._cache)
        base = read_base(self._file)
        size = self._file.stat().st_size
        progress(0, size)
        self.context_tokens = min(self.context_tokens or _USUAL_CONTEXT, base.context)
        self._v3 = base.v3
        self._open()
        self._tokenizer = (
            MistralTokenizer()
            if base.v3
            else LlamaCppTokenizer(self._server.listening_address, self._key, base)
        )
        progress(size, size)

    def set_adapters(self, adapters: Mapping[str, Path]) -> None:
        """Replace the adapters that requests may name; llama.cpp opens its file anew for them.

        Raises:
            ModelError: one cannot be written as GGUF.
        """
        files = {
            name: adapter_file(folder, self._base, self._cache) for name, folder in adapters.items()
        }
        if files == self._adapters:
            return
        self._adapters = files
        if self._server is not None:
            self._open()

    def generate(
        self,
        ids: Sequence[int],
        options: GenerationOptions,
        adapter: str,
        cancel: threading.Event,
    ) -> Iterator[Output]:
        """Yield what ``Runtime.generate`` promises.

        Raises:
            ModelError: llama.cpp refuses.
        """
        slot = self._slot(adapter, ids)
        request = {
            **_sampling(options, self.context_tokens),
            **self._request(ids, adapter, slot.cache),
        }
        arrived: SimpleQueue[Any] = SimpleQueue()
        over = threading.Event()

        def take(chunk: Any) -> bool:
            arrived.put(chunk)
            return over.is_set() or cancel.is_set()

        def run() -> None:
            try:
                self._server.handle_completions(request, take)
            except (RuntimeError, ValueError, MemoryError) as error:
                arrived.put(error)
            arrived.put(None)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            yield from self._outputs(arrived, len(ids), cancel)
        finally:
            over.set()
            thread.join()
            self._stale.discard(slot.cache)
            self._slots.put(slot)

    def forget(self) -> None:
        """Let go of all computed prefixes; llama.cpp keeps the memory of its slots."""
        self._slots.clear()
        self._stale = set(range(_SLOTS))

    def close(self) -> None:
        """Give back what is held."""
        self._server = None
        self._slots.clear()

    def _outputs(
        self, arrived: "SimpleQueue[Any]", count: int, cancel: threading.Event
    ) -> Iterator[Output]:
        begun, counted, reason = False, 0, ""
        # v3's first word carries the space that the template puts before an answer.
        strip = self._v3
        while (chunk := arrived.get()) is not None:
            _check(chunk)
            timings = chunk.get("timings") or {}
            choice = (chunk.get("choices") or [{}])[0]
            made, text = int(timings.get("predicted_n", 0)), choice.get("text") or ""
            reason = choice.get("finish_reason") or reason
            if made and not begun:
                begun = True
                reused = int(timings.get("cache_n", 0))
                yield Prefilled(count - reused, reused)
            if text and strip:
                text, strip = text.removeprefix(" "), False
            if made > counted or text:
                new, counted = made - counted, max(made, counted)
                yield Piece(text, tokens=max(0, new))
        if cancel.is_set() or not reason:
            yield End("cancelled")
        else:
            yield End("length" if reason == "length" else "stop")

    def _request(self, ids: Sequence[int], adapter: str, slot: int) -> dict[str, Any]:
        names = list(self._adapters)
        if adapter and adapter not in names:
            raise ModelError(
                _("L'adaptateur « {name} » est inconnu.").format(name=adapter),
                _("Adaptateurs connus : {names}.").format(names=", ".join(names) or "–"),
            )
        return {
            "prompt": list(ids),
            "stream": True,
            "cache_prompt": slot not in self._stale,
            "id_slot": slot,
            "lora": [{"id": n, "scale": float(name == adapter)} for n, name in enumerate(names)],
            "return_progress": True,
            "timings_per_token": True,
            "preserved_tokens": [TOOL_CALLS] if self._v3 else [],
        }

    def _slot(self, adapter: str, ids: Sequence[int]) -> Held[int]:
        """Return the slot of this conversation, or else a free one, or else the oldest."""
        held, length = self._slots.best(adapter, ids)
        if held is None or length < _SHARED * len(held.tokens):
            taken = {other.cache for other in self._slots.held}
            free = [number for number in range(_SLOTS) if number not in taken]
            if free:
                return Held(adapter, tuple(ids), free[0], 1)
            held = self._slots.held[0]
        self._slots.take(held)
        return Held(adapter, tuple(ids), held.cache, 1)

    def _open(self) -> None:
        self._slots.clear()
        self._server = None  # the memory of the old one is given back first
        try:
            self._server = xllamacpp.Server(self._parameters())
        except (RuntimeError, ValueError, MemoryError) as error:
            raise ModelError(
                _("llama.cpp ne peut pas charger « {file} ».").format(file=self._file),
                _(
                    "Le fichier est abîmé, ou la mémoire ne suffit pas : prenez un modèle plus "
                    "petit, un contexte plus court (--context) ou un fichier plus quantifié."
                ),
            ) from error

    def _parameters(self) -> Any:
        options = xllamacpp.CommonParams()
        options.model.path = str(self._file)
        options.n_ctx, options.n_parallel, options.kv_unified = self.context_tokens, _SLOTS, True
        # Its own store of idle conversations would empty the slots that are chosen here.
        options.cache_idle_slots, options.cache_ram_mib = False, 0
        options.n_batch, options.ctx_shift, options.warmup = _STRETCH, False, False
        options.cpuparams.n_threads = self._threads or os.cpu_count() or 1
        options.verbosity = -1
        # It listens on a port of its own in any case.
        options.hostnames, options.port, options.api_keys = ["127.0.0.1"], 0, [self._key]
        options.endpoint_slots, options.endpoint_metrics, options.ui = False, False, False
        options.lora_adapters = [
            xllamacpp.CommonAdapterLoraInfo(str(file), 0.0) for file in self._adapters.values()
        ]
        return options


def _sampling(options: GenerationOptions, context: int) -> dict[str, Any]:
    """Return the settings in llama.cpp's names; the result is that of transformers' order.

    There the temperature comes before top-k. It keeps the order of the tokens, so after top-k it
    does the same to few of them; without a temperature nothing but the likeliest token is wanted.
    """
    greedy = options.temperature <= 0
    return {
        "max_tokens": options.max_tokens,
        "temperature": options.temperature,
        "top_p": options.top_p,
        "top_k": 1 if greedy else options.top_k,
        "min_p": 0.0,
        "repeat_penalty": options.repetition_penalty,
        "repeat_last_n": context if options.repetition_penalty != 1.0 else 0,
        "seed": -1 if options.seed is None else options.seed % (2**32 - 1),
        "samplers": ["penalties", "top_k"] + ([] if greedy else ["temperature", "top_p"]),
    }


def _check(chunk: Any) -> None:
    """Raise what llama.cpp says went wrong."""
    problem = str(chunk) if isinstance(chunk, Exception) else ""
    if isinstance(chunk, dict) and chunk.get("error"):
        error = chunk["error"]
        problem = str(error.get("message") if isinstance(error, dict) else error)
    if problem:
        raise ModelError(_("llama.cpp : {problem}").format(problem=" ".join(problem.split())[:200]))
