"""How exact a merge is, on a trained base and an adapter that has learned something.

    python benchmarks/train_merge.py FOLDER [--prompts N]

FOLDER: what ``train_learned.py --keep FOLDER`` has left. The run's adapter is merged in fp32 and in
bf16. Over many French prompts: the largest error of a logit as a share of the largest effect of
the adapter; in bf16 the error (root of the mean square) beside that of an exact merge (in fp64)
whose weights are rounded to bf16 once; greedy answers of the adapter and of the fp32 merge
compared. One JSON line last.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

import torch

from mistral_assistant.chat import ChatMessage
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training.generation import answer
from mistral_assistant.training.merge import merge
from mistral_assistant.training.quiet import quiet
from mistral_assistant.training.rows import repair_rows
from mistral_assistant.training.run_directory import Run

PACKS = Path(__file__).parents[1] / "domains"
NEW_TOKENS = 24


def questions(count: int) -> list[str]:
    """Return different questions, those that were learned first and then ones of other packs."""
    names = ("ecommerce", *sorted(path.name for path in PACKS.iterdir() if path.is_dir()))
    found: dict[str, None] = {}
    for name in names:
        file = PACKS / name / "training.csv"
        if file.is_file():
            found |= dict.fromkeys(row.question for row in repair_rows(file)[0])
    return list(found)[:count]


def logits(model: Any, prompts: list[list[int]]) -> torch.Tensor:
    """Return the logits after each prompt."""
    with torch.no_grad():
        last = [model(input_ids=torch.tensor([ids])).logits[0, -1].float() for ids in prompts]
    return torch.stack(last)


def loaded(folder: Path) -> Any:
    """Return the model in a folder, computing in fp32 whatever its weights were written in."""
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()


def rounded_once(base: Path, adapter: Path) -> Any:
    """Return the exact merge, made in fp64, its weights rounded to bf16."""
    from peft import PeftModel

    tuned = PeftModel.from_pretrained(loaded(base).double(), adapter).double()
    return tuned.merge_and_unload().to(torch.bfloat16).float().eval()


def far(one: torch.Tensor, other: torch.Tensor) -> tuple[float, float]:
    """Return the largest difference and the root of the mean square."""
    off = one - other
    return float(off.abs().max()), float(off.square().mean().sqrt())


def main() -> int:
    """Merge, compare, print."""
    from peft import PeftModel

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prompts", type=int, default=200)
    options = parser.parse_args()
    runs = sorted((options.folder / "tuned").glob("*/run.json"))
    if not runs:
        print(f"{options.folder} : rien ici. D'abord : train_learned.py --keep.", file=sys.stderr)
        return 2
    quiet()
    torch.set_num_threads(1)
    run = Run(runs[-1].parent)
    base, tokenizer = Path(run.arguments().model_name_or_path), MistralTokenizer()
    chats = [[ChatMessage("user", text)] for text in questions(options.prompts)]
    prompts = [list(tokenizer.encode_chat(chat).ids) for chat in chats]
    with tempfile.TemporaryDirectory() as place:
        for dtype in ("fp32", "bf16"):
            merge(run.folder, Path(place) / dtype, dtype=dtype)
        tuned = PeftModel.from_pretrained(loaded(base), run.final).eval()
        wanted, before = logits(tuned, prompts), logits(loaded(base), prompts)
        whole = loaded(Path(place) / "fp32")
        exact, exact_rms = far(logits(whole, prompts), wanted)
        _most, rounded = far(logits(loaded(Path(place) / "bf16"), prompts), wanted)
        _most, once = far(logits(rounded_once(base, run.final), prompts), wanted)
        same = sum(
            answer(tuned, tokenizer, chat, NEW_TOKENS) == answer(whole, tokenizer, chat, NEW_TOKENS)
            for chat in chats
        )
    effect, effect_rms = far(wanted, before)
    print(json.dumps({"benchmark": "train_merge", "prompts": len(prompts),
        "effect": round(effect, 3), "fp32_error": exact, "fp32_share": exact / effect,
        "fp32_rms_share": exact_rms / effect_rms, "bf16_rms": rounded, "bf16_exact_rms": once,
        "bf16_ratio": round(rounded / once, 4), "greedy_equal": same,
        "cpu_s": round(process_time())}))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
