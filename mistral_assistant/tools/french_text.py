"""Text folded for matching, with the way back to the text as typed.

``french.fold`` loses positions; here every stretch of the folded text has a span in code points
of the original. No meaning is read here.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

_SPACES = "\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_CHANGES_LENGTH = re.compile(
    f"[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeffŒœÆæßẞﬀ-ﬆĳ]|[ {_SPACES}]{{2}}"
)
_EXPANDED = {"œ": "oe", "æ": "ae", "ß": "ss", "ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff"}
_DROPPED = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\W_]+")


def _folding() -> dict[int, str]:
    table = {}
    for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0].lower()
        if len(base) == 1 and base != chr(code):
            table[code] = base
    for chars, plain in (
        ("’‘ʼ′´`", "'"),
        ("“”„″", '"'),
        ("‐‑‒–—−", "-"),
        ("\t\u00a0\u1680\u202f\u205f\u3000", " "),
        ("".join(map(chr, range(0x2000, 0x200B))), " "),
    ):
        table |= {ord(char): plain for char in chars}
    return table | {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}


_FOLDING = _folding()


class Word(NamedTuple):
    """A word of a folded text; the span counts in the folded text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Folded:
    """A text in lower case without accents, with plain spaces, dashes and apostrophes."""

    raw: str
    text: str
    offsets: tuple[int, ...] | None = None
    """Position of each folded character in ``raw`` and the end; None where nothing moved."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in ``raw`` of a span in ``text``."""
        return (start, end) if self.offsets is None else (self.offsets[start], self.offsets[end])

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words: runs of letters and digits; hyphens and apostrophes part them."""
        return tuple(Word(m.group(), m.start(), m.end()) for m in _WORD.finditer(self.text))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The set of the words, to rule things out cheaply."""
        return frozenset(word.text for word in self.words)

    @cached_property
    def has_digit(self) -> bool:
        """Whether any decimal digit occurs."""
        return any(char in self.text for char in "0123456789")

    def word_at(self, position: int) -> int:
        """Return the index of the first word that starts at or after ``position``."""
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words[middle].start < position:
                low = middle + 1
            else:
                high = middle
        return low


@lru_cache(maxsize=32)
def fold_spans(text: str) -> Folded:
    """Fold ``text`` so that spans can be led back; runs of spaces become one.

    The last texts are remembered: every step reads the same message.
    """
    if text.isascii() and "  " not in text and "\t" not in text:
        return Folded(text, text.lower())
    if not _CHANGES_LENGTH.search(text):
        return Folded(text, text.translate(_FOLDING).lower())
    pieces: list[str] = []
    offsets: list[int] = []
    for position, char in enumerate(text):
        piece = _fold_char(char)
        if piece == " " and pieces and pieces[-1] == " ":
            continue
        if piece:
            pieces.append(piece)
            offsets += [position] * len(piece)
    return Folded(text, "".join(pieces), (*offsets, len(text)))


def fold_plain(text: str) -> str:
    """Return ``text`` folded, where no span is needed."""
    return fold_spans(text).text


def _fold_char(char: str) -> str:
    if _DROPPED.match(char):
        return ""
    lower = char.lower()
    if lower in _EXPANDED:
        return _EXPANDED[lower]
    return char.translate(_FOLDING).lower()
