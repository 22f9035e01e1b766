"""Everyday phrases that the original script got wrong: python benchmarks/regression.py DATA_DIR.

DATA_DIR holds ``regression_phrases.jsonl`` with one phrase a line: ``text``, ``kind`` (category,
sentiment, moderation or calculator), ``seed_output`` (what the original script said) and
``expected``. Each phrase is a conversation of its own with the e-commerce pack. Every wrong one is
printed, and one JSON line last; the exit status is 1 if any is wrong.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

FILE = "regression_phrases.jsonl"
NOW = datetime(2026, 3, 12, 10, 0)


def main(folder: Path) -> int:
    """Print the wrong phrases and one JSON line; return the exit status."""
    if not (folder / FILE).is_file():
        print(f"No data: {folder / FILE} does not exist.", file=sys.stderr)
        return 2
    lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    phrases = [json.loads(line) for line in lines if line.strip()]
    right: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as data_dir:
        assistant = Assistant(Settings(pack="ecommerce", data_dir=Path(data_dir)))
        for phrase in phrases:
            said = GIVEN[phrase["kind"]](played(assistant, phrase["text"]))
            if accepted(phrase, said):
                right[phrase["kind"]] += 1
            else:
                print(f"✗ {phrase['kind']}: {phrase['text']}: {said}, not {phrase['expected']}")
    kinds = Counter(phrase["kind"] for phrase in phrases)
    total = right.total()
    result = {"right": total, "phrases": len(phrases)}
    print(json.dumps(result | {kind: f"{right[kind]}/{count}" for kind, count in kinds.items()}))
    return 0 if total == len(phrases) else 1


def played(assistant: Assistant, text: str) -> Turn:
    """Answer one phrase in a conversation of its own."""
    for event in assistant.answer(text, Conversation(), now=NOW):
        last = event
    if not isinstance(last, TurnFinished):
        raise SystemExit(f"the turn failed: {last}")
    return last.turn


def moderated(turn: Turn) -> str:
    """Return the level in the words of the file."""
    levels = {"none": "acceptable", "threat": "menace"}
    return levels.get(turn.moderation.level, "insulte")


def calculated(turn: Turn) -> str:
    """Return what the tool answered; empty if another approach was taken."""
    return turn.answer.text if turn.approach.name == "tool" else ""


GIVEN: Mapping[str, Callable[[Turn], str]] = {
    "category": lambda turn: turn.context.category,
    "sentiment": lambda turn: turn.context.sentiment,
    "moderation": moderated,
    "calculator": calculated,
}
"""Kind of phrase → what a turn says about it."""


def accepted(phrase: Mapping[str, str], said: str) -> bool:
    """Tell whether ``said`` is what the file expects.

    ``A ou B`` leaves a choice, what follows a comma in a moderation phrase describes the answer, a
    trailing … leaves digits open, and ``refus`` is any refusal without a result.
    """
    expected = phrase["expected"]
    if phrase["kind"] == "moderation":
        return said == expected.split(",")[0]
    if phrase["kind"] != "calculator":
        return said in expected.split(" ou ")
    if expected.startswith("refus"):
        return "=" not in said and "limite" in said
    numbers = re.findall(r"\d+(?:,\d+)?", said.rpartition("=")[2])
    if expected.endswith("…"):
        return any(number.startswith(expected[:-1]) for number in numbers)
    return any(same_number(number, expected) for number in numbers)


def same_number(number: str, expected: str) -> bool:
    """Tell whether two French decimals are equal."""
    return Decimal(number.replace(",", ".")) == Decimal(expected.replace(",", "."))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
