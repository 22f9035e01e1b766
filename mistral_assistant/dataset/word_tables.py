"""The words of many texts as arrays: how rare each is, what two texts have in common, slots.

Pairs are compared by the hundred thousand; what that leaves undecided, ``near_duplicates`` looks
at word by word.
"""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from mistral_assistant.french import STOP_WORDS

LONGEST = 600
"""Words of a text that are compared."""
SLOT_TEXTS = 4
"""Distinct texts with one sentence around the difference, from which the place is a slot."""
SLOT_WORDS = 3
_STOP_WEIGHT = 0.15
_PAIRS_AT_ONCE = 50_000
_PARTS = 4
"""In which the frames of all texts are counted, one after another, to need less memory."""
_MOST_MEETINGS = 400
"""Words of one rest times words of the other that are compared by their letters."""
_COUNTED = np.array([number.bit_count() for number in range(1 << 16)], np.int64)
"""Bits of each number of 16 bits."""

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Overlap:
    """What some pairs of texts have in common; all arrays are as long as ``one``."""

    one: Numbers
    two: Numbers
    common: Numbers
    """Words that both have."""
    matched: Weights
    """Weight of the common words, both sides together."""
    total: Weights
    left: "Rests"
    right: "Rests"


@dataclass(frozen=True)
class Rests:
    """The words that one side of each pair has and the other lacks."""

    words: Numbers
    """Of all pairs, one after another, in the order of the texts."""
    ends: Numbers
    counts: Numbers
    has_digit: Flags
    characters: Numbers
    """Of all words together."""
    fills_slot: Flags
    """The other words are a sentence that many texts share around such a place."""

    def of(self, place: int) -> list[int]:
        """Return the words of one pair."""
        end = int(self.ends[place])
        return [int(word) for word in self.words[end - int(self.counts[place]) : end]]


class WordTables:
    """The words of all texts, as numbers."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.words, flat, self._lengths = _numbered(texts)
        self._ends = np.cumsum(self._lengths)
        owner = np.repeat(np.arange(len(texts)), self._lengths)
        frequency = _texts_of_each(flat, owner, len(self.words))
        self.weight = _weights(self.words, frequency, len(texts))
        self.tells = np.array([word not in STOP_WORDS for word in self.words], bool)
        self._sizes, self._letters, self.has_digit = _spelling(self.words)
        self.sizes, self.letters = self._sizes.tolist(), self._letters.tolist()
        self._hashes = [hash(word) % 2**64 for word in self.words]
        self.hash = np.array(self._hashes, np.uint64)
        self.whole, self._frames = _frames(self.hash[flat], self._lengths, owner)
        self._known_frames = frozenset(self._frames.tolist())
        self._keys, self._places = _sorted_keys(flat, owner, len(self.words))

    def overlaps(self, one: Numbers, two: Numbers) -> Iterator[Overlap]:
        """Yield what the pairs have in common, some pairs at a time."""
        for start in range(0, len(one), _PAIRS_AT_ONCE):
            end = start + _PAIRS_AT_ONCE
            yield self._overlap(one[start:end], two[start:end])

    def misspelt(self, overlap: Overlap, places: Numbers) -> Flags:
        """Tell for some of the pairs whether a word of one rest may be one of the other misspelt.

        The lengths and the letters decide; few of those that may be are.
        """
        left, right = overlap.left, overlap.right
        sizes = left.counts[places] * right.counts[places]
        found = sizes > _MOST_MEETINGS
        sizes = np.where(found, 0, sizes)
        pairs = np.repeat(np.arange(len(places)), sizes)
        meeting = np.arange(len(pairs)) - (np.cumsum(sizes) - sizes)[pairs]
        at = places[pairs]
        width = right.counts[at]
        one = left.words[left.ends[at] - left.counts[at] + meeting // width]
        two = right.words[right.ends[at] - width + meeting % width]
        shortest = np.minimum(self._sizes[one], self._sizes[two])
        longest = np.maximum(self._sizes[one], self._sizes[two])
        errors = np.where(longest < 9, 1, 2)
        alike = (shortest > 2) & (longest - shortest <= errors)
        alike &= ~(self.has_digit[one] | self.has_digit[two])
        # One error puts in and takes out one letter at most.
        other = self._letters[one] ^ self._letters[two]
        alike &= _COUNTED[other & 0xFFFF] + _COUNTED[other >> 16] <= 2 * errors
        found[pairs[alike]] = True
        return found

    def is_frame(self, number: int, rest: Sequence[int]) -> bool:
        """Tell whether many texts have the words around this rest of a text."""
        if not rest or len(rest) > SLOT_WORDS:
            return False
        hashes = self._hashes
        key = (int(self.whole[number]) - sum([hashes[word] for word in rest])) % 2**64
        return key in self._known_frames

    def _overlap(self, one: Numbers, two: Numbers) -> Overlap:
        left, right = self._tokens(one), self._tokens(two)
        size = np.int64(self._keys.max(initial=0) + 1)
        left_keys = left[0] * size + self._keys[left[1]]
        right_keys = right[0] * size + self._keys[right[1]]
        in_right, in_left = _found(left_keys, right_keys), _found(right_keys, left_keys)
        weight = self.weight[self._keys[left[1]] % len(self.words)]
        count = len(one)
        shared = np.bincount(left[0][in_right], weight[in_right], count).astype(np.float64)
        common = np.bincount(left[0][in_right], minlength=count)
        lacking = [
            self._rests(numbers, pairs[~inside], tokens[~inside])
            for numbers, (pairs, tokens), inside in ((one, left, in_right), (two, right, in_left))
        ]
        total = 2 * shared
        for rest in lacking:
            pairs = np.repeat(np.arange(count), rest.counts)
            total += np.bincount(pairs, self.weight[rest.words], count)
        return Overlap(one, two, common, 2 * shared, total, *lacking)

    def _tokens(self, texts: Numbers) -> tuple[Numbers, Numbers]:
        """Return (place of the pair, place of the token) of all tokens of some texts."""
        lengths = self._lengths[texts]
        pairs = np.repeat(np.arange(len(texts)), lengths)
        before = np.cumsum(lengths) - lengths
        tokens = np.arange(len(pairs)) + (self._ends[texts] - lengths - before)[pairs]
        return pairs, tokens

    def _rests(self, texts: Numbers, pairs: Numbers, tokens: Numbers) -> Rests:
        order = np.lexsort((self._places[tokens], pairs))
        pairs, words = pairs[order], self._keys[tokens[order]] % len(self.words)
        counts = np.bincount(pairs, minlength=len(texts))
        ends = np.cumsum(counts)
        sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(self.hash[words])))
        around = self.whole[texts] - (sums[ends] - sums[ends - counts])
        fills = (counts > 0) & (counts <= SLOT_WORDS) & _found(around, self._frames)
        digits = np.bincount(pairs, self.has_digit[words], len(texts)) > 0
        sizes = np.bincount(pairs, self._sizes[words], len(texts)).astype(np.int64)
        return Rests(words, ends, counts, digits, sizes, fills)


class _WordNumbers(dict[str, int]):
    """Gives each new word the next number."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


def _numbered(texts: Sequence[str]) -> tuple[list[str], Numbers, Numbers]:
    """Return (the distinct words, the number of each word of all texts, words of each text)."""
    known = _WordNumbers()
    flat, lengths = array("q"), array("q")
    for text in texts:
        words = text.split()[:LONGEST]
        flat.extend(map(known.__getitem__, words))
        lengths.append(len(words))
    return list(known), np.array(flat, np.int64), np.array(lengths, np.int64)


def _texts_of_each(flat: Numbers, owner: Numbers, size: int) -> Numbers:
    once = np.unique(owner * size + flat)
    return np.bincount(once % size, minlength=size) if size else once


def _weights(words: Sequence[str], frequency: Numbers, texts: int) -> Weights:
    """Return how much each word says, from its rarity; little for a stop word."""
    rarity = np.log((texts + 1) / np.maximum(frequency, 1)) / log(texts + 1)
    stop = np.array([word in STOP_WORDS for word in words], bool)
    return np.where(stop, _STOP_WEIGHT, 0.25 + 0.75 * rarity)


def _sorted_keys(flat: Numbers, owner: Numbers, size: int) -> tuple[Numbers, Numbers]:
    """Return, sorted within each text, the keys of its tokens, and each one's place in the text.

    The second occurrence of a word is another token than the first.
    """
    order = np.lexsort((np.arange(len(flat)), flat, owner))
    words, texts = flat[order], owner[order]
    new = np.ones(len(words), bool)
    new[1:] = (words[1:] != words[:-1]) | (texts[1:] != texts[:-1])
    begins = np.flatnonzero(new)
    occurrence = np.arange(len(words)) - np.repeat(begins, np.diff(np.append(begins, len(words))))
    keys = occurrence * size + words
    order_of_keys = np.lexsort((keys, texts))
    return keys[order_of_keys], order[order_of_keys]


def _found(values: npt.NDArray[np.generic], known: npt.NDArray[np.generic]) -> Flags:
    """Tell for each value whether it is among the sorted known ones."""
    if not len(known):
        return np.zeros(len(values), bool)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    same: Flags = known[places] == values
    return same


def _frames(hashes: Hashes, lengths: Numbers, owner: Numbers) -> tuple[Hashes, Hashes]:
    """Return each text's sum of words, and the sums that many texts leave without neighbours.

    A frame is what is left of a text when one to three neighbouring words are taken out.
    """
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(hashes, dtype=np.uint64)))
    ends = np.cumsum(lengths)
    whole = sums[ends] - sums[ends - lengths]
    parts = []
    for part in range(_PARTS):
        keys: list[Hashes] = []
        owners: list[Numbers] = []
        for span in range(1, SLOT_WORDS + 1):
            first = np.arange(len(hashes))
            # A frame of fewer than two words says nothing.
            first = first[(first + span <= ends[owner]) & (lengths[owner] - span >= 2)]
            frames = whole[owner[first]] - (sums[first + span] - sums[first])
            mine = frames % np.uint64(_PARTS) == part
            keys.append(frames[mine])
            owners.append(owner[first[mine]])
        parts.append(_of_many(np.concatenate(keys), np.concatenate(owners)))
    return whole, np.sort(np.concatenate(parts))


def _of_many(frames: Hashes, texts: Numbers) -> Hashes:
    """Return the frames that many texts have; one that a text has twice counts once for it."""
    every = np.sort(frames)
    often = np.unique(every[SLOT_TEXTS - 1 :][every[SLOT_TEXTS - 1 :] == every[: 1 - SLOT_TEXTS]])
    places = np.flatnonzero(_found(frames, often))
    order = np.lexsort((texts[places], frames[places]))
    frames, texts = frames[places[order]], texts[places[order]]
    new = np.ones(len(frames), bool)
    new[1:] = (frames[1:] != frames[:-1]) | (texts[1:] != texts[:-1])
    found, counts = np.unique(frames[new], return_counts=True)
    return found[counts >= SLOT_TEXTS]


def _spelling(words: Sequence[str]) -> tuple[Numbers, Numbers, Flags]:
    """Return the length of each word, a bit for each letter it has, and whether it has a digit.

    Letters beyond z share their bits with others.
    """
    sizes = np.array([len(word) for word in words], np.int64)
    codes = np.frombuffer("".join(words).encode("utf-32-le", "surrogatepass"), np.uint32)
    starts = np.cumsum(sizes) - sizes
    if not len(codes):
        return sizes, sizes, np.zeros(len(sizes), bool)
    letters = np.bitwise_or.reduceat(np.int64(1) << (codes % 32).astype(np.int64), starts)
    digits = np.maximum.reduceat((codes >= ord("0")) & (codes <= ord("9")), starts)
    return sizes, letters, digits.astype(bool)
