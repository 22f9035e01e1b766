"""A file in the making: its pairs, its rows, its records, and the damage on each level."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from csv_damage.texts import make_pairs

Pair = tuple[str, str]


@dataclass
class Doc:
    """A file in the making."""

    rng: random.Random
    pairs: list[Pair]
    rows: list[list[str]] = field(default_factory=list)
    header: list[str] = field(default_factory=lambda: ["instruction", "response"])
    delimiter: str = ","
    quoting: str = "minimal"
    line_end: str = "\n"
    records: list[str] = field(default_factory=list)
    """The rows as text, the header first if there is one."""
    lost: set[int] = field(default_factory=set)
    """Pairs that cannot be recovered."""
    touched: set[int] = field(default_factory=set)
    encoding: str = "utf-8"

    def some(self, share: float) -> list[int]:
        """Return the places of some pairs, at least two."""
        count = max(2, round(share * len(self.pairs)))
        return sorted(self.rng.sample(range(len(self.pairs)), count))


Hook = Callable[[Doc], None]
TextHook = Callable[[Doc, str], str]
BytesHook = Callable[[Doc, bytes], bytes]


@dataclass(frozen=True)
class Damage:
    """One kind of damage: at most one hook per level."""

    group: str
    name: str
    cells: Hook | None = None
    format: Hook | None = None
    records: Hook | None = None
    text: TextHook | None = None
    bytes: BytesHook | None = None


@dataclass(frozen=True)
class Case:
    """A damaged file and what a perfect repair gives."""

    name: str
    groups: tuple[str, ...]
    data: bytes
    pairs: tuple[Pair, ...]
    lost: int
    touched: tuple[Pair, ...]
    """All pairs where the damage concerns the whole file."""


def build(damages: Sequence[Damage], seed: int, count: int = 50) -> Case:
    """Apply damages, level after level, to a fresh file."""
    rng = random.Random(f"{seed} {[damage.name for damage in damages]}")
    doc = Doc(rng, make_pairs(rng, count))
    doc.rows = [list(pair) for pair in doc.pairs]
    for level in ("cells", "format"):
        for damage in damages:
            hook = getattr(damage, level)
            if hook:
                hook(doc)
    doc.records = [record(doc, row) for row in ([doc.header] if doc.header else []) + doc.rows]
    for damage in sorted(damages, key=lambda one: one.group in ("junk", "header", "delimiter")):
        if damage.records:
            damage.records(doc)
    text = "".join(line + doc.line_end for line in doc.records)
    for damage in damages:
        if damage.text:
            text = damage.text(doc, text)
    data = text.encode(doc.encoding, "surrogatepass" if doc.encoding == "utf-8" else "strict")
    for damage in damages:
        if damage.bytes:
            data = damage.bytes(doc, data)
    kept = [pair for i, pair in enumerate(doc.pairs) if i not in doc.lost]
    touched = [doc.pairs[i] for i in sorted(doc.touched - doc.lost)] or kept
    return Case(
        "+".join(damage.name for damage in damages),
        tuple(damage.group for damage in damages),
        data,
        tuple(kept),
        len(doc.lost),
        tuple(touched),
    )


def quoted(cell: str, quote: str = '"') -> str:
    """Return a cell in quotation marks."""
    return quote + cell.replace(quote, quote * 2) + quote


def record(doc: Doc, row: Sequence[str]) -> str:
    """Write a row as RFC 4180 does."""
    cells = []
    for cell in row:
        needed = any(mark in cell for mark in (doc.delimiter, '"', "\n", "\r"))
        if doc.quoting == "all" or (needed and doc.quoting == "minimal"):
            cell = quoted(cell)
        cells.append(cell)
    return doc.delimiter.join(cells)


def first(doc: Doc) -> int:
    """Return the index of the first record that is a row."""
    return 1 if doc.header else 0
