"""Full-size Mistral-7B with random weights on a GPU, beside `transformers serve` and the bandwidth.

    python benchmarks/engine_gpu.py [--tiny] [--precisions nf4,bf16] [--contexts 512,4096,16384]

Reported for each server and precision: tokens/s, time to the first token of a prompt that is new
and of one that only grew by a turn, what a swap of the adapter costs, and the GPU memory in use.
The limit is what reading all weights takes at the bandwidth measured here. ``--tiny``
runs the same on the processor with a model of 5 M. The last line is one JSON object.
"""

import argparse
import gc
import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
from engine import answer, swaps
from engine_servers import make_adapters, started

NEW_TOKENS = 64
SIZE_7B = {"hidden_size": 4096, "intermediate_size": 14_336, "num_hidden_layers": 32,
           "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128}  # fmt: skip
SIZE_TINY = {"hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 2,
             "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16}  # fmt: skip
SERVERS = ("ours", "transformers-serve")
WORD = " bonjour"
Message = dict[str, str]


def main() -> None:
    options = _options()
    device = "cpu" if options.tiny else _device()
    contexts = [int(count) for count in options.contexts.split(",")]
    result: dict[str, Any] = {"device": device, "contexts": contexts, "runs": {}}
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = Path(name)
        model = folder / "modele"
        result["parameters"] = make_model(model, SIZE_TINY if options.tiny else SIZE_7B)
        make_adapters(model, folder, 16)
        result["bandwidth_gb_s"] = bandwidth(device)
        for precision in options.precisions.split(","):
            for server in options.servers.split(","):
                try:
                    found = measure(server, precision, model, folder, contexts, options)
                except (OSError, RuntimeError, httpx2.HTTPError) as error:
                    found = {"failed": f"{type(error).__name__}: {error}"[:300]}
                found["limit_tokens_per_s"] = limit(
                    result["parameters"], precision, result["bandwidth_gb_s"]
                )
                result["runs"][f"{server} {precision}"] = found
                print(server, precision, json.dumps(found), flush=True)
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--precisions", default="nf4,bf16")
    parser.add_argument("--contexts", default="512,4096,16384")
    parser.add_argument("--servers", default=",".join(SERVERS))
    parser.add_argument("--swaps", type=int, default=10)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where 15 GB of weights find room")
    return parser.parse_args()


def _device() -> str:
    import torch

    if not torch.cuda.is_available():
        raise SystemExit("No CUDA device here; --tiny tries the script on the processor.")
    return str(torch.cuda.get_device_name())


def make_model(folder: Path, size: dict[str, int]) -> int:
    """Write a Mistral of random weights in bf16 with the v3 tokenizer; returns its parameters."""
    import torch
    from transformers import MistralConfig, MistralForCausalLM

    from mistral_assistant.models.hf_tokenizer import write_tokenizer

    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    config = MistralConfig(vocab_size=32_768, max_position_embeddings=32_768, sliding_window=None,
                           rope_theta=1e6, initializer_range=0.02, **size)  # fmt: skip
    model = MistralForCausalLM(config)
    torch.set_default_dtype(torch.float32)
    model.generation_config.eos_token_id = 2
    with torch.no_grad():
        model.lm_head.weight[2] = 0  # the end must not be drawn by chance
    count = sum(int(weight.numel()) for weight in model.parameters())
    model.save_pretrained(folder, max_shard_size="4GB")
    write_tokenizer(folder)
    del model
    gc.collect()
    return count


def bandwidth(device: str) -> float:
    """Return how fast memory is copied here, in GB/s, reading and writing counted."""
    import torch

    place, size = ("cpu", 2**27) if device == "cpu" else ("cuda", 2**31)
    source = torch.empty(size, dtype=torch.uint8, device=place)
    target = torch.empty_like(source)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        target.copy_(source)
        if place == "cuda":
            torch.cuda.synchronize()
        times.append(time.perf_counter() - began)
    return round(2 * size / median(times) / 1e9, 1)


def limit(parameters: int, precision: str, gigabytes: float) -> float:
    """Return the tokens/s at which reading the weights alone fills the bandwidth."""
    width = 4.127 / 8 if precision == "nf4" else 2.0
    return round(gigabytes * 1e9 / (parameters * width), 1)


def measure(
    server: str, precision: str, model: Path, folder: Path, contexts: list[int],
    options: argparse.Namespace,
) -> dict[str, Any]:  # fmt: skip
    """Run one server and talk to it."""
    before = _gpu_memory()
    options.precision = precision
    options.context = max(contexts) + 1_024
    with started(server, model, folder, options) as (address, token, _process):
        head = {"authorization": f"Bearer {token}"}
        with httpx2.Client(timeout=300, trust_env=False, headers=head) as client:
            name = str(model) if server == "transformers-serve" else model.name
            answer(client, address, name, [_user("Bonjour")], 4)  # what is only done once
            found: dict[str, Any] = {"first_token_s": {}, "grown_s": {}, "tokens_per_s": {}}
            for count in contexts:
                talk = [_user(f"{count}" + WORD * (count - 200))]
                said, seconds, pace, _usage = answer(client, address, name, talk, NEW_TOKENS)
                found["first_token_s"][count] = round(seconds, 3)
                found["tokens_per_s"][count] = round(pace, 1)
                reply: Message = {"role": "assistant", "content": said or "…"}
                talk += [reply, _user("Et encore ?")]
                _said, seconds, *_more = answer(client, address, name, talk, 2)
                found["grown_s"][count] = round(seconds, 3)
            found["memory_mb"] = _gpu_memory() - before
            if server == "ours":
                found["swap_ms"] = swaps(client, address, model.name, options.swaps)
    return found


def _gpu_memory() -> int:
    """Return the GPU memory in use in MiB; 0 where nobody can tell."""
    command = ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(said.split()[0])


def _user(text: str) -> Message:
    return {"role": "user", "content": text}


if __name__ == "__main__":
    main()
