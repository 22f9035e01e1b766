"""MinHash signatures of texts and the pairs that locality-sensitive hashing proposes.

Whether two texts really are alike is decided in ``near_duplicates``. Sources: Broder, "On the
resemblance and containment of documents", 1997; banding after Indyk & Motwani, 1998; of each
minimum one byte is kept, after Li & König, "b-bit minwise hashing", 2010.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

ROWS, BANDS = 3, 40
"""At a resemblance of 0.5 a pair meets in some band with a chance of 99.5 %."""
SHINGLE = 3
"""Characters; short enough that one typing error in a short question leaves most of them whole."""
CHUNK = 1_000
"""Texts whose shingles are in memory at once; few enough for the processor's cache."""
LARGEST_BUCKET = 16
"""Texts of one bucket that are all compared; in larger ones each meets its neighbours only."""
MOST_DIFFERENCES = int((1 - 0.42) * ROWS * BANDS)
"""Minima of a pair that may differ: at a resemblance of 0.42, 0.1 below what counts."""
_BAND_BITS = 8 * ROWS
_PAIRS_AT_ONCE = 50_000
_SAMPLE, _LEAST_EQUAL = 16, 4
"""Minima that are compared first, and how many must be equal."""


@dataclass(frozen=True)
class Signatures:
    """What is kept of the minima of some texts; equal for equal texts everywhere."""

    minima: Bytes
    """(texts, ROWS × BANDS): the last byte of each."""

    def __len__(self) -> int:
        return len(self.minima)

    def band(self, number: int) -> Hashes:
        """Return the minima of one band of each text as one number of 24 bits."""
        start = number % BANDS * ROWS
        keys = np.zeros(len(self), np.uint32)
        for place in range(start, start + ROWS):
            keys = keys << np.uint32(8) | self.minima[:, place]
        return keys


def signatures(texts: Sequence[str]) -> Signatures:
    """Return the signatures of some texts."""
    minima = np.empty((len(texts), ROWS * BANDS), np.uint8)
    for start in range(0, len(texts), CHUNK):
        some = slice(start, start + CHUNK)
        shingles, starts = _shingles(texts[some])
        for number, found in enumerate(_minima(shingles, starts)):
            minima[some, number] = found & np.uint32(0xFF)
    return Signatures(minima)


def _shingles(texts: Sequence[str]) -> tuple[Hashes, Numbers]:
    """Return the hashes of all shingles, and where those of each text begin."""
    padded = [f" {text} " + "\x00" * (SHINGLE - 1) for text in texts]
    lengths = np.array([len(text) for text in padded])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    values = np.zeros(len(codes), np.uint32)
    # Shingles that reach into the filling say nothing, but every text has one.
    whole = np.ones(len(codes), bool)
    for place in range(SHINGLE):
        behind = np.roll(codes, -place)
        values = values * np.uint32(0x01000193) + behind
        whole &= behind != 0
    whole[starts] = True
    places = np.cumsum(whole) - 1
    return _mixed(values[whole]), places[starts]


def _minima(shingles: Hashes, starts: Numbers) -> Iterator[Hashes]:
    """Yield the least value of each text under one hash function after another."""
    hashed, shifted = np.empty_like(shingles), np.empty_like(shingles)
    for factor, summand in _functions():
        np.multiply(shingles, factor, out=hashed)
        hashed += summand
        np.right_shift(hashed, np.uint32(15), out=shifted)
        hashed ^= shifted
        yield np.minimum.reduceat(hashed, starts)


def _mixed(values: Hashes) -> Hashes:
    """Spread 32 bits (the finaliser of MurmurHash3)."""
    values = (values ^ (values >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    values = (values ^ (values >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def _functions() -> list[tuple[np.uint32, np.uint32]]:
    state = np.arange(1, 2 * ROWS * BANDS + 1, dtype=np.uint32) * np.uint32(0x9E3779B9)
    random = _mixed(state)
    return [(random[2 * n] | np.uint32(1), random[2 * n + 1]) for n in range(ROWS * BANDS)]


def candidates(
    signed: Signatures, kinds: Numbers | None = None
) -> Iterator[tuple[Numbers, Numbers, Bytes]]:
    """Yield pairs that share a band and resemble each other: (smaller, larger, differing minima).

    A pair may come more than once, from one band after another. ``kinds``: texts of an equal kind
    are no pair, unless it is negative.
    """
    small = np.ascontiguousarray(signed.minima[:, :: ROWS * BANDS // _SAMPLE][:, :_SAMPLE])
    small = small.view(np.uint64)
    for band in range(BANDS):
        order, starts, ends = _buckets(signed, band)
        last_of = np.repeat(ends, ends - starts)
        largest = int((ends - starts).max(initial=0))
        for one, two in _neighbours(order, last_of, largest):
            if kinds is not None:
                across = (kinds[one] != kinds[two]) | (kinds[one] < 0)
                one, two = one[across], two[across]
            # Some of the minima, a byte of each: most pairs of a crowded bucket end here.
            near = _equal_bytes(small[one] ^ small[two]) >= _LEAST_EQUAL
            one, two = one[near], two[near]
            differences = _differences(signed, one, two)
            same = differences <= MOST_DIFFERENCES
            if same.any():
                one, two = one[same], two[same]
                yield np.minimum(one, two), np.maximum(one, two), differences[same]


def _equal_bytes(difference: npt.NDArray[np.uint64]) -> Bytes:
    """Count the zero bytes of each row: a carry reaches the high bit of all others."""
    low = np.uint64(0x7F7F7F7F7F7F7F7F)
    other = (((difference & low) + low) | difference) & ~low
    found: Bytes = _SAMPLE - np.bitwise_count(other).sum(axis=1, dtype=np.uint8)
    return found


def _buckets(signed: Signatures, band: int) -> tuple[Numbers, Numbers, Numbers]:
    """Return the texts sorted by a band, and where the texts of each value begin and end.

    Inside a bucket the next band orders them as far as the bits go, then their numbers.
    """
    count = len(signed)
    bits = max(1, count.bit_length())
    follow = signed.band(band + 1) >> np.uint32(max(0, _BAND_BITS + bits + _BAND_BITS - 64))
    width = np.uint64(64 - _BAND_BITS)
    keys = signed.band(band).astype(np.uint64) << width
    keys |= (follow.astype(np.uint64) << np.uint64(bits)) | np.arange(count, dtype=np.uint64)
    keys.sort()
    order = (keys & ((np.uint64(1) << np.uint64(bits)) - np.uint64(1))).astype(np.int64)
    bounds = np.flatnonzero(np.diff(keys >> width)) + 1
    return order, np.concatenate(([0], bounds)), np.concatenate((bounds, [count]))


def _neighbours(
    order: Numbers, last_of: Numbers, largest: int
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield the pairs inside the buckets, ``distance`` places apart in the sorted order."""
    places = np.arange(len(order))
    for distance in range(1, min(largest, LARGEST_BUCKET)):
        places = places[places + distance < last_of[places]]
        if not len(places):
            return
        for start in range(0, len(places), _PAIRS_AT_ONCE):
            some = places[start : start + _PAIRS_AT_ONCE]
            yield order[some], order[some + distance]


def _differences(signed: Signatures, one: Numbers, two: Numbers) -> Bytes:
    """Return how many minima of the texts of each pair differ.

    Of all of them it is the share of their shingles that the texts do not have in common.
    """
    found = np.empty(len(one), np.uint8)
    for start in range(0, len(one), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        differ = (signed.minima[one[some]] != signed.minima[two[some]]).view(np.uint8)
        found[some] = differ.sum(axis=1, dtype=np.uint8)
    return found
