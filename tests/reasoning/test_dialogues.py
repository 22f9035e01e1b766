"""Dialogues of a shop and its clients: most of what leans on earlier turns is understood."""

import json
from datetime import datetime
from pathlib import Path

from talking import Talk

from mistral_assistant.domains.pack import DomainPack
from mistral_assistant.reasoning.system import AdvancedReasoningSystem

FILE = Path(__file__).parents[1] / "data" / "dialogues_open.jsonl"
SHARE = 0.9
"""Turns that must be right; `tests/data/README.md` tells what was right at first sight."""


def test_what_leans_on_earlier_turns_is_understood(ecommerce: DomainPack, now: datetime) -> None:
    shop = AdvancedReasoningSystem(ecommerce)
    wrong, turns = [], 0
    for line in FILE.read_text(encoding="utf-8").splitlines():
        talk = Talk(shop, now)
        for expected in json.loads(line)["turns"]:
            turn = talk.say(expected["text"])
            turns += 1
            right = turn.context.category == expected["category"]
            if not right or expected.get("contains", "") not in turn.answer.text:
                wrong.append(f"{expected}: {turn.context.category}, {turn.answer.text[:80]}")
    assert turns > 100
    assert len(wrong) <= (1 - SHARE) * turns, "\n".join(wrong)
