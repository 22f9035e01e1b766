"""Recognition of entities: benchmarks/entities.py [FILE…], by default the open half of tests/data.

Scores the entity step of the e-commerce pack on annotated messages, by type: a find is right where
type and value are right and its stretch overlaps the annotated one; each annotation counts once.
``pays`` gives way to the built-in ``place``, which covers it; an amount in another currency carries
its own unit and is none here, since the guide labels euros. With ``--errors`` every miss and every
false find is printed. Time is that of the whole step on the pack as it stands.

Peers in the same run, each on the type it knows, in French: ``dateparser.search`` (days),
phonenumbers (region FR, the better of its leniencies VALID and POSSIBLE) and price-parser (it
reads one price a message). To have them: ``pip install dateparser phonenumbers price-parser``;
what is missing is named. One JSON line last.
"""

import argparse
import importlib
import json
import logging
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.entities import EntityRecogniser

ROOT = Path(__file__).parent.parent
OPEN = ROOT / "tests" / "data" / "entities_open.jsonl"
PACK = ROOT / "domains" / "ecommerce"
FLOORS = {"order": 0.95, "amount": 0.95, "email": 0.95, "phone": 0.95, "date": 0.92,
          "duration": 0.92}  # fmt: skip
ROUNDS = 5


@dataclass(frozen=True)
class Item:
    """A value of a type at a stretch of the message."""

    type: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Example:
    """One annotated message."""

    text: str
    now: datetime
    expected: tuple[Item, ...]


Recognise = Callable[[Example], Iterable[Item]]


@dataclass(frozen=True)
class Peer:
    """A library with the one type it is compared on."""

    module: str
    type: str
    recognise: Callable[[ModuleType, Example], Iterable[Item]]


def main(argv: Sequence[str] | None = None) -> int:
    """Print the tables and one JSON line; return the exit status."""
    parser = argparse.ArgumentParser(description="Score the entity step.")
    parser.add_argument("files", nargs="*", type=Path, default=[OPEN], metavar="FILE")
    parser.add_argument("--errors", action="store_true", help="print what is wrong")
    args = parser.parse_args(argv)
    missing = [str(path) for path in args.files if not path.is_file()]
    if missing:
        print(f"No data: {', '.join(missing)} is not there.", file=sys.stderr)
        return 1
    examples = [example for path in args.files for example in read(path)]
    pack = load_pack(PACK)
    scores = score(examples, ours(pack), args.errors)
    peers = peer_scores(examples)
    timing = times(pack, examples)
    report(scores, peers, timing)
    print(json.dumps({"messages": len(examples), "types": scores, "peers": peers, **timing}))
    return 0


def read(path: Path) -> list[Example]:
    """Read annotated messages; an entity's place is that of its text, each taken once.

    Raises:
        ValueError: the text of an entity is not in its message.
    """
    examples = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        taken: dict[str, int] = {}
        items = []
        for entity in row["entities"]:
            start = row["text"].index(entity["text"], taken.get(entity["text"], 0))
            taken[entity["text"]] = start + 1
            end = start + len(entity["text"])
            items.append(Item(entity["type"], str(entity["value"]), start, end))
        examples.append(Example(row["text"], datetime.fromisoformat(row["now"]), tuple(items)))
    return examples


def ours(pack: DomainPack) -> Recognise:
    """Return the entity step with the names of types that the annotations use."""
    names = {spec.id: spec.builtin for spec in pack.entities.values() if spec.builtin}
    names |= {"numero_commande": "order", "place": "place"}
    types = {name: spec for name, spec in pack.entities.items() if name != "pays"}
    place = EntityType("place", "place", builtin="place")
    recogniser = EntityRecogniser(replace(pack, entities={**types, "place": place}))

    def recognise(example: Example) -> Iterable[Item]:
        for entity in recogniser.find(example.text, example.now):
            name = names.get(entity.type)
            if name and (name != "amount" or entity.unit == "EUR"):
                yield Item(name, entity.value, entity.start or 0, entity.end or 0)

    return recognise


def score(
    examples: Sequence[Example], recognise: Recognise, errors: bool = False, only: str = ""
) -> dict[str, dict[str, float]]:
    """Return type → precision, recall, F1 and counts; with ``only`` of that type alone."""
    right: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for example in examples:
        expected = [item for item in example.expected if only in ("", item.type)]
        for item in recognise(example):
            match = next((wanted for wanted in expected if _agree(item, wanted)), None)
            if match:
                expected.remove(match)
                right[item.type] += 1
                continue
            false[item.type] += 1
            if errors:
                typed = example.text[item.start : item.end]
                print(f"false  {item.type:<9} {item.value} « {typed} » in « {example.text} »")
        for item in expected:
            missed[item.type] += 1
            if errors:
                print(f"missed {item.type:<9} {item.value} in « {example.text} »")
    types = sorted({*right, *missed, *false})
    scores = {name: _measures(right[name], false[name], missed[name]) for name in types}
    if not only:
        totals = right.total(), false.total(), missed.total()
        scores["all"] = _measures(*totals)
    return scores


def _agree(item: Item, wanted: Item) -> bool:
    overlap = item.start < wanted.end and wanted.start < item.end
    return overlap and (item.type, item.value) == (wanted.type, wanted.value)


def _measures(right: int, false: int, missed: int) -> dict[str, float]:
    found, expected = right + false, right + missed
    return {
        "precision": round(right / found, 3) if found else 0.0,
        "recall": round(right / expected, 3) if expected else 0.0,
        "f1": round(2 * right / (found + expected), 3) if found + expected else 0.0,
        "expected": expected,
        "found": found,
        "right": right,
    }


def times(pack: DomainPack, examples: Sequence[Example]) -> dict[str, float]:
    """Return CPU milliseconds a message of the whole step, read anew each round."""
    spent: list[list[float]] = [[] for _example in examples]
    for _round in range(ROUNDS):
        recogniser = EntityRecogniser(pack)
        for example, row in zip(examples, spent, strict=True):
            began = time.process_time()
            recogniser.find(example.text, example.now)
            row.append((time.process_time() - began) * 1000)
    each = [statistics.median(row) for row in spent]
    return {
        "cpu_ms_median": round(statistics.median(each), 3),
        "cpu_ms_p95": round(statistics.quantiles(each, n=20)[18], 3),
    }


def peer_scores(examples: Sequence[Example]) -> dict[str, Any]:
    """Return peer → its figures, or ``not installed``."""
    results: dict[str, Any] = {}
    for peer in PEERS:
        try:
            module = importlib.import_module(peer.module)
        except ImportError:
            results[peer.module] = "not installed"
            continue
        spent: list[float] = []

        def recognise(
            example: Example,
            peer: Peer = peer,
            module: ModuleType = module,
            spent: list[float] = spent,
        ) -> list[Item]:
            began = time.process_time()
            items = list(peer.recognise(module, example))
            spent.append((time.process_time() - began) * 1000)
            return items

        figures = score(examples, recognise, only=peer.type)[peer.type]
        results[peer.module] = {
            "type": peer.type,
            **figures,
            "cpu_ms_median": round(statistics.median(spent), 3),
        }
    return results


def dateparser_dates(module: ModuleType, example: Example) -> Iterable[Item]:
    """Yield the dates of ``dateparser.search``; what it found is looked up in the message."""
    settings = {"RELATIVE_BASE": example.now, "DATE_ORDER": "DMY"}
    position = 0
    found = module.search_dates(example.text, languages=["fr"], settings=settings)
    for typed, value in found or ():
        start = example.text.find(typed, position)
        if start >= 0:
            position = start + len(typed)
            yield Item("date", value.date().isoformat(), start, position)


def phonenumbers_phones(module: ModuleType, example: Example) -> Iterable[Item]:
    """Yield the numbers of phonenumbers' matcher; POSSIBLE finds more that are none."""
    leniency = module.Leniency.VALID
    for match in module.PhoneNumberMatcher(example.text, "FR", leniency=leniency):
        value = module.format_number(match.number, module.PhoneNumberFormat.E164)
        yield Item("phone", value, match.start, match.end)


def price_parser_amounts(module: ModuleType, example: Example) -> Iterable[Item]:
    """Yield the one price of price-parser, where it read a currency."""
    price = module.Price.fromstring(example.text)
    if price.amount is None or price.currency is None:
        return
    start = example.text.find(price.amount_text or "")
    yield Item("amount", f"{price.amount:.2f}", start, start + len(price.amount_text or ""))


PEERS = (
    Peer("dateparser.search", "date", dateparser_dates),
    Peer("phonenumbers", "phone", phonenumbers_phones),
    Peer("price_parser", "amount", price_parser_amounts),
)


def report(
    scores: Mapping[str, Mapping[str, float]],
    peers: Mapping[str, Any],
    timing: Mapping[str, float],
) -> None:
    """Print the tables for a person."""
    print(
        f"{'':<12}{'precision':>10}{'recall':>8}{'F1':>8}{'expected':>10}{'found':>7}{'floor':>7}"
    )
    for name, row in scores.items():
        floor = f"{FLOORS[name]:.2f}" if name in FLOORS else ""
        print(_row(name, row) + f"{floor:>7}")
    for name, row in peers.items():
        if isinstance(row, str):
            print(f"{name}: {row}")
            continue
        print(f"{_row(row['type'], row)}  {name}, {row['cpu_ms_median']} ms")
    print(f"whole step, CPU ms: median {timing['cpu_ms_median']}, p95 {timing['cpu_ms_p95']}")


def _row(name: str, row: Mapping[str, float]) -> str:
    return (
        f"{name:<12}{row['precision']:>10.3f}{row['recall']:>8.3f}{row['f1']:>8.3f}"
        f"{row['expected']:>10}{row['found']:>7}"
    )


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    sys.exit(main())
