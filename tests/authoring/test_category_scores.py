from played import given, played

from mistral_assistant.authoring.category_scores import category_scores
from mistral_assistant.authoring.pack_test import PlayedTurn
from mistral_assistant.domains.evaluation import EvaluationTurn

A_THRICE = [
    played("A", given("A")),
    played("A", given("A")),
    played("A", given("B"), user="mon colis"),
    played("B", given("B")),
    played("", given("A", decision="outside")),
]


def test_pairs_that_are_confused_are_counted_with_their_messages() -> None:
    found = category_scores([*A_THRICE, played("A", given("B"), user="où")], ["A", "B", "C"])
    (pair,) = found.confusions
    assert (pair.expected, pair.found, pair.count) == ("A", "B", 2)
    assert pair.examples == ("mon colis", "où")


def test_the_matrix_has_a_row_for_what_was_expected_and_a_column_for_what_was_found() -> None:
    found = category_scores(A_THRICE, ["A", "B", "C"])
    assert found.names == ("A", "B", "")
    assert found.matrix == ((2, 1, 0), (0, 1, 0), (0, 0, 1))
    assert found.untested == ("C",)


def test_precision_recall_and_f1_are_those_of_their_definitions() -> None:
    first, second, outside = category_scores(A_THRICE, ["A", "B"]).scores
    assert (first.precision, first.recall) == (1.0, 2 / 3)
    assert (second.precision, second.recall) == (0.5, 1.0)
    assert round(first.f1, 3) == 0.8 and round(second.f1, 3) == 0.667
    assert (outside.name, outside.f1) == ("", 1.0)


def test_a_category_that_is_only_found_by_mistake_has_no_precision() -> None:
    found = category_scores([played("A", given("B"))], ["A", "B"])
    assert [(score.precision, score.recall) for score in found.scores] == [(1.0, 0.0), (0.0, 1.0)]
    assert found.untested == ("B",)


def test_turns_that_failed_or_check_no_category_are_not_counted() -> None:
    unchecked = PlayedTurn("essai", 1, 1, EvaluationTurn("?"), given("A"), ())
    found = category_scores([unchecked, played("A", None)], ["A"])
    assert found.names == () and found.untested == ("A",)
