"""Our client against other people's servers: `transformers serve` and llama.cpp's own."""

import importlib.util
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tiny_models import save_tiny_mistral

from mistral_assistant.backends.server import ServerBackend
from mistral_assistant.chat import ChatMessage, Finish, GenerationOptions, Prompt, Text, Usage
from mistral_assistant.errors import BackendError
from mistral_assistant.tools.offered import OFFERED

pytestmark = pytest.mark.slow
TALK = (
    ChatMessage("system", "Tu vends des vélos."),
    ChatMessage("user", "Bonjour  à tous"),
    ChatMessage("assistant", "Bonjour !"),
    ChatMessage("user", "Combien coûte une révision ?"),
)
PROMPT = Prompt(TALK, TALK[-1].content, "generate")
GREEDY = GenerationOptions(temperature=0.0, max_tokens=24)
START_S = 240


@dataclass
class Peer:
    """A server of somebody else's."""

    name: str
    address: str
    model: str

    def backend(self) -> ServerBackend:
        return ServerBackend(self.address, self.model)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("torch", "transformers", "sentencepiece", "mistral_common", "gguf"):
        pytest.importorskip(package)
    folder = tmp_path_factory.mktemp("pairs") / "petit"
    save_tiny_mistral(folder, max_position_embeddings=4096)
    return folder


@pytest.fixture(scope="module", params=["transformers serve", "llama.cpp"])
def peer(request: pytest.FixtureRequest, model: Path) -> Iterator[Peer]:
    yield from (_llama_cpp if request.param == "llama.cpp" else _transformers_serve)(model)


def _llama_cpp(model: Path) -> Iterator[Peer]:
    xllamacpp = pytest.importorskip("xllamacpp")
    from mistral_assistant.models.gguf import write_model

    write_model(model, model.parent / "petit.gguf", "F32")
    options = xllamacpp.CommonParams()
    options.model.path = str(model.parent / "petit.gguf")
    options.n_ctx, options.n_parallel, options.warmup, options.verbosity = 4096, 1, False, -1
    options.cpuparams.n_threads = 1
    server = xllamacpp.Server(options)
    yield Peer("llama.cpp", f"{server.listening_address}/v1", "petit")
    del server


def _transformers_serve(model: Path) -> Iterator[Peer]:
    command = Path(sys.executable).with_name("transformers")
    if importlib.util.find_spec("fastapi") is None or not command.exists():
        pytest.skip("needs transformers[serving]")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    surroundings = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
    log = (model.parent / "serve.log").open("wb")
    process = subprocess.Popen(
        [str(command), "serve", str(model), "--port", str(port), "--dtype", "float32"],
        env=surroundings, stdout=log, stderr=log,
    )  # fmt: skip
    try:
        _wait(process, port, model.parent / "serve.log")
        yield Peer("transformers serve", f"http://127.0.0.1:{port}/v1", str(model))
    finally:
        process.kill()
        process.wait()
        log.close()


def _wait(process: Any, port: int, log: Path) -> None:
    import httpx2

    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(errors="replace")[-500:]
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 200:
                return
        except httpx2.HTTPError:
            time.sleep(0.2)
    raise AssertionError("it did not start")


def test_an_answer_streams_and_is_the_models_own(peer: Peer, model: Path) -> None:
    """What the model itself says to the same tokens; llama.cpp rounds otherwise near a tie."""
    import torch
    from transformers import MistralForCausalLM

    from mistral_assistant.models.tokenizer import MistralTokenizer

    chunks = list(peer.backend().generate(PROMPT, GREEDY, threading.Event()))
    text = "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))
    assert isinstance(chunks[-1], Finish)
    assert len([chunk for chunk in chunks if isinstance(chunk, Text)]) > 3
    tokenizer = MistralTokenizer()
    ids = list(tokenizer.encode_chat(TALK).ids)
    own = MistralForCausalLM.from_pretrained(model)
    made = own.generate(torch.tensor([ids]), max_new_tokens=24, do_sample=False)
    wanted = tokenizer.decode(made[0, len(ids) :].tolist())
    assert text.strip()[:20] == wanted.strip()[:20]
    for usage in (chunk for chunk in chunks if isinstance(chunk, Usage)):
        assert usage.prompt_tokens == len(ids)


def test_a_cancelled_answer_ends_at_once_and_the_next_one_comes(peer: Peer) -> None:
    cancel = threading.Event()
    endless = GenerationOptions(temperature=1.0, max_tokens=3_000)
    last, began = None, 0.0
    for chunk in peer.backend().generate(PROMPT, endless, cancel):
        last = chunk
        if isinstance(chunk, Text) and not cancel.is_set():
            began = time.monotonic()
            cancel.set()
    assert last == Finish("cancelled")
    assert time.monotonic() - began < 5
    again = list(peer.backend().generate(PROMPT, GREEDY, threading.Event()))
    assert any(isinstance(chunk, Text) for chunk in again)


def test_tools_reach_the_model_by_the_second_answer_at_the_latest(peer: Peer) -> None:
    """`transformers serve` leaves them out of the prompt where the template has no place for them.

    llama.cpp writes them into the prompt by itself.
    """
    backend = peer.backend()
    tools = tuple(one.tool for one in OFFERED.values())
    counts = []
    for offered in ((), tools, tools):
        prompt = Prompt(TALK, TALK[-1].content, "generate", tools=offered)
        chunks = backend.generate(prompt, GREEDY, threading.Event())
        counts += [chunk.prompt_tokens for chunk in chunks if isinstance(chunk, Usage)]
    plain, _first, second = counts
    assert second > plain + 300


def test_a_conversation_that_grows_keeps_going(peer: Peer) -> None:
    talk = list(TALK)
    for turn in range(4):
        prompt = Prompt(tuple(talk), talk[-1].content, "generate")
        chunks = list(peer.backend().generate(prompt, GREEDY, threading.Event()))
        said = "".join(chunk.text for chunk in chunks if isinstance(chunk, Text))
        assert said
        talk += [ChatMessage("assistant", said), ChatMessage("user", f"Et le modèle {turn} ?")]


def test_a_refusal_is_told_in_french(peer: Peer) -> None:
    backend = ServerBackend(peer.address + "/nulle-part", peer.model)
    with pytest.raises(BackendError) as caught:
        list(backend.generate(PROMPT, GREEDY, threading.Event()))
    assert "n'existe pas" in caught.value.problem
