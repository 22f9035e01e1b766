"""Whether a confidence means what it says, and what may be answered without asking.

    python benchmarks/calibration.py DATA_DIR [SET …]

Twenty splits with fixed seeds. The threshold for "at most 5 % wrong" is chosen on the training
rows alone: ours on the examples left out in folds of paraphrases, the peer (LinearSVC with Platt's
scaling) on its probabilities over two halves of the training rows. Means with 95 % intervals over
the splits: accuracy, expected calibration error, share answered, share of those that is wrong.
One JSON line last.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from intent_measures import Numbers, calibration_error, mean_and_interval
from intent_peers import platt_svm
from intent_sets import Rows, Split, banking, home_assistant, pack_of, per_class, snips

from mistral_assistant.reasoning.calibration import threshold
from mistral_assistant.reasoning.themes import learn_categories

SPLITS = 20
WRONG = 0.05
MOST_TESTS = 1000
"""Test rows of one split, so that twenty splits take minutes."""
Judged = tuple[Numbers, Numbers, float]
"""(confidence, right, threshold)."""


def sets(data: Path) -> dict[str, Callable[[int], Split]]:
    """Return name → the split of a seed."""
    return {
        "home_assistant_fr": lambda seed: home_assistant(data, seed),
        "snips_fr_10": lambda seed: snips(data, 10, seed)[0],
        "banking77_en_10": lambda seed: banking(data, 10, seed),
    }


def ours(split: Split) -> Judged:
    """Learn, and judge the test by the threshold of the left-out examples."""
    categoriser = learn_categories(pack_of(split.train))
    found = [categoriser.categorise(text).ranked[0] for text, _label in split.test]
    right = [name == label for (name, _share), (_t, label) in zip(found, split.test, strict=True)]
    return np.array([share for _name, share in found]), np.array(right), categoriser.sure_for(WRONG)


def peer(split: Split) -> Judged:
    """Do the same with the calibrated SVM."""
    halves = per_class(split.train, max(1, len(split.train) // (2 * _classes(split.train))), 0)
    pieces = [(halves.train, halves.test), (halves.test, halves.train)]
    judged = [_platt(Split(learned, asked)) for learned, asked in pieces if learned and asked]
    confidence, right = (np.concatenate(part) for part in zip(*judged, strict=True))
    return (*_platt(split), threshold(confidence, right, WRONG))


def _classes(rows: Rows) -> int:
    return len({label for _text, label in rows})


def _platt(split: Split) -> tuple[Numbers, Numbers]:
    names, shares = platt_svm(split.train, [text for text, _label in split.test])
    guessed = [names[number] for number in shares.argmax(axis=1)]
    right = [guess == label for guess, (_text, label) in zip(guessed, split.test, strict=True)]
    return shares.max(axis=1), np.array(right)


def summary(judged: list[Judged]) -> dict[str, tuple[float, float]]:
    """Return measure → (mean, half width of its interval) in per cent."""
    rows: dict[str, list[float]] = {"accuracy": [], "ece": [], "answered": [], "wrong": []}
    for confidence, right, limit in judged:
        answered = confidence >= limit
        rows["accuracy"].append(100 * right.mean())
        rows["ece"].append(100 * calibration_error(confidence, right))
        rows["answered"].append(100 * answered.mean())
        if answered.any():
            rows["wrong"].append(100 * (~right[answered]).mean())
    return {
        key: (round(mean, 2), round(half, 2))
        for key, values in rows.items()
        if values
        for mean, half in [mean_and_interval(values)]
    }


def main() -> int:
    """Run the sets asked for, or all."""
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/calibration.py DATA_DIR [SET …]  (the folder is missing)")
        return 2
    available = sets(Path(sys.argv[1]))
    results: dict[str, dict[str, object]] = {}
    for name in sys.argv[2:] or available:
        splits = [available[name](seed) for seed in range(SPLITS)]
        splits = [Split(split.train, split.test[:: max(1, len(split.test) // MOST_TESTS)])
                  for split in splits]  # fmt: skip
        results[name] = {"ours": summary([ours(split) for split in splits])}
        try:
            results[name]["platt_svm"] = summary([peer(split) for split in splits])
        except ModuleNotFoundError as error:
            results[name]["platt_svm"] = f"missing: {error.name}"
        for who, measured in results[name].items():
            print(f"{name:<18} {who:<10} {measured}", flush=True)
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
