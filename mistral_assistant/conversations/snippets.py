"""The stretch of a message around its first match, ready to be shown, with the matches in it.

Words are compared as the index compares them (``unicode61 remove_diacritics 2``): letter by
letter, without case and accents. Folding keeps every character in its place, so that spans in
the folded text are spans in the text.
"""

import re
import unicodedata

from mistral_assistant.cleaning import clean_line

SNIPPET_CHARS = 160
_BEFORE = 40
"""Characters shown before the first match of a long message."""
_REACH = 4 * SNIPPET_CHARS
"""Characters taken on either side of the first match, before cleaning."""
_STEP = 16_384
_MARKS = re.compile(r"\*\*|`+|^ {0,3}(?:#{1,6}|>|[-*+]) +", re.MULTILINE)
"""Of Markdown, what would only be in the way in one line of text."""
_ACCENT = "\u0301"
_IN_WORD = rf"(?:[^\W_]|{_ACCENT})"


class _Folding(dict[int, str]):
    """Code point → the one character it is compared as, worked out on first use."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if unicodedata.combining(character):
            folded = _ACCENT
        else:
            parts = unicodedata.normalize("NFD", character)
            accented = len(parts) > 1 and unicodedata.combining(parts[1])
            folded = (parts[0] if accented else character).casefold()[:1]
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Return ``text`` without case and accents, character by character."""
    return text.translate(_FOLDING)


def matcher(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for folded text that finds each word, the last one as a beginning."""
    whole = [_word(word) for word in words]
    whole[-1] += f"{_IN_WORD}*"
    return re.compile(rf"(?<![^\W_])(?<!{_ACCENT})(?:{'|'.join(whole)})(?!{_IN_WORD})")


def snippet(text: str, pattern: re.Pattern[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the cleaned stretch around the first match, without Markdown's marks, and the matches
    in it."""
    first = _first_match(text, pattern)
    start = max(0, first - _REACH)
    line = clean_line(_MARKS.sub("", text[start : first + _REACH]))
    shown = _around(line, pattern, cut=start > 0)
    return shown, tuple(found.span() for found in pattern.finditer(fold(shown)))


def _word(word: str) -> str:
    # A word with an apostrophe or a hyphen is several to the index, one after the other.
    tokens = re.findall(f"{_IN_WORD}+", fold(word))
    letters = (token.replace(_ACCENT, "") for token in tokens)
    return r"[\W_]+".join(_spelled(token) for token in letters if token)


def _spelled(token: str) -> str:
    return "".join(re.escape(letter) + f"{_ACCENT}*" for letter in token)


def _first_match(text: str, pattern: re.Pattern[str]) -> int:
    # In steps: a pasted megabyte is folded only as far as its first match.
    for start in range(0, len(text), _STEP):
        found = pattern.search(fold(text[start : start + _STEP + _REACH]))
        if found:
            return start + found.start()
    return 0


def _around(line: str, pattern: re.Pattern[str], cut: bool) -> str:
    found = pattern.search(fold(line))
    first = found.start() if found else 0
    start = max(0, first - _BEFORE) if len(line) > SNIPPET_CHARS else 0
    if start or cut:
        start = line.find(" ", start, first) + 1 or start
    shown = line[start : start + SNIPPET_CHARS]
    head = "…" if start or cut else ""
    tail = "…" if start + SNIPPET_CHARS < len(line) else ""
    return f"{head}{shown}{tail}"
