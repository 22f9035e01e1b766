"""Which texts say the same in nearly the same words: exact after folding, or nearly.

MinHash proposes pairs, the words decide: typing errors count as the same word, other numbers never
do, and texts that differ only in what fills one place of a sentence many texts share ("le prix de
X", "le prix de Y") are different questions.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

from mistral_assistant.dataset import minhash
from mistral_assistant.dataset.word_tables import Overlap, WordTables
from mistral_assistant.french import fold

SAME, SAME_BUT_ONE = 0.82, 0.62
"""Weighted share of words in common from which two texts are near-duplicates; the second where no
more than one word that says something is another one, which weighs much in a short text."""
_WITHOUT_ERRORS, _FEW = 0.55, 4
"""Share that must be equal before typing errors are looked for, unless so few words are left."""
_MOST_PARTNERS, _SURE = 16, 0.8
"""Per text; the best ones by their signatures are looked at word by word. From that resemblance
on, all of them."""
_MOST_WAITING = 4_000_000
"""Proposed pairs that are in memory before those that came twice are taken out."""
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
    texts: Sequence[str], apart: Sequence[int] | None = None, near: bool = True
) -> Iterator[NearPair]:
    """Yield the pairs that are equal or nearly so, the smaller number first.

    Of equal texts each comes with the first one of its kind only. ``apart``: only pairs whose
    values differ, all equal texts then with the first of each value. ``near``: False for equal
    texts only.
    """
    kinds = apart if apart is not None else range(len(texts))
    forms = [normal_form(text) for text in texts]
    distinct: dict[str, int] = {}
    members: list[dict[int, int]] = []
    for number, form in enumerate(forms):
        place = distinct.setdefault(form, len(distinct))
        if place == len(members):
            members.append({})
        firsts = members[place]
        for kind, first in firsts.items() if apart is not None else list(firsts.items())[:1]:
            if kind != kinds[number]:
                yield NearPair(first, number, 1.0)
        firsts.setdefault(kinds[number], number)
    if near:
        wanted = None if apart is None else [frozenset(firsts) for firsts in members]
        for one, two, score in _near(list(distinct), wanted):
            yield from _between(members[one], members[two], score, apart is None)


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


def _between(
    one: dict[int, int], two: dict[int, int], score: float, once: bool
) -> Iterator[NearPair]:
    pairs = [(a, b) for kind, a in one.items() for other, b in two.items() if kind != other]
    for a, b in pairs[:1] if once else pairs:
        yield NearPair(min(a, b), max(a, b), score)


def _near(forms: list[str], kinds: list[frozenset[int]] | None) -> Iterator[tuple[int, int, float]]:
    """Yield (one, other, score) of distinct folded texts."""
    if len(forms) < 2:
        return
    one, two = _proposed(forms, kinds)
    tables = WordTables(forms)
    for overlap in tables.overlaps(one, two):
        for place in _undecided(tables, overlap).tolist():
            if score := _likeness(tables, overlap, place):
                yield int(overlap.one[place]), int(overlap.two[place]), score


def _proposed(
    forms: list[str], kinds: list[frozenset[int]] | None
) -> tuple[minhash.Numbers, minhash.Numbers]:
    """Return the pairs to look at, for each text those that resemble it most."""
    signed = minhash.signatures(forms)
    count = np.uint64(len(forms))
    only = np.array([-1 if len(k) != 1 else next(iter(k)) for k in kinds]) if kinds else None
    keys = np.zeros(0, np.uint64)
    found: list[npt.NDArray[np.uint64]] = []
    waiting = 0
    for one, two in minhash.candidates(signed, only):
        found.append(one.astype(np.uint64) * count + two.astype(np.uint64))
        waiting += len(one)
        if waiting > _MOST_WAITING:
            keys = _distinct([keys, *found])
            found, waiting = [], 0
    keys = _distinct([keys, *found])
    one, two = (keys // count).astype(np.int64), (keys % count).astype(np.int64)
    return _best_partners(signed, one, two)


def _distinct(keys: list[npt.NDArray[np.uint64]]) -> npt.NDArray[np.uint64]:
    """Return the different keys in order; a sort is several times as fast as ``np.unique``."""
    every = np.concatenate(keys)
    every.sort()
    new = np.ones(len(every), bool)
    new[1:] = every[1:] != every[:-1]
    distinct: npt.NDArray[np.uint64] = every[new]
    return distinct


def _best_partners(
    signed: minhash.Signatures, one: minhash.Numbers, two: minhash.Numbers
) -> tuple[minhash.Numbers, minhash.Numbers]:
    alike = minhash.resemblance(signed, one, two)
    partners = np.bincount(np.concatenate((one, two)), minlength=len(signed))
    crowded = (np.minimum(partners[one], partners[two]) > _MOST_PARTNERS) & (alike < _SURE)
    chosen = ~crowded
    taken = [0] * len(signed)
    rivals = np.flatnonzero(crowded)
    order = rivals[np.lexsort((two[rivals], one[rivals], -alike[rivals]))]
    for place, a, b in zip(order.tolist(), one[order].tolist(), two[order].tolist(), strict=True):
        if taken[a] < _MOST_PARTNERS or taken[b] < _MOST_PARTNERS:
            chosen[place] = True
            taken[a] += 1
            taken[b] += 1
    return one[chosen], two[chosen]


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
