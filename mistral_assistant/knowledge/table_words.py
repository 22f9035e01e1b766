"""The words by which one table is asked about: its columns, its values, what its rows are called.

Reading them out of a text is all that happens here; what they come to stands in
``table_questions.py``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from mistral_assistant.domains.pack import Table, TableRow
from mistral_assistant.domains.records import plain
from mistral_assistant.french import fold, spelt_out
from mistral_assistant.knowledge.stems import WORD, content_stem, stem

LONGEST_VALUE = 6
"""Words of a cell up to which it is a value that rows may share, and no prose."""
CORRECTED = 60
"""Words of a text that are corrected; a pasted one is long."""
SHORTEST = 5
"""Letters from which a misspelt word is corrected."""
ALIKE = 0.8
_PARTS = re.compile(r"\s*[>;]\s*")
_ODD = re.compile(r"\w[.:;!?…]\w")
_NUMBER = re.compile(r"[\d.]+[a-z]?")
GENERIC = frozenset(
    """utiliser exister trouver connaître savoir donner montrer afficher lister catalogue parc
    information renseigner renseignement indiquer avoir besoin chercher regarder voir dire nom
    appeler quelconque autre toutes ensemble concerner fiche détail résumé présenter parler nombre
    compter total répartition liste valeur différent comparer comparaison différence même""".split()
)
"""Words that say nothing about what is asked for."""
_GENERIC = frozenset(content_stem(word) for word in GENERIC)


class Term(NamedTuple):
    """What a wording stands for."""

    kind: str
    """``column``, ``value``, ``called`` or ``backwards``."""
    column: str = ""
    value: str = ""


@dataclass
class Reading:
    """What a text says about a table."""

    columns: list[str] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)
    """(column, value), in the order of the text."""
    backwards: list[str] = field(default_factory=list)
    called: bool = False
    rest: list[str] = field(default_factory=list)
    """Words as typed that stand for nothing here and are no small words."""


class _Word(NamedTuple):
    typed: str
    plain: str
    stem: str
    """Empty for a small word."""


class _Wording(NamedTuple):
    stems: tuple[str, ...]
    plain: str
    """With its small words."""
    term: Term


class TableWords:
    """The wordings of one table, by their first stem."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._wordings: dict[str, list[_Wording]] = {}
        self._small: list[tuple[tuple[str, ...], Term]] = []
        self._known: dict[str, str] = {}
        self._names = [(f" {plain(row.cells[table.key])} ", row) for row in table.rows]
        for column in table.columns if table.fields else ():
            self._add_column(column)
        for name in table.called:
            self._add(name, Term("called"))

    def _add_column(self, column: str) -> None:
        spec = self.table.fields.get(column)
        label = self.table.labels.get(column, column)
        asked = (label, *spec.asked) if spec else (label,)
        for wording in asked if column != self.table.key else ():
            self._add(wording, Term("column", column))
        for wording in spec.backwards if spec else ():
            self._small.append((tuple(_plain_words(wording)), Term("backwards", column)))
        for value, wordings in spec.values.items() if spec else ():
            for wording in (value, *wordings):
                self._add(wording, Term("value", column, value))
        if column != self.table.key:
            for value in self.shared_values(column):
                self._add(value, Term("value", column, value))

    def shared_values(self, column: str) -> Iterator[str]:
        """Yield the values of a column that rows may share, and the broader ones they are part of.

        Prose, addresses, bare numbers and the rows' own names are none; of « PostgreSQL 15 » the
        name alone is one too.
        """
        if self.table.types.get(column) in ("date", "number", "amount"):
            return
        seen = {row.cells[self.table.key] for row in self.table.rows}
        for row in self.table.rows:
            for value in parts(row.cells[column]):
                if value not in seen and _is_shared(value):
                    seen.add(value)
                    yield value
                    family = family_of(value)
                    if family not in seen:
                        seen.add(family)
                        yield family

    def _add(self, wording: str, term: Term) -> None:
        words = list(_words(wording))
        stems = tuple(word.stem for word in words if word.stem)
        if _GENERIC.issuperset(stems):
            self._small.append((tuple(word.plain for word in words), term))
            return
        plainly = " ".join(word.plain for word in words)
        self._wordings.setdefault(stems[0], []).append(_Wording(stems, plainly, term))
        self._known |= {word.plain: word.stem for word in words if word.stem}

    def rows_named(self, text: str) -> tuple[TableRow, ...]:
        """Return the rows whose names stand in a text as they are written, signs left out."""
        said = f" {plain(text)} "
        return tuple(row for name, row in self._names if name in said)

    def parted_rows(self, text: str) -> tuple[TableRow, ...]:
        """Return those of them whose names a reader of words would part, such as « Adapt.sh »."""
        key = self.table.key
        return tuple(row for row in self.rows_named(text) if _ODD.search(row.cells[key]))

    def read(self, text: str) -> Reading:
        """Return what a text says about the table; the longest wordings win."""
        words = self._corrected(_words(spelt_out(text)))
        content = [word for word in words if word.stem]
        taken: set[int] = set()
        terms: list[tuple[int, Term]] = []
        hits: dict[tuple[int, int], list[_Wording]] = {}
        for start, end, wording in self._hits(content):
            hits.setdefault((start, end), []).append(wording)
        said = f" {' '.join(word.plain for word in words)} "
        for (start, end), wordings in sorted(hits.items(), key=lambda hit: _longest(hit[0])):
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                terms += [(start, term) for term in _literal(wordings, said)]
        small = self._small_hits([word.plain for word in words])
        columns = any(term.kind == "column" for _start, term in terms)
        terms += [hit for hit in small if not columns or hit[1].kind != "column"]
        reading = Reading(
            rest=[
                word.typed
                for position, word in enumerate(content)
                if position not in taken and word.stem not in _GENERIC and _tells(word.typed)
            ]
        )
        for _start, term in sorted(terms, key=lambda item: item[0]):
            _note(reading, term)
        return reading

    def _hits(self, content: list[_Word]) -> Iterator[tuple[int, int, "_Wording"]]:
        for start, word in enumerate(content):
            for wording in self._wordings.get(word.stem, ()):
                end = start + len(wording.stems)
                if tuple(other.stem for other in content[start:end]) == wording.stems:
                    yield start, end, wording

    def _small_hits(self, plain: list[str]) -> Iterator[tuple[int, Term]]:
        """Find the wordings of words that say little (« où se trouve ») as they stand."""
        for words, term in self._small:
            for start in range(len(plain) - len(words) + 1):
                if tuple(plain[start : start + len(words)]) == words:
                    yield start, term

    def _corrected(self, words: Iterable[_Word]) -> list[_Word]:
        """Let a word that the table does not know give way to the one it is spelt most like."""
        return [
            word._replace(stem=self._known.get(near, word.stem))
            if position < CORRECTED and word.stem and (near := self._nearest(word))
            else word
            for position, word in enumerate(words)
        ]

    def _nearest(self, word: _Word) -> str:
        known = word.stem in self._wordings or word.plain in self._known
        if known or word.stem in _GENERIC or len(word.plain) < SHORTEST or not word.plain.isalpha():
            return ""
        close = [
            other
            for other in self._known
            if other[0] == word.plain[0] and abs(len(other) - len(word.plain)) <= 2
        ]
        near = process.extractOne(
            word.plain, close, scorer=OSA.normalized_similarity, score_cutoff=ALIKE
        )
        return near[0] if near else ""


def _longest(span: tuple[int, int]) -> tuple[int, int]:
    """Sort key: the longest stretch first, then the first."""
    return span[0] - span[1], span[0]


def _literal(wordings: list[_Wording], said: str) -> Iterator[Term]:
    """Of wordings that share their stems keep those that stand there word for word, if any do."""
    literal = [wording for wording in wordings if f" {wording.plain} " in said]
    telling = [wording for wording in literal if len(wording.plain) > len(wording.stems[0])]
    longest = max((len(wording.plain.split()) for wording in telling), default=0)
    kept = [wording for wording in telling if len(wording.plain.split()) == longest]
    return (wording.term for wording in (kept if longest > 1 else wordings))


def _tells(word: str) -> bool:
    """A word of one or two letters is a slip or text-message spelling."""
    return len(word) > 2 or word[0].isdigit()


def _note(reading: Reading, term: Term) -> None:
    if term.kind == "called":
        reading.called = True
    elif term.kind == "column" and term.column not in reading.columns:
        reading.columns.append(term.column)
    elif term.kind == "backwards":
        reading.backwards.append(term.column)
    elif term.kind == "value" and (term.column, term.value) not in reading.values:
        reading.values.append((term.column, term.value))


def parts(cell: str) -> Iterator[str]:
    """Yield the items of a cell, and of « Culture > Lecture publique » each level."""
    yield from (part.strip() for part in _PARTS.split(cell) if part.strip())


def family_of(value: str) -> str:
    """Return a value without the version that it ends with: ``PostgreSQL 15`` → ``PostgreSQL``."""
    words = value.split()
    while len(words) > 1 and _NUMBER.fullmatch(words[-1].lower()):
        words.pop()
    return " ".join(words)


def _is_shared(value: str) -> bool:
    words = WORD.findall(value)
    prose = len(words) > LONGEST_VALUE or "@" in value or "://" in value or "\n" in value
    return not prose and any(not word.isdigit() and len(word) > 1 for word in words)


def _plain_words(text: str) -> Iterator[str]:
    return (fold(word) for word in WORD.findall(text))


def _words(text: str) -> Iterator[_Word]:
    for typed in WORD.findall(text):
        known = content_stem(typed)
        yield _Word(typed, fold(typed), stem(fold(typed)) if known else "")
