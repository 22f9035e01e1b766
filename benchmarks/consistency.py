"""Measure the consistency check on given answers: python benchmarks/consistency.py DATA_DIR.

DATA_DIR holds ``*.jsonl`` with one item a line: ``question``, ``context``, ``previous`` (an
earlier assistant answer), ``answer``, ``kind`` (``clean`` or the fault planted) and ``label``
(1: faulty). An item counts as flagged if any finding is left, and again if one of them blocks.
Two peers judge the same items: the check that the seed had (too short, or few words in common with
the context), and a comparison of the raw runs of digits. One JSON line last.
"""

import json
import re
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from mistral_assistant.chat import ChatMessage, Passage
from mistral_assistant.reasoning.checks.negations import stream
from mistral_assistant.reasoning.checks.sources import read
from mistral_assistant.reasoning.consistency import check
from mistral_assistant.reasoning.turn import Consistency

NOW = datetime(2026, 3, 12, 10, 0)
JUDGES = ("flagged", "blocked", "naive", "digits")
"""What is compared: any finding, a blocking one, and the two peers."""


@dataclass(frozen=True)
class Result:
    """One item with what the check said."""

    item: dict[str, str]
    consistency: Consistency
    ms: float

    naive: bool
    """What the seed's kind of check says."""
    digits: bool
    """What a comparison of raw digits says."""

    @property
    def faulty(self) -> bool:
        """Whether a fault was planted."""
        return bool(self.item["label"])

    @property
    def flagged(self) -> bool:
        """Whether anything was found."""
        return bool(self.consistency.findings)

    @property
    def blocked(self) -> bool:
        """Whether anything blocking was found."""
        return any(finding.severity == "blocking" for finding in self.consistency.findings)


def main(folder: Path) -> int:
    """Print the table and one JSON line; return the exit status."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        print(f"No data: {folder} does not exist or holds no *.jsonl file.", file=sys.stderr)
        return 1
    results = [run(json.loads(line)) for file in files for line in file.open(encoding="utf-8")]
    for line in table(results):
        print(line)
    print(json.dumps(summary(results)))
    return 0


def run(item: dict[str, str]) -> Result:
    """Check one item; no text is in the cache of texts already read."""
    passages = [Passage("context", item["context"], 1.0)] if item["context"] else []
    history = [ChatMessage("assistant", item["previous"])] if item["previous"] else []
    read.cache_clear()
    stream.cache_clear()
    began = time.process_time()
    consistency = check(
        item["answer"],
        question=item["question"],
        passages=passages,
        entities=(),
        history=history,
        language="fr",
        now=NOW,
    )
    spent = (time.process_time() - began) * 1000
    return Result(item, consistency, spent, naive(item), raw_digits(item))


def naive(item: dict[str, str]) -> bool:
    """Flag an answer that is very short or shares less than a fifth of its words."""
    answer, context = (
        set(re.findall(r"\w{4,}", item[key].lower())) for key in ("answer", "context")
    )
    known = context or set(re.findall(r"\w{4,}", item["previous"].lower()))
    return len(item["answer"]) < 10 or len(answer & known) < 0.2 * len(answer)


def raw_digits(item: dict[str, str]) -> bool:
    """Flag an answer with a run of digits that neither context, question nor earlier answer has."""
    sources = " ".join(item[key] or "" for key in ("context", "question", "previous"))
    return bool(set(re.findall(r"\d+", item["answer"])) - set(re.findall(r"\d+", sources)))


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield one line for each kind of item."""
    kinds = defaultdict(list)
    for result in results:
        kinds[result.item["kind"]].append(result)
    yield f"{'kind':<15}{'items':>6}" + "".join(f"{name:>9}" for name in JUDGES)
    for kind, mine in sorted(kinds.items()):
        shares = (share([getattr(result, name) for result in mine]) for name in JUDGES)
        yield f"{kind:<15}{len(mine):>6}" + "".join(f"{value:>9.3f}" for value in shares)
    scores = [summary(results)[f"{name}_f1"] for name in JUDGES]
    yield f"{'F1':<15}{len(results):>6}" + "".join(f"{value:>9.3f}" for value in scores)


def summary(results: Sequence[Result]) -> dict[str, float]:
    """Return the figures of the JSON line."""
    values: dict[str, float] = {"items": len(results)}
    for name in JUDGES:
        hits = [(getattr(result, name), result.faulty) for result in results]
        found = sum(hit and faulty for hit, faulty in hits)
        alarms = sum(hit and not faulty for hit, faulty in hits)
        faults = sum(faulty for _hit, faulty in hits)
        precision = found / max(1, found + alarms)
        recall = found / max(1, faults)
        values |= {
            f"{name}_recall": round(recall, 3),
            f"{name}_precision": round(precision, 3),
            f"{name}_f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
            f"{name}_false_alarms": round(alarms / max(1, len(hits) - faults), 4),
        }
    times = [result.ms for result in results]
    return values | {
        "median_ms": round(statistics.median(times), 2),
        "p95_ms": round(sorted(times)[int(0.95 * (len(times) - 1))], 2),
    }


def share(values: Sequence[bool]) -> float:
    """Return the share of true values."""
    return sum(values) / len(values)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
