"""Can a figure of the answer be worked out of the figures that its sources hold?

Among many figures some sum always fits, so this alone bears nothing out: it only makes an unknown
figure less grave, and only where the answer says that it reckons.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise, permutations, product

from mistral_assistant.reasoning.checks.sources import ReadText
from mistral_assistant.reasoning.facts import Fact, Figure

_MOST = 24
"""Figures beyond which nearly everything can be worked out by chance."""
_FEW = 10
_PERIODS = ("jour", "semaine", "mois", "an")
_BETWEEN = re.compile(r" ?(?:a|jusqu'a|et|-|–) ?")
_BEFORE_AFTER = re.compile(r"(?<!\w)(?:avant|apres|pendant|durant|plus (?:tard|tot)|au bout)(?!\w)")
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


def spans_interval(figure: Figure, source: ReadText) -> bool:
    """Tell whether a time is that between two hours of a source: *de 20 h à 22 h* is two hours.

    Years alike: *entre 1871 et 1874* is three years.
    """
    if figure.unit == "an":
        ends, length = _years(source), figure.number
    elif figure.dimension == "hour":
        ends, length = _hours(source), figure.base
    else:
        return False
    return any(
        _BETWEEN.fullmatch(source.folded.text[one.end : two.start])
        and _base(two) - _base(one) == length
        for one, two in pairwise(ends)
    )


def before_or_after(figure: Figure, source: ReadText) -> bool:
    """Tell whether an hour or a year is one of a source, moved by what a sentence right there says.

    *20 minutes avant la fermeture, fixée à 20 h* is 19 h 40.
    """
    if figure.unit not in ("", "heure"):
        return False
    moments, steps = (_hours, _times) if figure.unit else (_years, _years)
    earlier = 0
    for start, end in source.sentences:
        if _BEFORE_AFTER.search(source.folded.text, start, end):
            here = range(earlier, end)
            from_ = [_base(fact) for fact in moments(source) if fact.start in here]
            by = [_base(fact) for fact in steps(source) if fact.start in here]
            if any(figure.base in (one + two, one - two) for one, two in product(from_, by)):
                return True
        earlier = start
    return False


def _times(source: ReadText) -> list[Fact]:
    return [
        fact for fact in source.facts
        if isinstance(fact.value, Figure) and fact.value.dimension == "hour"
    ]  # fmt: skip


def _hours(source: ReadText) -> list[Fact]:
    """Return the times of day, each with its own *h*: the 2 of *2 à 4 heures* is none."""
    text = source.folded.text
    return [fact for fact in _times(source) if "h" in text[fact.start : fact.end]]


def _years(source: ReadText) -> list[Fact]:
    """Return the years that a source names, and the numbers of years that pass; no other units."""
    return [
        fact for fact in source.facts
        if isinstance(fact.value, Figure)
        and (fact.value.unit == "an" or (not fact.value.unit and 1000 <= fact.value.number < 2200))
    ]  # fmt: skip


def _base(fact: Fact) -> Decimal:
    """Return hours for a time, years for a year and for years that pass."""
    if not isinstance(fact.value, Figure):
        return Decimal(0)
    return fact.value.number if fact.value.unit == "an" else fact.value.base


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
    counts += [one.number for one in known if one.unit in _PERIODS]
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
