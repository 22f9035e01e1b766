"""How the benchmarks of phrases, calculations and hostile words judge what they get."""

import importlib.util
import random
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from mistral_assistant.tools.french_numbers import read_words

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def script(name: str) -> ModuleType:
    """Load a benchmark without running it."""
    spec = importlib.util.spec_from_file_location(f"benchmark_{name}", BENCHMARKS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


phrases = script("phrases")
calculator = script("calculator")
hostility = script("hostility")


@pytest.mark.parametrize(
    ("expected", "said", "right"),
    [
        ("41,88", "12 % de 349 = 41,88", True),
        ("149,7", "3 x 49,90 = 149,70", True),
        ("1235", "1 234,50 + 0,5 = 1\u202f235", True),
        ("-7", "5 - 12 = -7", True),
        ("7", "5 - 12 = -7", False),
        ("3", "« r » apparaît 3 fois dans « arrivera ».", True),
        ("refus", "La division par zéro n'est pas définie.", True),
        ("refus", "", True),
        ("refus", "1/0 = 0", False),
        ("12", "", False),
    ],
)
def test_results_are_compared_as_numbers(expected: str, said: str, right: bool) -> None:
    phrase = {"text": "", "kind": "calculator", "expected": expected}
    assert phrases.accepted(phrase, said) is right


def test_outside_the_domain_is_no_category() -> None:
    assert phrases.accepted({"kind": "category", "expected": None}, "")
    assert not phrases.accepted({"kind": "category", "expected": None}, "COMMANDE")


def test_the_peer_counts_inside_words_and_knows_no_negation() -> None:
    assert phrases.counted_mood("Je suis mécontent") == "positive"
    assert phrases.listed_level("Je vais te remercier") == "threat"
    assert phrases.most_keywords("où est mon colis", {"A": ["facture"], "B": ["colis"]}) == "B"


@pytest.mark.parametrize(
    "number", [0, 1, 21, 71, 80, 81, 91, 99, 100, 200, 201, 1000, 80_000, 999_999]
)
def test_numbers_written_in_words_are_read_back(number: int) -> None:
    words = calculator.in_words(number).replace("é", "e").replace("-", " ").split()
    assert read_words(words) == (number, len(words))


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("10/3 = 3,3333333333…", True),
        ("10/3 = 3,3333333334…", False),
        ("10/3 = 3,3333333333", False),
        ("", False),
    ],
)
def test_a_cut_result_must_agree_in_every_digit(answer: str, right: bool) -> None:
    assert calculator.is_right(calculator.Case("10/3", Fraction(10, 3)), answer) is right


def test_the_same_seed_builds_the_same_inputs() -> None:
    assert calculator.cases(50, 3) == calculator.cases(50, 3)
    assert sum(case.value is None for case in calculator.cases(50, 3)) == 5


def test_a_sample_of_the_generated_calculations_is_right() -> None:
    pick = random.Random(5)
    for case in [calculator.sentence(pick) for _ in range(60)]:
        assert calculator.is_right(case, calculator.answered(case.text)), case


def test_a_letter_inside_a_word_is_disguised() -> None:
    assert hostility.CARRIERS["look-alike"]("connard") == "espèce de c0nnard"
