"""French numbers in a folded text, in figures and in words; what they count is read elsewhere."""

import re
from decimal import Decimal
from typing import NamedTuple

from mistral_assistant.tools.french_text import Folded, Word

_UNITS = {
    name: value
    for value, name in enumerate(
        "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
        " seize".split()
    )
} | {"une": 1}
_TENS = {
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_HUNDREDS = frozenset({"cent", "cents"})
_SCALES = {
    "mille": 1_000,
    "milles": 1_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "milliard": 1_000_000_000,
    "milliards": 1_000_000_000,
}
_DOZENS = {
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1_000,
}
NUMBER_WORDS = frozenset({*_UNITS, *_TENS, *_HUNDREDS, *_SCALES})
COUNTING_WORDS = frozenset(
    {*NUMBER_WORDS, *_DOZENS, *(f"{name}s" for name in _DOZENS), "pourcent", "pourcents", "pct"}
) - {"un", "une"}
"""Words that say how many or how much of a hundred: *un* and *une* alone are articles."""
_STARTS = NUMBER_WORDS - {"million", "millions", "milliard", "milliards", "milles", "vingts"}
_FIGURES = re.compile(
    r"""(?<![0-9a-z_])(?<![0-9][.,])(?<![a-z]-)
    (?:[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?
      |[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+
      |[0-9]{1,3}(?:\.[0-9]{3}){2,}
      |[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+
      |[0-9]+(?:[.,][0-9]+)?)
    (?![.,]?[0-9])""",
    re.VERBOSE,
)
_SCALE_AFTER = re.compile(r" (mille|millions?|milliards?)\b")
_LONGEST = 30
"""Digits beyond which a run of figures is a code and no quantity."""


class Number(NamedTuple):
    """A number with its span in the folded text."""

    value: Decimal
    start: int
    end: int
    figures: bool
    """Written in figures."""
    weak: bool = False
    """``un``, ``une`` and ``neuf``, which are numbers only before what they count."""


def find_numbers(text: Folded) -> list[Number]:
    """Return the numbers of the text in order; dates and codes in figures are not told apart."""
    found = _in_figures(text) if text.has_digit else []
    if not text.vocabulary.isdisjoint(_STARTS) or not text.vocabulary.isdisjoint(_DOZENS):
        found += _in_words(text)
        found.sort(key=lambda number: number.start)
    return found


def read_figures(written: str, *, dot_groups: bool = False) -> Decimal:
    """Read one number in figures: ``1 234,50``, ``1.234,50``, ``1,234.50``, ``12.5``.

    With ``dot_groups`` the lone dot of ``1.234`` parts thousands, as in amounts.
    """
    plain = written.replace(" ", "").replace("'", "")
    if "," in plain and "." in plain:
        grouping = "." if plain.rindex(".") < plain.rindex(",") else ","
        plain = plain.replace(grouping, "")
    elif plain.count(".") > 1 or (dot_groups and re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", plain)):
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", "."))


def read_words(words: list[str]) -> tuple[int, int] | None:
    """Read the longest number at the start of ``words``: its value and how many words it takes.

    An ``et`` between the parts is a word of its own; hyphens have parted the words before.
    """
    total, position = 0, 0
    limit = 10**12
    while position < len(words):
        group, used = _below_thousand(words, position)
        scale = _SCALES.get(words[position + used]) if position + used < len(words) else None
        if scale and scale < limit and (used or scale == 1_000):
            total += (group if used else 1) * scale
            limit = scale
            position += used + 1
            continue
        if used and limit > group:
            total += group
            position += used
        break
    return (total, position) if position else None


def _below_thousand(words: list[str], at: int) -> tuple[int, int]:
    """Return value and length of a number under 1,000; the length is 0 where there is none."""
    small, used = _below_hundred(words, at)
    if at + used < len(words) and words[at + used] in _HUNDREDS:
        if used and not 2 <= small <= 9:
            return small, used
        rest, more = _below_hundred(words, at + used + 1)
        return (small if used else 1) * 100 + rest, used + 1 + more
    return small, used


def _below_hundred(words: list[str], at: int) -> tuple[int, int]:
    word = words[at] if at < len(words) else ""
    following = words[at + 1] if at + 1 < len(words) else ""
    if word == "quatre" and following in ("vingt", "vingts"):
        return _with_rest(80, words, at, 2, 20)
    if word in _TENS:
        return _with_rest(_TENS[word], words, at, 1, 20 if word == "soixante" else 10)
    if word == "dix" and following in ("sept", "huit", "neuf"):
        return 10 + _UNITS[following], 2
    return (_UNITS[word], 1) if word in _UNITS else (0, 0)


def _with_rest(tens: int, words: list[str], at: int, used: int, limit: int) -> tuple[int, int]:
    """Add what may follow the tens: ``et un``, ``et onze``, ``deux`` … below ``limit``."""
    after = at + used
    joined = after + 1 < len(words) and words[after] == "et"
    if joined and words[after + 1] not in ("un", "une", "onze"):
        return tens, used
    start = after + joined
    if start < len(words) and words[start] == "dix" and start + 1 < len(words):
        teen = _UNITS.get(words[start + 1], 0)
        if limit == 20 and 7 <= teen <= 9:
            return tens + 10 + teen, used + joined + 2
    rest = _UNITS.get(words[start], 0) if start < len(words) else 0
    return (tens + rest, used + joined + 1) if 0 < rest < limit else (tens, used)


def _in_figures(text: Folded) -> list[Number]:
    found = []
    for match in _FIGURES.finditer(text.text):
        if match.end() - match.start() > _LONGEST:
            continue
        value, end = read_figures(match.group()), match.end()
        scale = _SCALE_AFTER.match(text.text, end)
        if scale:
            value, end = value * _SCALES[scale.group(1)], scale.end()
        found.append(Number(value, match.start(), end, True))
    return found


def _in_words(text: Folded) -> list[Number]:
    found = []
    words = text.words
    position = 0
    while position < len(words):
        number, used = _words_at(text, position)
        if number is not None:
            found.append(number)
        position += max(used, 1)
    return found


def _words_at(text: Folded, at: int) -> tuple[Number | None, int]:
    first = text.words[at]
    dozen = _dozen(first.text)
    if dozen:
        return Number(Decimal(dozen), first.start, first.end, False), 1
    if first.text not in _STARTS or (at and _is_percent(text.words[at - 1], first)):
        return None, 1
    chain = _chain(text, at)
    read = read_words([word.text for word in chain])
    if read is None:
        return None, 1
    value, used = read
    last = chain[used - 1]
    if at + used < len(text.words):
        dozen = _dozen(text.words[at + used].text)
        if dozen and value < 100:
            value, used, last = value * dozen, used + 1, text.words[at + used]
    weak = used == 1 and first.text in ("un", "une", "neuf")
    return Number(Decimal(value), first.start, last.end, False, weak), used


def _chain(text: Folded, at: int) -> list[Word]:
    """Return the number words from ``at`` on that only a space or a hyphen parts."""
    chain = [text.words[at]]
    for word in text.words[at + 1 : at + 24]:
        if word.text not in NUMBER_WORDS and word.text != "et":
            break
        if text.text[chain[-1].end : word.start] not in (" ", "-"):
            break
        chain.append(word)
    return chain


def _dozen(word: str) -> int:
    return _DOZENS.get(word) or _DOZENS.get(word.removesuffix("s"), 0)


def _is_percent(before: Word, word: Word) -> bool:
    return before.text == "pour" and word.text == "cent"
