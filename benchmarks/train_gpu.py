"""Training speed and memory on a GPU by one protocol, every arm with the same work.

    python benchmarks/train_gpu.py [--tiny] [--arms hf,trl,ours,unsloth] [--length 2048]
        [--padded] [--checkpointing yes|no] [--method qlora|lora] [--warm_up 5] [--steps 15]

The dimensions of Mistral-7B-v0.3 with random weights; QLoRA r16 on the seven linear modules, NF4
with double quantisation, computed in bf16; token ids drawn once, sequences of ``--length`` tokens
(with ``--padded`` of the shop's length distribution), 16,384 tokens to an optimiser step. Arms: a
raw loop of transformers with sdpa, TRL as its documentation begins, ours, and Unsloth where it is
installed.
Each arm is a process of its own. Reported: tokens a second that are no padding, the share of the
GPU's dense bf16 arithmetic, peak memory, the first loss (ln 32,768 = 10.40 of every arm, or it did
other work). ``--tiny`` tries the script on a processor. One JSON line last.
"""

import argparse
import csv
import importlib
import importlib.util
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

ARMS = ("hf", "trl", "ours", "unsloth")
LARGE = {"hidden_size": 4096, "intermediate_size": 14_336, "num_hidden_layers": 32,
         "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 128}  # fmt: skip
TINY = {"hidden_size": 64, "intermediate_size": 192, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16}  # fmt: skip
VOCABULARY, PADDING, IGNORED = 32_768, 8, -100
RANK = 16
PEAK = {"H200": 989e12, "H100": 989e12, "A100": 312e12, "T4": 65e12, "L4": 121e12}
"""Dense bf16 (T4: fp16) operations a second, as the makers print them."""
CSV = Path(__file__).parents[1] / "domains" / "ecommerce" / "training.csv"
Example = dict[str, list[int]]


def examples(options: argparse.Namespace, count: int) -> list[Example]:
    """Return drawn token ids, all of them learned, in the lengths of the protocol."""
    draw = random.Random(0)
    lengths = _lengths(draw) if options.padded else iter(lambda: options.length, None)
    found = []
    for _place, length in zip(range(count), lengths, strict=False):
        ids = [1, *(draw.randrange(10, VOCABULARY) for _token in range(length - 1))]
        found.append({"input_ids": ids, "labels": [IGNORED, *ids[1:]]})
    return found


def _lengths(draw: random.Random) -> Iterator[int]:
    """Yield lengths as the shop's rows have them, counted in v3's tokens."""
    from mistral_assistant.models.tokenizer import MistralTokenizer

    tokenizer = MistralTokenizer()
    with CSV.open(encoding="utf-8", newline="") as source:
        texts = [f"{row['instruction']} {row['response']}" for row in csv.DictReader(source)]
    counts = [len(tokenizer.encode(text)) + 4 for text in texts if text.strip()]
    while True:
        yield draw.choice(counts)


def per_step(options: argparse.Namespace) -> tuple[int, int]:
    """Return the micro-batch and how many of them are a step of about 16,384 tokens."""
    length = 64 if options.padded else options.length
    rows = max(1, options.tokens // length)
    micro = max(1, min(rows, options.micro_tokens // length))
    return micro, max(1, rows // micro)


def base(folder: Path, options: argparse.Namespace) -> Any:
    """Load the random base as the protocol says."""
    from transformers import AutoModelForCausalLM, BitsAndBytesConfig

    more: dict[str, Any] = {}
    if options.method == "qlora":
        more["quantization_config"] = BitsAndBytesConfig(load_in_4bit=True,
            bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=True,
            bnb_4bit_compute_dtype=_dtype(options))  # fmt: skip
        more["device_map"] = {"": _device(options)}
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=_dtype(options),
        attn_implementation="sdpa", **more)  # fmt: skip
    model.config.use_cache = False
    return model if more else model.to(_device(options))


def lora() -> Any:
    """Return the adapter's settings."""
    from peft import LoraConfig

    return LoraConfig(task_type="CAUSAL_LM", r=RANK, lora_alpha=RANK, lora_dropout=0.0,
        target_modules="all-linear")  # fmt: skip


def raw_loop(folder: Path, options: argparse.Namespace, clock: "Clock") -> None:
    """Train with transformers and PEFT and nothing else, batches padded to their longest."""
    from peft import get_peft_model, prepare_model_for_kbit_training

    model = base(folder, options)
    checkpointing = options.checkpointing == "yes"
    if options.method == "qlora":
        model = prepare_model_for_kbit_training(model, use_gradient_checkpointing=checkpointing)
    elif checkpointing:
        model.gradient_checkpointing_enable()
        model.enable_input_require_grads()
    model = get_peft_model(model, lora())
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=1e-4, fused=options.device == "cuda")
    micro, accumulated = per_step(options)
    total = options.warm_up + options.steps
    rows = examples(options, total * micro * accumulated)
    model.train()
    for step in range(total):
        losses = []
        for part in range(accumulated):
            start = (step * accumulated + part) * micro
            batch = padded(rows[start : start + micro], options)
            clock.count(batch["attention_mask"])
            loss = model(**batch).loss / accumulated
            loss.backward()
            losses.append(float(loss.detach()))
        optimiser.step()
        optimiser.zero_grad()
        clock.step(sum(losses))


def padded(rows: list[Example], options: argparse.Namespace) -> dict[str, torch.Tensor]:
    """Return a batch padded to its longest row."""
    longest = max(len(row["input_ids"]) for row in rows)

    def filled(name: str, value: int) -> torch.Tensor:
        lists = [row[name] + [value] * (longest - len(row[name])) for row in rows]
        return torch.tensor(lists, device=_device(options))

    mask = [[1] * len(row["input_ids"]) + [0] * (longest - len(row["input_ids"])) for row in rows]
    return {"input_ids": filled("input_ids", PADDING), "labels": filled("labels", IGNORED),
            "attention_mask": torch.tensor(mask, device=_device(options))}  # fmt: skip


def trl(folder: Path, options: argparse.Namespace, clock: "Clock") -> None:
    """Train with TRL's trainer as it is, on rows that are tokenised already."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    from mistral_assistant.models import hf_tokenizer

    micro, accumulated = per_step(options)
    total = options.warm_up + options.steps
    trainer = SFTTrainer(
        model=base(folder, options), peft_config=lora(), processing_class=hf_tokenizer.build(),
        args=SFTConfig(**_common(options, micro, accumulated, total),
            gradient_checkpointing=options.checkpointing == "yes", max_length=options.length),
        train_dataset=Dataset.from_list(examples(options, total * micro * accumulated)),
    )  # fmt: skip
    clock.watch(trainer)
    trainer.train()


def ours(folder: Path, options: argparse.Namespace, clock: "Clock") -> None:
    """Train with our trainer; short rows are packed to ``--length``."""
    from datetime import datetime

    from mistral_assistant.training import preparing, recipe, run_directory
    from mistral_assistant.training.arguments import TrainArguments
    from mistral_assistant.training.examples import Example as Row
    from mistral_assistant.training.examples import Tokenised
    from mistral_assistant.training.hardware import decided, find_hardware
    from mistral_assistant.training.tokenizers import tokenizer_of

    total = options.warm_up + options.steps
    rows = max(1, options.tokens // options.length)
    micro = max(1, min(rows, options.micro_tokens // options.length))
    data = folder / "data.csv"
    data.write_text("", encoding="utf-8")
    args = TrainArguments(data=str(data), model_name_or_path=str(folder),
        output_dir=str(folder / "runs"), method=options.method, device=options.device,
        packing=options.padded, max_length=options.length, max_steps=total,
        per_device_train_batch_size=micro, gradient_accumulation_steps=max(1, rows // micro),
        lora_r=RANK, lora_alpha=RANK, lora_dropout=0.0, num_train_epochs=1000.0,
        gradient_checkpointing=options.checkpointing, learning_rate=1e-4,
        save_steps=10**6)  # fmt: skip
    args = decided(args, find_hardware(args.device))
    count = 2 * total * options.tokens // 64 if options.padded else total * rows
    found = [Row(0, tuple(one["input_ids"]), tuple(one["labels"])) for one in
             examples(options, count)]  # fmt: skip
    job = recipe.Job(args, run_directory.new_run(args, {}, datetime.now()), lambda text: None)
    nothing = Tokenised(())
    tokenizer = tokenizer_of(folder)
    model = preparing.model_for(args, preparing.config_for(args, tokenizer))
    parts = recipe.Examples(Tokenised(tuple(found)), nothing, nothing)
    trainer = preparing.trainer_for(model, job, parts, tokenizer)
    clock.watch(trainer)
    trainer.train()


def unsloth(folder: Path, options: argparse.Namespace, clock: "Clock") -> None:
    """Train with Unsloth's model and TRL's trainer, as its documentation does."""
    # Before transformers, or it does not patch it.
    FastLanguageModel = importlib.import_module("unsloth").FastLanguageModel
    model, tokenizer = FastLanguageModel.from_pretrained(str(folder),
        max_seq_length=options.length, load_in_4bit=options.method == "qlora",
        dtype=_dtype(options))  # fmt: skip
    model = FastLanguageModel.get_peft_model(model, r=RANK, lora_alpha=RANK, lora_dropout=0,
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
        "down_proj"], use_gradient_checkpointing="unsloth" if options.checkpointing == "yes"
        else False)  # fmt: skip
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    micro, accumulated = per_step(options)
    total = options.warm_up + options.steps
    trainer = SFTTrainer(
        model=model, processing_class=tokenizer,
        args=SFTConfig(**_common(options, micro, accumulated, total), max_length=options.length),
        train_dataset=Dataset.from_list(examples(options, total * micro * accumulated)),
    )  # fmt: skip
    clock.watch(trainer)
    trainer.train()


class Clock:
    """Counts tokens and seconds after the warm-up."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options, self._steps = options, 0
        self._start, self._seen = 0.0, 0
        self.tokens, self.seconds = 0, 0.0
        self.first_loss = 0.0

    def count(self, mask: torch.Tensor) -> None:
        """Count a batch's tokens that are no padding."""
        self._seen += int(mask.sum())

    def step(self, loss: float) -> None:
        """Note the end of an optimiser step."""
        self._steps += 1
        if self._options.device == "cuda":
            torch.cuda.synchronize()
        if self._steps == 1:
            self.first_loss = loss
        if self._steps == self._options.warm_up:
            self._start, self._seen = time.perf_counter(), 0
        self.tokens, self.seconds = self._seen, time.perf_counter() - self._start

    def watch(self, trainer: Any) -> None:
        """Count what goes through a trainer of transformers."""
        from transformers import PrinterCallback, TrainerCallback

        clock = self

        class Watch(TrainerCallback):  # type: ignore[misc]
            def on_log(
                self, args: Any, state: Any, control: Any, logs: Any = None, **rest: Any
            ) -> None:
                if logs and "loss" in logs:
                    clock.step(float(logs["loss"]))

        def count(module: Any, args: Any, output: Any) -> None:
            if module.training:
                clock._seen += int((args[0] != PADDING).sum())

        trainer.remove_callback(PrinterCallback)
        trainer.add_callback(Watch())
        trainer.model.get_input_embeddings().register_forward_hook(count)


def flops_per_token(options: argparse.Namespace) -> float:
    """Return the arithmetic of a token: 4 per weight, 6 with checkpointing, and attention."""
    size = TINY if options.tiny else LARGE
    hidden, inner, heads = size["hidden_size"], size["intermediate_size"], size["head_dim"]
    keys = heads * size["num_key_value_heads"]
    layer = (
        2 * hidden * heads * size["num_attention_heads"] + 2 * hidden * keys + 3 * hidden * inner
    )
    weights = size["num_hidden_layers"] * layer + hidden * VOCABULARY
    passes = 6 if options.checkpointing == "yes" else 4
    attention = size["num_hidden_layers"] * hidden * options.length * passes
    return float(passes * weights + attention)


def measure(arm: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Run one arm in this process."""
    from mistral_assistant.training.quiet import quiet

    quiet()
    torch.manual_seed(0)
    arms: dict[str, Callable[[Path, argparse.Namespace, Clock], None]] = {
        "hf": raw_loop, "trl": trl, "ours": ours, "unsloth": unsloth}  # fmt: skip
    clock = Clock(options)
    if options.device == "cuda":
        torch.cuda.reset_peak_memory_stats()
    arms[arm](folder, options, clock)
    speed = clock.tokens / max(clock.seconds, 1e-9)
    found = {"tokens_per_s": round(speed, 1), "first_loss": round(clock.first_loss, 3),
             "seconds": round(clock.seconds, 2), "tokens": clock.tokens}  # fmt: skip
    if options.device != "cuda":
        return found
    name = torch.cuda.get_device_name()
    peak = next((value for part, value in PEAK.items() if part in name), 0.0)
    return {**found, "device": name,
            "peak_gb": round(torch.cuda.max_memory_allocated() / 1e9, 2),
            "reserved_gb": round(torch.cuda.max_memory_reserved() / 1e9, 2),
            "mfu": round(speed * flops_per_token(options) / peak, 3) if peak else None}  # fmt: skip


def write_base(folder: Path, options: argparse.Namespace) -> None:
    """Write random weights in bf16 once, for every arm the same files."""
    from mistral_assistant.training.rehearsal import write_tiny_base

    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32 if options.tiny else torch.bfloat16)
    write_tiny_base(folder, **(TINY if options.tiny else LARGE), max_position_embeddings=32_768,
        rope_parameters={"rope_type": "default", "rope_theta": 1e6})  # fmt: skip
    torch.set_default_dtype(before)


def _common(options: argparse.Namespace, micro: int, accumulated: int, total: int) -> (
    dict[str, Any]
):  # fmt: skip
    return {"output_dir": str(options.folder / "peer"), "max_steps": total, "report_to": "none",
            "per_device_train_batch_size": micro, "gradient_accumulation_steps": accumulated,
            "learning_rate": 1e-4, "logging_steps": 1, "save_strategy": "no",
            "disable_tqdm": True, "seed": 0, "bf16": options.device == "cuda",
            "use_cpu": options.device == "cpu"}  # fmt: skip


def _device(options: argparse.Namespace) -> Any:
    return 0 if options.device == "cuda" else "cpu"


def _dtype(options: argparse.Namespace) -> torch.dtype:
    return torch.bfloat16 if options.device == "cuda" else torch.float32


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--arms", default=",".join(ARMS))
    parser.add_argument("--arm", default="", help="one arm in this process, as started by itself")
    parser.add_argument("--folder", type=Path, help="where 15 GB of weights find room")
    parser.add_argument("--length", type=int, default=0)
    parser.add_argument("--tokens", type=int, default=0, help="of an optimiser step (16,384)")
    parser.add_argument("--micro_tokens", type=int, default=0, help="of a micro-batch (4,096)")
    parser.add_argument("--padded", action="store_true", help="the shop's lengths")
    parser.add_argument("--method", choices=("qlora", "lora"), default="qlora")
    parser.add_argument("--checkpointing", choices=("yes", "no"), default="yes")
    parser.add_argument("--warm_up", type=int, default=0)
    parser.add_argument("--steps", type=int, default=0)
    options = parser.parse_args()
    sizes = (("length", 2048, 64), ("tokens", 16_384, 256), ("micro_tokens", 4096, 128),
             ("warm_up", 5, 1), ("steps", 15, 2))  # fmt: skip
    for name, large, tiny in sizes:
        setattr(options, name, getattr(options, name) or (tiny if options.tiny else large))
    options.device = "cpu" if options.tiny else "cuda"
    return options


def main() -> int:
    """Write the base, run each arm in a process of its own, print."""
    options = _options()
    if options.arm:
        print(json.dumps(measure(options.arm, options.folder, options)))
        return 0
    if not options.tiny and not torch.cuda.is_available():
        print("No CUDA device here; --tiny tries the script on the processor.", file=sys.stderr)
        return 2
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        write_base(Path(place), options)
        for arm in options.arms.split(","):
            if arm == "unsloth" and importlib.util.find_spec("unsloth") is None:
                found[arm] = {"left_out": "not installed"}
                continue
            words = [*sys.argv, "--arm", arm, "--folder", place]
            done = subprocess.run([sys.executable, *words], capture_output=True, text=True,
                check=False)  # fmt: skip
            last = (done.stdout.strip().splitlines() or [""])[-1]
            found[arm] = json.loads(last) if done.returncode == 0 else {
                "failed": (done.stderr.strip().splitlines() or ["?"])[-1][:300]}  # fmt: skip
            print(arm, json.dumps(found[arm]), flush=True)
    peer = found.get("hf", {}).get("tokens_per_s")
    ratios = {arm: round(one["tokens_per_s"] / peer, 2) for arm, one in found.items()
              if peer and "tokens_per_s" in one}  # fmt: skip
    print(
        json.dumps(
            {
                "benchmark": "train_gpu",
                "length": options.length,
                "padded": options.padded,
                "method": options.method,
                "arms": found,
                "to_hf": ratios,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
