"""Which texts say the same in nearly the same words: exact after folding, or nearly.

MinHash proposes pairs, the words decide: typing errors count as the same word, other numbers never
do, and texts that differ only in what fills one place of a sentence many texts share ("le prix de
X", "le prix de Y") are different questions.
"""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
from rapidfuzz.distance import OSA

from mistral_assistant.dataset import minhash
from mistral_assistant.dataset.partners import proposed
from mistral_assistant.dataset.word_tables import Overlap, WordTables
from mistral_assistant.french import fold

SAME, SAME_BUT_ONE = 0.82, 0.62
"""Weighted share of words in common from which two texts are near-duplicates; the second where no
more than one word that says something is another one, which weighs much in a short text."""
_WITHOUT_ERRORS, _FEW = 0.55, 4
"""Share that must be equal before typing errors are looked for, unless so few words are left."""
_WORD = re.compile(r"[^\W_]+")
_BEYOND_LATIN, _MARKS = re.compile("[\u0250-\u02af\u0370-\u1fff]"), re.compile("[\u0300-\u036f]+")
_DIGIT = re.compile(r"\d")
_LINK = re.compile(r"https?://\S+|www\.\S+", re.I)


@dataclass(frozen=True)
class NearPair:
    """Two texts by their numbers, and how alike they are from 0 to 1 (1: equal after folding)."""

    one: int
    two: int
    score: float


def normal_form(text: str) -> str:
    """Return a text without case, accents, punctuation and links; what is left of it if all is."""
    without_links = _LINK.sub(" ", text) if "://" in text or "www." in text.lower() else text
    plain = " ".join(_WORD.findall(_folded(without_links)))
    return plain or " ".join(text.split())


def _folded(text: str) -> str:
    """Do as ``french.fold``, in a fifth of the time for texts in Latin letters."""
    if text.isascii() or _BEYOND_LATIN.search(text):
        return fold(text)
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae")
    return _MARKS.sub("", unicodedata.normalize("NFKD", text))


def near_pairs(
    texts: Iterable[str], apart: Iterable[int] | None = None, near: bool = True
) -> Iterator[NearPair]:
    """Yield the pairs that are equal or nearly so, the smaller number first.

    Of equal texts each comes with the first one of its kind only. ``apart``: only pairs whose
    values differ, all equal texts then with the first of each value; the value of a text is asked
    for after the text. ``near``: False for equal texts only.
    """
    members = _Members(apart is None)
    kinds = count() if apart is None else apart
    forms: dict[str, int] = {}
    for number, (text, kind) in enumerate(zip(texts, kinds, strict=False)):
        place = forms.setdefault(normal_form(text), len(forms))
        for first in members.add(place, kind, number):
            yield NearPair(first, number, 1.0)
    if near:
        only = None if apart is None else members.kinds()
        for one, two, score in _near(_taken_out(forms), only):
            for a, b in members.across(one, two):
                yield NearPair(min(a, b), max(a, b), score)


def groups_of(texts: Sequence[str], near: bool = True) -> list[int]:
    """Return for each text the smallest number of its group of (near-)duplicates."""
    parent = list(range(len(texts)))
    for pair in near_pairs(texts, near=near):
        join(parent, pair.one, pair.two)
    return [root(parent, number) for number in range(len(texts))]


def join(parent: list[int], one: int, two: int) -> None:
    """Put two members into one group."""
    low, high = sorted((root(parent, one), root(parent, two)))
    parent[high] = low


def root(parent: list[int], number: int) -> int:
    """Return the smallest member of a group."""
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


class _Members:
    """The first text of each kind that has a form, a few bytes for most forms."""

    def __init__(self, once: bool) -> None:
        self._once = once
        """Every text is a kind of its own, and the first of all is the only one to remember."""
        self._firsts, self._kinds = array("q"), array("q")
        self._others: dict[int, dict[int, int]] = {}

    def add(self, form: int, kind: int, number: int) -> list[int]:
        """Remember a text; return the texts of other kinds that have its form."""
        if form == len(self._firsts):
            self._firsts.append(number)
            self._kinds.append(kind)
            return []
        firsts = self._of(form)
        if not self._once and kind not in firsts:
            self._others.setdefault(form, {})[kind] = number
        return [first for other, first in firsts.items() if other != kind]

    def kinds(self) -> minhash.Numbers:
        """Return the kind of each form, -1 for those that several have."""
        found = np.array(self._kinds, np.int64)
        found[list(self._others)] = -1
        return found

    def across(self, one: int, two: int) -> list[tuple[int, int]]:
        """Return the texts of two forms whose kinds differ."""
        others = self._of(two).items()
        return [(a, b) for kind, a in self._of(one).items() for k, b in others if k != kind]

    def _of(self, form: int) -> dict[int, int]:
        return {self._kinds[form]: self._firsts[form]} | self._others.get(form, {})


def _taken_out(forms: dict[str, int]) -> list[str]:
    """Return the keys in order and empty the rest, so that who gets them can let them go."""
    found = list(forms)
    forms.clear()
    return found


def _near(forms: list[str], kinds: minhash.Numbers | None) -> Iterator[tuple[int, int, float]]:
    """Yield (one, other, score) of distinct folded texts."""
    if len(forms) < 2:
        return
    signed, tables = minhash.signatures(forms), WordTables(forms)
    del forms  # their words are numbers now
    one, two = proposed(signed, kinds)
    del signed
    for overlap in tables.overlaps(one, two):
        for place in _undecided(tables, overlap).tolist():
            if score := _likeness(tables, overlap, place):
                yield int(overlap.one[place]), int(overlap.two[place]), score


def _undecided(tables: WordTables, overlap: Overlap) -> minhash.Numbers:
    """Return the pairs that may be alike; the others are told apart by what they share alone."""
    left, right = overlap.left, overlap.right
    # Typing errors do not make up for half of a text; looking for them is what takes time.
    far = overlap.matched < _WITHOUT_ERRORS * overlap.total
    far &= np.maximum(left.counts, right.counts) > _FEW
    # 2024 is not 2025, however alike the sentences are.
    numbers = left.has_digit & right.has_digit
    slot = left.fills_slot | right.fills_slot
    slot &= (left.counts != 1) | (right.counts != 1)  # of two words one may be the other misspelt
    open_ = np.flatnonzero(~(far | numbers | slot))
    # Without typing errors, and words written as one, the words in common must do.
    enough = overlap.matched[open_] >= SAME_BUT_ONE * overlap.total[open_]
    joined = left.characters[open_] == right.characters[open_]
    chosen: minhash.Numbers = open_[enough | joined | tables.misspelt(overlap, open_)]
    return chosen


def _likeness(tables: WordTables, overlap: Overlap, place: int) -> float:
    """Return how alike two near-duplicates are, up to 1; 0 for texts that are none."""
    left, right = overlap.left.of(place), overlap.right.of(place)
    if _fills_a_slot(tables, overlap, place, left, right):
        return 0.0
    total = float(overlap.total[place])
    matched = float(overlap.matched[place]) + _typing_errors(tables, left, right)
    if (left or right) and overlap.common[place] < 3 and matched < 0.9 * total:
        return 0.0
    changed = max(int(tables.tells[left].sum()), int(tables.tells[right].sum()))
    score = matched / total
    return min(0.999, score) if score >= (SAME if changed > 1 else SAME_BUT_ONE) else 0.0


def _typing_errors(tables: WordTables, left: list[int], right: list[int]) -> float:
    """Take words that are one another misspelt out of both rests; return their weight."""
    weight = 0.0
    words, sizes, bits = tables.words, tables.sizes, tables.letters
    for one in list(left):
        best, most = -1, 0.0
        size, letters = sizes[one], bits[one]
        for other in right:
            # Two errors put in and take out two letters at most.
            if abs(size - sizes[other]) > 2 or (letters ^ bits[other]).bit_count() > 4:
                continue
            if (likely := _typo(words[one], words[other])) > most:
                best, most = other, likely
        if best >= 0:
            left.remove(one)
            right.remove(best)
            weight += float(tables.weight[one] + tables.weight[best]) * most
    if left and right and "".join(words[w] for w in left) == "".join(words[w] for w in right):
        weight += float(tables.weight[left].sum() + tables.weight[right].sum())
        left.clear()
        right.clear()
    return weight


def _fills_a_slot(
    tables: WordTables, overlap: Overlap, place: int, left: list[int], right: list[int]
) -> bool:
    """Tell whether the texts differ in what fills a place of a sentence that many share."""
    if len(left) == len(right) == 1 and _typo(tables.words[left[0]], tables.words[right[0]], 1):
        return False
    if overlap.left.fills_slot[place] or overlap.right.fills_slot[place]:
        return True
    telling = [[word for word in rest if tables.tells[word]] for rest in (left, right)]
    if not telling[0] or not telling[1]:
        return False
    for number, words in ((overlap.one[place], telling[0]), (overlap.two[place], telling[1])):
        if tables.is_frame(int(number), words) or any(
            tables.is_frame(int(number), [word]) for word in words if len(words) > 1
        ):
            return True
    return False


@lru_cache(maxsize=200_000)
def _typo(one: str, other: str, most: int = 2) -> float:
    """Return from 0 (other words) how surely one is the other misspelt."""
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest < 3 or longest - shortest > most or _DIGIT.search(one) or _DIGIT.search(other):
        return 0.0
    allowed = 1 if longest < 9 else most
    errors = OSA.distance(one, other, score_cutoff=allowed)
    return 1 - errors / longest if errors <= allowed else 0.0
