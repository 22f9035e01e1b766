"""Whether a response was cut off, measured against how the others of its file end."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_FUNCTION_WORDS = frozenset((
    "de", "la", "le", "les", "des", "du", "un", "une", "et", "ou", "à", "au", "aux", "que", "qui",
    "ne", "se", "ce", "cette", "ces", "son", "sa", "ses", "mon", "ma", "mes", "votre", "notre",
    "vos", "nos", "leur", "leurs", "est", "sont", "dont", "sur", "dans", "par", "l", "d", "qu",
    "j", "n", "s", "c", "m", "t", "the", "of", "and", "to",
))  # fmt: skip
"""No sentence ends with one of them."""

_CUT_MARKS = re.compile(
    r"\[(?:\.\.\.|…|tronqué|truncated|coupé)\]\s*$|\((?:tronqué|truncated|suite)[^)]*\)\s*$", re.I
)
SENTENCE_ENDS = frozenset(".!?…»")
_BRACKETS = (")", "]")
_ENDED = re.compile(r"[.!?…»\")\]|>:}]\W*$|[^\w\s'’,(«-]$")
_IN_ADDRESS = re.compile(r"://|@|www\.")
_LETTER_ALONE = re.compile(r"\d\s?[a-z]$|(?<![^\W_])[A-Z]$")
"""A unit, "500 m", or a name of one letter, "plan C"."""
_ENDS_ALL_THE_SAME = re.compile(
    rf"{_LETTER_ALONE.pattern}|-(?:la|les?|leur|ce)$|\b[Ee]n [^.,;:]*\bune?$"
)
"""What looks like a function word at the end and is none: "ouvrez-le", "si vous en avez un"."""
_ENDS_IN_PHRASE = re.compile(r"[^\W\d_](?:,|['’])$")
_LIST_LINE = re.compile(r"\s*(?:[-•*–—·▪✓|]|\d{1,2}[.)])\s?\S")
_TYPED = re.compile(r"\?(?<=[^\W\d_]\?)[^\W\d_]")
"""A question mark between two letters."""
_ENDS_IN_WORD = re.compile(r"[^\W\d_]['’-]?$")
_SMILEY = re.compile(r"[:;]-?\($")
_NUMBER, _WORD = re.compile(r"\d+"), re.compile(r"[^\W\d_]+")

_LONGEST_WORD = 60
"""Letters; what is longer is no word, and has too many beginnings."""
_TAIL, _FEW_WORDS = 200, 60
"""Characters in which an end is looked for, and the last words."""
_SHORT = 25
"""Characters under which a response may end as it likes."""
_SHORT_BEGINNING = 8
_SOME, _PUNCTUATED, _WELL_PUNCTUATED = 0.3, 0.8, 0.9
"""Shares of ended responses from which an unended one says something."""
_ENOUGH_WORDS = 150
_CUTS, _CUT_OF_UNENDED, _UNENDED = 3, 0.5, 0.25
"""Responses surely cut off, their share of those without an end, and the share of those of all,
from which (and up to which) cutting is what befell this file."""
_LEAST_WIDTH = 40


@dataclass(frozen=True)
class Habits:
    """How the responses of a file end, and its words."""

    words: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    """All proper beginnings of the words."""
    ends: frozenset[str] = frozenset()
    """The last two letters of the words."""
    punctuated: float = 0.0
    """Share of responses that end as a text may."""
    width: int = 0
    """Length at which cells of this file are cut; 0 where there is none."""
    responses: tuple[str, ...] = ()
    """In order, numbers masked: what stops in a word with which another goes on was cut off."""
    often_cut: bool = False
    """Most of what has no end was surely cut off; then the rest of it was too."""


def learn_habits(pairs: Sequence[tuple[str, str]]) -> Habits:
    """Learn from a sample of pairs."""
    responses = [response.strip() for _, response in pairs if response.strip()]
    habits = _first_habits(pairs, responses)
    return replace(habits, often_cut=_are_often_cut(responses, habits))


def _first_habits(pairs: Sequence[tuple[str, str]], responses: Sequence[str]) -> Habits:
    known = _known_words([text for pair in pairs for text in pair if not _TYPED.search(text)])
    words = frozenset(word for word in known if len(word) <= _LONGEST_WORD)
    masked = [_masked(text) for text in responses]
    return Habits(
        words,
        frozenset(word[:size] for word in words for size in range(1, len(word))),
        frozenset(word[-2:] for word in words),
        sum(map(_has_end, responses)) / len(responses) if responses else 0.0,
        _cut_width(responses, masked),
        tuple(sorted(set(masked))),
    )


def is_cut_off(text: str, habits: Habits) -> bool:
    """Tell whether a response ends in the middle."""
    if text[-1:] in _BRACKETS and _CUT_MARKS.search(text):
        return True
    if _has_end(text):
        return False
    if text[-1:].isalpha() and _is_beginning(_masked(text), habits.responses):
        return True
    if _ENDS_IN_PHRASE.search(text[-3:]):
        return True
    words = _last_words(text)
    if len(words) > 2 and words[-1] in _FUNCTION_WORDS and text[-1].isalpha():
        return habits.punctuated > _SOME and not _ENDS_ALL_THE_SAME.search(text)
    if habits.often_cut and _stops_at_a_letter(text) and _is_likely_cut(text, words, habits):
        return True
    if len(text) < _SHORT:
        return False
    if habits.width and len(text) >= habits.width - 1:
        return True
    return _stops_short(text.rsplit("\n", 1)[-1], words, habits)


def _stops_short(last: str, words: Sequence[str], habits: Habits) -> bool:
    """Judge the last line of an unended response by its last word, that of :func:`_last_words`."""
    end = last.rstrip()
    if end.endswith((",", "(", "«")) and not _SMILEY.search(last):
        return True
    if habits.punctuated < _PUNCTUATED or not _ENDS_IN_WORD.search(end[-2:]):
        return False
    if _LIST_LINE.match(last):
        return False
    word = words[-1]
    if last.count("(") > last.count(")") or last.count("«") > last.count("»"):
        return True
    return word not in habits.words and (
        word in habits.beginnings or _ends_like_no_word(words, last, habits)
    )


def _ends_like_no_word(words: Sequence[str], last: str, habits: Habits) -> bool:
    word = words[-1]
    return (
        habits.punctuated > _WELL_PUNCTUATED
        and len(habits.words) > _ENOUGH_WORDS
        and len(words) > 3
        and last.rstrip().endswith(word)  # in lower case: a name may end in any way
        and word[-2:] not in habits.ends
    )


def _is_beginning(text: str, responses: tuple[str, ...]) -> bool:
    """Tell whether another response begins like this one and goes on in the same word."""
    if len(text) < _SHORT_BEGINNING or " " not in text or not text[-1].isalpha():
        return False
    return any(behind[:1].isalpha() for behind in _continuations(text, responses))


def _continuations(text: str, responses: tuple[str, ...]) -> Iterator[str]:
    """Yield what the responses that begin with a text say after it."""
    place = bisect_left(responses, text)
    while place < len(responses) and responses[place].startswith(text):
        yield responses[place][len(text) :]
        place += 1


def _are_often_cut(responses: Sequence[str], habits: Habits) -> bool:
    """Tell whether most responses without an end are surely cut off, and few have none."""
    unended = [text for text in responses if not _has_end(text) and _stops_at_a_letter(text)]
    if len(unended) > _UNENDED * len(responses):
        return False
    cut = sum(is_cut_off(text, habits) for text in unended)
    return cut >= _CUTS and cut >= _CUT_OF_UNENDED * len(unended)


def _stops_at_a_letter(text: str) -> bool:
    return (
        text[-1].isalpha()
        and not _LETTER_ALONE.search(text)
        and not _LIST_LINE.match(text.rsplit("\n", 1)[-1])
    )


def _is_likely_cut(text: str, words: Sequence[str], habits: Habits) -> bool:
    """Judge a response that stops at a letter, in a file in which many were cut off."""
    unknown = words[-1] not in habits.words and text.endswith(words[-1])
    if words[-1] in _FUNCTION_WORDS or (len(words) > 1 and unknown):
        return True
    return any(
        behind[:1].isalpha() or (behind[:1] == " " and behind[1:2].islower())
        for behind in _continuations(_masked(text), habits.responses)
    )


def _known_words(texts: Sequence[str]) -> frozenset[str]:
    """Return the words of texts; the last of an unended text may be cut, unless it comes again."""
    inner: set[str] = set()
    last: Counter[str] = Counter()
    for text in texts:
        words = _words(text)
        inner.update(words[:-1])
        if words:
            last[words[-1]] += 2 if _ends_well(text.strip()) else 1
    return frozenset(inner | {word for word in last if last[word] > 1})


def _cut_width(texts: Sequence[str], masked: Sequence[str]) -> int:
    """Return the length that many texts have exactly and none exceeds, each in mid-sentence."""
    if len(texts) < 10:
        return 0
    texts = list(dict(zip(masked, texts, strict=True)).values())  # one of each template
    if len(texts) < 10:
        return 0
    longest = max(map(len, texts))
    there = [text for text in texts if longest - 1 <= len(text) <= longest]
    unended = [text for text in there if not _has_end(text)]
    many = len(there) >= max(3, 0.02 * len(texts)) and len(unended) >= 0.7 * len(there)
    return longest if many and longest >= _LEAST_WIDTH else 0


def _ends_with_address(text: str) -> bool:
    return _IN_ADDRESS.search(text.rsplit(None, 1)[-1]) is not None


def _masked(text: str) -> str:
    return _NUMBER.sub("0", text)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _last_words(text: str) -> list[str]:
    """Return the words of the end of a text, three at least where it has as many."""
    words = _words(text[-_FEW_WORDS:])
    return words if len(words) > 3 else _words(text)


def _has_end(text: str) -> bool:
    """Tell whether a text may end where it does: a sentence does, a list or an address."""
    return _ends_well(text) or _ends_with_address(text)


def _ends_well(text: str) -> bool:
    last = text[-1:]
    if last in SENTENCE_ENDS or last.isalnum():
        return last in SENTENCE_ENDS
    return _ENDED.search(text[-_TAIL:]) is not None
