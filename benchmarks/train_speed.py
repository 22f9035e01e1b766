"""Non-pad tokens a second of training, beside TRL as documented and a script that pads to 512.

    python benchmarks/train_speed.py [CSV] [--rows N] [--repeats N]

One epoch over the same rows (default: the shop pack's training CSV), LoRA r8 on the seven linear
modules of the same random Mistral, fp32, no checkpointing, one thread; each arm in its own order of
the rows. Seconds are CPU seconds of this process, the median of the repeats. Arms: the original
script repaired (every row padded to 512, 1 x 4), TRL's first example (conversations, batches of 8,
padded to the longest), and ours with one lever after the other. One JSON line last.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import process_time
from typing import Any

import torch

from mistral_assistant.models import hf_tokenizer
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training import preparing, recipe, run_directory
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.base_model import with_adapter
from mistral_assistant.training.examples import Tokenised, tokenise_rows
from mistral_assistant.training.hardware import Hardware, decided
from mistral_assistant.training.quiet import quiet
from mistral_assistant.training.rehearsal import write_tiny_base
from mistral_assistant.training.rows import Row, repair_rows, validate_rows

CSV = Path(__file__).parents[1] / "domains" / "ecommerce" / "training.csv"
SHAPE = {"hidden_size": 256, "intermediate_size": 896, "num_hidden_layers": 6,
         "num_attention_heads": 8, "num_key_value_heads": 2, "head_dim": 32,
         "max_position_embeddings": 1024}  # fmt: skip
EOS, PADDING = MistralTokenizer().eos_id, MistralTokenizer().pad_id
"""The script pads with the end mark, which each of its rows has once of its own."""
CPU = Hardware("cpu", "", 2**50, False)
Arm = Callable[[Path], Any]
"""Base model → a trainer that is ready for one epoch."""


def original(base: Path, rows: list[Row], folder: Path) -> Any:
    """Return the script's trainer: text pasted together, pad = eos, 512 tokens whatever comes."""
    from datasets import Dataset
    from transformers import DataCollatorForLanguageModeling, Trainer, TrainingArguments

    tokenizer = hf_tokenizer.build()
    tokenizer.pad_token = tokenizer.eos_token
    texts = [f"[INST] {row.question} [/INST] {row.messages[-1].content}</s>" for row in rows]
    tokens = tokenizer(texts, truncation=True, padding="max_length", max_length=512)
    args = TrainingArguments(per_device_train_batch_size=1, gradient_accumulation_steps=4,
        **_common(folder))  # fmt: skip
    return Trainer(model=adapted(base), args=args, train_dataset=Dataset.from_dict(dict(tokens)),
        data_collator=DataCollatorForLanguageModeling(tokenizer, mlm=False))  # fmt: skip


def documented(base: Path, rows: list[Row], folder: Path) -> Any:
    """Return TRL's trainer as its documentation begins: conversations and nothing else."""
    from datasets import Dataset
    from trl import SFTConfig, SFTTrainer

    chats = [row.to_json()["messages"] for row in rows]
    return SFTTrainer(model=adapted(base), processing_class=hf_tokenizer.build(),
        args=SFTConfig(bf16=False, gradient_checkpointing=False, **_common(folder)),
        train_dataset=Dataset.from_dict({"messages": chats}))  # fmt: skip


def ours(base: Path, rows: list[Row], folder: Path, **levers: Any) -> Any:
    """Return our trainer."""
    data = folder / "data.csv"
    data.write_text("", encoding="utf-8")
    args = decided(TrainArguments(data=str(data), model_name_or_path=str(base), device="cpu",
        output_dir=str(folder), num_train_epochs=1.0, per_device_train_batch_size=8,
        gradient_accumulation_steps=1, lora_r=8, lora_dropout=0.0, save_steps=10**6,
        **levers), CPU)  # fmt: skip
    run = run_directory.new_run(args, {}, datetime.now())
    job = recipe.Job(args, run, lambda text: None)
    nothing = Tokenised(())
    parts = tokenise_rows(rows, MistralTokenizer(), 1024)
    examples = recipe.Examples(parts, nothing, nothing)
    return preparing.trainer_for(adapted(base), job, examples, MistralTokenizer())


def adapted(base: Path) -> Any:
    """Return the random model with a fresh adapter."""
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(base)
    model.config.use_cache = False
    return with_adapter(model, TrainArguments(lora_r=8, lora_alpha=16, lora_dropout=0.0))


def _common(folder: Path) -> dict[str, Any]:
    return {"output_dir": str(folder), "num_train_epochs": 1, "use_cpu": True, "seed": 42,
            "save_strategy": "no", "report_to": "none", "disable_tqdm": True,
            "learning_rate": 2e-4}  # fmt: skip


def measured(arm: Arm, base: Path, repeats: int) -> dict[str, Any]:
    """Return an arm's speed after its first step."""
    found = [one_epoch(arm(base)) for _repeat in range(repeats)]
    speeds = [useful / spent for spent, useful, _read in found]
    return {"tokens_per_cpu_s": round(statistics.median(speeds), 1),
            "useful_share": round(found[0][1] / found[0][2], 3)}  # fmt: skip


def one_epoch(trainer: Any) -> tuple[float, int, int]:
    """Return CPU seconds, tokens that are no padding, and all tokens read, after the first step."""
    from transformers import PrinterCallback, TrainerCallback

    seen = [0, 0]

    def count(module: Any, args: Any, output: Any) -> None:
        ids = args[0]
        ends = len(ids) if trainer.args.per_device_train_batch_size == 1 else 0
        pad = EOS if ends else PADDING
        seen[0] += int((ids != pad).sum()) + ends
        seen[1] += ids.numel()

    class Clock(TrainerCallback):  # type: ignore[misc]
        start = 0.0

        def on_step_end(self, args: Any, state: Any, control: Any, **rest: Any) -> None:
            if state.global_step == 1:
                self.start, seen[:] = process_time(), [0, 0]

    clock = Clock()
    trainer.remove_callback(PrinterCallback)
    trainer.add_callback(clock)
    trainer.model.get_input_embeddings().register_forward_hook(count)
    trainer.train()
    return process_time() - clock.start, seen[0], seen[1]


def main() -> int:
    """Measure every arm."""
    parser = argparse.ArgumentParser()
    parser.add_argument("csv", type=Path, nargs="?", default=CSV)
    parser.add_argument("--rows", type=int, default=160)
    parser.add_argument("--repeats", type=int, default=1)
    options = parser.parse_args()
    if not options.csv.is_file():
        print(f"{options.csv} : ce fichier n'existe pas.", file=sys.stderr)
        return 2
    quiet()
    torch.set_num_threads(1)
    rows = validate_rows(repair_rows(options.csv)[0])[::2][: options.rows]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_tiny_base(folder / "base", **SHAPE)
        arms: dict[str, Arm] = {
            "original repaired (padded to 512)": lambda base: original(base, rows, folder),
            "TRL as documented": lambda base: documented(base, rows, folder),
            "ours": lambda base: ours(base, rows, folder),
            "ours, length grouping": lambda base: ours(base, rows, folder, group_by_length=True),
            "ours, packing": lambda base: ours(base, rows, folder, packing=True, max_length=256),
        }
        found = {}
        for name, arm in arms.items():
            found[name] = measured(arm, folder / "base", options.repeats)
            print(f"{name} : {found[name]}", flush=True)
    peer = found["TRL as documented"]["tokens_per_cpu_s"]
    ratios = {name: round(arm["tokens_per_cpu_s"] / peer, 2) for name, arm in found.items()}
    print(json.dumps({"benchmark": "train_speed", "rows": len(rows), "arms": found,
        "to_trl": ratios}, ensure_ascii=False))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
