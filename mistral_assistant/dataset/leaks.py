"""What stands in two parts of a split: equal questions, near-duplicates, groups."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.near_duplicates import near_pairs
from mistral_assistant.dataset.reading import Source, open_source
from mistral_assistant.errors import UsageError
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
        UsageError: fewer than two files.
        DataError: one that cannot be read.
    """
    if len(paths) < 2:
        raise UsageError(
            _("Il faut au moins deux fichiers à comparer."),
            _("Par exemple : data leaks X_train.jsonl X_test.jsonl"),
        )
    sources = [open_source(path) for path in paths]
    lines, sides = array("q"), array("q")
    groups: dict[str, dict[int, int]] = {}

    def questions() -> Iterator[str]:
        for number, source in enumerate(sources):
            for example in source.examples(renamed):
                key = str(example.extra.get(group, "")) if group else ""
                if key:
                    groups.setdefault(key, {}).setdefault(number, example.line)
                lines.append(example.line)
                sides.append(number)
                yield example.question

    pairs = list(near_pairs(questions(), sides, near=near))
    texts = _texts(sources, {number for pair in pairs for number in (pair.one, pair.two)}, renamed)
    found: list[Leak] = []
    for pair in pairs:
        one, two = pair.one, pair.two
        kind = "exact" if pair.score == 1.0 else "near"
        found.append(Leak(kind, pair.score, str(paths[sides[one]]), lines[one],
                          str(paths[sides[two]]), lines[two], texts[one], texts[two]))  # fmt: skip
    for key, files in groups.items():
        (first, line), *others = files.items()
        found += [Leak("group", 1.0, str(paths[first]), line, str(paths[other]), at, key, key)
                  for other, at in others]  # fmt: skip
    return sorted(found, key=lambda one: (one.one_line, one.two_line, one.kind))


def _texts(
    sources: Sequence[Source], wanted: set[int], renamed: Mapping[str, str] | None
) -> dict[int, str]:
    """Read the questions of some rows of all files again; keeping them all takes memory."""
    if not wanted:
        return {}
    every = chain.from_iterable(source.examples(renamed) for source in sources)
    return {number: e.question for number, e in enumerate(every) if number in wanted}
