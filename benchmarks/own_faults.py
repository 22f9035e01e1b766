"""Recall of the consistency check on faults planted in many texts: see ``planted_faults.py``.

    python benchmarks/own_faults.py [DATA_DIR] [--seed N]

One to three sentences of a text are the answer, the text is its context; a fault of each kind is
planted, or none. The texts are the passages of the shipped packs, and with DATA_DIR
(``faq_public_fr``) sheets and answers of public services, which were written by others and never
cleaned: words stick together, lists have no full stops. One JSON line last.
"""

import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random

from planted_faults import PLANTS, plant

from mistral_assistant.chat import Passage
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.reasoning.consistency import check

NOW = datetime(2026, 3, 12, 10, 0)
PACKS = ("ecommerce", "support-technique")
EACH = 80
TRIES = 40
LONGEST = 1500
"""Characters of a context, about."""
Text = tuple[str, str]
"""Title and text."""


def main(data: Path | None, seed: int) -> int:
    """Print one table for each collection of texts, and the JSON line."""
    collections = {"packs": list(pack_texts())}
    if data:
        collections["sheets"] = list(sheets(data))
        collections["answers"] = list(answers(data))
    figures = {}
    for name, texts in collections.items():
        print(f"{name:<12}{'items':>6}{'flagged':>9}{'blocked':>9}")
        figures[name] = dict(measured(texts, Random(seed)))
    print(json.dumps(figures))
    return 0


def measured(texts: Sequence[Text], rng: Random) -> Iterator[tuple[str, float]]:
    """Print the shares flagged and blocked of each kind; yield the first."""
    for kind in ("clean", *PLANTS):
        found = [verdict(*item) for item in items(texts, kind, rng)]
        flagged = sum(any_finding for any_finding, _blocks in found) / max(1, len(found))
        blocked = sum(blocks for _any, blocks in found) / max(1, len(found))
        print(f"{kind:<12}{len(found):>6}{flagged:>9.3f}{blocked:>9.3f}")
        yield kind, round(flagged, 3)


def items(texts: Sequence[Text], kind: str, rng: Random) -> Iterator[tuple[str, str, str]]:
    """Yield question, context and answer."""
    left = EACH
    for _attempt in range(EACH * TRIES):
        (title, text), (_other, elsewhere) = rng.sample(texts, 2)
        honest, foreign = part(text, rng), part(elsewhere, rng)
        answer = honest if kind == "clean" else plant(honest, kind, rng, [foreign])
        if honest and len(foreign) > 60 and answer and left:
            left -= 1
            yield title, text, dressed(answer, rng)


def part(text: str, rng: Random) -> str:
    """Return one to three sentences in a row, not too long; empty if there are none."""
    sentences = [one for one in re.split(r"(?<=[.!?]) |\n", text) if len(one) > 20]
    if not sentences:
        return ""
    first = rng.randrange(len(sentences))
    found = " ".join(sentences[first : first + rng.randint(1, 3)])
    return found if len(found) < LONGEST // 2 else ""


def dressed(text: str, rng: Random) -> str:
    """Return the text, now and then with an opening or a closing."""
    lower = text[0].lower() + text[1:]
    chosen = (text, text, f"Bonjour, {lower}", f"D'après nos informations, {lower}",
              f"{text} N'hésitez pas si vous avez d'autres questions.")  # fmt: skip
    return rng.choice(chosen)


def verdict(question: str, context: str, answer: str) -> tuple[bool, bool]:
    """Return whether there is any finding, and whether one blocks."""
    findings = check(
        answer,
        question=question,
        passages=[Passage("context", context, 1.0)],
        entities=(),
        history=(),
        language="fr",
        now=NOW,
    ).findings
    return bool(findings), any(finding.severity == "blocking" for finding in findings)


def pack_texts() -> Iterator[Text]:
    """Yield the passages of the shipped packs."""
    for pack in PACKS:
        for entry in load_pack(Path(__file__).parent.parent / "domains" / pack).knowledge:
            yield entry.title, entry.text


def sheets(data: Path) -> Iterator[Text]:
    """Yield the beginning of each public sheet, cut into contexts."""
    for line in (data / "fiches_service_public.jsonl").open(encoding="utf-8"):
        sheet = json.loads(line)
        text = re.sub(r"\n\s*", "\n", sheet["text"]).strip()
        for start in range(0, min(len(text), 12 * LONGEST), LONGEST):
            yield sheet["title"], text[start : start + LONGEST]


def answers(data: Path) -> Iterator[Text]:
    """Yield the public answers."""
    for line in (data / "qa.jsonl").open(encoding="utf-8"):
        item = json.loads(line)
        yield item["title"], item["context"][:LONGEST]


if __name__ == "__main__":
    arguments = sys.argv[1:]
    number = 1
    if "--seed" in arguments:
        place = arguments.index("--seed")
        number = int(arguments[place + 1])
        del arguments[place : place + 2]
    folder = Path(arguments[0]) if arguments else None
    if folder and not folder.is_dir():
        sys.exit(f"No data: {folder} does not exist.")
    sys.exit(main(folder, number))
