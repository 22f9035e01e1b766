"""What sets groups of texts apart in words: names, labels and keywords for categories."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from mistral_assistant.french import STOP_WORDS, fold
from mistral_assistant.reasoning.categorise import GREETINGS

_ENGLISH = frozenset(
    """about after again all also am an and any are aren as at be because been before being but by
    can cannot can't could couldn did didn do does doesn doing don down else even ever few for from
    further get getting give go going gone got had hadn has hasn have haven having hello her here
    hers him his how i i'm if in into is isn it its just keep know let like ll look make many may
    me might mine more most much must my need needs never no not now of off on once one only or
    other our out over own please re really same say see seem shall she should so some still such
    take tell than thank thanks that the their them then there these they thing things this those
    through to too try trying under until up us use using ve very want was wasn way we were weren
    what when where whether which while who whom why will with won would wouldn yes yet you your
    yours""".split()
)
_LENGTHS = range(3, 31)
_WORD = re.compile(r"[^\W\d_]+")
_STEM = 5
MAX_KEYWORDS = 6
KEYWORD_SHARE = 0.6
"""Share of the texts with a keyword that must lie in its category."""
_ID = re.compile(r"[^A-Z0-9]+")
_MAX_ID = 40


def distinguishing_words(groups: Sequence[Sequence[str]]) -> list[list[tuple[str, float]]]:
    """Return for each group of texts its (word, share of the word's texts that lie in it).

    Best first: by what each word adds to the Kullback-Leibler divergence between the group and
    all texts, counted once a text. Words come as they are written most often.
    """
    inside = [_text_counts(texts) for texts in groups]
    overall: Counter[str] = Counter()
    for counts in inside:
        overall.update(counts)
    written = _spellings(text for texts in groups for text in texts)
    total = sum(map(len, groups))
    ranked = []
    for texts, counts in zip(groups, inside, strict=True):
        gains = {
            word: number / len(texts) * math.log((number / len(texts)) / (overall[word] / total))
            for word, number in counts.items()
        }
        order = sorted(gains, key=lambda word: (-gains[word], word))
        ranked.append([(written[word], counts[word] / overall[word]) for word in order])
    return ranked


def _text_counts(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({fold(word) for word in _WORD.findall(text)} - {""})
    for word in list(counts):
        if len(word) not in _LENGTHS or word in STOP_WORDS | _ENGLISH | GREETINGS:
            del counts[word]
    return counts


def _spellings(texts: Iterable[str]) -> dict[str, str]:
    """Return folded word → the commonest way to write it, in lower case."""
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in _WORD.findall(text):
            ways[fold(word)][word.lower()] += 1
    return {word: max(sorted(seen), key=seen.__getitem__) for word, seen in ways.items()}


def unlike(words: Iterable[str]) -> list[str]:
    """Leave out words that begin like an earlier one: inflected forms name nothing new."""
    kept: dict[str, str] = {}
    for word in words:
        kept.setdefault(fold(word)[:_STEM], word)
    return list(kept.values())


def category_id(name: str) -> str:
    """Return a name as a category id (A-Z, 0-9, _), empty where it has no such character."""
    words = _ID.sub("_", fold(name).upper()).strip("_")
    if words and not words[0].isalpha():
        words = f"SUJET_{words}"
    return words


def unused_id(wanted: Iterable[str], taken: Iterable[str]) -> str:
    """Return the first wanted id that is not taken; numbered where all are, or none is usable."""
    used = set(taken)
    candidates = [name[:_MAX_ID].rstrip("_") for name in wanted if name]
    for name in candidates:
        if name not in used:
            return name
    stem = candidates[0] if candidates else "SUJET"
    number = 2 if candidates else 1
    while f"{stem}_{number}" in used:
        number += 1
    return f"{stem}_{number}"


def keywords(words: Sequence[Sequence[tuple[str, float]]], taken: Iterable[str]) -> list[list[str]]:
    """Choose up to MAX_KEYWORDS a group among its distinguishing words; no word serves twice."""
    used = set(map(fold, taken))
    chosen: list[list[str]] = []
    for ranked in words:
        kept = [word for word, share in ranked[: 5 * MAX_KEYWORDS] if share >= KEYWORD_SHARE]
        kept = unlike(word for word in kept if fold(word) not in used)[:MAX_KEYWORDS]
        used.update(map(fold, kept))
        chosen.append(kept)
    return chosen
