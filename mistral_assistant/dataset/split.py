"""Training, validation and test parts in which no question, near-duplicate or group stands twice.

The same file and seed give the same bytes on every machine: no random generator, only hashes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mistral_assistant.dataset.hub_names import plain_name
from mistral_assistant.dataset.near_duplicates import join, near_pairs, normal_form, root
from mistral_assistant.dataset.reading import Source, open_source
from mistral_assistant.dataset.rows import Row, missing
from mistral_assistant.dataset.writing import Schema, new_file, write_rows
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

PARTS = ("train", "val", "test")


@dataclass(frozen=True)
class Wanted:
    """How to split."""

    shares: tuple[float, ...] = (80, 10, 10)
    """Of train, validation and test; 0 for a part that is not wanted."""
    seed: int = 42
    stratify: str = ""
    """A column whose values are spread over all parts alike."""
    group: str = ""
    """A column whose equal values stay together."""
    time: str = ""
    """A column of dates; the latest rows are the test."""
    near: bool = True
    """Keep near-duplicates together, not only equal questions."""


@dataclass
class Split:
    """What was done."""

    files: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    groups: int = 0
    largest_group: int = 0
    strata: dict[str, dict[str, int]] = field(default_factory=dict)
    dropped: dict[str, int] = field(default_factory=dict)
    """Rows left out and why; only a split by time leaves any out."""

    def to_json(self) -> dict[str, Any]:
        """Return the account for programs."""
        kept = sum(self.rows.values())
        return {"rows_in": kept + sum(self.dropped.values()), "rows": self.rows,
                "dropped": self.dropped, "files": self.files, "groups": self.groups,
                "largest_group": self.largest_group, "strata": self.strata}  # fmt: skip


def split(
    path: Path,
    folder: Path | None = None,
    wanted: Wanted | None = None,
    *,
    renamed: Mapping[str, str] | None = None,
    force: bool = False,
) -> Split:
    """Write ``X_train``, ``X_val`` and ``X_test`` beside ``X`` (or into ``folder``).

    Raises:
        DataError: a row cannot be read, a column is missing, or there is too little to split.
    """
    wanted = wanted or Wanted()
    source = open_source(path)
    questions, keys, strata = _columns(source, wanted, renamed)
    groups = _groups(questions, keys, wanted.near)
    if wanted.time:
        places = _by_time(source, groups, wanted)
    else:
        places = _dealt(questions, groups, strata, wanted)
    done = _written(source, _target(path, source, folder), places, wanted, force)
    sizes: dict[int, int] = defaultdict(int)
    for group in groups:
        sizes[group] += 1
    done.groups, done.largest_group = len(sizes), max(sizes.values())
    if wanted.stratify:
        done.strata = _table(strata, places)
    return done


def _target(path: Path, source: Source, folder: Path | None) -> Path:
    """Return what the parts are called after: the file, or a JSONL file named like the data set.

    The parts of a data set of the hub lie in the current folder, those of a folder beside it.
    """
    if source.path == path:
        return (folder or path.parent) / path.name
    beside = path.resolve().parent if path.is_dir() else Path()
    return (folder or beside) / f"{plain_name(path)}.jsonl"


def _columns(
    source: Source, wanted: Wanted, renamed: Mapping[str, str] | None
) -> tuple[list[str], list[str], list[str]]:
    """Return each row's question, group and stratum."""
    for name in (wanted.stratify, wanted.group, wanted.time):
        if name and name not in source.columns:
            raise DataError(
                _("« {file} » n'a pas de colonne « {name} ».").format(file=source.path, name=name),
                _("Colonnes trouvées : {names}.").format(names=", ".join(source.columns)),
            )
    questions: list[str] = []
    keys: list[str] = []
    strata: list[str] = []
    for row, example in zip(source.rows(), source.examples(renamed), strict=True):
        questions.append(example.question)
        keys.append(str(row.values.get(wanted.group, "")) if wanted.group else "")
        strata.append(str(row.values.get(wanted.stratify, "")) if wanted.stratify else "")
    parts = sum(share > 0 for share in wanted.shares)
    if len(questions) < parts or not questions:
        raise _too_little(source.path, len(questions), parts)
    return questions, keys, strata


def _too_little(path: Path, count: int, parts: int) -> DataError:
    return DataError(
        _("« {file} » : {count} questions distinctes ne se partagent pas en {parts}.").format(
            file=path, count=count, parts=parts
        ),
        _("Ajoutez des lignes, ou demandez moins de parts : « --ratios 100/0/0 »."),
    )


def _groups(questions: Sequence[str], keys: Sequence[str], near: bool) -> list[int]:
    """Return for each row the smallest number of the rows that must stay with it."""
    parent = list(range(len(questions)))
    for pair in near_pairs(questions, near=near):
        join(parent, pair.one, pair.two)
    first: dict[str, int] = {}
    for number, key in enumerate(keys):
        if key:
            join(parent, first.setdefault(key, number), number)
    return [root(parent, number) for number in range(len(questions))]


def _dealt(
    questions: Sequence[str], groups: Sequence[int], strata: Sequence[str], wanted: Wanted
) -> list[int]:
    """Deal whole groups out: large ones first, each to the part that lacks most of its stratum."""
    members: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        members[group].append(number)
    parts = [part for part, share in enumerate(wanted.shares) if share > 0]
    if len(members) < len(parts):
        raise _too_little(Path(""), len(members), len(parts))
    total = sum(wanted.shares)
    sizes: dict[str, int] = defaultdict(int)
    for stratum in strata:
        sizes[stratum] += 1
    due = {(stratum, part): size * wanted.shares[part] / total
           for stratum, size in sizes.items() for part in parts}  # fmt: skip
    left = {part: len(groups) * wanted.shares[part] / total for part in parts}
    order = sorted(
        members.values(),
        key=lambda rows: (-len(rows), _rank(normal_form(questions[rows[0]]), wanted.seed), rows[0]),
    )
    places = [0] * len(groups)
    empty = set(parts)
    for turn, rows in enumerate(order):
        stratum = strata[rows[0]]
        waiting = len(order) - turn
        open_parts = sorted(empty) if waiting <= len(empty) else parts
        best = max(
            open_parts,
            key=lambda part: (min(due[stratum, part], left[part]) if part in empty or
                              left[part] > 0 else left[part] - 1e9, due[stratum, part]),
        )  # fmt: skip
        for number in rows:
            places[number] = best
            due[strata[number], best] -= 1
        left[best] -= len(rows)
        empty.discard(best)
    return places


def _rank(text: str, seed: int) -> bytes:
    data = f"{seed}\x00{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(data, digest_size=12).digest()


def _by_time(source: Source, groups: Sequence[int], wanted: Wanted) -> list[int]:
    """Return the part of each row, in the order of time; -1 for what would leak into the past.

    A row whose group began in an earlier part is left out, so that the future is not known before.
    """
    try:
        import pandas
    except ImportError as error:
        raise missing("pandas") from error
    rows = list(source.rows())
    texts = [str(row.values.get(wanted.time, "")) for row in rows]
    french = sum(text[2:3] == "/" for text in texts) > len(texts) / 2
    times = pandas.to_datetime(
        pandas.Series(texts), format="mixed", utc=True, errors="coerce", dayfirst=french
    )
    if times.isna().any():
        bad = int(times.isna().to_numpy().argmax())
        raise DataError(
            _("{file}, ligne {line} : « {text} » n'est pas une date.").format(
                file=source.path, line=rows[bad].line, text=texts[bad][:40]
            ),
            _("Écrivez les dates ainsi : 2026-03-12 10:00:00."),
        )
    order = times.sort_values(kind="stable").index.tolist()
    total, bound, cuts = sum(wanted.shares), 0.0, []
    for share in wanted.shares:
        bound += share
        cuts.append(round(len(order) * bound / total))
    places = [0] * len(order)
    earliest: dict[int, int] = {}
    for rank, number in enumerate(order):
        part = next(p for p, cut in enumerate(cuts) if rank < cut)
        places[number] = part if earliest.setdefault(groups[number], part) == part else -1
    return places


def _written(
    source: Source, target: Path, places: Sequence[int], wanted: Wanted, force: bool
) -> Split:
    done = Split()
    schema = Schema()
    for row in source.rows():
        schema.look(row.values)
    for part, name in enumerate(PARTS):
        if wanted.shares[part] <= 0:
            continue
        rows: list[int] = [n for n, place in enumerate(places) if place == part]
        path = target.with_name(f"{target.stem}_{name}{target.suffix}")
        with new_file(path, force=force, sources=[source.path]) as fresh:
            write_rows(fresh, _only(source, set(rows)), schema, source)
        done.files[name], done.rows[name] = str(path), len(rows)
    if left_out := sum(place < 0 for place in places):
        done.dropped[_("doublon d'une ligne plus ancienne d'une autre part")] = left_out
    return done


def _only(source: Source, wanted: set[int]) -> Iterator[Row]:
    return (row for number, row in enumerate(source.rows()) if number in wanted)


def _table(strata: Sequence[str], places: Sequence[int]) -> dict[str, dict[str, int]]:
    """Return how many rows of each stratum every part has."""
    table: dict[str, dict[str, int]] = {}
    for stratum, place in zip(strata, places, strict=True):
        row = table.setdefault(stratum, dict.fromkeys(PARTS, 0))
        if place >= 0:
            row[PARTS[place]] += 1
    return dict(sorted(table.items()))
