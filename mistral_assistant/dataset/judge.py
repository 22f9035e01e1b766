"""Which pairs cannot be repaired: empty, placeholders, lost characters, cut off."""

import re
from collections.abc import Sequence

from mistral_assistant.dataset.endings import Habits, is_cut_off
from mistral_assistant.dataset.header import folded

_PLACEHOLDERS = frozenset((
    "na", "n a", "nan", "nat", "null", "nul", "none", "nil", "vide", "empty", "todo", "to do",
    "tbd", "tba", "tbc", "fixme", "xx", "xxx", "xxxx", "xxxxx", "undefined", "missing", "blank",
    "a completer", "a completer plus tard", "a remplir", "a faire", "a venir", "a definir",
    "a rediger", "a traduire", "reponse a venir", "reponse a completer", "reponse a rediger",
    "aucune reponse", "pas de reponse", "sans reponse", "no answer", "no response",
    "non renseigne", "non renseignee", "non disponible", "not available", "to be completed",
    "texte ici", "votre texte", "votre texte ici", "reponse ici", "insert text here",
    "lorem ipsum", "lorem ipsum dolor sit amet", "placeholder", "object object", "brouillon",
))  # fmt: skip
"""Whole cells, folded, that stand for "nothing here"."""

_ERROR_VALUE = re.compile(
    r"#\s?(?:N/?A|NAME|NOM|REF|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL|ERROR|CALC|SPILL)\s?[!?]?",
    re.I,
)
LONGEST_PLACEHOLDER = 40
"""Characters."""
_BEGINNINGS = frozenset(
    mark + name[:2][: 2 - len(mark)]
    for name in (
        *_PLACEHOLDERS,
        "n/",
        "n.",
        "n-",
        "à ",
        "é",
        "ré",
        "#n",
        "#d",
        "#r",
        "#v",
        "#c",
        "#s",
        "#e",
    )
    for mark in ("", "(", "[", "<", "*", '"', "'", "-", "#", "_", ".", "{", "«", "/", " ")
)
"""How a cell that may be a placeholder begins."""


_ANY_BEGINNINGS = frozenset(name[:end] for name in _PLACEHOLDERS for end in range(len(name) + 1))
_FIRST_WORDS = frozenset(name.split(" ", 1)[0] for name in _PLACEHOLDERS)


class _FirstBytes(dict[bytes, bool]):
    """Whether a cell of which these are the first bytes may be a placeholder."""

    def __missing__(self, first: bytes) -> bool:
        known = self._may_be(first.lower())
        if len(self) < _MOST_BEGINNINGS:
            self[first] = known
        return known

    @staticmethod
    def _may_be(first: bytes) -> bool:
        word = _FIRST_WORD.match(first)
        if word is None or first[word.end() : word.end() + 1] >= b"\x80":
            return may_be_placeholder[first.decode("utf-8", "ignore")[:2]]
        found = word[0].decode()
        if word.end() == len(first):
            return found in _ANY_BEGINNINGS
        return found in _FIRST_WORDS


FIRST_BYTES = 6
"""As many of a cell are looked up in :data:`first_bytes_of_placeholder`."""
_FIRST_WORD = re.compile(rb"[a-z0-9]+")


class _Beginnings(dict[str, bool]):
    """Whether a short cell that begins so may be a placeholder; worked out once for each."""

    def __missing__(self, beginning: str) -> bool:
        known = beginning.casefold() in _BEGINNINGS or not any(map(str.isalnum, beginning))
        if len(self) < _MOST_BEGINNINGS:
            self[beginning] = known
        return known


_MOST_BEGINNINGS = 20_000
may_be_placeholder = _Beginnings()
first_bytes_of_placeholder = _FirstBytes()

_TOKEN = re.compile(r"\S++")
_IN_ADDRESS = re.compile(r"://|www\.|\?\w+=")
_ACCENT = re.compile(r"[À-ÿœŒ]")
_TYPED = re.compile(r"(?<![^\W\d_])([^\W\d_]{2,}+)\?(?=([^\W\d_]{2,}))")
_LOST_ACCENT = re.compile(r"[a-z]\?[a-z]|(?:^|[\s'’(«])\?[a-z]{2,}")
_LOST_LIGATURE = re.compile(r"\b\w?[cbsvnm]\?(?:u|il)", re.I)
_LOST_EURO = re.compile(r"\d \?(?= [a-z(]| TTC| HT)|\d \?[,.;)]")
_IN_WORD = re.compile(r"[a-zà-ÿ]\?[a-zà-ÿ]{2,}")
_BEFORE_LETTER, _BEHIND_SPACE = re.compile(r"\?[a-zà-ÿ]"), re.compile(r" \?[ ,.;)]")
"""One of them is found wherever a question mark may stand for a letter."""
_FIGURES = re.compile(r"[\s\d.,;:/%€$£'\"|-]*\d[\s\d.,;:/%€$£'\"|-]*")
_ONLY = 0.95
"""Share of cells of figures from which a table is no table of texts."""
_QUOTED_REPLACEMENT = re.compile(r"[«\"'“(]\s?\ufffd\s?[»\"'”)]")


def fault(pair: tuple[str, str], habits: Habits) -> str:
    """Return why a pair is beyond repair: ``empty``, ``placeholder`` …; empty where it is not."""
    sides = [text.strip() for text in pair]
    if not all(sides):
        return "empty"
    if any(map(is_placeholder, sides)):
        return "placeholder"
    if any("\ufffd" in text and not _QUOTED_REPLACEMENT.search(text) for text in sides):
        return "lost_characters"
    if has_lost_accents(pair, habits.words):
        return "lost_characters"
    return "cut_off" if is_cut_off(sides[1], habits) else ""


def quick_fault(pair: tuple[str, str], habits: Habits) -> str:
    """Do as :func:`fault` for a pair without question marks inside and lost characters."""
    one, other = pair[0].strip(), pair[1].strip()
    if not one or not other:
        return "empty"
    if is_placeholder(one) or is_placeholder(other):
        return "placeholder"
    return "cut_off" if is_cut_off(other, habits) else ""


def only_figures(pairs: Sequence[tuple[str, str]]) -> bool:
    """Tell whether pairs hold numbers, dates and amounts and nothing that one could say."""
    told = [side for pair in pairs for side in pair if side.strip()]
    figures = sum(_FIGURES.fullmatch(side) is not None for side in told)
    return bool(told) and figures >= _ONLY * len(told)


def is_placeholder(text: str) -> bool:
    """Tell whether a whole cell stands for "nothing here"."""
    if len(text) > LONGEST_PLACEHOLDER or text[:2].casefold() not in _BEGINNINGS:
        if any(map(str.isalnum, text)):
            return False
    bare = folded(text)
    if not bare:
        # Emoji and letters of other scripts are an answer; dashes and question marks are none.
        return not any(ord(char) > 0x2190 or char.isalnum() for char in text)
    return bare in _PLACEHOLDERS or _ERROR_VALUE.fullmatch(text) is not None


def has_lost_accents(pair: tuple[str, str], words: frozenset[str] = frozenset()) -> bool:
    """Tell whether question marks stand where letters were: "d?j?", "re?u".

    Between two ``words`` of the file a question mark was typed.
    """
    return any(
        _side_lost_accents(text, words)
        for text in pair
        if "?" in text and (_BEFORE_LETTER.search(text) or _BEHIND_SPACE.search(text))
    )


def _side_lost_accents(text: str, words: frozenset[str]) -> bool:
    text = _TOKEN.sub(lambda token: " " if _IN_ADDRESS.search(token[0]) else token[0], text)
    text = _TYPED.sub(lambda m: " " if {m[1].lower(), m[2].lower()} <= words else m[0], text)
    if _LOST_EURO.search(text):
        return True
    if not _ACCENT.search(text):
        return _LOST_ACCENT.search(text) is not None
    return bool(_LOST_LIGATURE.search(text) or _IN_WORD.search(text))
