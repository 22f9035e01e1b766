"""Sentences that many texts share around one place: "le prix de la lampe X", "… Y", "… Z".

A frame is what is left of a text when one to three neighbouring words are taken out; it is known by
the sum of its words' hashes. Frames are counted in two passes over blocks of texts: roughly, by a
part of their hash, and then exactly those that may be frequent (a Bloom filter that counts, after
Fan et al., "Summary Cache", 2000). So they need not all be in memory.
"""

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Blocks = Callable[[], Iterator[tuple[Hashes, Numbers]]]
"""Yields, again at each call, (hashes of all words, number of words of each text) of some texts."""

SLOT_TEXTS = 4
"""Distinct texts with one sentence around the difference, from which the place is a slot."""
SLOT_WORDS = 3
_LEAST_BITS = 16


def whole(hashes: Hashes, lengths: Numbers) -> Hashes:
    """Return the sum of the words of each text."""
    sums, ends = _sums(hashes), np.cumsum(lengths)
    found: Hashes = sums[ends] - sums[ends - lengths]
    return found


def shared(blocks: Blocks, tokens: int) -> Hashes:
    """Return, sorted, the frames that at least ``SLOT_TEXTS`` texts have.

    ``tokens``: of all texts together.
    """
    counts = np.zeros(1 << max(_LEAST_BITS, (SLOT_WORDS * tokens).bit_length()), np.uint8)
    mask = np.uint64(len(counts) - 1)
    for hashes, lengths in blocks():
        for frames, _ in _frames(hashes, lengths):
            cells, more = np.unique(frames & mask, return_counts=True)
            counts[cells] = np.minimum(SLOT_TEXTS, counts[cells] + more)
    frequent: list[Hashes] = [np.zeros(0, np.uint64)]
    texts: list[Numbers] = [np.zeros(0, np.int64)]
    first = 0
    for hashes, lengths in blocks():
        for frames, owner in _frames(hashes, lengths):
            many = counts[frames & mask] >= SLOT_TEXTS
            frequent.append(frames[many])
            texts.append(owner[many] + first)
        first += len(lengths)
    return _of_many(np.concatenate(frequent), np.concatenate(texts))


def _frames(hashes: Hashes, lengths: Numbers) -> Iterator[tuple[Hashes, Numbers]]:
    """Yield (frames, text of each) of some texts for one, two, three words taken out."""
    sums, ends = _sums(hashes), np.cumsum(lengths)
    texts = np.repeat(np.arange(len(lengths)), lengths)
    every = whole(hashes, lengths)
    for span in range(1, SLOT_WORDS + 1):
        first = np.arange(len(hashes))
        # A frame of fewer than two words says nothing.
        first = first[(first + span <= ends[texts]) & (lengths[texts] - span >= 2)]
        owner = texts[first]
        yield every[owner] - (sums[first + span] - sums[first]), owner


def _sums(hashes: Hashes) -> Hashes:
    return np.concatenate((np.zeros(1, np.uint64), np.cumsum(hashes, dtype=np.uint64)))


def _of_many(frames: Hashes, texts: Numbers) -> Hashes:
    """Return the frames that many texts have; one that a text has twice counts once for it."""
    order = np.lexsort((texts, frames))
    frames, texts = frames[order], texts[order]
    new = np.ones(len(frames), bool)
    new[1:] = (frames[1:] != frames[:-1]) | (texts[1:] != texts[:-1])
    found, counts = np.unique(frames[new], return_counts=True)
    return found[counts >= SLOT_TEXTS]
