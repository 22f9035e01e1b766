"""Clean data out of usable data: named rules in order, each counted, each can be switched off.

Every row that was read is kept, changed or dropped with the name of one rule. What stands in two
rows is decided here; rules about one row are in ``clean_rules``.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mistral_assistant.dataset import clean_rules as rules
from mistral_assistant.dataset.examples import Example
from mistral_assistant.dataset.formats import Layout
from mistral_assistant.dataset.near_duplicates import groups_of, normal_form
from mistral_assistant.dataset.reading import Source, open_source
from mistral_assistant.dataset.rows import Row, at, missing
from mistral_assistant.dataset.writing import Schema, new_file, write_rows
from mistral_assistant.errors import DataError
from mistral_assistant.i18n import _

SAMPLES = 3
"""Before and after, for each rule."""
_FENCES = 3.0
"""Interquartile ranges beyond the quartiles of the logarithm: Tukey's far outliers."""


@dataclass(frozen=True)
class Choice:
    """How to clean."""

    tweets: bool = False
    """Also the rules for short messages."""
    without: Collection[str] = ()
    """Names of rules that are switched off."""
    languages: Collection[str] = ()
    """Languages to keep; without any, all."""
    near: bool = True
    mini: int = 0
    """Keep so many rows at most, spread over the file; 0 for all."""


@dataclass
class Cleaned:
    """The account: rows in = kept + changed + dropped."""

    kept: int = 0
    changed: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    """Rule → rows that it changed."""
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    lines: list[tuple[int, str]] = field(default_factory=list)
    """(line, rule) of everything dropped."""
    conflicts: list[tuple[int, ...]] = field(default_factory=list)
    """Lines with the same question and different answers; they are told, not dropped."""

    @property
    def rows_in(self) -> int:
        """Return how many rows were read."""
        return self.kept + self.changed + self.dropped.total()

    def to_json(self) -> dict[str, Any]:
        """Return the account for programs."""
        return {
            "rows_in": self.rows_in, "kept": self.kept, "changed": self.changed,
            "dropped": dict(self.dropped), "changes": dict(self.changes), "samples": self.samples,
            "dropped_lines": [{"line": line, "rule": rule} for line, rule in self.lines],
            "conflicts": [list(lines) for lines in self.conflicts],
        }  # fmt: skip


@dataclass(frozen=True)
class _Seen:
    """What is remembered of a row between the two passes."""

    line: int
    question: str
    key: int
    answer: int
    length: int


def clean(
    path: Path,
    target: Path | None = None,
    choice: Choice | None = None,
    *,
    language: Callable[[str], str] | None = None,
    renamed: Mapping[str, str] | None = None,
    force: bool = False,
) -> Cleaned:
    """Write the rows that pass all rules, in the columns that they had.

    Args:
        path: what to read, of any form.
        target: a new file; None only counts.
        choice: which rules.
        language: names the language of a text; needed for ``choice.languages``.
        renamed: a column of the file → one of ours.
        force: replace ``target``.

    Raises:
        DataError: a rule is unknown, a row cannot be read, or a file cannot be written.
    """
    choice = choice or Choice()
    unknown = sorted(set(choice.without) - set(rules.RULES))
    if unknown:
        raise DataError(
            _("La règle « {name} » n'existe pas.").format(name=unknown[0]),
            _("Règles : {names}.").format(names=", ".join(rules.RULES)),
        )
    source = open_source(path)
    layout = source.layout(renamed)
    done = Cleaned()
    fate = _fates(source, layout, choice, language, done)
    schema = Schema()
    for row in _kept(source, layout, choice, fate):
        schema.look(row.values)
    if target is not None:
        with new_file(target, force=force, sources=[path]) as fresh:
            write_rows(fresh, _kept(source, layout, choice, fate), schema, source)
    return done


def _fates(
    source: Source,
    layout: Layout,
    choice: Choice,
    language: Callable[[str], str] | None,
    done: Cleaned,
) -> dict[int, str]:
    """Return the rule that drops each row that is dropped, by the row's number."""
    fate: dict[int, str] = {}
    seen: dict[int, _Seen] = {}
    touched: dict[int, list[str]] = {}
    for number, row in enumerate(source.rows()):
        with at(source.path, row.line):
            example = layout.read(row.values, row.line)
            after, names = _changed(layout, row, choice)
            changed = layout.read(after, row.line)
        rule = _drop_by_row(example, changed, choice, language)
        if rule:
            fate[number] = rule
            done.lines.append((row.line, rule))
            _sample(done, rule, row.line, example, None)
            continue
        if names:
            touched[number] = names
            for name in names:
                _sample(done, name, row.line, example, changed)
        seen[number] = _Seen(row.line, changed.question, hash((changed.messages, changed.text,
            changed.input, changed.rejected)), hash(normal_form(changed.answer)),
            len(changed.question) + len(changed.answer))  # fmt: skip
    for number, rule in _drop_by_others(seen, choice):
        if number not in fate:
            fate[number] = rule
            done.lines.append((seen[number].line, rule))
    if "conflict" not in choice.without:
        done.conflicts = _conflicts(seen, fate)
    done.lines.sort()
    done.dropped.update(fate.values())
    for number in seen:
        if number not in fate:
            done.changed += number in touched
            done.kept += number not in touched
            done.changes.update(touched.get(number, ()))
    return fate


def _changed(layout: Layout, row: Row, choice: Choice) -> tuple[dict[str, Any], list[str]]:
    """Return the row after the changes, and the rules that changed it."""
    values, names = row.values, []
    for name, change in rules.CHANGES.items():
        if name in choice.without or (name != "normalise" and not choice.tweets):
            continue
        after = layout.changed(values, change)
        if after != values:
            names.append(name)
            values = after
    return dict(values), names


def _drop_by_row(
    before: Example, after: Example, choice: Choice, language: Callable[[str], str] | None
) -> str:
    """Return the first rule that drops a row by itself; empty if none does."""
    stages: list[tuple[Mapping[str, rules.Drop], Example]] = [(rules.DROPS, after)]
    if choice.tweets and before.text is not None:
        stages = [(rules.MESSAGE_DROPS, before), *stages, (rules.LATE_MESSAGE_DROPS, after)]
    for stage, example in stages:
        for name, drops in stage.items():
            if name not in choice.without and drops(example):
                return name
    if choice.languages and language and "language" not in choice.without:
        text = after.answer or after.question
        if language(text) not in choice.languages:
            return "language"
    return ""


def _drop_by_others(seen: Mapping[int, _Seen], choice: Choice) -> Iterator[tuple[int, str]]:
    """Yield the rows that the rest of the file tells to be too much."""
    numbers = list(seen)
    if "length_outlier" not in choice.without:
        for number in _outliers(seen):
            yield number, "length_outlier"
    first: dict[int, int] = {}
    for number in numbers:
        if first.setdefault(seen[number].key, number) != number and (
            "duplicate" not in choice.without
        ):
            yield number, "duplicate"
    if choice.near and "near_duplicate" not in choice.without:
        alone = [number for number in numbers if first[seen[number].key] == number]
        groups = groups_of([seen[number].question for number in alone])
        members: dict[tuple[int, int], int] = {}
        for number, group in zip(alone, groups, strict=True):
            # The same question with another answer is no duplicate but a conflict.
            if members.setdefault((group, seen[number].answer), number) != number:
                yield number, "near_duplicate"
    if choice.mini and len(numbers) > choice.mini:
        dropped = {number for number, _rule in _drop_by_others(seen, _all_of(choice))}
        left = [number for number in numbers if number not in dropped]
        kept = (
            {left[place * len(left) // choice.mini] for place in range(choice.mini)} if left else ()
        )
        for number in left:
            if number not in kept:
                yield number, "mini"


def _all_of(choice: Choice) -> Choice:
    return Choice(choice.tweets, choice.without, choice.languages, choice.near)


def _outliers(seen: Mapping[int, _Seen]) -> list[int]:
    """Return rows far longer than the others, by Tukey's fences on the logarithm of the length."""
    try:
        import numpy
        import pandas
    except ImportError as error:
        raise missing("pandas") from error
    lengths = pandas.Series({number: one.length for number, one in seen.items()}, dtype=float)
    if len(lengths) < 20:
        return []
    logs = numpy.log(lengths + 1)
    low, high = logs.quantile(0.25), logs.quantile(0.75)
    bound = high + _FENCES * max(high - low, 0.5)
    return [int(number) for number in lengths.index[logs > bound]]


def _conflicts(seen: Mapping[int, _Seen], fate: Mapping[int, str]) -> list[tuple[int, ...]]:
    """Return the lines of rows that answer the same question differently."""
    answers: dict[str, dict[int, int]] = defaultdict(dict)
    for number, one in seen.items():
        if number not in fate:
            answers[normal_form(one.question)].setdefault(one.answer, one.line)
    return sorted(tuple(lines.values()) for lines in answers.values() if len(lines) > 1)


def _sample(done: Cleaned, rule: str, line: int, before: Example, after: Example | None) -> None:
    samples = done.samples.setdefault(rule, [])
    if len(samples) < SAMPLES:
        told: dict[str, Any] = {"line": line, "before": _shown(before)}
        samples.append(told | ({"after": _shown(after)} if after else {}))


def _shown(example: Example) -> str:
    return (example.text if example.text is not None else
            f"{example.question} → {example.answer}")[:300]  # fmt: skip


def _kept(source: Source, layout: Layout, choice: Choice, fate: Mapping[int, str]) -> Iterator[Row]:
    for number, row in enumerate(source.rows()):
        if number not in fate:
            yield Row(row.line, _changed(layout, row, choice)[0])
