"""Accuracy and cost of the categoriser on public intent sets, beside the peers in the same run.

    python benchmarks/categories.py DATA_DIR [SET …] [--embeddings FOLDER]

Peers: keyword counting, nearest centroid, TF-IDF + LinearSVC, MiniLM + logistic regression; those
that are not installed are named as missing. Several splits of one set are averaged. ``no_labels``
is ours without the categories' names, which the peers cannot use. With ``--embeddings`` the same
splits are learned once more with that model; ``used`` counts the splits where it was fused in.
One JSON line last.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from intent_peers import PEERS
from intent_sets import Split, banking, home_assistant, hwu, pack_of, snips

from mistral_assistant.models.embeddings import EmbeddingModel
from mistral_assistant.reasoning.themes import learn_categories


def sets(data: Path) -> dict[str, Callable[[], list[Split]]]:
    """Return name → the splits to average."""
    return {
        "snips_fr": lambda: [snips(data, 0, seed)[0] for seed in range(3)],
        "snips_fr_typos": lambda: [snips(data, 0, seed)[1] for seed in range(3)],
        "snips_fr_10": lambda: [snips(data, 10, seed)[0] for seed in range(5)],
        "snips_fr_10_typos": lambda: [snips(data, 10, seed)[1] for seed in range(5)],
        "home_assistant_fr": lambda: [home_assistant(data, seed) for seed in range(10)],
        "banking77_en_10": lambda: [banking(data, 10, seed) for seed in range(3)],
        "banking77_en": lambda: [banking(data, 0, 0)],
        "hwu64_en": lambda: [hwu(data, 0)],
    }


def ours(
    split: Split, labels: bool = True, embedder: EmbeddingModel | None = None
) -> dict[str, float]:
    """Learn from one split and categorise its test."""
    began = time.process_time()
    categoriser = learn_categories(pack_of(split.train, labels), embedder=embedder)
    learned = time.process_time() - began
    right = acted = acted_right = 0
    spent = []
    for text, label in split.test:
        began = time.process_time()
        found = categoriser.categorise(text)
        spent.append(time.process_time() - began)
        hit = found.ranked[0][0] == label
        right += hit
        if found.decision == "sure":
            acted += 1
            acted_right += hit
    return {
        "accuracy": 100 * right / len(split.test),
        "left_out": 100 * categoriser.left_out_accuracy,
        "acted": 100 * acted / len(split.test),
        "right_when_acted": 100 * acted_right / max(acted, 1),
        "learn_cpu_s": learned,
        "cpu_ms": 1000 * statistics.median(spent),
        "used": float(categoriser.meant is not None),
    }


def of_peers(splits: list[Split]) -> dict[str, float | str]:
    """Return peer → accuracy, or why there is none."""
    found: dict[str, float | str] = {}
    for name, peer in PEERS.items():
        try:
            found[name] = round(statistics.mean(_accuracy(peer, split) for split in splits), 1)
        except ModuleNotFoundError as error:
            found[name] = f"missing: {error.name or error}"
    return found


def _accuracy(peer: Any, split: Split) -> float:
    names, scores = peer(split.train, [text for text, _label in split.test])
    guessed = [names[number] for number in scores.argmax(axis=1)]
    hits = [guess == label for guess, (_text, label) in zip(guessed, split.test, strict=True)]
    return 100 * statistics.mean(hits)  # type: ignore[no-any-return]


def main() -> int:
    """Run the sets asked for, or all."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/categories.py DATA_DIR [SET …]  (the folder is missing)")
        return 2
    available = sets(Path(sys.argv[1]))
    wanted, embedder = sys.argv[2:], None
    if "--embeddings" in wanted[:-1]:
        place = wanted.index("--embeddings")
        embedder = EmbeddingModel(wanted[place + 1])
        del wanted[place : place + 2]
    results = {}
    for name in wanted or available:
        splits = available[name]()
        measured = [ours(split) for split in splits]
        row: dict[str, Any] = {
            "splits": len(splits), "train": len(splits[0].train), "test": len(splits[0].test),
            **{key: round(statistics.mean(m[key] for m in measured), 3 if "cpu" in key else 1)
               for key in measured[0]},
        }  # fmt: skip
        if name.endswith("_10"):
            plain = [ours(split, labels=False)["accuracy"] for split in splits]
            row["no_labels"] = round(statistics.mean(plain), 1)
        if embedder:
            fused = [ours(split, embedder=embedder) for split in splits]
            row["embeddings"] = {key: round(statistics.mean(m[key] for m in fused), 3)
                                 for key in fused[0]}  # fmt: skip
        results[name] = {**row, "peers": of_peers(splits)}
        print(f"{name:<18} {row}\n{'':<18} peers: {results[name]['peers']}", flush=True)
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
