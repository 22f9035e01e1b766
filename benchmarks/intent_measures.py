"""How well confidences and scores do their work."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]
BINS = 10


def calibration_error(confidence: Numbers, right: Numbers) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    place = np.minimum((np.asarray(confidence) * BINS).astype(int), BINS - 1)
    total = 0.0
    for number in range(BINS):
        inside = place == number
        if inside.any():
            total += inside.mean() * abs(confidence[inside].mean() - right[inside].mean())
    return float(total)


def auroc(inside: Numbers, outside: Numbers) -> float:
    """Return the chance that an inside score exceeds an outside one; ties count one half."""
    everything = np.concatenate([inside, outside])
    _values, inverse, counts = np.unique(everything, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    own = ranks[: len(inside)].sum() - len(inside) * (len(inside) + 1) / 2
    return float(own / (len(inside) * len(outside)))


def recall_at(inside: Numbers, outside: Numbers, refused: float = 0.05) -> float:
    """Return the share of outside messages below the score that refuses this share inside."""
    return float((outside < np.quantile(inside, refused)).mean())


def mean_and_interval(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean and the half width of its 95 % interval (normal, over splits)."""
    numbers = np.asarray(values, float)
    if len(numbers) < 2:
        return float(numbers.mean()), math.nan
    return float(numbers.mean()), float(1.96 * numbers.std(ddof=1) / math.sqrt(len(numbers)))
