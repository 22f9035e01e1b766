"""How far two groupings of the same things agree, beyond what chance alone would give.

Source: Vinh, Epps & Bailey, "Information Theoretic Measures for Clusterings Comparison", JMLR 11,
2010: equation 24a for the expected mutual information, normalised by the mean of the entropies.
"""

from collections.abc import Sequence
from math import lgamma

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]


def adjusted_mutual_information(one: Sequence[object], two: Sequence[object]) -> float:
    """Return 1 for equal groupings, about 0 for unrelated ones; negative if worse than chance."""
    table = _contingency(one, two)
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if len(rows) == len(columns) == 1 or len(rows) == len(columns) == len(one):
        return 1.0
    mean = (_entropy(rows) + _entropy(columns)) / 2
    expected = expected_mutual_information(rows, columns)
    return float((mutual_information(table) - expected) / (mean - expected))


def _contingency(one: Sequence[object], two: Sequence[object]) -> Counts:
    first = {label: number for number, label in enumerate(dict.fromkeys(one))}
    second = {label: number for number, label in enumerate(dict.fromkeys(two))}
    table = np.zeros((len(first), len(second)))
    for left, right in zip(one, two, strict=True):
        table[first[left], second[right]] += 1
    return table


def mutual_information(table: Counts) -> float:
    """Return the mutual information of a contingency table, in nats."""
    total = table.sum()
    outer = np.outer(table.sum(axis=1), table.sum(axis=0))
    filled = table > 0
    shares = table[filled] / total
    return float((shares * np.log(total * table[filled] / outer[filled])).sum())


def expected_mutual_information(rows: Counts, columns: Counts) -> float:
    """Return the mean over all tables with these sums, which the hypergeometric law weighs."""
    total = int(rows.sum())
    log_factorial = np.array([lgamma(number + 1) for number in range(total + 1)])
    expected = 0.0
    for a in rows.astype(int):
        for b in columns.astype(int):
            n = np.arange(max(1, a + b - total), min(a, b) + 1)
            log_share = (
                log_factorial[[a, b, total - a, total - b]].sum()
                - log_factorial[total]
                - log_factorial[n]
                - log_factorial[a - n]
                - log_factorial[b - n]
                - log_factorial[total - a - b + n]
            )
            expected += float((n / total * np.log(total * n / (a * b)) * np.exp(log_share)).sum())
    return expected


def _entropy(sizes: Counts) -> float:
    shares = sizes / sizes.sum()
    return float(-(shares * np.log(shares)).sum())
