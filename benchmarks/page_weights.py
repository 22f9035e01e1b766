"""Fit the weights of ``knowledge/page_ranking.py``: python benchmarks/page_weights.py [QUESTIONS…]

The passages are ranked by a conditional logit over the measures of ``Measures``; whether the first
one answers is a logistic regression over ``evidence_of``, in which the strangers of the other
houses count a little too. Printed are the constants, then one JSON line: each house left out in
turn, with the rates that the rules of a pack made from pages would reach. Only NumPy is needed.
"""

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from houses import HOUSES, _plain

from mistral_assistant.authoring.from_documents import propose_from_documents
from mistral_assistant.authoring.from_documents_files import ANSWERS
from mistral_assistant.domains.loader import load_pack
from mistral_assistant.knowledge.page_ranking import Measures, evidence_of, measured
from mistral_assistant.knowledge.page_search import BESIDE_SHARE
from mistral_assistant.reasoning.system import AdvancedReasoningSystem

Floats = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.intp]]
STEPS, RATE = 400, 0.1
PENALTY = 0.006
FOREIGN = 0.25
"""Weight of a question that is foreign because it was asked of another house."""
STRANGER = 1.5
"""Weight of a question without an answer."""
KEPT = len(Measures._fields) - 1
"""The last measure serves the probability only."""


class Row(NamedTuple):
    """A question with what was measured."""

    house: str
    asked_of: str
    """The house whose client asked."""
    right: Floats
    """1 for each passage that answers."""
    measures: Floats
    """(passages, KEPT)."""
    asks: Any
    found: list[Measures]


def main() -> int:
    """Fit, print the constants, leave each house out."""
    files = [Path(name) for name in sys.argv[1:]] or sorted(HOUSES.glob("questions_open*.jsonl"))
    asked = [json.loads(line) for file in files
             for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]  # fmt: skip
    rows = list(_rows([item for item in asked if item["kind"] != "talk"]))
    weights, sure = _fit(rows)
    print("WEIGHTS =", {name: round(float(value), 2) for name, value in
                        zip(Measures._fields, weights, strict=False)})  # fmt: skip
    print("SURE =", tuple(round(float(value), 2) for value in sure))
    print(json.dumps({"benchmark": "page_weights", "questions": len(asked), **_left_out(rows)}))
    return 0


def _rows(asked: list[dict[str, Any]]) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place:
        for house in dict.fromkeys(item["house"] for item in asked):
            propose_from_documents([HOUSES / house], house, Path(place))
            system = AdvancedReasoningSystem(load_pack(Path(place) / house))
            index = system.index
            assert index.pages is not None
            entries = index.entries
            pages = [index.pages.page(position) for position in range(len(entries))]
            for item in asked:
                own = item["house"] == house
                if not own and item["kind"] == "answered":
                    continue
                likely = dict(system.categoriser.categorise(item["question"]).ranked)
                terms = dict.fromkeys(index.terms(item["question"]), 1.0)
                asks, found = measured(item["question"], terms, pages, index, len(entries), likely)
                right = [own and item["kind"] == "answered"
                         and all(_plain(part) in _plain(entry.text) for part in item["contains"])
                         for entry in entries]  # fmt: skip
                values = np.array(found, float)[:, :KEPT]
                yield Row(house, item["house"], np.array(right, float), values, asks, found)


def _fit(rows: list[Row]) -> tuple[Floats, Floats]:
    weights = _descend(KEPT, _ranking_loss([row for row in rows if row.right.any()]))
    values = np.array([_evidence(row, weights)[0] for row in rows])
    first = np.array([row.right[_evidence(row, weights)[1][0]] for row in rows])
    counts = np.array([_weight(row) for row in rows])
    scale = np.append(values[:, :-1].std(axis=0) + 1e-9, 1.0)
    centre = np.append(values[:, :-1].mean(axis=0), 0.0)
    scaled = (values - centre) / scale

    def slope(sure: Floats) -> Floats:
        probability = 1 / (1 + np.exp(-scaled @ sure))
        shrink = np.append(sure[:-1], 0.0) / len(rows)
        return np.asarray(scaled.T @ (counts * (probability - first)) / counts.sum() + shrink)

    sure = _descend(values.shape[1], slope) / scale
    sure[-1] -= float(sure[:-1] @ centre[:-1])
    return weights, sure


def _weight(row: Row) -> float:
    if row.house != row.asked_of:
        return FOREIGN * STRANGER
    return 1.0 if row.right.any() else STRANGER


def _ranking_loss(rows: list[Row]) -> Callable[[Floats], Floats]:
    def slope(weights: Floats) -> Floats:
        total = np.zeros_like(weights)
        for row in rows:
            share = _shares(row.measures @ weights)
            wanted = share * row.right
            total += (share - wanted / (wanted.sum() + 1e-12)) @ row.measures
        return np.asarray(total / len(rows) + PENALTY * weights)

    return slope


def _shares(scores: Floats) -> Floats:
    parts = np.exp(scores - scores.max())
    return np.asarray(parts / parts.sum())


def _descend(size: int, slope: Callable[[Floats], Floats]) -> Floats:
    """Return the minimum by Adam (Kingma & Ba, 2015)."""
    at, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, STEPS):
        gradient = slope(at)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        at = at - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return at


def _evidence(row: Row, weights: Floats) -> tuple[Floats, Places, Floats]:
    """Return (values of the logistic regression, passages best first, their shares)."""
    scores = row.measures @ weights
    order = np.argsort(-scores, kind="stable")
    share = _shares(scores)[order]
    best = row.found[order[0]]
    values = evidence_of(row.asks, best, float(scores[order[0]]), float(share[0]))
    return np.array(values), order, share


def _left_out(rows: list[Row]) -> dict[str, float]:
    """Return the rates in per cent with each house judged by weights fitted on the others."""
    at_once = once_single = misled = second = first = refused = 0
    for house in dict.fromkeys(row.house for row in rows):
        others = [row for row in rows if house not in (row.house, row.asked_of)]
        weights, sure = _fit(others)
        for row in rows:
            if row.house != house or row.asked_of != house:
                continue
            values, order, share = _evidence(row, weights)
            answers = bool(1 / (1 + np.exp(-values @ sure)) >= ANSWERS)
            shown = order[: 1 + int(share[1] >= BESIDE_SHARE * share[0])]
            if not row.right.any():
                refused += not answers
                continue
            good = bool(row.right[shown].any())
            first += bool(row.right[order[0]])
            once_single += bool(answers and row.right[order[0]])
            at_once += int(answers and good)
            misled += int(answers and not good)
            second += (answers and good) or (not answers and bool(row.right[order[:4]].any()))
    known = sum(row.right.any() for row in rows)
    strangers = sum(row.house == row.asked_of and not row.right.any() for row in rows)
    return {
        "first_per_cent": round(100 * first / known, 1),
        "at_once_per_cent": round(100 * at_once / known, 1),
        "at_once_by_first_per_cent": round(100 * once_single / known, 1),
        "second_per_cent": round(100 * second / known, 1),
        "misled_per_cent": round(100 * misled / known, 1),
        "strangers_per_cent": round(100 * refused / strangers, 1),
    }


if __name__ == "__main__":
    sys.exit(main())
