"""Which texts say the same in nearly the same words: exact after folding, or nearly.

MinHash proposes pairs, the words decide: typing errors count as the same word, other numbers never
do, and texts that differ only in what fills one place of a sentence many texts share ("le prix de
X", "le prix de Y") are different questions.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

from mistral_assistant.dataset import minhash
from mistral_assistant.french import STOP_WORDS, fold

SAME, SAME_BUT_ONE = 0.82, 0.62
"""Weighted share of words in common from which two texts are near-duplicates; the second where no
more than one word that says something is another one, which weighs much in a short text."""
_STOP_WEIGHT = 0.15
_WITHOUT_ERRORS, _FEW = 0.55, 4
"""Share that must be equal before typing errors are looked for, unless so few words are left."""
LONGEST = 600
"""Words of a text that are compared."""
SLOT_TEXTS = 4
"""Distinct texts with one sentence around the difference, from which the place is a slot."""
_SLOT_WORDS = 3
_MOST_PARTNERS = 16
"""Per text; the best ones by their signatures are looked at word by word."""
_WORD = re.compile(r"[^\W_]+")
_LINK = re.compile(r"https?://\S+|www\.\S+", re.I)


@dataclass(frozen=True)
class NearPair:
    """Two texts by their numbers, and how alike they are from 0 to 1 (1: equal after folding)."""

    one: int
    two: int
    score: float


def normal_form(text: str) -> str:
    """Return a text without case, accents, punctuation and links; what is left of it if all is."""
    plain = " ".join(_WORD.findall(fold(_LINK.sub(" ", text))))
    return plain or " ".join(text.split())


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
    words = Words(forms)
    for one, two in _proposed(forms, kinds):
        if score := words.likeness(one, two):
            yield one, two, score


def _proposed(forms: list[str], kinds: list[frozenset[int]] | None) -> list[tuple[int, int]]:
    """Return the pairs to look at, for each text those that resemble it most."""
    signed = minhash.signatures(forms)
    count = np.uint64(len(forms))
    only = np.array([-1 if len(k) != 1 else next(iter(k)) for k in kinds]) if kinds else None
    found: list[npt.NDArray[np.uint64]] = []
    waiting = 0
    for one, two in minhash.candidates(signed):
        if only is not None:
            across = (only[one] != only[two]) | (only[one] < 0)
            one, two = one[across], two[across]
        found.append(one.astype(np.uint64) * count + two.astype(np.uint64))
        waiting += len(one)
        if waiting > 4_000_000:
            found = [np.unique(np.concatenate(found))]
            waiting = 0
    if not found:
        return []
    keys = np.unique(np.concatenate(found))
    one, two = (keys // count).astype(np.int64), (keys % count).astype(np.int64)
    return _best_partners(signed, one, two)


def _best_partners(
    signed: minhash.Signatures, one: minhash.Numbers, two: minhash.Numbers
) -> list[tuple[int, int]]:
    size = 500_000
    alike = np.concatenate(
        [
            minhash.resemblance(signed, one[start : start + size], two[start : start + size])
            for start in range(0, len(one), size)
        ]
        or [np.empty(0)]
    )
    taken: Counter[int] = Counter()
    chosen: list[tuple[int, int]] = []
    for place in np.lexsort((two, one, -alike)):
        a, b = int(one[place]), int(two[place])
        if alike[place] < 0.8 and min(taken[a], taken[b]) >= _MOST_PARTNERS:
            continue
        taken[a] += 1
        taken[b] += 1
        chosen.append((a, b))
    return chosen


class Words:
    """The words of all texts: how rare each is, and which sentences differ in one place only."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._words = [form.split()[:LONGEST] for form in forms]
        seen = Counter(word for words in self._words for word in set(words))
        most = log(len(forms) + 1)
        self._weight = {
            word: _STOP_WEIGHT
            if word in STOP_WORDS
            else 0.25 + 0.75 * log((len(forms) + 1) / n) / most
            for word, n in seen.items()
        }
        self._hash = {word: _hash(word) for word in seen}
        self._whole = [sum(self._hash[word] for word in words) for words in self._words]
        self._frames = self._count_frames()

    def likeness(self, one: int, two: int) -> float:
        """Return how alike two near-duplicates are, up to 1; 0 for texts that are none."""
        left, right = Counter(self._words[one]), Counter(self._words[two])
        common = left & right
        rest_left, rest_right = list((left - common).elements()), list((right - common).elements())
        matched = 2 * sum(self._weight[word] * n for word, n in common.items())
        total = matched + sum(self._weight[word] for word in (*rest_left, *rest_right))
        # Typing errors do not make up for half of a text; looking for them is what takes time.
        if matched < _WITHOUT_ERRORS * total and max(len(rest_left), len(rest_right)) > _FEW:
            return 0.0
        if _other_numbers(rest_left, rest_right):
            return 0.0
        if self._fills_a_slot(one, rest_left, two, rest_right):
            return 0.0
        matched += self._typing_errors(rest_left, rest_right)
        if (rest_left or rest_right) and common.total() < 3 and matched < 0.9 * total:
            return 0.0
        changed = max(_telling(rest_left), _telling(rest_right))
        score = matched / total
        return min(0.999, score) if score >= (SAME if changed > 1 else SAME_BUT_ONE) else 0.0

    def _typing_errors(self, left: list[str], right: list[str]) -> float:
        """Take words that are one another misspelt out of both rests; return their weight."""
        weight = 0.0
        for word in list(left):
            best = max(right, key=lambda other: _typo(word, other), default="")
            if best and _typo(word, best) > 0:
                left.remove(word)
                right.remove(best)
                weight += (self._weight[word] + self._weight[best]) * _typo(word, best)
        joined = "".join(left)
        if left and right and joined == "".join(right):
            weight += sum(self._weight[word] for word in (*left, *right))
            left.clear()
            right.clear()
        return weight

    def _fills_a_slot(self, one: int, left: list[str], two: int, right: list[str]) -> bool:
        """Tell whether the texts differ in what fills a place of a sentence that many share."""
        telling_left, telling_right = list(map(_tells, left)), list(map(_tells, right))
        if len(left) == len(right) == 1 and _typo(left[0], right[0], 1):
            return False
        for number, rest, both in (
            (one, left, any(telling_right)),
            (two, right, any(telling_left)),
        ):
            if self._is_slot(number, rest):
                return True
            words = [word for word in rest if _tells(word)]
            if both and (self._is_slot(number, words) or any(
                self._is_slot(number, [word]) for word in words if len(words) > 1
            )):  # fmt: skip
                return True
        return False

    def _is_slot(self, number: int, rest: list[str]) -> bool:
        """Tell whether many texts have the same words around this rest."""
        if not rest or len(rest) > _SLOT_WORDS:
            return False
        key = (self._whole[number] - sum(self._hash[word] for word in rest)) % 2**64
        return key in self._frames

    def _count_frames(self) -> frozenset[int]:
        """Return the words that many texts leave when one to three neighbours are taken out."""
        lengths = np.array([len(words) for words in self._words])
        flat = np.array([self._hash[word] for words in self._words for word in words], np.uint64)
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(flat, dtype=np.uint64)))
        ends = np.cumsum(lengths)
        starts = ends - lengths
        whole = sums[ends] - sums[starts]
        owner = np.repeat(np.arange(len(lengths)), lengths)
        keys: list[npt.NDArray[np.uint64]] = []
        for span in range(1, _SLOT_WORDS + 1):
            first = np.arange(len(flat))
            # A frame of fewer than two words says nothing.
            fits = (first + span <= ends[owner]) & (lengths[owner] - span >= 2)
            first = first[fits]
            text = owner[first]
            frame = whole[text] - (sums[first + span] - sums[first])
            keys.append(_once_per_text(frame, text))
        found, counts = np.unique(np.concatenate(keys), return_counts=True)
        return frozenset(found[counts >= SLOT_TEXTS].tolist())


def _once_per_text(
    frames: npt.NDArray[np.uint64], texts: minhash.Numbers
) -> npt.NDArray[np.uint64]:
    """Return the frames, each once for every text that has it."""
    order = np.lexsort((frames, texts))
    frames, texts = frames[order], texts[order]
    new = np.ones(len(frames), bool)
    new[1:] = (frames[1:] != frames[:-1]) | (texts[1:] != texts[:-1])
    once: npt.NDArray[np.uint64] = frames[new]
    return once


def _hash(word: str) -> int:
    digest = hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _other_numbers(left: Sequence[str], right: Sequence[str]) -> bool:
    """Tell whether both rests hold numbers: 2024 is not 2025, however alike the sentences are."""
    return any(map(_has_digit, left)) and any(map(_has_digit, right))


def _telling(words: Sequence[str]) -> int:
    return sum(map(_tells, words))


def _tells(word: str) -> bool:
    return word not in STOP_WORDS


def _has_digit(word: str) -> bool:
    return any(char.isdigit() for char in word)


@lru_cache(maxsize=200_000)
def _typo(one: str, other: str, most: int = 2) -> float:
    """Return from 0 (other words) how surely one is the other misspelt."""
    from rapidfuzz.distance import OSA

    if _has_digit(one) or _has_digit(other):
        return 0.0
    longest, shortest = max(len(one), len(other)), min(len(one), len(other))
    if shortest < 3:
        return 0.0
    allowed = 1 if longest < 9 else most
    errors = OSA.distance(one, other, score_cutoff=allowed)
    return 1 - errors / longest if errors <= allowed else 0.0
