"""Continued pre-training: perplexity and bits per byte before and after, and what is forgotten.

    python benchmarks/train_dapt.py TEXTS [--steps N] [--rows N]

A small base learns the training CSVs of the shipped packs from nothing (general French as far as it
goes). Then it goes on with TEXTS (a file or folder), without replay and with a fifth of the learned
tokens from the general texts. Held-out texts and held-out general texts are measured before and
after. One JSON line last.
"""

import argparse
import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from mistral_assistant.training import recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.rows import repair_rows
from mistral_assistant.training.texts import read_texts

PACKS = Path(__file__).parents[1] / "domains"


def run(folder: Path, **changes: Any) -> tuple[Path, dict[str, Any]]:
    """Do one run and return its folder and scores."""
    values: dict[str, Any] = {
        "output_dir": str(folder), "device": "cpu", "max_length": 256, "hidden_size": 64,
        "num_hidden_layers": 3, "vocab_size": 1024, "per_device_train_batch_size": 2,
        "gradient_accumulation_steps": 1, "num_train_epochs": 1000.0, "save_steps": 10**6,
        "validation_ratio": 0.0, "keep_best": False,
    }  # fmt: skip
    args = TrainArguments(**{**values, **changes})
    job = recipe.start(args, print, None, datetime.now())
    recipe.fine_tune(job)
    result = json.loads((job.run.folder / "result.json").read_text(encoding="utf-8"))
    return job.run.folder, dict(result["scores"])


def main() -> int:
    """Train the base, go on twice, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("texts", type=Path)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--rows", type=int, default=400)
    options = parser.parse_args()
    if not options.texts.exists():
        print(f"{options.texts} : rien ici. Donnez un dossier de textes français.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        general, texts = folder / "general.jsonl", folder / "texts.jsonl"
        pairs = [row for file in sorted(PACKS.glob("*/training.csv")) for row in
                 repair_rows(file)[0]]  # fmt: skip
        said = ["\n".join(message.content for message in row.messages) for row in pairs]
        _write(general, said[:: max(1, len(said) // options.rows)])
        found = [row.text for row in read_texts(options.texts)]
        _write(texts, found[:: max(1, len(found) // options.rows)])
        base, _scores = run(folder / "base", objective="scratch", data=str(general),
            max_steps=options.steps, learning_rate=3e-3)  # fmt: skip
        arms = {}
        for name, ratio in (("no replay", 0.0), ("replay 20 %", 0.2)):
            _folder, scores = run(folder / name, objective="dapt", data=str(texts), method="full",
                model_name_or_path=str(base / "final"), max_steps=options.steps,
                learning_rate=1e-3, replay_data=str(general), replay_ratio=ratio)  # fmt: skip
            arms[name] = {
                "bits_per_byte": [round(scores["base_bits_per_byte"], 3),
                                  round(scores["test_bits_per_byte"], 3)],
                "loss": [round(scores["base_loss"], 3), round(scores["test_loss"], 3)],
                "general_loss": [round(scores["general"]["before"], 3),
                                 round(scores["general"]["after"], 3)],
            }  # fmt: skip
    print(json.dumps({"benchmark": "train_dapt", "steps": options.steps, "before_after": arms}))
    return 0


def _write(file: Path, texts: list[str]) -> None:
    lines = (json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts)
    file.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
