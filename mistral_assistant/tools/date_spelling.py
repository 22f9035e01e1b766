"""Words about days as people type them: ``2main``, ``ajd``, ``samdi``, ``fevrié``; no dates yet."""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from mistral_assistant.french import MONTHS, WEEKDAYS
from mistral_assistant.tools.french_text import Folded, Word, fold_plain

_SPELT_OUT = {
    "demain": "2main 2m1 dem1 dmain dm1 demin demein",
    "aujourd'hui": "aujourdhui aujourdui aujoudhui ojourdhui ojourdui ojd auj ajd ajrd aujd",
    "avant-hier": "avanthier avantier avthier",
    "apres-demain": "apresdemain apredemain aprdemain apresdmain",
    "apres-midi": "aprem aprm apresmidi",
    "apres": "apre aprs",
    "janvier": "jan",
    "fevrier": "fevrie",
    "avril": "avrl avri",
    "juillet": "juill juiyet",
    "aout": "aou",
    "mars": "marse marss",
    "prochain": "proch prochin",
}
_RIGHT = {typed: right for right, row in _SPELT_OUT.items() for typed in row.split()}
_NAMES = tuple(fold_plain(name) for name in (*WEEKDAYS, *MONTHS) if len(name) > 4)
_SHORTEST, _LONGEST = 5, 11
_SAME_LETTERS = 2
"""Letters at the beginning that a name with a typo shares with the right one."""


def spelt_right(text: Folded) -> tuple[Folded, Sequence[int] | None]:
    """Return the text with its words about days spelt right, and the way back.

    The second part gives for each character of the new text its position in the old one; it is
    None where nothing was changed.
    """
    wrong = [word for word in text.words if _right_word(word.text) is not None]
    return _replaced(text, wrong) if wrong else (text, None)


def _replaced(text: Folded, wrong: Sequence[Word]) -> tuple[Folded, Sequence[int]]:
    pieces: list[str] = []
    back: list[int] = []
    end = 0
    for word in wrong:
        right = _right_word(word.text) or word.text
        pieces += [text.text[end : word.start], right]
        back += [*range(end, word.start), *([word.start] * len(right))]
        end = word.end
    pieces.append(text.text[end:])
    back += range(end, len(text.text) + 1)
    offsets = tuple(text.span(position, position)[0] for position in back)
    return Folded(text.raw, "".join(pieces), offsets), back


@lru_cache(maxsize=8192)
def _right_word(word: str) -> str | None:
    """Return the right spelling of a folded word, or None where it is no misspelt day or month."""
    if word in _RIGHT:
        return _RIGHT[word]
    if not _SHORTEST <= len(word) <= _LONGEST or word in _NAMES or word[-1] == "s":
        return None  # « les lundis » are a habit
    for name in _NAMES:
        if name[:_SAME_LETTERS] == word[:_SAME_LETTERS] and OSA.distance(word, name) == 1:
            return name
    return None
