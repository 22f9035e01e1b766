"""Training, validation and test parts that share no question: the stage split."""

import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.training.rows import Row

_NO_WORD = re.compile(r"[\W_]+")
FEWEST_QUESTIONS = 10
"""With fewer different questions everything is trained on."""


@dataclass(frozen=True)
class Parts:
    """The rows of each part; validation and test are empty where there are too few rows."""

    train: tuple[Row, ...]
    validation: tuple[Row, ...] = ()
    test: tuple[Row, ...] = ()


def split_rows(rows: Sequence[Row], validation: float, test: float, seed: int) -> Parts:
    """Split by question: two rows that ask the same, typing aside, stay together.

    Each wanted part gets at least one question as soon as there are ten different ones.
    """
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[same_question(row.question)].append(row)
    names = sorted(groups)
    if len(names) < FEWEST_QUESTIONS:
        return Parts(tuple(rows))
    random.Random(seed).shuffle(names)
    held = [max(1, round(len(names) * share)) if share else 0 for share in (validation, test)]
    cuts = (names[: held[0]], names[held[0] : sum(held)], names[sum(held) :])
    first, second, rest = (_in_order(groups, chosen) for chosen in cuts)
    return Parts(rest, first, second)


def thinned(rows: Sequence[Row], most: int) -> list[Row]:
    """Return at most ``most`` rows, from all over the file; all of them where ``most`` is 0."""
    step = -(-len(rows) // most) if most else 1
    return list(rows[:: max(1, step)])


def same_question(text: str) -> str:
    """Return what is left of a question when case, accents, marks and spaces do not count."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return _NO_WORD.sub(" ", letters).strip() or text.strip()


def _in_order(groups: dict[str, list[Row]], names: Sequence[str]) -> tuple[Row, ...]:
    rows = (row for name in names for row in groups[name])
    return tuple(sorted(rows, key=lambda row: row.number))
