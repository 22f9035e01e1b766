"""Accuracy and cost of the categoriser on public intent sets.

    python benchmarks/categories.py DATA_DIR

Prints one line a set and one JSON line last: accuracy, leave-one-out accuracy, share answered
without asking, CPU seconds to learn, median CPU milliseconds a message.
"""

import csv
import json
import random
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

from mistral_assistant.domains.pack import CategorySpec, DomainPack, Limits, ModerationWords
from mistral_assistant.reasoning.themes import learn_categories

Rows = list[tuple[str, str]]


def pack_of(rows: Rows) -> DomainPack:
    """Return a pack that has nothing but categories with examples."""
    examples: dict[str, list[str]] = defaultdict(list)
    for text, label in rows:
        examples[label].append(text)
    categories = {
        label: CategorySpec(label, label, examples=tuple(texts))
        for label, texts in sorted(examples.items())
    }
    return DomainPack(
        path=Path("."), name="benchmark", title="", version="", description="",
        languages=("fr",), licence="", persona="", base_model="", adapter="", limits=Limits(),
        moderation=ModerationWords(), CATEGORIES=categories, RESPONSE_TEMPLATES={}, entities={},
        rules=(), tables={}, knowledge=(), content_hash="",
    )  # fmt: skip


def read(path: Path, delimiter: str = "\t") -> list[dict[str, str]]:
    """Return the rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def split(rows: Rows, per_class: int | None, seed: int = 0) -> tuple[Rows, Rows]:
    """Take ``per_class`` rows of each class, or half, for training; the rest is the test."""
    by_class: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_class[row[1]].append(row)
    train: Rows = []
    test: Rows = []
    for _label, members in sorted(by_class.items()):
        random.Random(seed).shuffle(members)
        cut = per_class or len(members) // 2
        if len(members) > cut:
            train += members[:cut]
            test += members[cut:]
    return train, test


def sets(data: Path) -> dict[str, tuple[Rows, Rows]]:
    """Return name → (training rows, test rows)."""
    snips = read(data / "snips_fr" / "all.tsv")
    clean = [(row["text"], row["intent"]) for row in snips]
    typos = {row["text"]: row["text_with_typos"] for row in snips}
    train, test = split(clean, None)
    home = [(r["text"], r["intent"], r["group"]) for r in read(data / "home_assistant_fr/all.tsv")]
    groups = sorted({group for _text, _intent, group in home})
    random.Random(0).shuffle(groups)
    kept = set(groups[: len(groups) // 2])
    home_train = [(text, intent) for text, intent, group in home if group in kept]
    known = {intent for _text, intent in home_train}
    home_test = [(t, i) for t, i, group in home if group not in kept and i in known]
    banking = [
        [(row["text"], row.get("intent") or row.get("category") or row["label"])
         for row in read(data / "banking77_en" / f"{part}.tsv")]
        for part in ("train", "test")
    ]  # fmt: skip
    return {
        "snips_fr": (train, test),
        "snips_fr_typos": (train, [(typos[text], label) for text, label in test]),
        "snips_fr_10": split(clean, 10),
        "home_assistant_fr": (home_train, home_test),
        "banking77_en_10": (split(banking[0], 10)[0], banking[1]),
    }


def measure(train: Rows, test: Rows) -> dict[str, float]:
    """Learn from ``train`` and categorise ``test``."""
    began = time.process_time()
    categoriser = learn_categories(pack_of(train))
    learned = time.process_time() - began
    right = acted = acted_right = 0
    spent = []
    for text, label in test:
        began = time.process_time()
        found = categoriser.categorise(text)
        spent.append(time.process_time() - began)
        hit = found.ranked[0][0] == label
        right += hit
        if found.decision == "sure":
            acted += 1
            acted_right += hit
    return {
        "train": len(train),
        "test": len(test),
        "accuracy": round(100 * right / len(test), 1),
        "left_out": round(100 * categoriser.left_out_accuracy, 1),
        "acted": round(100 * acted / len(test), 1),
        "right_when_acted": round(100 * acted_right / max(acted, 1), 1),
        "learn_cpu_s": round(learned, 3),
        "cpu_ms": round(1000 * statistics.median(spent), 3),
    }


def main() -> int:
    """Run every set."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/categories.py DATA_DIR  (the folder is missing)")
        return 2
    results = {}
    for name, (train, test) in sets(Path(sys.argv[1])).items():
        results[name] = measure(train, test)
        print(f"{name:<20} {results[name]}")
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
