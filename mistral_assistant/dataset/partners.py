"""Which pairs of many texts are looked at word by word: for each text those that resemble it most.

A pair is one number while it waits, and what cannot be chosen any more is left out again and
again, so that the memory follows the number of texts and not that of the proposals.
"""

import numpy as np
import numpy.typing as npt

from mistral_assistant.dataset import minhash
from mistral_assistant.dataset.minhash import Numbers, Signatures

Pairs = npt.NDArray[np.uint64]
"""The smaller text × the number of texts + the other; in the low bits how much they differ."""

_MOST = 16
"""Partners of a text, but for those that surely resemble it."""
_SURE = minhash.ROWS * minhash.BANDS // 5
"""Minima of which not more differ where a pair surely is alike: a resemblance of 0.8."""
_BITS = np.uint64((minhash.ROWS * minhash.BANDS).bit_length())
"""Of a number of minima."""
_WAITING, _WAITING_FOR_EACH = 200_000, 4
"""Proposed pairs, and for each text, that wait before the chosen ones are chosen anew."""
_PAIRS_AT_ONCE = 100_000


def proposed(signed: Signatures, kinds: Numbers | None) -> tuple[Numbers, Numbers]:
    """Return the pairs (smaller number first) to look at.

    ``kinds``: texts of an equal kind are no pair, unless it is negative.
    """
    count = len(signed)
    most = _WAITING + _WAITING_FOR_EACH * count
    chosen = np.zeros(0, np.uint64)
    found: list[Pairs] = []
    waiting = 0
    for one, two, differences in minhash.candidates(signed, kinds):
        found.append((one * count + two).astype(np.uint64) << _BITS | differences)
        waiting += len(one)
        if waiting > most:
            chosen = _best(_distinct([chosen, *found]), count)
            found, waiting = [], 0
    chosen = _best(_distinct([chosen, *found]), count)
    return _texts(chosen, count)


def _texts(pairs: Pairs, count: int) -> tuple[Numbers, Numbers]:
    numbers = (pairs >> _BITS).astype(np.int64)
    return numbers // count, numbers % count


def _distinct(pairs: list[Pairs]) -> Pairs:
    """Return the different pairs in order; a sort is several times as fast as ``np.unique``."""
    every = np.concatenate(pairs)
    every.sort()
    new = np.ones(len(every), bool)
    new[1:] = every[1:] != every[:-1]
    distinct: Pairs = every[new]
    return distinct


def _best(pairs: Pairs, count: int) -> Pairs:
    """Return the pairs that are sure or among the best of one of their texts.

    Text, differences and place of a rival are one number, so that one plain sort ranks it.
    """
    partners = np.zeros(count, np.int64)
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        for texts in _texts(pairs[start : start + _PAIRS_AT_ONCE], count):
            partners += np.bincount(texts, minlength=count)
    text_bits = np.uint64(64 - count.bit_length())
    place_bits = text_bits - _BITS
    chosen = np.ones(len(pairs), bool)
    ranked: list[Pairs] = [np.zeros(0, np.uint64)]
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[start : start + _PAIRS_AT_ONCE]
        one, two = _texts(some, count)
        differences = some & ((np.uint64(1) << _BITS) - np.uint64(1))
        rival = (differences > _SURE) & (np.minimum(partners[one], partners[two]) > _MOST)
        places = np.flatnonzero(rival) + start
        chosen[places] = False
        low = differences[rival] << place_bits | places.astype(np.uint64)
        ranked += [end[rival].astype(np.uint64) << text_bits | low for end in (one, two)]
    order = np.concatenate(ranked)
    ranked.clear()
    order.sort()
    owner = order >> text_bits
    first = np.ones(len(order), bool)
    first[_MOST:] = owner[_MOST:] != owner[:-_MOST]
    del owner
    order = order[first]
    order &= (np.uint64(1) << place_bits) - np.uint64(1)
    chosen[order.view(np.int64)] = True
    best: Pairs = pairs[chosen]
    return best
