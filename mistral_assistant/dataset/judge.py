"""Which pairs cannot be repaired: empty, placeholders, lost characters, cut off."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mistral_assistant.dataset.header import folded

_PLACEHOLDERS = frozenset(
    "na n a nan null none nil vide empty todo tbd tba tbc fixme xxx xx xxxx undefined missing blank"
    " a completer a remplir a faire a venir a definir a rediger en attente en cours aucun aucune"
    " aucune reponse pas de reponse sans reponse no answer non renseigne non renseignee inconnu"
    " non disponible not available no response texte ici votre texte lorem ipsum test placeholder"
    " ref name nom value valeur div 0 nul nombre num error err error 404 object object nat"
    " reponse ici insert text here to be completed a traduire brouillon".split("  ")[0].split()
) | frozenset((
    "n a", "a completer", "a remplir", "a faire", "a venir", "a definir", "a rediger", "en attente",
    "en cours", "aucune reponse", "pas de reponse", "sans reponse", "no answer", "non renseigne",
    "non renseignee", "non disponible", "not available", "no response", "texte ici", "votre texte",
    "lorem ipsum", "div 0", "object object", "reponse ici", "insert text here", "to be completed",
    "a traduire", "reponse a venir", "reponse a completer", "a completer plus tard", "to do",
))  # fmt: skip
_MARKS_ONLY = re.compile(r"[\W_]*")
_ERROR_VALUE = re.compile(
    r"#\s?(?:N/?A|NAME|NOM|REF|VALUE|VALEUR|DIV/0|NUM|NOMBRE|NULL|NUL|ERROR|CALC|SPILL)\s?[!?]?",
    re.I,
)
_URL = re.compile(r"\S*(?:://|www\.)\S*|\S+\?\w+=\S*")
_LOST_ACCENT = re.compile(
    r"[a-zà-ÿ]\?[a-zà-ÿ]|(?:^|[\s'’(«])\?[a-z]{2,}|[a-z]{2,}\? [a-zà-ÿ].*[a-z]\?[a-z]"
)
_LOST_LIGATURE = re.compile(r"\b\w?[cbsvnmCBSVNM]\?(?:u|il)")
_LOST_EURO = re.compile(r"\d \?(?= [a-z(]| TTC| HT)|\d \?[,.;)]")
_FUNCTION_WORDS = frozenset(
    "de la le les des du un une et ou à au aux que qui ne se ce cette ces son sa ses mon ma mes"
    " votre notre vos nos leur leurs est sont dont sur dans par avec l d qu j n s c m t the of and to"
    .split()
)  # fmt: skip
_CUT_MARKS = re.compile(
    r"\[(?:\.\.\.|…|tronqué|truncated|coupé)\]\s*$|\((?:tronqué|truncated|suite)[^)]*\)\s*$", re.I
)
_LIST_LINE = re.compile(r"\s*(?:[-•*–—·▪✓|]|\d{1,2}[.)])\s?\S")
_SHORT = 25
_ADDRESS = re.compile(r"\S*(?:://|@|www\.)\S*$")


@dataclass(frozen=True)
class Habits:
    """How the responses of a file end, and its words; what "cut off" is measured against."""

    words: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    """All proper beginnings of the words."""
    ends: frozenset[str] = frozenset()
    """The last two letters of the words."""
    punctuated: float = 0.0
    """Share of responses that end with a sentence's end."""
    width: int = 0
    """Length at which cells of this file are cut; 0 where there is none."""
    responses: tuple[str, ...] = ()
    """In order, numbers masked: what begins like another and stops was cut off."""


def learn_habits(pairs: Sequence[tuple[str, str]]) -> Habits:
    """Learn from a sample of pairs."""
    responses = [response.strip() for _, response in pairs if response.strip()]
    counts: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for text in (text for pair in pairs for text in pair):
        words = _words(text)
        counts.update(words[:-1])
        last.update(words[-1:] * (2 if _ends_well(text.strip()) else 1))
    counts.update(word for word in last if last[word] > 1)  # no two texts are cut at one word
    beginnings = {
        word[:size] for word in counts if counts[word] > 0 for size in range(1, len(word))
    }
    ended = sum(1 for text in responses if _ends_well(text))
    return Habits(
        frozenset(counts),
        frozenset(beginnings),
        frozenset(word[-2:] for word in counts),
        ended / len(responses) if responses else 0.0,
        _cut_width(responses),
        tuple(sorted(map(_masked, responses))),
    )


def fault(pair: tuple[str, str], habits: Habits) -> str:
    """Return why a pair is beyond repair: ``empty``, ``placeholder`` …; empty where it is not."""
    sides = [text.strip(" \t\r\n\xa0\u200b\u200c\u200d\ufeff\u2060\xad\u202f") for text in pair]
    if not all(sides):
        return "empty"
    for side, stripped in enumerate(sides):
        if is_placeholder(stripped, side):
            return "placeholder"
        if "\ufffd" in stripped and not re.search(r"[«\"'“(]\s?\ufffd\s?[»\"'”)]", stripped):
            return "lost_characters"
    if has_lost_accents(pair):
        return "lost_characters"
    if is_cut_off(pair[1].strip(), habits):
        return "cut_off"
    return ""


def is_placeholder(text: str, side: int = 1) -> bool:
    """Tell whether a whole cell stands for "nothing here"."""
    if len(text) > 40:
        return False
    if _ERROR_VALUE.fullmatch(text):
        return True
    bare = folded(text)
    if not bare:
        return _MARKS_ONLY.fullmatch(text) is not None and not _is_symbol(text)
    if bare in _PLACEHOLDERS:
        return not (bare in ("test", "nom", "name", "value", "valeur", "vide", "aucun", "aucune")
                    and side == 0)  # fmt: skip
    return False


def _is_symbol(text: str) -> bool:
    """Emoji and foreign letters are an answer; dashes, dots and question marks are none."""
    return any(ord(char) > 0x2190 or char.isalnum() for char in text)


def has_lost_accents(pair: tuple[str, str]) -> bool:
    """Tell whether question marks stand where letters were: "d?j?", "re?u"."""
    both = _URL.sub(" ", "\n".join(pair))
    if "?" not in both:
        return False
    if not re.search(r"[À-ÿœŒ]", both):
        return bool(_LOST_ACCENT.search(both) or _LOST_EURO.search(both))
    return bool(_LOST_LIGATURE.search(both) or _LOST_EURO.search(both) or re.search(
        r"[a-zà-ÿ]\?[a-zà-ÿ]{2,}", both))  # fmt: skip


def is_cut_off(text: str, habits: Habits) -> bool:
    """Tell whether a response ends in the middle."""
    if _CUT_MARKS.search(text):
        return True
    if _ends_well(text) or _ADDRESS.search(text):
        return False
    if _is_beginning(_masked(text), habits.responses):
        return True
    if len(text) < _SHORT:
        return False
    if habits.width and len(text) >= habits.width - 1:
        return True
    last = text.rsplit("\n", 1)[-1]
    if re.search(r"[,(«]\s*$", last) and not re.search(r"[:;]-?\($", last):
        return True
    words = _words(last)
    if not words or not last.rstrip()[-1].isalpha() and last.rstrip()[-1] not in "'’-":
        return False
    word = words[-1]
    if word in _FUNCTION_WORDS and habits.punctuated > 0.3:
        return True
    if habits.punctuated < 0.8 or _LIST_LINE.match(last):
        return False
    if last.count("(") > last.count(")") or last.count("«") > last.count("»"):
        return True
    if word in habits.words:
        return False
    rare_end = (
        habits.punctuated > 0.9
        and len(habits.words) > 150
        and len(_words(text)) > 3
        and last.rstrip().endswith(word)  # lower case: no name
        and word[-2:] not in habits.ends
    )
    return word in habits.beginnings or rare_end


def _is_beginning(text: str, responses: tuple[str, ...]) -> bool:
    """Tell whether another response begins like this one and goes on in the same sentence."""
    if len(text) < 8 or " " not in text:
        return False
    place = bisect_left(responses, text)
    while place < len(responses) and responses[place].startswith(text):
        rest = responses[place][len(text) :]
        if rest and (rest[0].isalpha() or re.match(r",? [\w(«]", rest)):
            return True
        place += 1
    return False


def _masked(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())


def _ends_well(text: str) -> bool:
    return re.search(r"[.!?…»\")\]|>:}]\W*$|[^\w\s'’,(«-]$", text) is not None


def _cut_width(texts: Sequence[str]) -> int:
    """Return the length that many texts have exactly and none exceeds, each in mid-sentence."""
    if len(texts) < 10:
        return 0
    longest = max(map(len, texts))
    there = [text for text in texts if longest - 1 <= len(text) <= longest]
    unended = [text for text in there if not _ends_well(text) and not _ADDRESS.search(text)]
    cut = len(there) >= max(3, 0.02 * len(texts)) and len(unended) >= 0.7 * len(there)
    return longest if cut and longest >= 40 else 0
