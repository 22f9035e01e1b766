"""CPU cost of one whole offline turn, all eight steps, and of learning a pack.

    python benchmarks/turn.py [PACK]

Runs the pack's own evaluation messages, each in its conversation. One JSON line last: median
and 95th percentile in CPU milliseconds, per step and in all; seconds to load and to learn, cold
and cached.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.themes import learn_categories
from mistral_assistant.reasoning.turn import STEPS
from mistral_assistant.settings import Settings

NOW = datetime(2026, 3, 12, 10, 0)


def main() -> int:
    """Measure and print."""
    name = sys.argv[1] if len(sys.argv) > 1 else "ecommerce"
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(pack=name, data_dir=Path(folder))
        cold = _load_seconds(settings)
        warm = _load_seconds(settings)
        assistant = Assistant(settings)
        assistant.load()
        pack = assistant.system.pack
        conversations = [
            [turn["user"] for turn in json.loads(line)["turns"]]
            for line in (pack.path / "evaluation.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        totals: list[float] = []
        steps: dict[str, list[float]] = {step: [] for step in STEPS}
        for _round in range(3):
            for messages in conversations:
                conversation = Conversation()
                for message in messages:
                    began = time.process_time()
                    for event in assistant.answer(message, conversation, now=NOW):
                        if isinstance(event, TurnFinished):
                            for step, spent in event.turn.timings_ms.items():
                                steps[step].append(spent)
                    totals.append((time.process_time() - began) * 1000)
    learned, learn_seconds = _learn_seconds(pack, 500)
    examples = sum(len(spec.examples) for spec in pack.CATEGORIES.values())
    result = {
        "pack": name,
        "categories": len(pack.CATEGORIES),
        "examples": examples,
        "passages": len(pack.knowledge),
        "turns": len(totals),
        "turn_cpu_ms_median": round(statistics.median(totals), 2),
        "turn_cpu_ms_p95": round(statistics.quantiles(totals, n=20)[18], 2),
        "step_ms_median": {
            step: round(statistics.median(spent), 3) for step, spent in steps.items()
        },
        f"learn_{learned}_examples_cpu_s": round(learn_seconds, 3),
        "load_and_learn_cpu_s": round(cold, 3),
        "load_cached_cpu_s": round(warm, 3),
    }
    for key, value in result.items():
        print(f"{key:<22} {value}")
    print(json.dumps(result))
    return 0


def _learn_seconds(pack: DomainPack, wanted: int) -> tuple[int, float]:
    """Learn the pack cut down to about ``wanted`` examples, an equal share of each category."""
    share = wanted / sum(len(spec.examples) for spec in pack.CATEGORIES.values())
    categories = {
        name: replace(spec, examples=spec.examples[: max(5, round(len(spec.examples) * share))])
        for name, spec in pack.CATEGORIES.items()
    }
    began = time.process_time()
    learn_categories(replace(pack, CATEGORIES=categories))
    spent = time.process_time() - began
    return sum(len(spec.examples) for spec in categories.values()), spent


def _load_seconds(settings: Settings) -> float:
    began = time.process_time()
    Assistant(settings).load()
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
