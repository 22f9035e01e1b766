"""Which bytes of UTF-8 text need no look, told for all bytes of a block at once.

What is found here to need none, :func:`curing.is_plain_text` would call plain as well; what is
listed as odd may still be plain, and is then looked at character by character.
"""

import re
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mistral_assistant.dataset.curing import REMARKABLE_CHARACTERS
from mistral_assistant.dataset.mojibake import LEADS

Places: TypeAlias = "NDArray[np.int64]"
Bytes: TypeAlias = "NDArray[np.uint8]"
Flags: TypeAlias = "NDArray[np.bool_]"

QUOTE, DELIMITER, LINE_FEED, RETURN, QUESTION, CONTROL, LEAD = range(1, 8)
"""Kinds of bytes; 0 is any other."""

_RANGES = (
    (0xA0, 0x17F), (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x2BFF),
    (0xFE0F, 0xFE0F), (0x1F300, 0x1FAFF),
)  # fmt: skip
"""Characters beyond ASCII that texts hold often; any other is looked at as a character."""
_PLAIN, _BEFORE_LETTER, _ODD = range(3)
_ENTITY = re.compile(rb"&(?:#|[A-Za-z]++;)")
_PARAMETER = re.compile(rb"\w++=")
PADDING = b"\n" * 4
"""Stands behind a block, so that what follows a byte can be looked up."""


def byte_kinds(quote: str, delimiter: str) -> bytes:
    """Return the table for ``bytes.translate`` that gives each byte its kind."""
    kinds = bytearray(256)
    for code in (*range(32), 127):
        kinds[code] = CONTROL
    kinds[9] = 0
    kinds[10], kinds[13], kinds[ord("?")] = LINE_FEED, RETURN, QUESTION
    kinds[0xC0:] = bytes([LEAD]) * 64
    kinds[ord(delimiter)], kinds[ord(quote)] = DELIMITER, QUOTE
    return bytes(kinds)


def byte_set(codes: bytes) -> Flags:
    """Return for each of the 256 bytes whether it is one of some."""
    flags = np.zeros(256, np.bool_)
    flags[list(codes)] = True
    return flags


_FOR_A_LETTER = byte_set(b"abcdefghijklmnopqrstuvwxyzUI\xc3")
_DIGITS = byte_set(b"0123456789")
_LETTERS = byte_set(bytes([*range(65, 91), *range(97, 123)]))
_BEHIND_EURO = byte_set(b" ,.;)")


def odd_places(data: bytes, block: Bytes, places: Places, kinds: Bytes) -> Places:
    """Return where a block of text holds what may be in need of a cure, in any order.

    ``block`` are the bytes of ``data`` and the padding, ``places`` and ``kinds`` tell of each byte
    that is of a kind where it stands. :func:`lost_euros` are not among them.
    """
    characters, is_valid = _odd_characters(block, places[kinds == LEAD])
    found = [places[kinds == CONTROL], *characters]
    if b"&" in data:
        found.append(_starts(_ENTITY.finditer(data)))
    asked = places[kinds == QUESTION]
    letters = asked[_FOR_A_LETTER[block[asked + 1]]].tolist()
    found.append(np.array([at for at in letters if not _PARAMETER.match(data, at + 1)], np.int64))
    if not is_valid:
        found.append(_invalid(block))
    return np.concatenate(found)


def lost_euros(block: Bytes, asked: Places) -> Places:
    """Return the question marks that may stand for a euro sign: « 5 ? » before a space or a mark.

    Where the mark is a delimiter, it is one only within quotation marks.
    """
    asked = asked[_BEHIND_EURO[block[asked + 1]]]
    found: Places = asked[(block[asked - 1] == 32) & _DIGITS[block[asked - 2]]]
    return found


def between_digits(block: Bytes, places: Places) -> Flags:
    """Tell of each place whether digits stand before and behind it, as in 12,50."""
    both: Flags = _DIGITS[block[places - 1]] & _DIGITS[block[places + 1]]
    return both


def begin_with_space(block: Bytes, starts: Places) -> Flags:
    """Tell of each cell, by where it starts, whether white space is the first of it."""
    one, two, three = block[starts], block[starts + 1], block[starts + 2]
    narrow = (one == 0xE2) & (two == 0x80) & (three == 0xAF)
    padded: Flags = _SPACES[one] | narrow | ((one == 0xC2) & (two == 0xA0))
    return padded


def end_with_space(block: Bytes, ends: Places) -> Flags:
    """Tell of each cell, by where it ends, whether white space is the last of it."""
    three, two, one = block[ends - 3], block[ends - 2], block[ends - 1]
    narrow = (three == 0xE2) & (two == 0x80) & (one == 0xAF)
    padded: Flags = _SPACES[one] | narrow | ((two == 0xC2) & (one == 0xA0))
    return padded


_SPACES = byte_set(b" \t\n")


def _odd_characters(block: Bytes, leads: Places) -> tuple[list[Places], bool]:
    """Return which of the characters that begin at ``leads`` are not plain.

    The other value tells whether every first byte has its followers and nothing else follows.
    """
    found, firsts, followers, complete = [], block[leads], 0, True
    for size, least, end, code in _SIZES:
        which = leads[(firsts >= least) & (firsts < end)]
        codes = (block[which] & (0x7F >> size)).astype(np.int32)
        for step in range(1, size):
            follower = block[which + step]
            complete &= bool((follower & 0xC0 == 0x80).all())
            codes = codes << 6 | follower & 63
        followers += (size - 1) * len(which)
        kinds = _character_kinds()[codes]
        at = np.flatnonzero((kinds != _PLAIN) | (codes < code))
        behind = block[which[at] + size]
        plain = (kinds[at] == _BEFORE_LETTER) & _LETTERS[behind] & (codes[at] >= code)
        found.append(which[at[~plain]])
    found.append(leads[firsts > 0xF4])
    return found, complete and followers == np.count_nonzero(block.view(np.int8) < -0x40)


_SIZES = ((2, 0xC0, 0xE0, 0), (3, 0xE0, 0xF0, 0x800), (4, 0xF0, 0x100, 0x10000))
"""Bytes of a character, what its first byte is from and below, its least code point."""


@lru_cache(maxsize=1)
def _character_kinds() -> Bytes:
    """Return the kind of each character by its code point, and of what is none."""
    odd, lead = re.compile(f"[{REMARKABLE_CHARACTERS}]"), re.compile(f"[{LEADS}]")
    kinds = np.full(1 << 21, _ODD, np.uint8)
    for first, last in _RANGES:
        for code in range(first, last + 1):
            char = chr(code)
            if not odd.match(char):
                kinds[code] = _BEFORE_LETTER if lead.match(char) else _PLAIN
    return kinds


def _invalid(block: Bytes) -> Places:
    """Return where bytes stand that are no UTF-8: continuation without a first byte, or none."""
    follows = (block & 0xC0) == 0x80
    wanted = np.zeros(len(block) + 4, np.bool_)
    for step, least in ((1, 0xC0), (2, 0xE0), (3, 0xF0)):
        wanted[np.flatnonzero(block >= least) + step] = True
    return np.flatnonzero(follows != wanted[: len(block)])


def _starts(matches: Any) -> Places:
    return np.array([match.start() for match in matches], np.int64)
