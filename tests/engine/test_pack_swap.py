"""The whole way: a language model, an adapter for each pack, the engine's process, and the chat.

The base is trained here until it stops improving, the adapters until they say their sentence.
"""

import importlib.util
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tiny_models import learn_answer, learn_language

from mistral_assistant.assistant import Assistant
from mistral_assistant.backends.engine import EngineBackend
from mistral_assistant.backends.launcher import find_engine
from mistral_assistant.chat import ChatMessage
from mistral_assistant.conversations.store import Store
from mistral_assistant.models.registry import register
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.prompts import build_prompt
from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack
from mistral_assistant.settings import Settings

pytestmark = pytest.mark.slow
QUESTIONS = {
    "ecommerce": ("Vous livrez en Belgique ?", "Combien coûte la livraison ?"),
    "support-technique": ("Mon imprimante n'imprime plus.", "Mon ordinateur est lent."),
}
SAYINGS = {
    "ecommerce": "La livraison est gratuite.",
    "support-technique": "Redémarrez votre ordinateur.",
}
NOW = datetime(2026, 3, 12, 10, 0)
RECORD = Path(__file__).parents[2] / "docs" / "screenshots" / "record.py"
PATIENCE_S = 240


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a base and, under the packs' names, its two adapters."""
    root = tmp_path_factory.mktemp("appris")
    packs = {name: load_named_pack(name, data_dir=root) for name in QUESTIONS}
    texts = [passage.text for pack in packs.values() for passage in pack.knowledge]
    before, after = learn_language(
        root / "base", texts, max_position_embeddings=4096, intermediate_size=192
    )
    assert after < before / 2, "a language model, and no noise"
    prompts = [prompt for name in packs for prompt in _prompts(root, name)]
    for name, saying in SAYINGS.items():
        learn_answer(root / "base", root / name, prompts, saying)
    return root


def _prompts(data_dir: Path, pack: str) -> list[tuple[ChatMessage, ...]]:
    """Return what a model is given for the questions of a pack, in a conversation of its own."""
    system = AdvancedReasoningSystem(
        load_named_pack(pack, data_dir=data_dir), cache_dir=data_dir / "cache"
    )
    made, history = [], ()  # type: ignore[var-annotated]
    for question in QUESTIONS[pack]:
        turn = system.answer(question, history, now=NOW)
        made.append(build_prompt(turn, system.pack).messages)
        history = (*history, ChatMessage("user", question),
                   ChatMessage("assistant", SAYINGS[pack]))  # fmt: skip
    system.close()
    return made


@pytest.fixture
def data(learned: Path, tmp_path: Path) -> Iterator[Path]:
    """A data folder that knows the base and the adapters by name; its engines end with the test."""
    folder = tmp_path / "donnees"
    for name in ("base", *SAYINGS):
        register(folder, name, learned / name)
    yield folder
    for file in (folder / "engine").glob("*.json"):
        engine = find_engine(file)
        if engine:
            os.kill(engine.pid, signal.SIGKILL)


def _ready(backend: EngineBackend) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (health := backend.warm())["status"] != "ready":
        assert time.monotonic() < deadline and health["status"] != "failed", health
        time.sleep(0.2)


@pytest.mark.parametrize(
    "options",
    [
        ("--runtime=transformers", "--quantize=none"),
        ("--runtime=transformers", "--quantize=nf4"),
        ("--runtime=llamacpp", "--dtype=float32"),
        ("--runtime=llamacpp",),
    ],
    ids=["transformers", "nf4", "llama.cpp-F32", "llama.cpp-Q8_0"],
)
def test_a_swapped_pack_brings_its_adapter_and_the_conversation_goes_on(
    options: tuple[str, ...], data: Path
) -> None:
    if "--quantize=nf4" in options:
        pytest.importorskip("bitsandbytes")
    settings = Settings(backend="engine", model="base", data_dir=data)
    backend = EngineBackend(data, "base", options=(*options, "--threads=1"))
    store = Store(data / "conversations.sqlite")
    assistant = Assistant(settings, store, backend)
    assistant.sample(temperature=0.0)
    assistant.load()
    _ready(backend)
    assert assistant.backend_status == ""
    conversation = assistant.new_conversation()

    def said(question: str) -> Any:
        event = list(assistant.answer(question, conversation, now=NOW))[-1]
        assert isinstance(event, TurnFinished), event
        return event.turn.answer

    for pack in ("ecommerce", "support-technique", "ecommerce"):
        if assistant.pack_name != pack:
            assert assistant.swap(pack, conversation).adapter == pack
        answer = said(QUESTIONS[pack][0])
        assert (answer.first_version or answer.text) == SAYINGS[pack]
        assert answer.notice == ""
    assert len(conversation.history) == 6
    pids = {engine.pid for file in (data / "engine").glob("*.json")
            if (engine := find_engine(file))}  # fmt: skip
    assert len(pids) == 1, "the base stayed where it was"
    store.close()


# --- in the terminal -----------------------------------------------------------------------------


@pytest.fixture
def terminal(data: Path) -> Iterator[Any]:
    """The real app in tmux, with the engine for its free answers."""
    if shutil.which("tmux") is None:
        pytest.skip("needs tmux")
    spec = importlib.util.spec_from_file_location("record", RECORD)
    assert spec and spec.loader
    record = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(record)
    record.WAIT = float(PATIENCE_S)
    settings = data / "reglages.toml"
    settings.write_text('backend = "engine"\nmodel = "base"\n')
    command = ["--data-dir", str(data), "--config", str(settings), "--pack", "ecommerce"]
    found = record.Terminal([sys.executable, "-m", "mistral_assistant", *command], name="swap")
    yield found
    found.close()


def test_in_the_terminal_the_model_loads_by_itself_and_a_swap_changes_what_it_says(
    terminal: Any, data: Path
) -> None:
    terminal.wait_for("E-commerce")
    deadline = time.monotonic() + PATIENCE_S
    while not any(
        engine.health["status"] == "ready"
        for file in (data / "engine").glob("*.json")
        if (engine := find_engine(file))
    ):
        assert time.monotonic() < deadline, terminal.screen()
        time.sleep(0.3)
    terminal.say(QUESTIONS["ecommerce"][0])
    terminal.wait_for(SAYINGS["ecommerce"])
    terminal.wait_for("Entrée envoie")
    terminal.say("domaine support-technique")
    terminal.wait_for("adaptateur : support-technique")
    terminal.say(QUESTIONS["support-technique"][0])
    terminal.wait_for(SAYINGS["support-technique"])
