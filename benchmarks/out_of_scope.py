"""What happens to messages that no category is for, where every fourth intent is held out.

    python benchmarks/out_of_scope.py DATA_DIR

The held-out intents are sisters of those learned: the hardest strangers. AUROC and the recall at
5 % of own messages refused, by ``in_scope`` (ours) and by the margin of a linear SVM (peer); how
the strangers are decided (refusing them would be wrong: "voulez-vous dire" is right); and how often
the right intent is among those offered where ours is unsure about its own messages.
Means over splits with fixed seeds. One JSON line last.
"""

import json
import os
import random
import statistics
import sys
from collections import Counter
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from intent_measures import Numbers, auroc, recall_at
from intent_peers import linear_svm
from intent_sets import Split, banking, home_assistant, pack_of

from mistral_assistant.reasoning.approach import offered
from mistral_assistant.reasoning.themes import learn_categories
from mistral_assistant.reasoning.turn import DECISIONS

SPLITS = int(os.environ.get("SPLITS", "10"))
MOST_TESTS = 1000


def hold_out(split: Split, seed: int) -> tuple[Split, set[str]]:
    """Take every fourth intent out of the training rows."""
    names = sorted({label for _text, label in split.train})
    random.Random(seed).shuffle(names)
    held = set(names[: len(names) // 4])
    test = split.test[:: max(1, len(split.test) // MOST_TESTS)]
    return Split([row for row in split.train if row[1] not in held], test), held


def ours(split: Split, held: set[str]) -> tuple[dict[str, float], Numbers]:
    """Return the measures of decisions, and the scope score of every test message."""
    categoriser = learn_categories(pack_of(split.train))
    scores = []
    strangers: Counter[str] = Counter()
    own: Counter[str] = Counter()
    among = choices = 0
    for text, label in split.test:
        found = categoriser.categorise(text)
        scores.append(found.in_scope)
        if label in held:
            strangers[found.decision] += 1
            continue
        own[found.decision] += 1
        if found.decision != "sure":
            among += label in offered(found.ranked)
            choices += len(offered(found.ranked))
    unsure = own.total() - own["sure"]
    shares = {f"strangers_{name}": 100 * strangers[name] / strangers.total() for name in DECISIONS}
    shares |= {f"own_{name}": 100 * own[name] / own.total() for name in DECISIONS}
    return {**shares, "unsure": unsure, "offered_right": among, "choices": choices}, np.array(
        scores
    )


def quality(scores: Numbers, inside: Numbers) -> tuple[float, float]:
    """Return (AUROC, recall at 5 % false rejects) in per cent."""
    own, foreign = scores[inside], scores[~inside]
    return 100 * auroc(own, foreign), 100 * recall_at(own, foreign)


def run(splits: list[Split]) -> dict[str, object]:
    """Measure ours and the peer on the same splits."""
    decisions: list[dict[str, float]] = []
    mine: list[tuple[float, float]] = []
    margin: list[tuple[float, float]] = []
    missing = ""
    for seed, whole in enumerate(splits):
        split, held = hold_out(whole, seed)
        inside = np.array([label not in held for _text, label in split.test])
        decided, scores = ours(split, held)
        decisions.append(decided)
        mine.append(quality(scores, inside))
        try:
            _names, by_class = linear_svm(split.train, [text for text, _label in split.test])
            margin.append(quality(by_class.max(axis=1), inside))
        except ModuleNotFoundError as error:
            missing = f"missing: {error.name}"
    unsure = sum(decided.pop("unsure") for decided in decisions)
    among = sum(decided.pop("offered_right") for decided in decisions)
    choices = sum(decided.pop("choices") for decided in decisions)
    return {
        "ours_auroc_recall": _means(mine),
        "svm_auroc_recall": _means(margin) if margin else missing,
        "unsure_own_messages": int(unsure),
        "right_intent_offered": round(100 * among / max(unsure, 1), 1),
        "choices_offered": round(choices / max(unsure, 1), 1),
        **{key: round(statistics.mean(d[key] for d in decisions), 1) for key in decisions[0]},
    }


def _means(pairs: list[tuple[float, float]]) -> list[float]:
    return [round(statistics.mean(part), 1) for part in zip(*pairs, strict=True)]


def main() -> int:
    """Measure both sets."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/out_of_scope.py DATA_DIR  (the folder is missing)")
        return 2
    data = Path(sys.argv[1])
    results = {
        "home_assistant_fr": run([home_assistant(data, seed) for seed in range(SPLITS)]),
        "banking77_en_10": run([banking(data, 10, seed) for seed in range(SPLITS)]),
    }
    for name, measured in results.items():
        for key, value in measured.items():
            print(f"{name:<18} {key:<22} {value}")
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
