"""The engine beside `transformers serve` and llama.cpp's own server, on one random model.

    python benchmarks/engine.py [--millions 20] [--turns 1,5,20] [--servers ours,ours-llamacpp,…]

A conversation grows by about 150 tokens a turn; the answers have 24 new tokens, greedy, 4 at the
turns between. `transformers serve` keeps nothing between turns and is not asked at those. Reported:
time to the first token and tokens/s at the turns asked for, by the clock and in seconds of
processor time, which other work on the machine does not change; of the prompt how many tokens were
computed, where a server tells, beside how many differ from the prompt before; what a swap of the
adapter costs (median); the memory after one conversation and after ten at once. All servers speak
OpenAI's API over HTTP to one client, one after the other. The last line is one JSON object.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, cast

import httpx2

from mistral_assistant.chat import ChatMessage, Role
from mistral_assistant.engine.runtimes.prefix import common
from mistral_assistant.models.tokenizer import MistralTokenizer

ROOT = Path(__file__).parent.parent
NEW_TOKENS = 24
START_S = 180
SERVERS = ("ours", "ours-llamacpp", "transformers-serve", "llamacpp")
SENTENCE = "Le client du magasin demande quand arrive le colis numéro {n}, parti hier de Lyon. "
Message = dict[str, str]


def main() -> None:
    options = _options()
    turns = sorted({int(turn) for turn in options.turns.split(",")})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        model = folder / "modele"
        count = make_model(model, options.millions)
        make_adapters(model, folder, options.rank)
        print(f"{count / 1e6:.0f} M de paramètres, {options.threads} fil(s)", flush=True)
        result: dict[str, Any] = {"parameters": count, "threads": options.threads, "servers": {}}
        for server in options.servers.split(","):
            try:
                found = measure(server, model, folder, turns, options)
            except (OSError, RuntimeError, httpx2.HTTPError) as error:
                found = {"failed": f"{type(error).__name__}: {error}"[:300]}
            result["servers"][server] = found
            print(server, json.dumps(found), flush=True)
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--millions", type=int, default=20, choices=(5, 20, 100, 300))
    parser.add_argument("--turns", default="1,5,20")
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--swaps", type=int, default=10)
    parser.add_argument("--servers", default=",".join(SERVERS))
    return parser.parse_args()


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


def measure(
    server: str, model: Path, folder: Path, turns: Sequence[int], options: argparse.Namespace
) -> dict[str, Any]:
    """Run one server and talk to it."""
    with started(server, model, folder, options) as (address, token, process):
        # A connection that is kept may have been closed by the server while nobody asked.
        with httpx2.Client(
            timeout=300, trust_env=False, headers={"authorization": f"Bearer {token}"},
            limits=httpx2.Limits(max_keepalive_connections=0),
        ) as client:  # fmt: skip
            name = str(model) if server == "transformers-serve" else model.name
            answer(client, address, name, [_user(0)], 4)  # what is only done once
            found = talk(client, address, name, turns, process)
            found["memory_mb"] = _memory(process)
            if server.startswith("ours"):
                found["swap_ms"] = swaps(client, address, model.name, options.swaps)
                found["ten_windows"] = windows(address, token, name, process)
        return found


def talk(
    client: Any, address: str, model: str, turns: Sequence[int], process: int
) -> dict[str, Any]:
    """Let a conversation grow and note the turns that were asked for."""
    messages: list[Message] = [{"role": "system", "content": "Tu aides un magasin."}]
    first: dict[int, float] = {}
    rate: dict[int, float] = {}
    first_cpu: dict[int, float] = {}
    rate_cpu: dict[int, float] = {}
    computed: dict[int, list[int]] = {}
    before: tuple[int, ...] = ()
    for turn in range(1, max(turns) + 1):
        messages.append(_user(turn))
        ids = tokens(messages)
        if turn not in turns and model.startswith("/"):
            messages.append({"role": "assistant", "content": "Votre colis arrive demain."})
            continue
        count = NEW_TOKENS if turn in turns else 4
        began = cpu(process)
        said, seconds, pace, usage, reached = answer(
            client, address, model, messages, count, process
        )
        ended = cpu(process)
        differing, before = len(ids) - common(before, ids), ids
        if turn in turns:
            first[turn], rate[turn] = round(seconds, 3), round(pace, 1)
            first_cpu[turn] = round(reached - began, 2)
            rate_cpu[turn] = round((count - 1) / max(0.01, ended - reached), 1)
            cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
            if cached is not None:
                read = usage["prompt_tokens"] - cached
                computed[turn] = [read, differing, usage["prompt_tokens"]]
        messages.append({"role": "assistant", "content": said or "…"})
    return {
        "first_token_s": first, "first_token_cpu_s": first_cpu,
        "tokens_per_s": rate, "tokens_per_cpu_s": rate_cpu,
        "computed_differing_prompt": computed,
    }  # fmt: skip


def cpu(process: int) -> float:
    """Return the processor time that a process has taken, in seconds; 0 where nobody can tell."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def tokens(messages: list[Message]) -> tuple[int, ...]:
    """Return the prompt in v3's tokens."""
    chat = [ChatMessage(cast(Role, item["role"]), item["content"]) for item in messages]
    return tokenizer().encode_chat(chat).ids


@cache
def tokenizer() -> MistralTokenizer:
    return MistralTokenizer()


def windows(address: str, token: str, model: str, process: int) -> dict[str, int]:
    """Lead ten conversations at once; returns what they took of the one process, in MiB."""

    def converse(number: int) -> None:
        head = {"authorization": f"Bearer {token}"}
        with httpx2.Client(timeout=300, trust_env=False, headers=head) as client:
            messages = [_user(1_000 + number)]
            for turn in range(2):
                said = answer(client, address, model, messages, 4)[0]
                messages += [{"role": "assistant", "content": said or "…"}, _user(turn)]

    before = _memory(process)
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(converse, range(10)))
    return {"before_mb": before, "after_mb": _memory(process)}


def answer(
    client: Any, address: str, model: str, messages: list[Message], count: int,
    process: int = 0,
) -> tuple[str, float, float, dict[str, Any], float]:  # fmt: skip
    """Return the text, seconds to the first token, tokens/s after it, the counts, and the processor
    time that ``process`` had taken when the first token came.
    """
    body = {"model": model, "messages": messages, "temperature": 0, "max_tokens": count,
            "stream": True}  # fmt: skip
    if not model.startswith("/"):  # `transformers serve` refuses it
        body["stream_options"] = {"include_usage": True}
    began, text = time.perf_counter(), ""
    marks: list[float] = []
    usage: dict[str, Any] = {}
    reached = 0.0
    with client.stream("POST", f"{address}/v1/chat/completions", json=body) as reply:
        if reply.status_code != 200:
            raise RuntimeError(reply.read().decode()[:200])
        for line in reply.iter_lines():
            if not line.startswith("data: {"):
                continue
            event = json.loads(line[6:])
            usage = event.get("usage") or usage
            choice = (event.get("choices") or [{}])[0]
            said = (choice.get("delta") or {}).get("content")
            if said:
                marks.append(time.perf_counter())
                reached = reached or cpu(process)
                text += said
    if not marks:
        raise RuntimeError("no text")
    pace = (count - 1) / (marks[-1] - marks[0]) if len(marks) > 1 else 0.0
    return text, marks[0] - began, pace, usage, reached


def swaps(client: Any, address: str, base: str, count: int) -> dict[str, float]:
    """Return what a first token costs more when the adapter changes, in milliseconds.

    The prompt differs at its very beginning each time, so that no prefix helps either side.
    """

    def first(model: str, number: int) -> float:
        body = {"model": model, "prompt": f"{number} bonjour", "max_tokens": 1, "temperature": 0}
        began = time.perf_counter()
        client.post(f"{address}/v1/completions", json=body).raise_for_status()
        return (time.perf_counter() - began) * 1000

    cold = first("un", 1), first("deux", 2)
    stay, swap = [], []
    for number in range(10, 10 + count):
        swap.append(first("un" if number % 2 else "deux", number * 10))
        stay.append(first("un" if number % 2 else "deux", number * 10 + 1))
    return {
        "first_use": round(max(cold), 1),
        "swapped": round(median(swap), 1),
        "same": round(median(stay), 1),
        "swap": round(median(swap) - median(stay), 1),
    }


@contextmanager
def started(
    server: str, model: Path, folder: Path, options: argparse.Namespace
) -> Iterator[tuple[str, str, int]]:
    """Give address, token and process id of a running server."""
    if server == "llamacpp":
        yield from _own_llamacpp(model, folder, options.threads)
        return
    state, log = folder / f"{server}.json", (folder / f"{server}.log").open("wb")
    threads = str(options.threads)
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "MKL_NUM_THREADS": threads,
                   "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}  # fmt: skip
    port = _free_port()
    if server == "transformers-serve":
        command = [str(Path(sys.executable).with_name("transformers")), "serve", str(model),
                   "--port", str(port), *_serve_precision(options)]  # fmt: skip
    else:
        kind = "llamacpp" if server == "ours-llamacpp" else "transformers"
        command = [sys.executable, "-m", "mistral_assistant", "engine", f"--model={model}",
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


def _own_llamacpp(model: Path, folder: Path, threads: int) -> Iterator[tuple[str, str, int]]:
    """Give llama.cpp's own HTTP server, with its own defaults, in a thread of this process."""
    import xllamacpp

    from mistral_assistant.models.gguf import write_model

    write_model(model, folder / "m.gguf", "F32")
    options = xllamacpp.CommonParams()
    options.model.path = str(folder / "m.gguf")
    options.n_ctx, options.n_parallel, options.verbosity = 8192, 1, -1
    options.cpuparams.n_threads = threads
    server = xllamacpp.Server(options)
    yield server.listening_address, "x", os.getpid()
    del server


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _memory(process: int) -> int:
    """Return the peak memory of a process in MiB; 0 where that cannot be read."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return int(text.split("VmHWM:")[1].split()[0]) // 1024


def _user(turn: int) -> Message:
    return {"role": "user", "content": "".join(SENTENCE.format(n=turn * 10 + n) for n in range(5))}


if __name__ == "__main__":
    main()
