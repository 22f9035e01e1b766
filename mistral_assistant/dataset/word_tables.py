"""The words of many texts as arrays: how rare each is, what two texts have in common, slots.

Pairs are compared by the hundred thousand; what that leaves undecided, ``near_duplicates`` looks
at word by word.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from mistral_assistant.dataset import word_frames
from mistral_assistant.dataset.word_frames import SLOT_WORDS
from mistral_assistant.french import STOP_WORDS

LONGEST = 600
"""Words of a text that are compared."""
_STOP_WEIGHT = 0.15
_PAIRS_AT_ONCE = 50_000
_TEXTS_AT_ONCE = 4_096
_WORD_BITS = 30
_PLACE_BITS, _PLACE_MASK = np.uint64(10), np.uint64(1023)
_TEXT = np.uint64(_WORD_BITS) + _PLACE_BITS
"""Bits of a word's number and of its place, and where a text's number begins above them."""
_MOST_MEETINGS = 400
"""Words of one rest times words of the other that are compared by their letters."""
_COUNTED = np.array([number.bit_count() for number in range(1 << 16)], np.int64)
"""Bits of each number of 16 bits."""

Numbers = npt.NDArray[np.int64]
Words = npt.NDArray[np.int32]
Small = npt.NDArray[np.uint16]
Hashes = npt.NDArray[np.uint64]
_NO_HASHES = np.zeros(0, np.uint64)
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
    """The words of all texts, as numbers: about ten bytes for each word of each text."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.words, flat, lengths = _numbered(texts)
        self._lengths = lengths
        self._ends = np.cumsum(lengths, dtype=np.int64)
        self._sizes, self._letters, self.has_digit = _spelling(self.words)
        self.sizes, self.letters = self._sizes.tolist(), self._letters.tolist()
        self.tells = np.array([word not in STOP_WORDS for word in self.words], bool)
        self._hashes = [hash(word) % 2**64 for word in self.words]
        self.hash = np.array(self._hashes, np.uint64)

        def blocks() -> Iterator[tuple[Hashes, Numbers]]:
            for tokens, some in _blocks(lengths):
                yield self.hash[flat[tokens]], lengths[some].astype(np.int64)

        self.whole = np.concatenate([_NO_HASHES, *(word_frames.whole(*one) for one in blocks())])
        self._frames = word_frames.shared(blocks, len(flat))
        self._known_frames = frozenset(self._frames.tolist())
        frequency = np.zeros(len(self.words), np.int64)
        self._words, self._again = flat, np.empty(len(flat), np.uint16)
        self._places = np.empty(len(flat), np.uint16)
        for tokens, some in _blocks(lengths):
            found = _sorted_tokens(flat[tokens], lengths[some])
            self._words[tokens], self._again[tokens], self._places[tokens] = found
            once = found[0][found[1] == 0]
            frequency += np.bincount(once, minlength=len(self.words))
        self.weight = _weights(self.words, frequency, len(lengths))
        self._keys = len(self.words) * (int(self._again.max(initial=0)) + 1)

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
        left_keys, right_keys = self._keys_of(*left), self._keys_of(*right)
        in_right, in_left = _found(left_keys, right_keys), _found(right_keys, left_keys)
        weight = self.weight[self._words[left[1]]]
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
        lengths = self._lengths[texts].astype(np.int64)
        pairs = np.repeat(np.arange(len(texts)), lengths)
        before = np.cumsum(lengths) - lengths
        tokens = np.arange(len(pairs)) + (self._ends[texts] - lengths - before)[pairs]
        return pairs, tokens

    def _keys_of(self, pairs: Numbers, tokens: Numbers) -> Numbers:
        """Return a number for each token of some pairs; the second of a word is another token."""
        again = self._again[tokens].astype(np.int64)
        keys: Numbers = pairs * self._keys + again * len(self.words) + self._words[tokens]
        return keys

    def _rests(self, texts: Numbers, pairs: Numbers, tokens: Numbers) -> Rests:
        order = np.lexsort((self._places[tokens], pairs))
        pairs, words = pairs[order], self._words[tokens[order]].astype(np.int64)
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


def _numbered(texts: Iterable[str]) -> tuple[list[str], Words, Small]:
    """Return (the distinct words, the number of each word of all texts, words of each text)."""
    known = _WordNumbers()
    flat, lengths = array("i"), array("H")
    for text in texts:
        words = text.split()[:LONGEST]
        flat.extend(map(known.__getitem__, words))
        lengths.append(len(words))
    return list(known), np.array(flat, np.int32), np.array(lengths, np.uint16)


def _weights(words: Sequence[str], frequency: Numbers, texts: int) -> Weights:
    """Return how much each word says, from its rarity; little for a stop word."""
    rarity = np.log((texts + 1) / np.maximum(frequency, 1)) / log(texts + 1)
    stop = np.array([word in STOP_WORDS for word in words], bool)
    return np.where(stop, _STOP_WEIGHT, 0.25 + 0.75 * rarity)


def _blocks(lengths: Small) -> Iterator[tuple[slice, slice]]:
    """Yield (tokens, texts) of some texts after another."""
    end = 0
    for start in range(0, len(lengths), _TEXTS_AT_ONCE):
        some = slice(start, start + _TEXTS_AT_ONCE)
        begin, end = end, end + int(lengths[some].sum())
        yield slice(begin, end), some


def _sorted_tokens(words: Words, lengths: Small) -> tuple[Words, Small, Small]:
    """Return the words of some texts, how often each came before, and each one's place.

    In each text the first of all words come first, then the second of those that come again, in
    the order of the words' numbers. Text, word and place are one number, so that one plain sort
    orders them.
    """
    size = lengths.astype(np.int64)
    texts = np.repeat(np.arange(len(lengths), dtype=np.uint64), size)
    places = np.arange(len(words)) - np.repeat(np.cumsum(size) - size, size)
    keys = (texts << _TEXT) | (words.astype(np.uint64) << _PLACE_BITS) | places.astype(np.uint64)
    keys.sort()
    word_of_text = keys >> _PLACE_BITS
    new = np.ones(len(keys), bool)
    new[1:] = word_of_text[1:] != word_of_text[:-1]
    begins = np.flatnonzero(new)
    again = np.arange(len(keys)) - np.repeat(begins, np.diff(np.append(begins, len(keys))))
    if again.any():
        low = keys & ((np.uint64(1) << _TEXT) - np.uint64(1))
        keys = (keys >> _TEXT << (_TEXT + _PLACE_BITS)) | (again.astype(np.uint64) << _TEXT) | low
        keys.sort()
        again = ((keys >> _TEXT) & _PLACE_MASK).astype(np.int64)
    found = (keys >> _PLACE_BITS) & np.uint64((1 << _WORD_BITS) - 1)
    return (found.astype(np.int32), again.astype(np.uint16),
            (keys & _PLACE_MASK).astype(np.uint16))  # fmt: skip


def _found(values: npt.NDArray[np.generic], known: npt.NDArray[np.generic]) -> Flags:
    """Tell for each value whether it is among the sorted known ones."""
    if not len(known):
        return np.zeros(len(values), bool)
    places = np.minimum(np.searchsorted(known, values), len(known) - 1)
    same: Flags = known[places] == values
    return same


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
