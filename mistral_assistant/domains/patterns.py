r"""The regular expressions of a pack: RE2, in linear time, its ``\b`` and ``\w`` aware of accents.

RE2 counts only ASCII letters as parts of words, so that ``\bété\b`` would never match. A text with
other letters is therefore searched with each of them replaced by its plain letter, one for one, in
the text and in the pattern; what is found there counts if the text as written suits the pattern.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import re2

_MAX_MEM = 1 << 20
"""Bytes that RE2 may spend on one pattern; it refuses what would need more."""
_MOST_REFUSED = 50
"""Finds of one text that are looked at anew because only their plain letters suited."""
_WIDEST = 0x2000
"""Characters of a range whose plain letters are listed one by one."""
_BEYOND = r"\x{80}-\x{10ffff}"
_ANYTHING = r"[\x00-\x{10ffff}]"
_KNOWS_WORDS = re.compile(r"\\[bBwW]|\[:")
_PIECE = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|$)
    | \\x\{(?P<code>[0-9A-Fa-f]+)\} | \\x(?P<byte>[0-9A-Fa-f]{2})
    | \\[pP](?:\{[^}]*\}|.)
    | (?P<name>\(\?P?<[^>]*>)
    | (?P<posix>\[:\^?\w+:\])
    | \\.
    | (?P<char>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Hit:
    """A match: its spans in the text as written, the whole first, then the groups."""

    text: str
    spans: tuple[tuple[int, int], ...]

    def group(self, number: int = 0) -> str | None:
        """Return the text of a group, 0 the whole; None for a group that took no part."""
        start, end = self.spans[number]
        return self.text[start:end] if start >= 0 else None

    def span(self, number: int = 0) -> tuple[int, int]:
        """Return where a group stands; (-1, -1) for one that took no part."""
        return self.spans[number]

    def groups(self) -> tuple[str | None, ...]:
        """Return the texts of all groups."""
        return tuple(self.group(number) for number in range(1, len(self.spans)))

    def start(self) -> int:
        """Return where the match begins."""
        return self.spans[0][0]

    def end(self) -> int:
        """Return where the match ends."""
        return self.spans[0][1]


class Pattern:
    """One compiled pattern of a pack."""

    def __init__(self, pattern: str) -> None:
        """Compile with bounded memory.

        Raises:
            re2.error: RE2 does not know the syntax or the pattern is too large.
        """
        self._exact = _compiled(pattern)
        self._plain: Any = None
        self._loose: Any = None
        if _KNOWS_WORDS.search(pattern):
            plain, loose = _rewritten(pattern)
            try:
                self._plain, self._loose = _compiled(plain), _compiled(loose)
            except re2.error:
                self._plain = None  # too large with its letters listed: ASCII words then

    def finditer(self, text: str) -> Iterator[Hit]:
        """Yield the matches in order, without overlaps."""
        if text.isascii() or self._plain is None:
            yield from (_hit(match, text) for match in self._exact.finditer(text))
            return
        plain, position = _plain_letters(text), 0
        for _attempt in range(_MOST_REFUSED):
            for match in self._plain.finditer(plain, position):
                if not self._suits(match, text):
                    position = match.start() + 1
                    break
                yield _hit(match, text)
            else:
                return

    def search(self, text: str) -> Hit | None:
        """Return the first match."""
        return next(self.finditer(text), None)

    def match(self, text: str, position: int = 0) -> Hit | None:
        """Return the match that begins at ``position``."""
        if text.isascii() or self._plain is None:
            found = self._exact.match(text, position)
            return _hit(found, text) if found else None
        found = self._plain.match(_plain_letters(text), position)
        return _hit(found, text) if found and self._suits(found, text) else None

    def _suits(self, match: Any, text: str) -> bool:
        """Tell whether what the plain letters found is meant by the letters as written."""
        return bool(self._loose.fullmatch(text[match.start() : match.end()]))


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.max_mem = _MAX_MEM
    options.log_errors = False
    return re2.compile(pattern, options)


def _hit(match: Any, text: str) -> Hit:
    return Hit(text, tuple(match.span(number) for number in range(len(match.groups()) + 1)))


# --- plain letters -----------------------------------------------------------------------------


class _Letters(dict[int, str]):
    """Code point → the plain letter in its place; everything that is no letter stays."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char.isalpha() and not char.isascii():
            base = unicodedata.normalize("NFD", char)[0]
            char = base if base.isascii() else "X" if char.isupper() else "x"
        self[code] = char
        return char


_LETTERS = _Letters()


@lru_cache(maxsize=8)
def _plain_letters(text: str) -> str:
    return text.translate(_LETTERS)


# --- patterns rewritten ------------------------------------------------------------------------


def _rewritten(pattern: str) -> tuple[str, str]:
    r"""Return the pattern over plain letters, and the one that the text as written must suit.

    The second says nothing about borders and takes any letter for ``\w``: the first has seen to
    that.
    """
    plain: list[str] = []
    loose: list[str] = []
    position = 0
    while position < len(pattern):
        if pattern[position] == "[":
            position, one, other = _class(pattern, position)
        else:
            piece = _PIECE.match(pattern, position)
            assert piece is not None  # the last alternative takes any character
            position = piece.end()
            one, other = _outside_class(piece)
        plain.append(one)
        loose.append(other)
    return "".join(plain), "".join(loose)


def _outside_class(piece: re.Match[str]) -> tuple[str, str]:
    written = piece.group()
    if piece["quoted"] is not None:
        return re.escape(_plain_letters(piece["quoted"])), re.escape(piece["quoted"])
    if written in (r"\b", r"\B"):
        return written, "(?:)"
    if written == r"\w":
        return written, rf"[\w{_BEYOND}]"
    letter = _literal(piece)
    return (_plain_letters(letter) if letter else written), written


def _literal(piece: re.Match[str]) -> str:
    """Return the letter beyond ASCII that a piece stands for; empty for anything else."""
    code = piece["code"] or piece["byte"]
    char = chr(int(code, 16)) if code and int(code, 16) < 0x110000 else piece["char"] or ""
    return "" if char.isascii() else char


def _class(pattern: str, start: int) -> tuple[int, str, str]:
    """Return where a class ends, and the class over plain letters and as written."""
    negated = pattern.startswith("^", start + 1)
    position = start + 1 + negated
    plain: list[str] = []
    loose: list[str] = []
    first = True
    while position < len(pattern) and (first or pattern[position] != "]"):
        first = False
        piece = _PIECE.match(pattern, position)
        assert piece is not None
        position = piece.end()
        written = piece.group()
        low = _literal(piece)
        if pattern.startswith("-", position) and pattern[position + 1 : position + 2] not in "]":
            last = _PIECE.match(pattern, position + 1)
            assert last is not None
            position = last.end()
            high = _literal(last)
            written = f"{written}-{last.group()}"
            plain.append(written if negated or not high else _listed(low, high) + written)
        else:
            plain.append(_plain_letters(low) if low and not negated else written)
        if not (negated and written == r"\W"):
            loose.append(written)
        if not negated and (written == r"\w" or piece["posix"]):
            loose.append(_BEYOND)
    sign = "[^" if negated else "["
    wide = f"{sign}{''.join(loose)}]" if loose else _ANYTHING
    return position + 1, f"{sign}{''.join(plain)}]", wide


def _listed(low: str, high: str) -> str:
    """Return the plain letters of a range that ends beyond ASCII."""
    begin = max(ord(low or "\x80"), 0x80)
    if ord(high) - begin > _WIDEST:
        return "a-zA-Z"
    letters = {_plain_letters(chr(code)) for code in range(begin, ord(high) + 1)}
    return "".join(sorted(letter for letter in letters if letter.isascii()))
