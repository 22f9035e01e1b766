"""What stands in two parts of a split: equal questions, near-duplicates, groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.near_duplicates import near_pairs
from mistral_assistant.dataset.reading import open_source
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _


@dataclass(frozen=True)
class Leak:
    """One question that two files have."""

    kind: str
    """``exact`` (after folding), ``near`` or ``group``."""
    score: float
    one: str
    one_line: int
    two: str
    two_line: int
    text_one: str
    text_two: str

    def to_json(self) -> dict[str, Any]:
        """Return the leak for programs."""
        return {"kind": self.kind, "score": round(self.score, 4),
                "files": [self.one, self.two], "lines": [self.one_line, self.two_line],
                "texts": [self.text_one, self.text_two]}  # fmt: skip


def leaks(
    paths: Sequence[Path],
    *,
    near: bool = True,
    group: str = "",
    renamed: Mapping[str, str] | None = None,
) -> list[Leak]:
    """Return what the files have in common, in the order of the first two.

    Args:
        paths: two files or more, of any form.
        near: also near-duplicates.
        group: also equal values of this column.
        renamed: a column of the files → one of ours.

    Raises:
        DataError: fewer than two files, or one that cannot be read.
    """
    if len(paths) < 2:
        raise DataError(
            _("Il faut au moins deux fichiers à comparer."),
            _("Par exemple : data leaks X_train.jsonl X_test.jsonl"),
        )
    texts: list[str] = []
    places: list[tuple[int, int]] = []
    groups: dict[str, dict[int, int]] = {}
    found: list[Leak] = []
    for number, path in enumerate(paths):
        for example in open_source(path).examples(renamed):
            key = str(example.extra.get(group, "")) if group else ""
            if key:
                groups.setdefault(key, {}).setdefault(number, example.line)
            texts.append(example.question)
            places.append((number, example.line))

    def leak(kind: str, score: float, one: tuple[int, int], two: tuple[int, int],
             text_one: str, text_two: str) -> Leak:  # fmt: skip
        return Leak(kind, score, str(paths[one[0]]), one[1], str(paths[two[0]]), two[1],
                    text_one, text_two)  # fmt: skip

    for pair in near_pairs(texts, [number for number, _line in places], near=near):
        kind = "exact" if pair.score == 1.0 else "near"
        found.append(leak(kind, pair.score, places[pair.one], places[pair.two],
                          texts[pair.one], texts[pair.two]))  # fmt: skip
    for key, files in groups.items():
        (first, line), *others = files.items()
        found += [leak("group", 1.0, (first, line), other, key, key) for other in others]
    return sorted(found, key=lambda one: (one.one_line, one.two_line, one.kind))
