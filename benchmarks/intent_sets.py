"""The public intent sets that the category benchmarks share, and how they are split."""

import csv
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from mistral_assistant.domains.pack import CategorySpec, DomainPack, Limits, ModerationWords

Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Split:
    """One way to divide a set."""

    train: Rows
    test: Rows


def pack_of(rows: Rows, labels: bool = True) -> DomainPack:
    """Return a pack that has nothing but categories with examples, and their names as labels."""
    examples: dict[str, list[str]] = defaultdict(list)
    for text, label in rows:
        examples[label].append(text)
    categories = {
        label: CategorySpec(label, label if labels else "", examples=tuple(texts))
        for label, texts in sorted(examples.items())
    }
    return DomainPack(
        path=Path("."), name="benchmark", title="", version="", description="",
        languages=("fr",), licence="", persona="", base_model="", adapter="", limits=Limits(),
        moderation=ModerationWords(), CATEGORIES=categories, RESPONSE_TEMPLATES={}, entities={},
        rules=(), tables={}, knowledge=(), content_hash="",
    )  # fmt: skip


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a tab-separated file; raise SystemExit where it is missing."""
    if not path.is_file():
        raise SystemExit(f"{path} is missing: the argument must be the folder of the intent sets")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def per_class(rows: Rows, count: int, seed: int) -> Split:
    """Take ``count`` rows of each class for training; the rest is the test."""
    by_class: dict[str, Rows] = defaultdict(list)
    for row in rows:
        by_class[row[1]].append(row)
    train: Rows = []
    test: Rows = []
    for label, members in sorted(by_class.items()):
        random.Random(f"{seed} {label}").shuffle(members)
        train += members[:count]
        test += members[count:]
    return Split(train, test)


def home_assistant(data: Path, seed: int) -> Split:
    """Divide home_assistant_fr: groups of paraphrases stay together, half of each class's rows (or
    a little more, as its groups allow) to learn from; the 29 classes with 8 rows or more."""
    rows = read(data / "home_assistant_fr" / "all.tsv")
    sizes = Counter(row["intent"] for row in rows)
    groups: dict[str, dict[str, Rows]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if sizes[row["intent"]] >= 8:
            groups[row["intent"]][row["group"]].append((row["text"], row["intent"]))
    train: Rows = []
    test: Rows = []
    for label, own in sorted(groups.items()):
        order = sorted(own)
        random.Random(f"{seed} {label}").shuffle(order)
        taken = 0
        for position, group in enumerate(order):
            learn = taken == 0 or (2 * taken < sizes[label] and position < len(order) - 1)
            (train if learn else test).extend(own[group])
            taken += len(own[group]) if learn else 0
    return Split(train, test)


def snips(data: Path, count: int, seed: int) -> tuple[Split, Split]:
    """Divide snips_fr; the second split has the same test with typos. 0 means half of all rows."""
    rows = read(data / "snips_fr" / "all.tsv")
    typos = {row["text"]: row["text_with_typos"] for row in rows}
    clean = per_class([(row["text"], row["intent"]) for row in rows], count or 49, seed)
    return clean, Split(clean.train, [(typos[text], label) for text, label in clean.test])


def banking(data: Path, count: int, seed: int) -> Split:
    """Return banking77 as published, or ``count`` training rows of each class."""
    train, test = (
        [(row["text"], row["intent"]) for row in read(data / "banking77_en" / f"{part}.tsv")]
        for part in ("train", "test")
    )
    return Split(per_class(train, count, seed).train if count else train, test)


def hwu(data: Path, seed: int) -> Split:
    """Divide hwu64: each text once, the 59 classes with 10 texts or more, 80 to 20 by class."""
    labels: dict[str, str] = {}
    for row in read(data / "hwu64_en" / "all.tsv"):
        labels.setdefault(row["text"], row["intent"])
    by_class: dict[str, Rows] = defaultdict(list)
    for text, label in sorted(labels.items()):
        by_class[label].append((text, label))
    train: Rows = []
    test: Rows = []
    for label, members in sorted(by_class.items()):
        if len(members) >= 10:
            random.Random(f"{seed} {label}").shuffle(members)
            cut = round(0.8 * len(members))
            train += members[:cut]
            test += members[cut:]
    return Split(train, test)
