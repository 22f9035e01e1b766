"""Starts the servers that the benchmarks of the engine compare, and makes what they serve."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parent.parent
START_S = 240

SIZES = {5: (64, 2, 192), 20: (256, 4, 1024), 100: (768, 10, 2048), 300: (1024, 22, 3072)}


def make_model(folder: Path, millions: int) -> int:
    """Write a Mistral of random weights with the v3 tokenizer; returns its parameters."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    from mistral_assistant.models.hf_tokenizer import write_tokenizer

    width, layers, inner = SIZES[millions]
    torch.manual_seed(0)
    config = MistralConfig(
        vocab_size=32_768, hidden_size=width, intermediate_size=inner, num_hidden_layers=layers,
        num_attention_heads=width // 64, num_key_value_heads=max(1, width // 256), head_dim=64,
        max_position_embeddings=8192, sliding_window=None, initializer_range=0.05,
    )  # fmt: skip
    model = MistralForCausalLM(config)
    # The end must not be drawn by chance: every server is to say the same number of tokens.
    model.generation_config.eos_token_id = 2
    with torch.no_grad():
        model.lm_head.weight[2] = 0
    model.save_pretrained(folder)
    write_tokenizer(folder)
    return sum(weight.numel() for weight in model.parameters())


def make_adapters(model: Path, folder: Path, rank: int) -> None:
    """Write two adapters on all linear layers."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import MistralForCausalLM

    for name in ("un", "deux"):
        torch.manual_seed(len(name))
        settings = LoraConfig(r=rank, lora_alpha=rank, target_modules="all-linear",
                              init_lora_weights=False)  # fmt: skip
        tuned = get_peft_model(MistralForCausalLM.from_pretrained(model), settings)
        tuned.save_pretrained(folder / name)


@contextmanager
def started(
    server: str, model: Path, folder: Path, options: argparse.Namespace
) -> Iterator[tuple[str, str, int]]:
    """Give address, token and process id of a running server."""
    state, log = folder / f"{server}.json", (folder / f"{server}.log").open("wb")
    threads = str(options.threads)
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads,
                   "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}  # fmt: skip
    port = _free_port()
    if server == "transformers-serve":
        command = [str(Path(sys.executable).with_name("transformers")), "serve", str(model),
                   "--port", str(port), *_serve_precision(options)]  # fmt: skip
    elif server == "llamacpp":
        command = [sys.executable, "-c", OWN_LLAMACPP, str(gguf(model)), threads, str(state)]
    else:
        kind, own = "transformers", model
        if server == "ours-llamacpp":
            kind, own = "llamacpp", gguf(model)  # the very file that the peer reads
        command = [sys.executable, "-m", "mistral_assistant", "engine", f"--model={own}",
                   f"--runtime={kind}", *_our_precision(options),
                   f"--threads={threads}", f"--state-file={state}", f"--data-dir={folder}",
                   *(f"--adapter={name}={folder / name}" for name in ("un", "deux"))]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        address, token = _wait(process, server, state, port)
        yield address, token, process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _serve_precision(options: argparse.Namespace) -> list[str]:
    """Return how `transformers serve` is told the precision; the usual one is single."""
    match getattr(options, "precision", "float32"):
        case "nf4":
            return ["--dtype", "bfloat16", "--quantization", "bnb-4bit"]
        case "bf16":
            return ["--dtype", "bfloat16"]
    return ["--dtype", "float32"]


def _our_precision(options: argparse.Namespace) -> list[str]:
    context = [f"--context={options.context}"] if hasattr(options, "context") else []
    match getattr(options, "precision", "float32"):
        case "nf4":
            return ["--dtype=bfloat16", "--quantize=nf4", *context]
        case "bf16":
            return ["--dtype=bfloat16", "--quantize=none", *context]
    return ["--dtype=float32", "--quantize=none", *context]


def _wait(process: Any, server: str, state: Path, port: int) -> tuple[str, str]:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            log = state.with_suffix(".log").read_text(errors="replace").strip()
            raise RuntimeError("it ended: " + log[-200:])
        address, token = f"http://127.0.0.1:{port}", "x"
        if server != "transformers-serve":
            if not state.exists():
                time.sleep(0.1)
                continue
            values = json.loads(state.read_text())
            address, token = values["address"], values["token"]
        try:
            head = {"authorization": f"Bearer {token}"}
            health = httpx2.get(f"{address}/health", headers=head, timeout=5, trust_env=False)
            if health.status_code == 200 and health.json().get("status") in ("ready", "ok"):
                return address, token
        except (httpx2.HTTPError, ValueError):
            pass
        time.sleep(0.1)
    raise RuntimeError("it did not start")


OWN_LLAMACPP = """
import sys, time, json, pathlib, xllamacpp
options = xllamacpp.CommonParams()
options.model.path, options.cpuparams.n_threads = sys.argv[1], int(sys.argv[2])
options.n_ctx, options.n_parallel, options.verbosity = 8192, 1, -1
server = xllamacpp.Server(options)
state = {"address": server.listening_address, "token": "x"}
part = pathlib.Path(sys.argv[3] + ".part")
part.write_text(json.dumps(state))
part.rename(sys.argv[3])
time.sleep(86400)
"""
"""llama.cpp's own HTTP server with its own defaults, in a process of its own."""


def gguf(model: Path) -> Path:
    """Return the model as a GGUF file in single precision, written once."""
    from mistral_assistant.models.gguf import write_model

    target = model.with_suffix(".gguf")
    if not target.exists():
        write_model(model, target, "F32")
    return target


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
