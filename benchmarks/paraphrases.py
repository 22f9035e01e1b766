"""What the consistency check says of honest rewordings: python benchmarks/paraphrases.py [FILE].

``tests/data/paraphrases*.jsonl`` hold answers that their context bears out, in other words: number
words, other date and time formats, converted units, summaries, lists, partial answers, sums that
the answer works out itself. Batch 1 was written before the check had been run on any of them, each
later one before it had been run on that batch; FIRST_RUN keeps what each gave when it was new.
Afterwards the check was mended in general, so today's figures are not those of a fresh set. With
``--beside N`` each context stands among N others, as in a chat. One JSON line last; the exit status
is 1 if more than 3 % are blocked.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from mistral_assistant.chat import Passage
from mistral_assistant.reasoning.consistency import check
from mistral_assistant.reasoning.turn import Finding

DATA = Path(__file__).parent.parent / "tests" / "data"
FILES = (DATA / "paraphrases.jsonl", DATA / "paraphrases_second.jsonl")
NOW = datetime(2026, 3, 12, 10, 0)
FIRST_RUN = {1: (8, 11, 105), 2: (11, 4, 76), 3: (2, 3, 36), 4: (16, 9, 100), 5: (7, 14, 100)}
"""Batch → blocked, warned only, items, on the first run; the check was mended after each.

Two blocked items of batch 2 turned out not to be borne out and were reworded.
"""
MOST = 0.03


@dataclass(frozen=True)
class Result:
    """One rewording with what was found."""

    item: dict[str, str]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> bool:
        """Whether anything would send the answer back."""
        return any(finding.severity == "blocking" for finding in self.findings)

    @property
    def warned(self) -> bool:
        """Whether there are findings that only warn."""
        return bool(self.findings) and not self.blocked


def main(files: Sequence[Path], beside: int) -> int:
    """Print what was flagged, a table and the JSON line."""
    items = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    contexts = list(dict.fromkeys(item["context"] for item in items))
    rng = Random(7)
    results = [run(item, [item["context"], *rng.sample(contexts, beside)]) for item in items]
    for result in results:
        for finding in result.findings:
            print(f"{finding.severity:<9}{finding.kind:<12}« {finding.text} » {finding.evidence}")
            print(f"         {result.item['answer']!r}")
    for line in table(results):
        print(line)
    figures = summary(results)
    print(json.dumps(figures))
    return 1 if figures["blocked_share"] > MOST else 0


def run(item: dict[str, str], contexts: Sequence[str]) -> Result:
    """Check one rewording."""
    consistency = check(
        item["answer"],
        question=item["question"],
        passages=[Passage("context", text, 1.0) for text in contexts],
        entities=(),
        history=(),
        language="fr",
        now=NOW,
    )
    return Result(item, consistency.findings)


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield one line for each batch, with its first run."""
    yield f"{'batch':<7}{'items':>6}{'blocked':>9}{'warned':>8}   first run: blocked, warned, items"
    for batch in sorted({int(result.item["batch"]) for result in results}):
        mine = [result for result in results if int(result.item["batch"]) == batch]
        yield (
            f"{batch:<7}{len(mine):>6}{sum(r.blocked for r in mine):>9}"
            f"{sum(r.warned for r in mine):>8}   {FIRST_RUN.get(batch, '')}"
        )


def summary(results: Sequence[Result]) -> dict[str, float]:
    """Return the figures of the JSON line."""
    return {
        "items": len(results),
        "blocked_share": round(sum(r.blocked for r in results) / len(results), 4),
        "warned_share": round(sum(r.warned for r in results) / len(results), 4),
        "blocked_share_on_first_runs": round(
            sum(run[0] for run in FIRST_RUN.values()) / sum(run[2] for run in FIRST_RUN.values()), 4
        ),
    }


if __name__ == "__main__":
    arguments = sys.argv[1:]
    others = int(arguments.pop()) if arguments[-2:-1] == ["--beside"] else 0
    if others:
        arguments.pop()
    sys.exit(main([Path(arguments[0])] if arguments else FILES, others))
