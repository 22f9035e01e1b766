"""The runtime on transformers: safetensors, NF4 with bitsandbytes, LoRA adapters with PEFT.

Its own loop instead of ``generate``: the cache of a conversation outlives the request and is cut
back to what the next prompt shares with it; a prompt is read in stretches and can be stopped.
"""

import importlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from transformers import DynamicCache

from mistral_assistant.chat import GenerationOptions
from mistral_assistant.engine.adapters import Shapes, base_shapes
from mistral_assistant.engine.runtimes.base import End, Output, Piece, Prefilled, Progress
from mistral_assistant.engine.runtimes.lora import Loras
from mistral_assistant.engine.runtimes.prefix import Held, Prefixes
from mistral_assistant.engine.runtimes.pretrained import device_for, load_model, out_of_memory
from mistral_assistant.engine.runtimes.sampling import Sampler
from mistral_assistant.engine.tokenizers import tokenizer_of
from mistral_assistant.errors import ModelError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import StreamingTokenizer

_CUTTABLE = {"full_attention", "sliding_attention"}
_COPY_BELOW = 0.5
"""A cache of which less than this share is wanted belongs to another conversation: it is copied."""


class TransformersRuntime:
    """A model of transformers."""

    name = "transformers"

    def __init__(
        self,
        folder: Path,
        quantize: str = "auto",
        context: int = 0,
        cache_bytes: int = 0,
        dtype: str = "auto",
    ) -> None:
        """Remember what to load; ``context`` and ``cache_bytes`` of 0 leave it to the machine."""
        self._folder = folder
        self._quantize = quantize
        self._dtype = dtype
        self.device = device_for()
        self.context_tokens = context
        self._prefixes: Prefixes[Any] = Prefixes(cache_bytes or _cache_budget(self.device))
        self._stretch = 2048 if self.device == "cuda" else 512
        self._model: Any = None
        self._tokenizer: StreamingTokenizer | None = None
        self._loras: Loras | None = None
        self._folders: dict[str, Path] = {}
        self._ends: frozenset[int] = frozenset()
        self._shapes: Shapes = {}

    @property
    def tokenizer(self) -> StreamingTokenizer:
        """The model's own."""
        if self._tokenizer is None:
            raise _not_loaded()
        return self._tokenizer

    def load(self, progress: Progress) -> None:
        """Bring the model into memory.

        Raises:
            ModelError: the files are damaged, or the model does not fit.
        """
        self._shapes = base_shapes(self._folder)
        self._tokenizer = tokenizer_of(self._folder)
        with self._memory():
            self._model = load_model(
                self._folder, self.device, self._quantize, self._dtype, progress
            )
        most = int(getattr(self._model.config, "max_position_embeddings", 0) or 4096)
        usual = 16_384 if self.device == "cuda" else 8_192
        self.context_tokens = min(self.context_tokens or usual, most)
        self._ends = _end_tokens(self._model, self._tokenizer)
        importlib.import_module("peft")  # seconds that the first adapter need not wait for
        self._loras = Loras(self._model, self._shapes, self.device)
        self._loras.set_folders(self._folders)

    def set_adapters(self, adapters: Mapping[str, Path]) -> None:
        """Replace the adapters that requests may name."""
        for name in {name for name in self._folders if adapters.get(name) != self._folders[name]}:
            self._prefixes.forget(name)
        self._folders = dict(adapters)
        if self._loras:
            self._loras.set_folders(self._folders)

    def generate(
        self,
        ids: Sequence[int],
        options: GenerationOptions,
        adapter: str,
        cancel: threading.Event,
    ) -> Iterator[Output]:
        """Yield what ``Runtime.generate`` promises.

        Raises:
            ModelError: memory ran out, or the adapter is damaged; the runtime goes on.
        """
        if self._loras is None:
            raise _not_loaded()
        with self._memory(), torch.inference_mode(), self._loras.using(adapter):
            cache, reused = self._begin(adapter, ids)
            fed = list(ids[:reused])
            try:
                yield from self._tokens(list(ids), options, cache, fed, cancel)
            finally:
                self._prefixes.put(Held(adapter, tuple(fed), cache, _bytes(cache)))

    def forget(self) -> None:
        """Let go of all computed prefixes."""
        self._prefixes.clear()
        _empty(self.device)

    def close(self) -> None:
        """Give back what is held."""
        self._prefixes.clear()
        self._model = self._loras = None
        _empty(self.device)

    def _tokens(
        self,
        ids: list[int],
        options: GenerationOptions,
        cache: Any,
        fed: list[int],
        cancel: threading.Event,
    ) -> Iterator[Output]:
        """Yield the answer; ``fed`` grows with what the cache holds."""
        reused = len(fed)
        sampler = Sampler(options, ids, self.device)
        scores = None
        while len(fed) < len(ids):
            if cancel.is_set():
                yield End("cancelled")
                return
            scores = self._forward(ids[len(fed) : len(fed) + self._stretch], cache, fed)
        yield Prefilled(len(ids) - reused, reused)
        text = self.tokenizer.stream()
        token = -1
        for place in range(options.max_tokens):
            if cancel.is_set():
                yield End("cancelled")
                return
            if place:
                scores = self._forward([token], cache, fed)
            token = sampler.next(scores)
            if token in self._ends:
                yield Piece(text.end())
                yield End("stop")
                return
            yield Piece(text.add(token))
        if rest := text.end():
            yield Piece(rest, tokens=0)
        yield End("length")

    def _forward(self, tokens: list[int], cache: Any, fed: list[int]) -> torch.Tensor:
        read = self._model(
            input_ids=torch.tensor([tokens], device=self.device),
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        )
        fed += tokens
        scores: torch.Tensor = read.logits[0, -1]
        return scores

    def _begin(self, adapter: str, ids: Sequence[int]) -> tuple[Any, int]:
        """Return a cache that holds the beginning of ``ids``, and how much of it."""
        kinds = set(getattr(self._model.config, "layer_types", None) or ())
        if kinds - _CUTTABLE:
            return DynamicCache(config=self._model.config), 0
        held, length = self._prefixes.best(adapter, ids)
        if held is None:
            return DynamicCache(), 0
        if length < _COPY_BELOW * len(held.tokens):
            return _copied(held.cache, length), length
        self._prefixes.take(held)
        if length < len(held.tokens):
            held.cache.crop(length - len(held.tokens))
        return held.cache, length

    @contextmanager
    def _memory(self) -> Iterator[None]:
        """Turn exhausted memory into an error that says what to do, and free what can be freed."""
        try:
            yield
        except (torch.OutOfMemoryError, MemoryError) as error:
            fault: Exception = error
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
            fault = error
        else:
            return
        self._prefixes.clear()
        _empty(self.device)
        raise _out_of_memory() from fault


def _copied(cache: Any, length: int) -> Any:
    copy = DynamicCache()
    for place, layer in enumerate(cache.layers):
        copy.update(
            layer.keys[..., :length, :].clone(), layer.values[..., :length, :].clone(), place
        )
    return copy


def _bytes(cache: Any) -> int:
    layers = [layer for layer in cache.layers if getattr(layer, "is_initialized", False)]
    return sum(int(layer.keys.nbytes + layer.values.nbytes) for layer in layers)


def _cache_budget(device: str) -> int:
    if device == "cuda":
        free, _all = torch.cuda.mem_get_info()
        return int(free) // 8
    return 2 * 1024**3


def _empty(device: str) -> None:
    if device == "cuda":
        torch.cuda.empty_cache()


def _end_tokens(model: Any, tokenizer: StreamingTokenizer) -> frozenset[int]:
    named = [model.generation_config.eos_token_id, model.config.eos_token_id, tokenizer.eos_id]
    ends: set[int] = set()
    for value in named:
        ends |= set(value) if isinstance(value, list | tuple) else {value}
    return frozenset(end for end in ends if isinstance(end, int) and end >= 0)


def _not_loaded() -> ModelError:
    return ModelError(_("Le modèle n'est pas encore chargé."), _("Réessayez dans un moment."))


def _out_of_memory() -> ModelError:
    return ModelError(
        _("La mémoire ne suffit pas pour ce modèle et cette conversation."),
        _(
            "Trois remèdes : raccourcir la conversation (effacer), charger le modèle en 4 bits "
            "(--quantize nf4), ou prendre un modèle plus petit."
        ),
    )
