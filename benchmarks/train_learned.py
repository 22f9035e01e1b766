"""A small model that has learned the shop's rows: what it says as adapter, merged and as GGUF.

    python benchmarks/train_learned.py [--rows N] [--epochs N] [--width N] [--keep FOLDER]

The base is a small Mistral with the real tokenizer, trained on the packs' own documents and on the
sentences of the rows, torn apart, until the loss on held-out texts has stopped falling, so that
tuning and quantising act on a language model. A LoRA then learns the rows (all of them: it is to
learn them by heart). Each question is put, through the engine as the chat starts it, to the run
(adapter on its base), the merged model, and GGUF files in llama.cpp. Told for each: answers word
for word, answers that end by themselves, and answers equal to the run's. The tuned run stays in
``--keep``, for train_merge.py; what an attempt that was cut short has finished there is taken from
there. One JSON line last.
"""

import argparse
import json
import os
import re
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from mistral_assistant.backends.launcher import RunningEngine, ensure_engine
from mistral_assistant.models.tokenizer import MistralTokenizer
from mistral_assistant.training import curves, recipe
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.export import write_gguf
from mistral_assistant.training.extras import TRAINING, require
from mistral_assistant.training.merge import merge
from mistral_assistant.training.quiet import quiet
from mistral_assistant.training.rehearsal import write_tiny_base
from mistral_assistant.training.rows import Row, repair_rows
from mistral_assistant.training.run_directory import Run

PACKS = Path(__file__).parents[1] / "domains"
SHAPE = {"num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
         "head_dim": 32, "max_position_embeddings": 1024}  # fmt: skip
PATIENCE_S = 300


def documents(characters: int) -> list[str]:
    """Return sections of the packs' documents, the shop's first, of so many characters in all."""
    found, total = [], 0
    files = sorted(PACKS.glob("*/knowledge/*.md"))
    for file in sorted(files, key=lambda file: "ecommerce" not in file.parts):
        for section in re.split(r"\n(?=#)", file.read_text(encoding="utf-8")):
            if total < characters and len(section) > 80:
                found.append(section.strip())
                total += len(section)
    return found


def sentences(rows: Sequence[Row]) -> list[str]:
    """Return the sentences of questions and answers, each alone and in the order of the alphabet.

    An adapter leaves embeddings and head as they are, so the base has to know the words of the
    rows; which answer goes with which question it does not learn from this.
    """
    texts = (message.content for row in rows for message in row.messages)
    return sorted({part.strip() for text in texts for part in re.split(r"(?<=[.!?])\s", text)})


def trained(folder: Path, **changes: Any) -> Run:
    """Do one run, or return the one that ``--keep`` has kept from an attempt that was cut short."""
    for file in sorted(folder.glob("*/result.json")):
        return Run(file.parent)
    values: dict[str, Any] = {"output_dir": str(folder), "device": "cpu", "max_length": 256,
        "gradient_accumulation_steps": 1, "test_ratio": 0.0, "sample_answers": 0,
        "lr_scheduler_type": "constant_with_warmup"}  # fmt: skip
    job = recipe.start(TrainArguments(**{**values, **changes}), print, None, datetime.now())
    recipe.fine_tune(job)
    return job.run


def base_model(folder: Path, rows: Sequence[Row], options: argparse.Namespace) -> Run:
    """Train the base until the held-out loss has risen once."""
    width = {"hidden_size": options.width, "intermediate_size": 3 * options.width}
    write_tiny_base(folder / "random", **SHAPE, **width)
    texts = folder / "texts.jsonl"
    found = [*documents(options.characters), *sentences(rows)]
    lines = (json.dumps({"text": text}, ensure_ascii=False) for text in found)
    texts.write_text("\n".join(lines), encoding="utf-8")
    return trained(folder / "base", data=str(texts), objective="dapt", method="full",
        model_name_or_path=str(folder / "random"), num_train_epochs=40.0, learning_rate=3e-3,
        per_device_train_batch_size=2, early_stopping_patience=1, save_total_limit=1)  # fmt: skip


def chosen_rows(count: int) -> list[Row]:
    """Return the rows of the shop's training data with the shortest answers, each question once."""
    rows = repair_rows(PACKS / "ecommerce" / "training.csv")[0]
    once = {row.question: row for row in rows}.values()
    return sorted(once, key=lambda row: len(row.messages[-1].content))[:count]


def tuned(folder: Path, base: Run, rows: Sequence[Row], options: argparse.Namespace) -> Run:
    """Let an adapter learn the rows by heart."""
    data = folder / "rows.jsonl"
    lines = (json.dumps(row.to_json(), ensure_ascii=False) for row in rows)
    data.write_text("\n".join(lines), encoding="utf-8")
    return trained(folder / "tuned", data=str(data), method="lora", lora_r=64, lora_alpha=64,
        lora_dropout=0.0, model_name_or_path=str(base.final), validation_ratio=0.0,
        num_train_epochs=float(options.epochs), learning_rate=3e-3, save_steps=10**6,
        per_device_train_batch_size=8, lr_scheduler_type="cosine")  # fmt: skip


def answers(data: Path, model: Path, rows: Sequence[Row]) -> list[tuple[str, bool]]:
    """Return each greedy answer through the engine, and whether it ended by itself."""
    exact = () if model.suffix == ".gguf" else ("--dtype=float32", "--quantize=none")
    engine = _ready(data, model, ("--threads=1", *exact))
    try:
        head = {"authorization": f"Bearer {engine.token}"}
        with httpx2.Client(timeout=PATIENCE_S, trust_env=False, headers=head) as client:
            return [_asked(client, engine, row) for row in rows]
    finally:
        os.kill(engine.pid, signal.SIGTERM)


def _ready(data: Path, model: Path, options: tuple[str, ...]) -> RunningEngine:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        engine = ensure_engine(data, str(model), options=options)
        if engine.health["status"] == "ready":
            return engine
        if engine.health["status"] == "failed" or time.monotonic() > deadline:
            raise RuntimeError(str(engine.health))
        time.sleep(0.2)


def _asked(client: Any, engine: RunningEngine, row: Row) -> tuple[str, bool]:
    most = len(MistralTokenizer().encode(row.messages[-1].content)) + 32
    reply = client.post(f"{engine.address}/chat/completions", json={
        "model": engine.default, "temperature": 0, "max_tokens": most,
        "messages": [{"role": "user", "content": row.question}]})  # fmt: skip
    reply.raise_for_status()
    (choice,) = reply.json()["choices"]
    return str(choice["message"]["content"]).strip(), choice["finish_reason"] == "stop"


def shares(
    said: Sequence[tuple[str, bool]], first: Sequence[tuple[str, bool]], rows: Sequence[Row]
) -> dict[str, float]:
    """Return the shares in per cent: word for word, ended by itself, as the first place said it."""
    wanted = [row.messages[-1].content.strip() for row in rows]
    right = sum(text == expected for (text, _end), expected in zip(said, wanted, strict=True))
    same = sum(one == other for one, other in zip(said, first, strict=True))
    counts = {"word_for_word": right, "ended": sum(end for _text, end in said), "as_the_run": same}
    return {name: round(100 * count / len(rows), 1) for name, count in counts.items()}


def main() -> int:
    """Train, take out, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=40)
    parser.add_argument("--epochs", type=int, default=160)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--characters", type=int, default=15_000)
    parser.add_argument("--kinds", default="F16,Q8_0")
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    require(*TRAINING, "gguf", "xllamacpp")
    quiet()
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep or Path(place)
        folder.mkdir(parents=True, exist_ok=True)
        rows = chosen_rows(options.rows)
        base = base_model(folder, rows, options)
        run = tuned(folder, base, rows, options)
        merged = merge(run.folder, folder / "merged")
        places = {"run": run.folder, "merged": folder / "merged"}
        for kind in options.kinds.split(","):
            write_gguf(folder / "merged", folder / f"{kind}.gguf", kind)
            places[kind] = folder / f"{kind}.gguf"
        first: list[tuple[str, bool]] = []
        found = {}
        for name, model in places.items():
            said = answers(folder / "data", model, rows)
            first = first or said
            found[name] = shares(said, first, rows)
            print(name, found[name], flush=True)
        held = [round(loss, 3) for _step, loss in curves.points(base, "eval_loss")]
    used = [resource.getrusage(who) for who in
            (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    minutes = sum(one.ru_utime + one.ru_stime for one in used) / 60
    print(json.dumps({"benchmark": "train_learned", "rows": len(rows), "held_out_losses": held,
        "merge": {"effect": merged.effect, "error": merged.error}, "answers_per_cent": found,
        "cpu_minutes": round(minutes, 1)}))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
