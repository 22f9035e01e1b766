"""CPU cost of everything before the answer, with eighty categories.

    python benchmarks/many_categories.py DATA_DIR

The shop's pack as it is (rules, entities, tables, passages) with banking77's first categories
beside its own, twenty examples each. Messages: the shop's evaluation and banking77's test rows,
in turn. Median and 95th percentile from the question to the chosen approach, and the modules that
loading the reasoning brings in. One JSON line last.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

from intent_sets import banking, pack_of

from mistral_assistant.reasoning.events import StepFinished
from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack
from mistral_assistant.reasoning.turn import Turn

CATEGORIES = 80
EXAMPLES = 20
MESSAGES = 300
NOW = datetime(2026, 3, 12, 10, 0)
_IMPORTS = (
    "import sys, mistral_assistant.tui.app, mistral_assistant.assistant; "
    "print(sorted({name.partition('.')[0] for name in sys.modules} & set(sys.argv[1:])))"
)
_HEAVY = ("numpy", "scipy", "sklearn", "pandas", "torch", "transformers", "onnxruntime")


def system_with(data: Path) -> tuple[AdvancedReasoningSystem, list[str]]:
    """Return the shop with eighty categories, and messages of both kinds in turn."""
    shop = load_named_pack("ecommerce")
    split = banking(data, EXAMPLES, 0)
    foreign = pack_of(split.train).CATEGORIES
    wanted = list(foreign)[: CATEGORIES - len(shop.CATEGORIES)]
    pack = replace(
        shop,
        CATEGORIES={**shop.CATEGORIES, **{name: foreign[name] for name in wanted}},
        content_hash="",
    )
    own = [
        turn["user"]
        for line in (shop.path / "evaluation.jsonl").read_text(encoding="utf-8").splitlines()
        for turn in json.loads(line)["turns"]
    ]
    others = [text for text, label in split.test if label in wanted]
    mixed = [text for pair in zip(own, others[:: len(others) // len(own)], strict=False)
             for text in pair]  # fmt: skip
    return AdvancedReasoningSystem(pack), mixed[:MESSAGES]


def before_the_answer(system: AdvancedReasoningSystem, message: str) -> float:
    """Return the CPU milliseconds from the question to the approach."""
    began = time.process_time()
    for event in system.run(Turn(message, NOW)):
        if isinstance(event, StepFinished) and event.name == "approach":
            return (time.process_time() - began) * 1000
    raise RuntimeError("the turn ended before its approach")


def main() -> int:
    """Measure and print."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        print("usage: python benchmarks/many_categories.py DATA_DIR  (the folder is missing)")
        return 2
    began = time.process_time()
    system, messages = system_with(Path(sys.argv[1]))
    learned = time.process_time() - began
    for message in messages[:20]:
        before_the_answer(system, message)
    spent = [before_the_answer(system, message) for message in messages]
    imported = subprocess.run(
        [sys.executable, "-c", _IMPORTS, *_HEAVY], capture_output=True, text=True, check=True
    ).stdout.strip()
    result = {
        "categories": len(system.pack.CATEGORIES),
        "examples": sum(len(spec.examples) for spec in system.pack.CATEGORIES.values()),
        "messages": len(spent),
        "cpu_ms_median": round(statistics.median(spent), 2),
        "cpu_ms_p95": round(statistics.quantiles(spent, n=20)[18], 2),
        "load_and_learn_cpu_s": round(learned, 2),
        "heavy_modules_before_the_first_message": imported,
    }
    for key, value in result.items():
        print(f"{key:<40} {value}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
