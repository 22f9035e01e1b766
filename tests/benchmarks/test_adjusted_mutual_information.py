"""The measure with which proposed categories are compared with true ones."""

import importlib.util
import itertools
import random
from pathlib import Path

import numpy as np
import pytest

FILE = Path(__file__).parents[2] / "benchmarks" / "adjusted_mutual_information.py"
SPEC = importlib.util.spec_from_file_location("adjusted_mutual_information", FILE)
assert SPEC and SPEC.loader
ami = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ami)

ONE = [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3]
TWO = [1, 1, 1, 1, 2, 1, 2, 2, 2, 2, 3, 1, 3, 3, 3, 2, 2]


def test_known_values() -> None:
    """The example of scikit-learn's tests: MI 0.41022, expected MI 0.15042, AMI 0.27821."""
    table = np.zeros((3, 3))
    for left, right in zip(ONE, TWO, strict=True):
        table[left - 1, right - 1] += 1
    assert ami.mutual_information(table) == pytest.approx(0.41022, abs=1e-5)
    expected = ami.expected_mutual_information(table.sum(axis=1), table.sum(axis=0))
    assert expected == pytest.approx(0.15042, abs=1e-5)
    assert ami.adjusted_mutual_information(ONE, TWO) == pytest.approx(0.27821, abs=1e-5)


def test_names_of_groups_and_their_order_make_no_difference() -> None:
    renamed = [{1: "c", 2: "a", 3: "b"}[label] for label in ONE]
    assert ami.adjusted_mutual_information(ONE, renamed) == pytest.approx(1)
    both = ami.adjusted_mutual_information(ONE, TWO), ami.adjusted_mutual_information(TWO, ONE)
    assert both[0] == pytest.approx(both[1])


def test_one_group_and_groups_of_one_share_nothing() -> None:
    assert ami.adjusted_mutual_information([0, 0, 0, 0], [0, 1, 2, 3]) == pytest.approx(0)
    assert ami.adjusted_mutual_information([0, 0], [1, 1]) == 1
    assert ami.adjusted_mutual_information([0, 1], [1, 0]) == 1


def test_the_expectation_is_the_mean_over_all_orders() -> None:
    """Every order of one labelling against the other: the definition, counted out."""
    one, two = [0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 1, 1]
    values = []
    for order in itertools.permutations(range(6)):
        table = np.zeros((3, 2))
        for place, at in enumerate(order):
            table[one[at], two[place]] += 1
        values.append(ami.mutual_information(table))
    found = ami.expected_mutual_information(np.array([3.0, 2, 1]), np.array([2.0, 4]))
    assert found == pytest.approx(float(np.mean(values)))


def test_chance_gives_about_nothing() -> None:
    draw = random.Random(0)
    one = [draw.randrange(20) for _ in range(2_000)]
    two = [draw.randrange(20) for _ in range(2_000)]
    assert abs(ami.adjusted_mutual_information(one, two)) < 0.02
