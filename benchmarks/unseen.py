"""How the shipped packs do on messages that nobody had in mind while writing or tuning them.

    python benchmarks/unseen.py

The conversations in ``unseen/`` were written from the label guides alone, after the packs' own
evaluation was met, by writers told to type like a hurried student, a pensioner and an engineer. The
first run, before anyone had looked at them, gave 81.9 % (e-commerce) and 83.0 % (support) of turns
fully right; what the failures showed in general has since been mended, so that the figures of today
are no longer those of a fresh set. One JSON line last.
"""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.pack_test import run_evaluation
from mistral_assistant.domains.evaluation import read_evaluation
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

FIRST_RUN = {"ecommerce": 81.9, "support-technique": 83.0}


def measure(name: str, data_dir: Path) -> dict[str, float]:
    """Play one pack's unseen conversations and print what went wrong."""
    assistant = Assistant(Settings(pack=name, data_dir=data_dir))
    running: dict[int, Conversation] = {}

    def answer(question: str, now: datetime, index: int) -> Turn:
        conversation = running.setdefault(index, Conversation())
        for event in assistant.answer(question, conversation, now=now):
            last = event
        if not isinstance(last, TurnFinished):
            raise SystemExit(f"{name}: the turn failed: {last}")
        return last.turn

    file = Path(__file__).parent / "unseen" / f"{name}.jsonl"
    report = run_evaluation(read_evaluation(file), answer)
    print(report.text())
    category, checked = report.fields["category"]
    return {
        "turns": report.turns,
        "right": round(100 * report.share, 1),
        "category_right": round(100 * category / checked, 1),
        "right_on_first_run": FIRST_RUN[name],
    }


def main() -> int:
    """Measure both packs."""
    with tempfile.TemporaryDirectory() as folder:
        results = {name: measure(name, Path(folder)) for name in FIRST_RUN}
    print(json.dumps(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
