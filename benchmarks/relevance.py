"""How well a passage that does not answer the question is doubted: see ``checks/relevance.py``.

    python benchmarks/relevance.py [DATA_DIR]

Both shipped packs answer their own evaluation and the conversations in ``unseen/`` (right and wrong
turns told apart), the sister pack's questions, and with DATA_DIR (``faq_public_fr``) questions put
to public services. Only answers from knowledge count. A doubt is wanted on all but the right ones;
some questions of the sister pack have a fair answer in both. The thresholds were chosen on these
very turns. One JSON line last; the exit status is 1 if more than 3 % of the right ones are doubted.
"""

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from mistral_assistant.assistant import Assistant, Conversation
from mistral_assistant.authoring.pack_test import compare
from mistral_assistant.domains.evaluation import read_evaluation
from mistral_assistant.reasoning.checks.relevance import check_relevance
from mistral_assistant.reasoning.events import TurnFinished
from mistral_assistant.reasoning.turn import Turn
from mistral_assistant.settings import Settings

SISTERS = {"ecommerce": "support-technique", "support-technique": "ecommerce"}
NOW = datetime(2026, 3, 12, 10, 0)
ROOT = Path(__file__).parent.parent
MOST = 0.03


def main(data: Path | None) -> int:
    """Print the table and the JSON line."""
    doubted: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for pack in SISTERS:
            assistant = Assistant(Settings(pack=pack, data_dir=Path(folder)))
            for kind, turn in turns(assistant, pack, data):
                if turn.approach.name == "knowledge":
                    doubted[kind].append(bool(list(check_relevance(turn))))
    print(f"{'answers from knowledge':<24}{'turns':>6}{'doubted':>9}{'share':>8}")
    for kind, found in doubted.items():
        print(f"{kind:<24}{len(found):>6}{sum(found):>9}{sum(found) / len(found):>8.3f}")
    shares = {kind: round(sum(found) / len(found), 3) for kind, found in doubted.items()}
    print(
        json.dumps(
            {kind: {"turns": len(doubted[kind]), "doubted": shares[kind]} for kind in shares}
        )
    )
    return 1 if shares["right"] > MOST else 0


def turns(assistant: Assistant, pack: str, data: Path | None) -> Iterator[tuple[str, Turn]]:
    """Yield finished turns with what they are."""
    for file in conversations(pack):
        for talk in read_evaluation(file):
            running = Conversation()
            for expected in talk.turns:
                turn = say(assistant, expected.user, running, talk.now)
                yield "wrong" if list(compare(expected, turn)) else "right", turn
    for file in conversations(SISTERS[pack]):
        for talk in read_evaluation(file):
            yield "sister pack", say(assistant, talk.turns[0].user, Conversation(), talk.now)
    for question in public_questions(data) if data else ():
        yield "public services", say(assistant, question, Conversation(), NOW)


def conversations(pack: str) -> tuple[Path, Path]:
    """Return the files with a pack's conversations."""
    return (
        ROOT / "domains" / pack / "evaluation.jsonl",
        ROOT / "benchmarks" / "unseen" / f"{pack}.jsonl",
    )


def public_questions(data: Path) -> Iterator[str]:
    """Yield questions that neither pack is made for."""
    with (data / "cnil_user_questions.dev.tsv").open(encoding="utf-8") as lines:
        yield from (line.split("\t")[0] for line in list(lines)[1:])
    for name, every, end in (("qa.jsonl", 4, ""), ("fiches_service_public.jsonl", 1, " ?")):
        with (data / name).open(encoding="utf-8") as lines:
            yield from (json.loads(line)["title"] + end for line in list(lines)[::every])


def say(assistant: Assistant, question: str, conversation: Conversation, now: datetime) -> Turn:
    """Return one finished turn."""
    for event in assistant.answer(question, conversation, now=now):
        last = event
    if not isinstance(last, TurnFinished):
        raise SystemExit(f"the turn failed: {last}")
    return last.turn


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]) if len(sys.argv) == 2 else None
    if folder and not folder.is_dir():
        sys.exit(f"No data: {folder} does not exist.")
    sys.exit(main(folder))
