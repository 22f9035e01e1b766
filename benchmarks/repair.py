"""What the one repair is worth: a model whose drafts are faulty, and whose second try is so too.

    python benchmarks/repair.py [TURNS]

Questions of the shipped packs are answered by a scripted model: the honest draft is what the pack's
own passages say, with a greeting or a closing now and then. Two first drafts of three carry one
planted fault (see ``planted_faults.py``), and every second draft does half of the time. The seed is
fixed. ``undetected_second`` counts second drafts whose fault the check does not see: those stay.
One JSON line last; the exit status is 1 if an honest answer was made worse or a fault that was
caught is shown as verified.
"""

import json
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

from planted_faults import PLANTS, plant

from mistral_assistant.chat import Chunk, Finish, GenerationOptions, Prompt, Text
from mistral_assistant.reasoning.system import AdvancedReasoningSystem, load_named_pack
from mistral_assistant.reasoning.turn import Turn

PACKS = ("ecommerce", "support-technique")
TURNS = 400
SEED = 20260312
NOW = datetime(2026, 3, 12, 10, 0)
FAULTY_FIRST = 2 / 3


class Drafts:
    """A model that says the drafts it was given, in order."""

    name = "drafts"

    def __init__(self) -> None:
        self.given: list[str] = []

    def generate(
        self, prompt: Prompt, options: GenerationOptions, cancel: threading.Event
    ) -> Iterator[Chunk]:
        """Yield the next draft."""
        yield Text(self.given.pop(0))
        yield Finish("stop")


@dataclass(frozen=True)
class Case:
    """A question with the honest answer and two drafts."""

    question: str
    grounded: str
    first: str
    second: str
    fault: str
    """Kind of the fault in the first draft; empty for an honest one."""
    second_fault: str


@dataclass(frozen=True)
class Outcome:
    """What became of a case."""

    case: Case
    turn: Turn

    @property
    def blocked(self) -> bool:
        """Whether the first draft was sent back."""
        return bool(self.turn.consistency.repaired)

    @property
    def badge(self) -> str:
        """What the user was told."""
        return self.turn.consistency.badge

    @property
    def honest(self) -> bool:
        """Whether the text shown carries no planted fault."""
        shown = self.turn.answer.text
        return shown == self.case.grounded or (
            shown == self.case.second
            if self.blocked and not self.case.second_fault
            else shown == self.case.first and not self.case.fault
        )

    @property
    def regenerated(self) -> bool:
        """Whether the text shown is the second draft."""
        return self.turn.answer.backend == Drafts.name and self.blocked


def main(turns: int) -> int:
    """Print the table and the JSON line."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for pack in PACKS:
            outcomes += play(pack, turns // len(PACKS), Path(folder))
    for line in table(outcomes):
        print(line)
    figures = summary(outcomes)
    print(json.dumps(figures))
    return 1 if figures["honest_made_worse"] or figures["caught_shown_as_verified"] else 0


def play(pack: str, turns: int, folder: Path) -> list[Outcome]:
    """Answer questions of one pack."""
    model = Drafts()
    system = AdvancedReasoningSystem(load_named_pack(pack), model, cache_dir=folder)
    offline = AdvancedReasoningSystem(load_named_pack(pack), cache_dir=folder)
    rng = Random(SEED)
    answers = {
        question: turn.answer.text
        for entry in offline.pack.knowledge
        for question in entry.questions[:2]
        if (turn := offline.answer(question, now=NOW)).approach.name == "knowledge"
    }
    outcomes = []
    for case in cases(answers, rng, turns):
        model.given = [case.first, case.second]
        outcomes.append(Outcome(case, system.answer(case.question, now=NOW)))
    system.close()
    offline.close()
    return outcomes


def cases(answers: dict[str, str], rng: Random, turns: int) -> Iterator[Case]:
    """Yield questions with drafts; each kind of fault as often as the texts allow."""
    questions = list(answers)
    again = [number % 2 == 0 for number in range(turns)]
    rng.shuffle(again)
    for number in range(turns):
        question = questions[number % len(questions)]
        grounded = answers[question]
        others = [text for text in answers.values() if text != grounded]
        fault, first = "", dressed(grounded, rng)
        if rng.random() < FAULTY_FIRST:
            fault, first = faulty(grounded, others, rng)
        second_fault, second = "", dressed(grounded, rng)
        if again[number]:
            second_fault, second = faulty(grounded, others, rng)
        yield Case(question, grounded, first, second, fault, second_fault)


def faulty(text: str, others: Sequence[str], rng: Random) -> tuple[str, str]:
    """Return a kind of fault and the text with it."""
    for kind in rng.sample(list(PLANTS), len(PLANTS)):
        changed = plant(text, kind, rng, others)
        if changed:
            return kind, changed
    raise SystemExit(f"no fault fits: {text}")


def dressed(text: str, rng: Random) -> str:
    """Return the text, now and then with a greeting or a closing."""
    return rng.choice((text, text, f"Bonjour ! {text}", f"{text} Je reste à votre disposition."))


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield one line for each kind of fault in the first draft."""
    yield f"{'first draft':<12}{'turns':>6}{'sent back':>11}{'warned':>8}{'shown honest':>14}"
    for kind in ("", *PLANTS):
        mine = [outcome for outcome in outcomes if outcome.case.fault == kind]
        if mine:
            count = Counter(
                "back" if o.blocked else "warned" if o.badge == "warning" else "" for o in mine
            )
            honest = sum(outcome.honest for outcome in mine)
            yield (
                f"{kind or 'honest':<12}{len(mine):>6}{count['back']:>11}{count['warned']:>8}"
                f"{honest:>14}"
            )


def summary(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """Return the figures of the JSON line."""
    faults = [outcome for outcome in outcomes if outcome.case.fault]
    back = [outcome for outcome in faults if outcome.blocked]
    caught = [o for o in faults if o.blocked or o.turn.consistency.findings]
    honest_drafts = [outcome for outcome in outcomes if not outcome.case.fault]
    by_regeneration = [o for o in back if o.regenerated and o.honest]
    return {
        "turns": len(outcomes),
        "faulty_first_drafts": len(faults),
        "sent_back": len(back),
        "caught_or_warned_share": share(len(caught), len(faults)),
        "second_drafts_faulty_share": share(
            sum(bool(o.case.second_fault) for o in back), len(back)
        ),
        "fixed_by_regeneration_share": share(len(by_regeneration), len(back)),
        "fixed_by_regeneration_or_fallback_share": share(sum(o.honest for o in back), len(back)),
        "honest_drafts": len(honest_drafts),
        "honest_replaced": sum(o.turn.answer.text != o.case.first for o in honest_drafts),
        "honest_made_worse": sum(not o.honest for o in honest_drafts),
        "caught_shown_as_verified": sum(
            o.badge in ("verified", "corrected", "plain")
            and bool(o.turn.consistency.findings or o.turn.answer.text == o.case.first)
            for o in caught
        ),
        "undetected_first": len(faults) - len(caught),
        "undetected_second": sum(not o.honest and not o.turn.consistency.findings for o in back),
    }


def share(part: int, whole: int) -> float:
    """Return a share with three digits."""
    return round(part / max(1, whole), 3)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS))
