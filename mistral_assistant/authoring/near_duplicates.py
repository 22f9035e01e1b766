"""Texts that say nearly the same in the same words: the sets of their words hardly differ."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from mistral_assistant.reasoning import ngrams

SAME = 0.75
"""Jaccard similarity of the word sets from which two texts count as near-duplicates."""
MAX_WORDS = 300
"""Of a text; longer ones are compared by their beginnings."""


def near_duplicate_groups(
    texts: Sequence[str], apart: Sequence[Hashable] | None = None
) -> list[int]:
    """Return a group number for each text, counted from 0 in order of appearance.

    A text joins a group when it is near to one of its members and ``apart`` is the same for both.
    Sources: Broder, "On the resemblance and containment of documents", 1997; prefix filtering,
    which misses no pair, after Bayardo, Ma & Srikant, "Scaling up all pairs similarity search",
    WWW 2007.
    """
    sets = [word_set(text) for text in texts]
    keys = list(zip(sets, apart or [None] * len(sets), strict=True))
    by_apart: dict[Hashable, dict[frozenset[str], None]] = defaultdict(dict)
    for words, kind in keys:
        by_apart[kind][words] = None
    group_of: dict[tuple[frozenset[str], Hashable], tuple[Hashable, int]] = {}
    for kind, distinct in by_apart.items():
        for words, number in zip(distinct, _joined(list(distinct)), strict=True):
            group_of[words, kind] = (kind, number)
    numbers: dict[tuple[Hashable, int], int] = {}
    return [numbers.setdefault(group_of[key], len(numbers)) for key in keys]


def word_set(text: str) -> frozenset[str]:
    """Return the folded words of a text."""
    found = [word for word, _start, _end in ngrams.tokens(text)][:MAX_WORDS]
    # Signs alone ("👍", "?") are no words, and two different ones are not the same.
    return frozenset(found or [f" {text.strip()}"])


def _joined(sets: Sequence[frozenset[str]]) -> list[int]:
    """Return for each set the smallest index of its group."""
    seen = Counter(word for words in sets for word in words)
    parent = list(range(len(sets)))
    index: dict[str, list[int]] = defaultdict(list)
    for number, words in enumerate(sets):
        rarest = sorted(words, key=lambda word: (seen[word], word))
        # Two sets this similar share one of their rarest words.
        prefix = rarest[: len(words) - _least_shared(len(words)) + 1]
        for other in {other for word in prefix for other in index[word]}:
            one, two = _root(parent, number), _root(parent, other)
            if one != two and jaccard(words, sets[other]) >= SAME:
                parent[max(one, two)] = min(one, two)
        for word in prefix:
            index[word].append(number)
    return [_root(parent, number) for number in range(len(sets))]


def _least_shared(size: int) -> int:
    """Return how many words a set of ``size`` shares at least with one that is as similar."""
    return max(1, -int(-SAME * size // 1))


def jaccard(one: frozenset[str], two: frozenset[str]) -> float:
    """Return how much of two sets is in both, 0 … 1."""
    shared = len(one & two)
    return shared / (len(one) + len(two) - shared)


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number
