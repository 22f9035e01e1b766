"""Seeing through spellings that hide a word: ``c0nnard``, ``c*nnard``, ``c o n n a r d``."""

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from mistral_assistant.tools.french_text import Folded

_LEET = str.maketrans("01345789@$€!|+", "oieastbgaseiit")
_LEET_L = str.maketrans("1!|", "lll")
_LOOK_ALIKES = str.maketrans("аеорсухіАЕОРСУХІο", "aeopcyxiAEOPCYXIo")
_SUSPECT = re.compile(r"[a-z][\d@$€*._|-]+[a-z*]|[\d@$€][a-z]|[a-z]{3}[\d@$€*]")
_CHUNK = re.compile(r"[^\s,;:?()\"«»/']+")
_SEPARATORS = re.compile(r"[._*-]")
_SPACED = re.compile(r"(?<![^\W_])[a-z0-9@$*](?:[ ._*-]{1,2}[a-z0-9@$*]){3,}(?![^\W_])")
_RUN = re.compile(r"(.)\1+")
_LONG_RUN = re.compile(r"([a-z])\1{2,}")
_LONGEST = 40
"""Characters beyond which a chunk hides no word."""
_COLLAPSIBLE = 6
"""Letters from which a word may be known by its single letters: ``conard``, ``sallope``."""


class Token(NamedTuple):
    """A word as it is meant, with its span in the folded text."""

    text: str
    start: int
    end: int


class Disguises:
    """The words that are looked for, by every way to hide them."""

    def __init__(self, words: Collection[str]) -> None:
        self.words = frozenset(word for word in words if " " not in word)
        self.collapsed = {_collapse(word): word for word in sorted(self.words) if len(word) > 2}
        self._plain = lru_cache(maxsize=8192)(self._meant)

    def tokens(self, text: Folded) -> list[Token]:
        """Return the words of a folded text, the disguised ones undisguised."""
        hidden = list(self._hidden(text.text))
        taken = {place for token in hidden for place in range(token.start, token.end)}
        tokens = [
            Token(self._plain(word.text), word.start, word.end)
            for word in text.words
            if word.start not in taken
        ]
        return sorted([*tokens, *hidden], key=lambda token: token.start) if hidden else tokens

    def _meant(self, word: str) -> str:
        """Return a word without the letters that are written twice to hide it."""
        if word in self.words or len(word) < 3:
            return word
        if _RUN.search(word) is None:
            return self.collapsed.get(word, word) if len(word) >= _COLLAPSIBLE else word
        if _LONG_RUN.search(word):
            return self.collapsed.get(_collapse(word)) or _LONG_RUN.sub(r"\1", word)
        return self.collapsed.get(_collapse(word), word) if len(word) >= _COLLAPSIBLE else word

    def _hidden(self, flat: str) -> Iterator[Token]:
        if _SUSPECT.search(flat):
            for match in _CHUNK.finditer(flat):
                word = self._decoded(match.group())
                if word:
                    yield Token(word, *match.span())
        for match in _SPACED.finditer(flat):
            letters = re.sub(r"[ ._*-]", "", match.group()).translate(_LEET)
            word = next((word for word in self.words if len(word) > 3 and word in letters), "")
            if word and " " in match.group():
                yield Token(word, *match.span())

    def _decoded(self, chunk: str) -> str:
        whole = chunk.strip("._-!|")
        if "*" in whole and len(whole) <= _LONGEST:
            starred = self._starred(whole)
            if starred:
                return starred
        core = whole.strip("*_-")
        if len(core) > _LONGEST or not _SUSPECT.search(core):
            return ""
        for table in (_LEET, _LEET_L | _LEET):
            plain = _SEPARATORS.sub("", core.translate(table))
            if plain in self.words or len(plain) > 3 and _collapse(plain) in self.collapsed:
                return plain if plain in self.words else self.collapsed[_collapse(plain)]
        return ""

    def _starred(self, core: str) -> str:
        """Return the word that ``*`` hides letters of; at its end after three shown ones only."""
        shown = sum(char.isalpha() for char in core)
        if shown < 2 + core.endswith("*") or len(core) < 4 or not core[0].isalpha():
            return ""
        pattern = re.compile("".join("[a-z]" if char == "*" else re.escape(char) for char in core))
        return next((word for word in sorted(self.words) if pattern.fullmatch(word)), "")


def unmask(text: str) -> str:
    """Return ``text`` with Cyrillic and Greek look-alikes as Latin letters, of the same length."""
    return text if text.isascii() else text.translate(_LOOK_ALIKES)


def _collapse(word: str) -> str:
    return _RUN.sub(r"\1", word)
