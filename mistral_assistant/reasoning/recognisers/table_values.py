"""Entities of a pack that are the cells of a table, by name, by other name, or with a typo."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

from mistral_assistant.domains.pack import EntityType, Table
from mistral_assistant.reasoning.recognisers.message import Found, Message
from mistral_assistant.reasoning.recognisers.phrases import PhraseIndex, joined, singular
from mistral_assistant.tools.french_text import Folded, fold_spans

_SOUNDS = (("ph", "f"), ("qu", "k"), ("ck", "k"), ("eau", "o"), ("au", "o"), ("y", "i"))
_SILENT_OR_TWICE = re.compile(r"h|(?<=([a-z]))\1")
_LETTERS = re.compile(r"[^0-9]+")
_SHORTEST = 6
"""Letters below which a word is too short for a typo to be told from another word."""
_MOST_EDITS = 2
_SMALL = frozenset(
    """a au aux avec c ce cet cette ces d dans de des du en est et il elle j je l la le les ma mes
    mon me m n ne notre nos on ou par pas pour pourquoi prix qu que quel quelle qui s sa se ses son
    sur t te tu un une vos votre vous y""".split()
)
"""Words at which no name begins or ends, unless the name itself does."""


class TableRecogniser:
    """The names and other names in one column of a table."""

    def __init__(self, spec: EntityType, table: Table) -> None:
        names = _unambiguous(_names(spec, table))
        self._exact = PhraseIndex(names.items(), plurals=True)
        self._longest = max((len(fold_spans(name).words) for name in names), default=0)
        self._fuzzy: dict[tuple[str, int, str], list[tuple[str, str]]] = {}
        self._reach: dict[str, int] = {}
        """First letter → letters beyond which a key is too long for every name."""
        for name, cell in names.items():
            self._add_fuzzy(name, cell)

    def find(self, message: Message) -> Iterator[Found]:
        """Yield the cells named in the message; those with a typo have a score below 1."""
        folded = message.folded
        taken: set[int] = set()
        for hit in self._exact.find(folded):
            taken.update(range(hit.start, hit.end))
            yield message.found(hit.value, hit.start, hit.end)
        for first, last, key in self._windows(folded, taken):
            match = self._nearest(key)
            if match:
                cell, score = match
                start, end = folded.words[first].start, folded.words[last].end
                yield message.found(cell, start, end, score=score)

    def _add_fuzzy(self, name: str, cell: str) -> None:
        key = "".join(_sound(word.text) for word in fold_spans(name).words)
        if len(key) >= _SHORTEST:
            self._fuzzy.setdefault((key[0], len(key), _digits(key)), []).append((key, cell))
            self._reach[key[0]] = max(self._reach.get(key[0], 0), len(key) + _MOST_EDITS)

    def _windows(self, folded: Folded, taken: set[int]) -> Iterator[tuple[int, int, str]]:
        """Yield first word, last word and sound of what could be a name, outside ``taken``."""
        words = folded.words
        sounds = [_sound(word.text) for word in words]
        for first, word in enumerate(words):
            reach = self._reach.get(sounds[first][0], 0)
            if not reach or word.text in _SMALL or word.start in taken:
                continue
            key = ""
            for last in range(first, min(first + self._longest + 1, len(words))):
                if words[last].start in taken or (
                    last > first and not joined(folded, last - 1, last)
                ):
                    break
                key += sounds[last]
                if len(key) > reach:
                    break
                if len(key) >= _SHORTEST and words[last].text not in _SMALL:
                    yield first, last, key

    def _nearest(self, key: str) -> tuple[str, float] | None:
        """Return the one cell whose name is a few letters away, and how alike they are.

        Figures must be the same: another figure is another model.
        """
        digits = _digits(key)
        limit = _edits_allowed(len(key) - len(digits))
        best: dict[str, int] = {}
        for length in range(len(key) - limit, len(key) + limit + 1):
            for name, cell in self._fuzzy.get((key[0], length, digits), ()):
                edits = OSA.distance(key, name, score_cutoff=limit)
                if edits <= limit and not _is_inflected(key, name):
                    best[cell] = min(edits, best.get(cell, edits))
        if not best:
            return None
        fewest = min(best.values())
        nearest = [cell for cell, edits in best.items() if edits == fewest]
        if len(nearest) > 1:
            return None
        return nearest[0], round(1 - (fewest + 0.5) / (len(key) + 1), 2)


def _names(spec: EntityType, table: Table) -> Iterator[tuple[str, str]]:
    for row in table.rows:
        cell = row.cells.get(spec.column, "").strip()
        if not cell:
            continue
        yield cell, cell
        for alias in row.cells.get(spec.aliases, "").split(";") if spec.aliases else ():
            if alias.strip():
                yield alias.strip(), cell


def _unambiguous(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return folded name → cell without the names that stand for several cells."""
    cells: dict[str, set[str]] = {}
    for name, cell in names:
        key = " ".join(singular(word.text) for word in fold_spans(name).words)
        if key:
            cells.setdefault(key, set()).add(cell)
    return {name: min(values) for name, values in cells.items() if len(values) == 1}


@lru_cache(maxsize=8192)
def _sound(word: str) -> str:
    """Return a folded word as it sounds: ``zephyr`` and ``zefir`` are alike."""
    key = singular(word)
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return _SILENT_OR_TWICE.sub("", key) or key


def _digits(key: str) -> str:
    return key if key.isdigit() else "" if key.isalpha() else _LETTERS.sub("", key)


def _edits_allowed(letters: int) -> int:
    return 0 if letters < _SHORTEST - 1 else 1 if letters < 9 else _MOST_EDITS


def _is_inflected(key: str, name: str) -> bool:
    """Return whether one only goes on where the other ends: ``montrer`` is no ``montre``."""
    shorter, longer = sorted((key, name), key=len)
    return shorter != longer and len(shorter) < 9 and longer.startswith(shorter)
