"""Which cells of a block may be placeholders or cut off, told by their first and last bytes.

Of the cells that are not listed here :func:`judge.is_placeholder` and :func:`endings.is_cut_off`
are false; the others are asked about.
"""

from functools import lru_cache

import numpy as np

from mistral_assistant.dataset.endings import SENTENCE_ENDS
from mistral_assistant.dataset.judge import (
    FIRST_BYTES,
    LONGEST_PLACEHOLDER,
    first_bytes_of_placeholder,
    may_be_placeholder,
)
from mistral_assistant.dataset.plain_bytes import Bytes, Flags, Places, byte_set

_ENDS = byte_set(b'.!?|>:};%*/"')
"""Last bytes of responses that :func:`endings.is_cut_off` never finds cut."""
_ENDS_BEYOND_ASCII = tuple(char.encode() for char in SENTENCE_ENDS if not char.isascii())
LONGEST_PLACEHOLDER_BYTES = 5 * LONGEST_PLACEHOLDER
_WINDOW = np.arange(64)
"""Bytes of a cell that tell of most whether they are too long for a placeholder."""
_CHARACTERS = ~byte_set(bytes([*range(0x80, 0xC0), ord('"')]))
"""Which bytes begin a character; quotation marks count as none, since they are doubled."""


def without_end(block: Bytes, lasts: Places) -> Flags:
    """Tell of each cell, by where it ends, whether it may be cut off."""
    ended = _ENDS[block[lasts - 1]]
    for end in _ENDS_BEYOND_ASCII:
        same = block[lasts - 1] == end[-1]
        for step, byte in enumerate(reversed(end[:-1]), 2):
            same &= block[lasts - step] == byte
        ended |= same
    return ~ended


def may_be_placeholders(block: Bytes, firsts: Places, lasts: Places) -> Flags:
    """Tell of each cell, by where it begins and ends, whether it may be a placeholder."""
    beginnings = block[firsts].astype(np.int32) << 8 | block[firsts + 1]
    flags: Flags = _beginnings()[beginnings] & (lasts - firsts <= LONGEST_PLACEHOLDER_BYTES)
    which = np.flatnonzero(flags)
    if len(which):
        flags[which] = _begin_as_placeholders(block, firsts[which], lasts[which])
        which = np.flatnonzero(flags)
        flags[which] = ~_are_long(block, firsts[which], lasts[which])
    return flags


def _are_long(block: Bytes, firsts: Places, lasts: Places) -> Flags:
    """Tell of some cells whether their first bytes alone are too many characters."""
    at = firsts[:, None] + _WINDOW
    inside = at < lasts[:, None]
    characters = _CHARACTERS[block[np.where(inside, at, 0)]] & inside
    long: Flags = np.count_nonzero(characters, axis=1) > LONGEST_PLACEHOLDER
    return long


def _begin_as_placeholders(block: Bytes, firsts: Places, lasts: Places) -> Flags:
    """Look up the first bytes of some cells, each beginning once."""
    columns = np.zeros((len(firsts), 8), np.uint8)
    for step in range(FIRST_BYTES):
        at = np.minimum(firsts + step, lasts)
        columns[:, step] = np.where(at < lasts, block[at], 0)
    codes, back = np.unique(columns.view(np.uint64).ravel(), return_inverse=True)
    beginnings = (one.tobytes()[:FIRST_BYTES].rstrip(b"\0") for one in codes)
    return np.array([first_bytes_of_placeholder[one] for one in beginnings], np.bool_)[back]


@lru_cache(maxsize=1)
def _beginnings() -> Flags:
    """Return for every two bytes whether a cell that begins with them may be a placeholder."""
    flags = np.ones((256, 256), np.bool_)
    codes = [code for code in range(128) if not chr(code).isupper()]
    for one in filter(lambda code: chr(code).isalnum(), codes):
        for other in codes:
            both = bytes((one, other))
            flags[one, other] = (
                first_bytes_of_placeholder[both] or may_be_placeholder[both.decode()]
            )
    upper, lower = slice(ord("A"), ord("Z") + 1), slice(ord("a"), ord("z") + 1)
    flags[upper] = flags[lower]
    flags[:, upper] = flags[:, lower]
    return flags.ravel()
