"""The bytes of UTF-8 text in which nothing can be in need of a cure, as patterns.

What they match :func:`curing.is_plain_text` would call plain as well; what they do not match may
still be plain, and is then looked at character by character.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from mistral_assistant.dataset.curing import REMARKABLE_CHARACTERS
from mistral_assistant.dataset.mojibake import LEADS

_RANGES = (
    (0xA0, 0x17F), (0x2010, 0x2027), (0x202F, 0x205E), (0x20A0, 0x20BF), (0x2190, 0x2BFF),
    (0xFE0F, 0xFE0F), (0x1F300, 0x1FAFF),
)  # fmt: skip
"""Characters beyond ASCII that texts hold often; any other is looked at as a character."""
_AMPERSAND = rb"&(?!#|[A-Za-z]++;)"
_NO_SPACE = rb"(?![ \t\n]|\xc2\xa0|\xe2\x80\xaf)"
_NO_SPACE_BEFORE = rb"(?<![ \t\n])(?<!\xc2\xa0)(?<!\xe2\x80\xaf)"


def quoted_cell(quote: str) -> bytes:
    """Return a pattern of the inside of a plain cell in quotation marks, not padded or empty."""
    mark = re.escape(quote).encode()
    not_empty = b"(?!" + mark + b"(?!" + mark + b"))"
    return not_empty + _cell(_ascii_class(quote), [mark * 2, *_signs(" ,.;)")])


def bare_cell(quote: str, delimiter: str) -> bytes:
    """Return a pattern of a plain cell without quotation marks, not padded or empty."""
    inside = " ,.;)".replace(delimiter, "")
    not_empty = b"(?![\r\n" + re.escape(delimiter).encode() + b"])"
    return not_empty + _cell(_ascii_class(f"\n{quote}{delimiter}"), _signs(inside))


def _cell(ordinary: bytes, signs: list[bytes]) -> bytes:
    """Return a pattern of as much plain text as there is, which never goes back."""
    special = b"|".join((*_beyond_ascii(), *signs))
    text = ordinary + b"*+(?:(?:" + special + b")" + ordinary + b"*+)*+"
    return _NO_SPACE + text + _NO_SPACE_BEFORE


def _signs(behind: str) -> list[bytes]:
    """Return ``&`` that begins no entity and ``?`` that stands for no letter and no euro sign."""
    after = b"[" + re.escape(behind).encode() + b"]"
    mark = rb"\?(?:(?![a-zUI\xc3])|(?=\w++=))(?!(?<=[0-9] \?)" + after + b")"
    return [_AMPERSAND, mark]


def _ascii_class(without: str) -> bytes:
    """Return a class of the characters of ASCII but those of ``without``, ``&`` and ``?``."""
    chars = "".join(chr(code) for code in (9, 10, *range(32, 127)))
    kept = "".join(char for char in chars if char not in f"{without}&?")
    return b"[" + re.escape(kept).encode() + b"]"


@lru_cache(maxsize=1)
def _beyond_ascii() -> list[bytes]:
    """Return alternatives that match one plain character beyond ASCII, by its first byte."""
    odd, lead = re.compile(f"[{REMARKABLE_CHARACTERS}]"), re.compile(f"[{LEADS}]")
    free: dict[bytes, set[int]] = defaultdict(set)
    before_letter: dict[bytes, set[int]] = defaultdict(set)
    for char in (chr(code) for first, last in _RANGES for code in range(first, last + 1)):
        data = char.encode()
        if not odd.match(char):
            (before_letter if lead.match(char) else free)[data[:-1]].add(data[-1])
    always = _by_first_byte(free)
    rare = [one + b"(?=[A-Za-z])" for one in _by_first_byte(before_letter)]
    return sorted(always, key=lambda one: not one.startswith(b"\xc3")) + rare


def _by_first_byte(characters: dict[bytes, set[int]]) -> list[bytes]:
    """Return one alternative for each first byte."""
    found: dict[bytes, dict[frozenset[int], list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for prefix, last in characters.items():
        found[prefix[:1]][frozenset(last)].append(prefix[1:])
    return [first + _one_of([_rest(rests, last) for last, rests in ends.items()])
            for first, ends in found.items()]  # fmt: skip


def _rest(middles: list[bytes], last: frozenset[int]) -> bytes:
    """Return what may stand behind a first byte: one of some middles, and a last byte."""
    by_length = {len(middle) for middle in middles}
    if by_length == {0}:
        return _class(last)
    if by_length == {1}:
        return _class(middle[0] for middle in middles) + _class(last)
    return _one_of([re.escape(middle) for middle in middles]) + _class(last)


def _one_of(patterns: list[bytes]) -> bytes:
    return patterns[0] if len(patterns) == 1 else b"(?:" + b"|".join(patterns) + b")"


def _class(codes: Iterable[int]) -> bytes:
    return b"[" + b"".join(re.escape(bytes((code,))) for code in sorted(codes)) + b"]"
