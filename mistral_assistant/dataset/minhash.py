"""MinHash signatures of texts and the pairs that locality-sensitive hashing proposes.

Whether two texts really are alike is decided in ``near_duplicates``. Sources: Broder, "On the
resemblance and containment of documents", 1997; banding after Indyk & Motwani, 1998.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Signatures = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int64]

ROWS, BANDS = 3, 40
"""At a resemblance of 0.5 a pair meets in some band with a chance of 99.5 %."""
SHINGLE = 3
"""Characters; short enough that one typing error in a short question leaves most of them whole."""
CHUNK = 10_000
"""Texts whose shingles are in memory at once."""
LARGEST_BUCKET = 16
"""Texts of one bucket that are all compared; in larger ones each meets its neighbours only."""
LEAST_RESEMBLANCE = 0.42
"""Estimated share of shingles below which a pair is not looked at; 0.1 below what counts."""
_PAIRS_AT_ONCE = 100_000
_SAMPLE, _LEAST_EQUAL = 16, 4
"""Minima that are compared first, and how many must be equal."""


def signatures(texts: Sequence[str]) -> Signatures:
    """Return one row of ROWS × BANDS minima for each text; equal for equal texts everywhere."""
    out = np.empty((len(texts), ROWS * BANDS), np.uint32)
    for start in range(0, len(texts), CHUNK):
        out[start : start + CHUNK] = _signatures(texts[start : start + CHUNK])
    return out


def _signatures(texts: Sequence[str]) -> Signatures:
    padded = [f" {text} " + "\x00" * (SHINGLE - 1) for text in texts]
    lengths = np.array([len(text) for text in padded])
    starts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32)
    values = np.zeros(len(codes), np.uint32)
    for place in range(SHINGLE):
        values = values * np.uint32(0x01000193) + np.roll(codes, -place)
    values = _mixed(values)
    # Shingles that reach into the filling say nothing: they never are a minimum.
    reaching = np.zeros(len(codes), bool)
    for place in range(SHINGLE):
        reaching |= np.roll(codes, -place) == 0
    out = np.empty((len(texts), ROWS * BANDS), np.uint32)
    for number, (factor, summand) in enumerate(_functions()):
        hashed = values * factor + summand
        hashed ^= hashed >> np.uint32(15)
        hashed[reaching] = 0xFFFFFFFF
        out[:, number] = np.minimum.reduceat(hashed, starts)
    return out


def _mixed(values: Signatures) -> Signatures:
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
) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield pairs of text numbers (smaller first) that share a band and resemble each other.

    A pair may come more than once, from one band after another. ``kinds``: texts of an equal kind
    are no pair, unless it is negative.
    """
    small = np.ascontiguousarray(signed[:, :: ROWS * BANDS // _SAMPLE].astype(np.uint8))
    small = small[:, :_SAMPLE].copy().view(np.uint64)
    for band in range(BANDS):
        keys = _band_keys(signed, band)
        follow = _band_keys(signed, (band + 1) % BANDS)
        order = np.lexsort((follow, keys))
        sorted_keys = keys[order]
        bounds = np.flatnonzero(np.diff(sorted_keys)) + 1
        starts = np.concatenate(([0], bounds))
        ends = np.concatenate((bounds, [len(order)]))
        last_of = np.repeat(ends, ends - starts)
        largest = int((ends - starts).max(initial=0))
        for one, two in _neighbours(order, last_of, largest):
            if kinds is not None:
                across = (kinds[one] != kinds[two]) | (kinds[one] < 0)
                one, two = one[across], two[across]
            # Some of the minima, a byte of each: most pairs of a crowded bucket end here.
            near = _equal_bytes(small[one] ^ small[two]) >= _LEAST_EQUAL
            one, two = one[near], two[near]
            same = resemblance(signed, one, two) >= LEAST_RESEMBLANCE
            if same.any():
                one, two = one[same], two[same]
                yield np.minimum(one, two), np.maximum(one, two)


def _equal_bytes(difference: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """Count the zero bytes of each row: a carry reaches the high bit of all others."""
    low = np.uint64(0x7F7F7F7F7F7F7F7F)
    other = (((difference & low) + low) | difference) & ~low
    found: npt.NDArray[np.uint8] = _SAMPLE - np.bitwise_count(other).sum(axis=1, dtype=np.uint8)
    return found


def _band_keys(signed: Signatures, band: int) -> npt.NDArray[np.uint64]:
    keys = np.zeros(len(signed), np.uint64)
    for row in range(ROWS):
        keys = keys * np.uint64(0x9E3779B97F4A7C15) + signed[:, band * ROWS + row]
    return keys


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


def resemblance(signed: Signatures, one: Numbers, two: Numbers) -> npt.NDArray[np.float64]:
    """Return the estimated share of shingles that the texts of each pair have in common."""
    shared = np.empty(len(one), np.float64)
    for start in range(0, len(one), _PAIRS_AT_ONCE):
        some = slice(start, start + _PAIRS_AT_ONCE)
        equal = (signed[one[some]] == signed[two[some]]).view(np.uint8)
        shared[some] = equal.sum(axis=1, dtype=np.uint8)
    return shared / (ROWS * BANDS)
