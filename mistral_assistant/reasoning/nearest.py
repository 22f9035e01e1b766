"""The examples of a category that are nearest to a message: the evidence beside the n-grams."""

from dataclasses import dataclass

import numpy as np

from mistral_assistant.reasoning.vectors import Floats, Ints, Rows

TOP = 3
FAR = 0.15
"""An example less alike than this explains nothing."""


@dataclass(frozen=True)
class Examples:
    """The examples of all categories as vectors, those of one category in a row."""

    texts: tuple[str, ...]
    begins: tuple[int, ...]
    """Number of each category's first example, and at the end the number of all."""
    rows: Rows

    def nearest(self, category: int, indices: Ints, values: Floats) -> list[tuple[str, float]]:
        """Return (example, similarity up to 1) of the category's examples nearest to a message."""
        first, last = self.begins[category], self.begins[category + 1]
        starts = self.rows.starts[first : last + 1]
        if last == first or not len(indices):
            return []
        part = slice(int(starts[0]), int(starts[-1]))
        message = np.zeros(self.rows.features, np.float32)
        message[indices] = values
        shared = np.zeros(part.stop - part.start + 1, np.float32)
        np.multiply(message[self.rows.indices[part]], self.rows.values[part], out=shared[:-1])
        summed = np.add.reduceat(shared, starts[:-1] - starts[0], dtype=np.float64)
        alike = np.where(np.diff(starts), summed, 0)  # of an empty row it makes its neighbour's
        best = np.argsort(-alike, kind="stable")[:TOP]
        return [
            (self.texts[first + int(i)], round(min(float(alike[i]), 1.0), 4))
            for i in best
            if alike[i] >= FAR
        ]
