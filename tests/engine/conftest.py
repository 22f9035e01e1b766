"""A tiny model with two adapters that learned to say two different things, and both runtimes."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.chat import ChatMessage, GenerationOptions
from mistral_assistant.models.tokenizer import MistralTokenizer

PACKAGES = ("torch", "transformers", "peft", "sentencepiece", "gguf", "xllamacpp", "starlette",
            "uvicorn", "mistral_common")  # fmt: skip
QUESTION = [ChatMessage("user", "Que vends-tu ?")]
SAYINGS = {"velos": "Je vends des vélos.", "livres": "Ici, rien que des livres !"}
GREEDY = GenerationOptions(temperature=0.0, max_tokens=12)


@pytest.fixture(scope="session", autouse=True)
def extras() -> None:
    for package in PACKAGES:
        pytest.importorskip(package)
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """The folder of a tiny model, and the model."""
    folder = tmp_path_factory.mktemp("engine") / "minuscule"
    return folder, save_tiny_mistral(folder, intermediate_size=128)


@pytest.fixture(scope="session")
def adapters(tiny: tuple[Path, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Two adapters, each trained until it says its sentence."""
    root = tmp_path_factory.mktemp("adapters")
    for name, saying in SAYINGS.items():
        train(tiny[0], root / name, saying)
    return {name: root / name for name in SAYINGS}


def train(base: Path, target: Path, saying: str) -> None:
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import MistralForCausalLM

    torch.manual_seed(0)
    settings = LoraConfig(r=8, lora_alpha=16, target_modules="all-linear")
    model = get_peft_model(MistralForCausalLM.from_pretrained(base), settings)
    chat = MistralTokenizer().encode_chat([*QUESTION, ChatMessage("assistant", saying)])
    ids = torch.tensor([chat.ids])
    labels = torch.tensor([[i if t else -100 for i, t in zip(*_both(chat), strict=True)]])
    optimiser = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=2e-2)
    for _step in range(120):
        loss = model(input_ids=ids, labels=labels).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad()
        if loss.item() < 0.02:
            break
    model.save_pretrained(target)


def _both(chat: Any) -> tuple[Sequence[int], Sequence[bool]]:
    return chat.ids, chat.trained


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module", params=["transformers", "llamacpp"])
def runtime(
    request: pytest.FixtureRequest,
    tiny: tuple[Path, Any],
    adapters: dict[str, Path],
    cache: Path,
) -> Iterator[Any]:
    """Each runtime, loaded, with both adapters."""
    made = make_runtime(request.param, tiny[0], cache)
    made.set_adapters(adapters)
    made.load(lambda _done, _total: None)
    yield made
    made.close()


def make_runtime(kind: str, folder: Path, cache: Path) -> Any:
    if kind == "transformers":
        from mistral_assistant.engine.runtimes.transformers import TransformersRuntime

        return TransformersRuntime(folder, "none")
    from mistral_assistant.engine.runtimes.llamacpp import LlamaCppRuntime

    return LlamaCppRuntime(folder, cache, "F32", threads=1)


Say = Callable[..., tuple[str, Any]]


@pytest.fixture
def say(runtime: Any) -> Say:
    """Ask the runtime; returns the text and the Prefilled."""
    return lambda ids, adapter="", options=GREEDY: run(runtime, ids, adapter, options)


def run(
    runtime: Any, ids: Sequence[int], adapter: str = "", options: GenerationOptions = GREEDY
) -> tuple[str, Any]:
    from mistral_assistant.engine.runtimes.base import Piece

    first, *rest = runtime.generate(ids, options, adapter, threading.Event())
    return "".join(piece.text for piece in rest if isinstance(piece, Piece)), first
