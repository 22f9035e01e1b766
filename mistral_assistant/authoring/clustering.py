"""Grouping unit vectors: smoothing over nearest neighbours, spherical k-means, number of groups.

numpy only and deterministic. What the groups are called is the business of ``naming.py``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from mistral_assistant.authoring.sparse_text import Floats, Ints, SparseRows, unit

NEIGHBOURS = 10
SMOOTHINGS = 8
RESTARTS = 4
ROUNDS = 60
MAX_GROUPS = 100
"""More are only made where the caller says how many."""
ROWS_A_GROUP = 15
"""No more groups are tried than leave this many rows for each on average."""
ENOUGH = 0.9
"""Share of the best silhouette with which fewer groups are preferred."""
SAMPLE = 3_000
"""Rows on which numbers of groups are compared."""
_BLOCK = 1_000


@dataclass(frozen=True)
class Grouping:
    """Which of the groups 0 … count − 1 each row belongs to."""

    labels: Ints
    count: int
    fit: Floats
    """(N,) silhouette of each row, −1 … 1: below 0 another group is nearer."""


def group(vectors: Floats, count: int | None = None) -> Grouping:
    """Group (N, D) unit vectors into ``count`` groups, or into as many as the rows suggest.

    Fewer groups than ``count`` come out where there are not as many different rows.
    """
    points = smooth(vectors)
    wanted = count or suggested_count(points)
    labels, centres = spherical_k_means(points, wanted, RESTARTS)
    return Grouping(labels, len(centres), silhouettes(points, labels))


def smooth(vectors: Floats) -> Floats:
    """Move every vector towards its nearest neighbours, a few times over.

    Short texts on one subject may share no word, but they share neighbours. Source: the low-pass
    graph filter of Zhang, Liu, Li & Wu, "Attributed Graph Clustering via Adaptive Graph
    Convolution", IJCAI 2019, with a fixed number of steps.
    """
    count = min(NEIGHBOURS, max(3, len(vectors) // 50), len(vectors) - 1)
    if count < 1:
        return unit(vectors)
    graph = _neighbour_graph(vectors, count)
    points = vectors
    for _step in range(SMOOTHINGS):
        points = (points + graph.times(points)) * np.float32(0.5)
    return unit(points)


def _neighbour_graph(vectors: Floats, count: int) -> SparseRows:
    """Return the symmetrically normalised weights between each row and its nearest ones."""
    total = len(vectors)
    nearest = np.zeros((total, count), np.int64)
    weights = np.zeros((total, count), np.float32)
    for start in range(0, total, _BLOCK):
        block = slice(start, min(start + _BLOCK, total))
        cosines = vectors[block] @ vectors.T
        cosines[np.arange(block.stop - start), np.arange(start, block.stop)] = -1
        nearest[block] = np.argpartition(-cosines, count - 1, axis=1)[:, :count]
        weights[block] = np.take_along_axis(cosines, nearest[block], 1)
    one = np.repeat(np.arange(total), count)
    other = nearest.ravel()
    weight = np.maximum(weights.ravel(), 0) / 2
    rows, columns = np.concatenate([one, other]), np.concatenate([other, one])
    values = np.concatenate([weight, weight])
    degree = np.bincount(rows, values, total)
    values = values / np.sqrt(np.maximum(degree[rows] * degree[columns], 1e-12))
    order = np.argsort(rows, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=total))])
    return SparseRows(starts, columns[order], values[order].astype(np.float32), total)


def suggested_count(points: Floats) -> int:
    """Return the smallest number of groups whose mean silhouette comes near the best one.

    The silhouette alone would go on splitting: paraphrases of one sentence are a tight group.
    """
    sample = points[:: max(1, -(-len(points) // SAMPLE))]
    measured = []
    for count in _counts(min(MAX_GROUPS, max(2, len(points) // ROWS_A_GROUP))):
        labels, centres = spherical_k_means(sample, count, 1)
        measured.append((len(centres), float(silhouettes(sample, labels).mean())))
    best = max(value for _count, value in measured)
    return next(count for count, value in measured if value >= ENOUGH * best)


def _counts(most: int) -> Iterator[int]:
    """Yield 2 … ``most`` in steps of about a quarter."""
    count = 2
    while count < most:
        yield count
        count = max(count + 1, round(count * 1.25))
    yield most


def spherical_k_means(points: Floats, count: int, restarts: int) -> tuple[Ints, Floats]:
    """Return (N,) labels and (K, D) unit centres of the best of several starts; no group is empty.

    Sources: Dhillon & Modha, "Concept Decompositions for Large Sparse Text Data Using
    Clustering", Machine Learning 42, 2001; greedy k-means++ after Arthur & Vassilvitskii, 2007.
    """
    best = None
    for seed in range(restarts):
        labels, centres, score = _one_start(points, count, np.random.default_rng(seed))
        if best is None or score > best[2]:
            best = labels, centres, score
    if best is None:
        raise ValueError("restarts must be at least 1")
    used, labels = np.unique(best[0], return_inverse=True)
    return labels.astype(np.int64), best[1][used]


def _one_start(
    points: Floats, count: int, random: np.random.Generator
) -> tuple[Ints, Floats, float]:
    centres = _first_centres(points, count, random)
    labels = np.full(len(points), -1, np.int64)
    for _round in range(ROUNDS):
        cosines = points @ centres.T
        nearest = cosines.argmax(axis=1)
        if np.array_equal(nearest, labels):
            break
        labels = nearest
        sums = _sums(points, labels, len(centres))
        filled = np.linalg.norm(sums, axis=1, keepdims=True) > 0
        centres = np.where(filled, unit(sums), centres)
    return labels, centres, float((points * centres[labels]).sum())


def _first_centres(points: Floats, count: int, random: np.random.Generator) -> Floats:
    """Draw rows far from those drawn before; of a few candidates take the one that helps most."""
    chosen = [int(random.integers(len(points)))]
    far = np.maximum(1 - points @ points[chosen[0]], 0).astype(np.float64)
    while len(chosen) < min(count, len(points)) and far.max() > 1e-6:
        candidates = random.choice(len(points), size=4, p=far / far.sum())
        distances = np.minimum(far, np.maximum(1 - points[candidates] @ points.T, 0))
        best = int(distances.sum(axis=1).argmin())
        chosen.append(int(candidates[best]))
        far = distances[best]
        far[chosen[-1]] = 0
    return points[chosen]


def _sums(points: Floats, labels: Ints, count: int) -> Floats:
    order = np.argsort(labels, kind="stable")
    present, starts = np.unique(labels[order], return_index=True)
    sums = np.zeros((count, points.shape[1]), np.float32)
    sums[present] = np.add.reduceat(points[order], starts, axis=0)
    return sums


def silhouettes(points: Floats, labels: Ints) -> Floats:
    """Return the silhouette of each unit vector for the cosine distance; 0 in a group of one.

    Source: Rousseeuw, "Silhouettes", J. Comput. Appl. Math. 20, 1987. The mean distance to a group
    of unit vectors needs nothing but their sum.
    """
    count = int(labels.max()) + 1
    sizes = np.bincount(labels, minlength=count)
    if count < 2:
        return np.zeros(len(points), np.float32)
    closeness = points @ _sums(points, labels, count).T
    rows = np.arange(len(points))
    own = sizes[labels]
    itself = np.square(points).sum(axis=1)
    inside = 1 - (closeness[rows, labels] - itself) / np.maximum(own - 1, 1)
    distances = 1 - closeness / np.maximum(sizes, 1)
    distances[:, sizes == 0] = np.inf
    distances[rows, labels] = np.inf
    outside = distances.min(axis=1)
    largest = np.maximum(np.maximum(inside, outside), 1e-9)
    found: Floats = np.where(own > 1, (outside - inside) / largest, 0).astype(np.float32)
    return found
