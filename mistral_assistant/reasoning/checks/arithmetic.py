"""Can a figure of the answer be worked out of the figures that its sources hold?

Among many figures some sum always fits, so this alone bears nothing out: it only makes an unknown
figure less grave, and only where the answer says that it reckons.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from mistral_assistant.reasoning.facts import Figure

_MOST = 24
"""Figures beyond which nearly everything can be worked out by chance."""
_FEW = 10
_RECKONING = re.compile(
    r"(?<!\w)(?:en tout|au total|total\w*|soit|c'est-a-dire|revien\w+|chacune?|par personne|"
    r"economi\w+|difference|ecart|de plus|de moins|double|triple|cumul\w*|ensemble|rest\w+|"
    r"(?:cela|ca|ce qui) (?:fait|donne)|au lieu|additionn\w+|supplementaires?|ajout\w+|"
    r"equiv\w+|calcul\w*)(?!\w)|[=×+]"
)


_EXAMPLE = re.compile(
    r"(?<!\w)(?:par exemple|exemple|ainsi, (?:sur|pour|avec)|supposons|mettons|imaginons)(?!\w)"
)


def is_example(sentence: str) -> bool:
    """Tell whether a folded sentence makes up a case to explain something."""
    return _EXAMPLE.search(sentence) is not None


def reckons(sentence: str) -> bool:
    """Tell whether a folded sentence says that it works something out."""
    return _RECKONING.search(sentence) is not None


def works_out(figure: Figure, known: Sequence[Figure]) -> bool:
    """Tell whether ``figure`` is the sum of some of ``known``, or two of them reckoned together."""
    worth = dict.fromkeys((one.dimension, one.base) for one in known)
    if not 1 < len(worth) <= _MOST:
        return False
    alike = [base for dimension, base in worth if dimension == figure.dimension]
    if figure.base in (sum(alike, Decimal(0)), *_results(alike)):
        return True
    counts = [
        base / 24 if dimension == "hour" else base  # days, and months as they are
        for dimension, base in worth
        if dimension in ("", "%", "fois", "personne", "month", "hour")
    ]
    return any(
        figure.base in (base * count, base * count / 100, base * (100 - count) / 100)
        or (count and abs(base / count - figure.base) < Decimal("0.006"))
        for base in alike
        for count in counts
    ) or (len(worth) <= _FEW and _steps(figure.base, alike, counts))


def _steps(wanted: Decimal, alike: Sequence[Decimal], counts: Sequence[Decimal]) -> bool:
    """Tell whether ``wanted`` is one figure and several times another: 150 + 3 × 50."""
    return any(
        wanted == first + each * count for first, each in permutations(alike, 2) for count in counts
    )


def _results(numbers: Sequence[Decimal]) -> Iterator[Decimal]:
    for one, two in permutations(numbers, 2):
        yield one + two
        yield one - two
