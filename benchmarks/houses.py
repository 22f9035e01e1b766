"""Packs made from the pages of small houses, asked what their clients ask.

    python benchmarks/houses.py [QUESTIONS.jsonl] [--wrong]

Each house of ``tests/data/houses`` becomes a pack by ``packs new --from-documents``, as its owner
would make it, nothing added. Each question is a conversation of its own. ``answered``: the answer
shows every string of ``contains``. ``unanswered``: no passage is given as an answer (it says that
it does not know, or asks back). ``talk``: a template answers. ``second``: questions of the first
kind that are answered at once, or after the client has picked, among the subjects that the
assistant asked about, the one whose passage holds the strings. ``misled``: a question of the first
kind that got a passage without the strings. One JSON line last.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.from_documents import propose_from_documents
from mistral_assistant.french import fold
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

HOUSES = Path(__file__).parents[1] / "tests" / "data" / "houses"
NOW = datetime(2026, 3, 12, 10, 0)


def main() -> int:
    """Make the packs, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, default=HOUSES / "questions_open.jsonl")
    parser.add_argument("--wrong", action="store_true", help="print what is wrong")
    options = parser.parse_args()
    lines = options.questions.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines if line.strip()]
    right: Counter[str] = Counter()
    count: Counter[str] = Counter()
    misled = second = 0
    for item, turn, picked in turns(asked):
        kind, good = item["kind"], is_right(item, turn)
        if kind == "answered":
            second += good or any(is_right(item, other) for other in picked)
        count[kind] += 1
        right[kind] += good
        misled += kind == "answered" and not good and turn.approach.name == "knowledge"
        if not good and options.wrong:
            said = (turn.context.decision, turn.context.category, turn.approach.rule)
            print(item["house"], kind, item["question"], said, turn.answer.text[:90], sep=" | ")
    shares = {kind: round(100 * right[kind] / count[kind], 1) for kind in count}
    print(json.dumps({
        "benchmark": "houses", "questions": len(asked), "right_per_cent": shares,
        "second_per_cent": round(100 * second / max(1, count["answered"]), 1),
        "misled_per_cent": round(100 * misled / max(1, count["answered"]), 1),
        "all": round(100 * right.total() / len(asked), 1),
    }))  # fmt: skip
    return 0


def turns(asked: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], Turn, list[Turn]]]:
    """Yield each question with its turn, and the turns after picking each subject offered."""
    with tempfile.TemporaryDirectory() as place:
        for house in dict.fromkeys(item["house"] for item in asked):
            propose_from_documents([HOUSES / house], house, Path(place))
            settings = Settings(
                pack=house, domains=(Path(place) / house,), data_dir=Path(place) / "data"
            )
            assistant = Assistant(settings)
            for item in asked:
                if item["house"] == house:
                    turn = _answered(assistant, item["question"])
                    labels = [assistant.system.pack.CATEGORIES[name].label
                              for name in turn.approach.choices]  # fmt: skip
                    picked = [_answered(assistant, item["question"], label) for label in labels]
                    yield item, turn, picked


def _answered(assistant: Assistant, *messages: str) -> Turn:
    """Return the turn of the last of the messages of a conversation."""
    conversation = Conversation()
    found = [event.turn for message in messages
             for event in assistant.answer(message, conversation, now=NOW)
             if isinstance(event, TurnFinished)]  # fmt: skip
    return found[-1]


def is_right(item: dict[str, Any], turn: Turn) -> bool:
    """Judge a turn by the kind of its question."""
    if item["kind"] == "answered":
        return all(_plain(part) in _plain(turn.answer.text) for part in item["contains"])
    if item["kind"] == "talk":
        return turn.approach.name == "template"
    return turn.approach.name != "knowledge"


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


if __name__ == "__main__":
    sys.exit(main())
