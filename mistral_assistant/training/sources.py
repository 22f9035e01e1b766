"""Which rows a run learns from, and which general ones it must not forget."""

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _
from mistral_assistant.models.tokenizer import Encoder
from mistral_assistant.training.arguments import TrainArguments
from mistral_assistant.training.examples import (
    Example,
    Tokenised,
    tokenise_pairs,
    tokenise_rows,
    tokenise_texts,
)
from mistral_assistant.training.preferences import read_pairs
from mistral_assistant.training.rows import Row, repair_rows, validate_rows
from mistral_assistant.training.run_directory import Run, write_json
from mistral_assistant.training.texts import LINES, PLAIN, read_texts

ON_TEXTS = ("dapt", "scratch")
_HELD = 5
"""One general row of so many is never learned."""


def read_rows(args: TrainArguments, run: Run) -> tuple[list[Row], Mapping[str, Any]]:
    """Return the rows of a run's data and the account of what was done to them.

    Raises:
        DataError: the data is not what the objective learns from.
    """
    place = Path(args.data)
    if args.objective not in (*ON_TEXTS, "dpo"):
        return repair_rows(place, run)
    rows = read_pairs(place) if args.objective == "dpo" else read_texts(place)
    account = {"file": args.data, "rows_in": len(rows), "kept": len(rows)}
    write_json(run.data / "repair.json", account)
    return rows, account


def tokenise(rows: Sequence[Row], tokenizer: Encoder, args: TrainArguments) -> Tokenised:
    """Return rows in tokens, as the objective learns them."""
    if args.objective in ON_TEXTS:
        return tokenise_texts(rows, tokenizer, args.max_length)
    if args.objective == "dpo":
        return tokenise_pairs(rows, tokenizer, args.max_length)
    return tokenise_rows(rows, tokenizer, args.max_length)


def general_examples(
    args: TrainArguments, tokenizer: Encoder, learned: int
) -> tuple[tuple[Example, ...], tuple[Example, ...]]:
    """Return general examples to learn beside ``learned`` tokens, and those that measure.

    Raises:
        DataError: ``replay_data`` cannot be read, or is too small to be halved.
    """
    if not args.replay_data:
        return (), ()
    found = list(_general(Path(args.replay_data), tokenizer, args.max_length).examples)
    if len(found) < 2:
        raise DataError(
            _("« {file} » est trop petit pour servir de texte général.").format(
                file=args.replay_data
            ),
            _("Donnez au moins dix textes ou paires : replay_data."),
        )
    random.Random(args.seed).shuffle(found)
    held, rest = found[::_HELD], [one for place, one in enumerate(found) if place % _HELD]
    wanted = learned * args.replay_ratio / (1 - args.replay_ratio)
    drawn: list[Example] = []
    for one in rest:
        if sum(example.trained for example in drawn) >= wanted:
            break
        drawn.append(one)
    return tuple(drawn), tuple(held)


def _general(place: Path, tokenizer: Encoder, max_length: int) -> Tokenised:
    suffixes = PLAIN + LINES
    if place.is_dir() or place.suffix.lower() in suffixes and not _holds_pairs(place):
        return tokenise_texts(_numbered_zero(read_texts(place)), tokenizer, max_length)
    rows = validate_rows(repair_rows(place)[0])
    return tokenise_rows(_numbered_zero(rows), tokenizer, max_length)


def _holds_pairs(place: Path) -> bool:
    with place.open(encoding="utf-8-sig", errors="replace") as source:
        return place.suffix.lower() in LINES and '"messages"' in source.readline()


def _numbered_zero(rows: Sequence[Row]) -> list[Row]:
    # They are no rows of the data: a message that names rows must not name them.
    return [Row(0, row.messages, row.text) for row in rows]
