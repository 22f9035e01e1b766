"""Estimated against measured memory of training: the peak of live tensor bytes on a processor.

    python benchmarks/train_memory.py [--only N]

Random Mistrals of several shapes; methods, ranks, batches, lengths, checkpointing, packing. Every
storage that an operation makes is followed until it is freed; the peak over two optimiser steps,
weights included, is compared with what the run would have been told. One JSON line last.
"""

import argparse
import json
import sys
import tempfile
import weakref
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training import preparing, recipe, run_directory
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.examples import Example, Tokenised
from mistral_assistant.training.hardware import Hardware, decided
from mistral_assistant.training.memory import estimate
from mistral_assistant.training.quiet import quiet
from mistral_assistant.training.rehearsal import write_tiny_base

SMALL = {"hidden_size": 128, "intermediate_size": 448, "num_hidden_layers": 4,
         "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 32,
         "max_position_embeddings": 1024}  # fmt: skip
DEEP = {**SMALL, "num_hidden_layers": 10}
WIDE = {**SMALL, "hidden_size": 384, "intermediate_size": 1344, "num_attention_heads": 12,
        "num_key_value_heads": 4}  # fmt: skip
CASES: list[tuple[dict[str, Any], dict[str, Any], int]] = [
    (SMALL, {"method": "lora"}, 128),
    (SMALL, {"method": "lora", "lora_r": 64}, 128),
    (SMALL, {"method": "lora", "per_device_train_batch_size": 8}, 128),
    (SMALL, {"method": "lora", "gradient_checkpointing": "yes"}, 256),
    (SMALL, {"method": "full"}, 128),
    (SMALL, {"method": "full", "per_device_train_batch_size": 2}, 256),
    (DEEP, {"method": "lora"}, 128),
    (DEEP, {"method": "lora", "gradient_checkpointing": "yes"}, 256),
    (DEEP, {"method": "full"}, 64),
    (WIDE, {"method": "lora"}, 128),
    (WIDE, {"method": "lora", "lora_target_modules": "q_proj,v_proj"}, 128),
    (WIDE, {"method": "full", "gradient_checkpointing": "yes"}, 128),
    (WIDE, {"method": "lora", "packing": True, "max_length": 256}, 128),
    (WIDE, {"method": "lora", "gradient_checkpointing": "yes"}, 512),
]
"""(shape, arguments, tokens of every example)."""


class LiveBytes(TorchDispatchMode):  # type: ignore[misc]
    """Follows the storages that operations make."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.peak = 0
        self._known: set[int] = set()

    def add(self, tensor: torch.Tensor) -> None:
        """Follow a tensor's storage."""
        storage = tensor.untyped_storage()
        key, size = storage._cdata, storage.nbytes()
        if key in self._known or not size:
            return
        self._known.add(key)
        self.now += size
        self.peak = max(self.peak, self.now)
        weakref.finalize(storage, self._forget, key, size)

    def _forget(self, key: int, size: int) -> None:
        self._known.discard(key)
        self.now -= size

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        made = func(*args, **(kwargs or {}))
        for one in tree_iter(made):
            if isinstance(one, torch.Tensor):
                self.add(one)
        return made


def measured(shape: dict[str, Any], changes: dict[str, Any], length: int, folder: Path) -> Any:
    """Return estimated and measured bytes of one case."""
    base = folder / "base"
    write_tiny_base(base, **shape)
    (folder / "data").write_text("", encoding="utf-8")
    values: dict[str, Any] = {"max_length": 512, **changes}
    args = decided(replace(TrainArguments(data=str(folder / "data"), model_name_or_path=str(base),
        device="cpu", output_dir=str(folder / "runs"), max_steps=2, save_steps=10**6,
        lora_dropout=0.0, gradient_accumulation_steps=1, keep_best=False), **values),
        Hardware("cpu", "", 0, False))  # fmt: skip
    draw = torch.Generator().manual_seed(0)
    ids = torch.randint(1000, 30_000, (32, length), generator=draw).tolist()
    examples = tuple(Example(n, tuple(row), (-100, *row[1:])) for n, row in enumerate(ids, 1))
    config = preparing.config_for(args, MistralTokenizer())
    wanted = estimate(config.to_dict(), args, length)
    model = preparing.model_for(args, config)
    job = recipe.Job(args, run_directory.new_run(args, {}, datetime.now()), lambda text: None)
    nothing = Tokenised(())
    parts = recipe.Examples(Tokenised(examples), nothing, nothing)
    trainer = preparing.trainer_for(model, job, parts, MistralTokenizer())
    live = LiveBytes()
    for tensor in (*model.parameters(), *model.buffers()):
        live.add(tensor.data)
    with live:
        trainer.train()
    return wanted, live.peak


def main() -> int:
    """Measure every case."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", type=int, help="one case, from 1 on")
    options = parser.parse_args()
    quiet()
    torch.set_num_threads(1)
    cases = CASES[options.only - 1 : options.only] if options.only else CASES
    found = []
    for shape, changes, length in cases:
        with tempfile.TemporaryDirectory() as place:
            wanted, peak = measured(shape, changes, length, Path(place))
        off = wanted.total / peak - 1
        found.append(round(100 * off, 1))
        print(f"{shape['hidden_size']}x{shape['num_hidden_layers']} {changes} {length} : prévu "
              f"{wanted.total / 1e6:.1f} Mo (poids {wanted.weights / 1e6:.1f}, apprentissage "
              f"{wanted.training / 1e6:.1f}, activations {wanted.activations / 1e6:.1f}, logits "
              f"{wanted.logits / 1e6:.1f}), mesuré {peak / 1e6:.1f} ({100 * off:+.1f} %)",
              flush=True)  # fmt: skip
    print(json.dumps({"benchmark": "train_memory", "cases": len(found), "off_percent": found,
        "worst_percent": max(map(abs, found))}))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
