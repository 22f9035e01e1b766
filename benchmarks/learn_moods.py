"""Learn which mood words lean to, and say how well unseen phrases are told by it.

    python benchmarks/learn_moods.py [--write] [FILE…]

Ridge regression (Hoerl & Kennard, Technometrics 12, 1970) over words, neighbours and character
n-grams, on the labelled phrases of the FILEs (default: all open ones) and, as neutral ones, on
examples of the packs in which the rules find no sign. Printed is, per threshold, over five folds:
the share of moods found and the share of neutral messages taken for a mood. ``--write`` stores the
weights of all phrases in the package.
"""

import csv
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mistral_assistant.reasoning import mood_leaning
from mistral_assistant.reasoning.ngrams import tokens
from mistral_assistant.reasoning.sentiment import by_rules

ROOT = Path(__file__).parent.parent
FILES = (
    *sorted((ROOT / "tests" / "data").glob("phrases_*open.jsonl")),
    ROOT / "benchmarks" / "unseen" / "phrases.jsonl",
)
WEIGHTS = ROOT / "mistral_assistant" / "reasoning" / mood_leaning.WEIGHTS_FILE
RIDGE = 0.1
"""Of the mean squared length of a row."""
FOLDS = 5
NEUTRAL = 2_000
_TARGETS = {"negative": (1.0, 0.0), "positive": (0.0, 1.0), "neutral": (0.0, 0.0)}

Example = tuple[list[str], str]
"""Words and mood."""


def main(arguments: Sequence[str]) -> int:
    """Print the figures, store the weights on request; return the exit status."""
    paths = [Path(name) for name in arguments if name != "--write"] or list(FILES)
    phrases = [
        (words_of(row["text"]), str(row["expected"]))
        for path in paths
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if row["kind"] == "sentiment"
    ]
    neutral = neutral_examples()
    figures = folds([*phrases, *neutral])
    for threshold, found, wrong in figures:
        print(f"from {threshold:.2f}: moods found {found:6.1%}, neutral taken for one {wrong:6.1%}")
    if "--write" in arguments:
        np.save(WEIGHTS, stored(learned([*phrases, *neutral])))
    print(json.dumps({"phrases": len(phrases), "neutral": len(neutral)}))
    return 0


def words_of(text: str) -> list[str]:
    """Return the folded words of a message."""
    return [word for word, _start, _end in tokens(text)]


def neutral_examples() -> list[Example]:
    """Return examples of the packs in which the rules find no sign of a mood."""
    texts = {
        row["text"]
        for path in sorted((ROOT / "domains").glob("*/examples.csv"))
        for row in csv.DictReader(path.open(encoding="utf-8"))
        if by_rules(row["text"]) == "neutral"
    }
    picked = random.Random(0).sample(sorted(texts), min(NEUTRAL, len(texts)))
    return [(words_of(text), "neutral") for text in picked]


def rows_of(examples: Sequence[Example]) -> npt.NDArray[np.float32]:
    """Return the (N, SIZE) features of the examples."""
    rows = np.zeros((len(examples), mood_leaning.SIZE), np.float32)
    for row, (words, _mood) in zip(rows, examples, strict=True):
        for word in words:
            np.add.at(row, mood_leaning.word_rows(word), 1)
        for pair in zip(words, words[1:], strict=False):
            row[mood_leaning.pair_row(*pair)] += 1
        row /= max(1, len(words)) ** 0.5
    return rows


def learned(examples: Sequence[Example]) -> npt.NDArray[np.float32]:
    """Return the (SIZE + 1, 2) weights; the last row is the bias."""
    rows = rows_of(examples)
    targets = np.array([_TARGETS[mood] for _words, mood in examples], np.float32)
    mean_row, bias = rows.mean(axis=0), targets.mean(axis=0)
    rows -= mean_row
    kernel = (rows @ rows.T).astype(np.float64)
    ridge = RIDGE * np.trace(kernel) / len(examples)
    dual = np.linalg.solve(kernel + ridge * np.eye(len(examples)), targets - bias)
    result = (rows.T @ dual).astype(np.float32)
    return np.vstack([result, bias - mean_row @ result])


def stored(weights: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
    """Return weights in whole 256ths."""
    return np.clip(np.round(weights * 256), -32768, 32767).astype(np.int16)


def folds(examples: Sequence[Example]) -> list[tuple[float, float, float]]:
    """Return per threshold the share of moods found and of neutral messages mistaken."""
    order = np.random.default_rng(0).permutation(len(examples))
    scores = np.zeros((len(examples), 2))
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        kept = np.setdiff1d(order, held)
        weights = learned([examples[i] for i in kept])
        scores[held] = rows_of([examples[i] for i in held]) @ weights[:-1] + weights[-1]
    moods = np.array([mood for _words, mood in examples])
    neutral = moods == "neutral"
    right = np.where(scores[:, 0] > scores[:, 1], "negative", "positive") == moods
    return [
        (
            float(threshold),
            float((right & (scores.max(axis=1) >= threshold))[~neutral].mean()),
            float((scores.max(axis=1) >= threshold)[neutral].mean()),
        )
        for threshold in np.arange(0.2, 0.61, 0.05)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
