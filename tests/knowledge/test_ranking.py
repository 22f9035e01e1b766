"""How well a passage answers, by the stems that it shares with the question."""

from typing import Any

import pytest

from mistral_assistant.knowledge.ranking import BODY_SHARE, CATEGORY_BONUS, Asked, Stems, compared


def passage(head: str, body: str = "") -> Stems:
    return Stems(frozenset(head.split()), frozenset(body.split()), (frozenset(head.split()),))


def asked(**more: Any) -> Asked:
    weights = {"delai": 2.0, "retour": 1.0, "colis": 1.0}
    plain = {"kin": {}, "category": "", "new": set(), "weight_of_new": 0.0, "hinted": set()}
    return Asked(weights, frozenset(weights), 4.0, **{**plain, **more})


def score(question: Asked, of: Stems, category: str = "") -> float:
    return compared(question, of, category)[0] / (1 - CATEGORY_BONUS)


def test_the_score_is_the_part_of_the_question_s_weight_that_the_passage_covers() -> None:
    assert score(asked(), passage("delai livraison")) == pytest.approx(2 / 4)
    assert score(asked(), passage("", "delai")) == pytest.approx(2 / 4 * BODY_SHARE)
    assert score(asked(), passage("livraison")) == 0


def test_a_related_word_stands_in_for_a_missing_one_at_less_weight() -> None:
    question = asked(kin={"delai": (frozenset({"duree"}), 0.5)})
    assert score(question, passage("duree")) == pytest.approx(0.5 / 4)
    assert score(question, passage("delai duree")) == pytest.approx(2 / 4)


def test_the_category_adds_to_what_covers_something_only() -> None:
    question = asked(category="RETOURS")
    assert compared(question, passage("delai"), "RETOURS")[0] == pytest.approx(
        2 / 4 * (1 - CATEGORY_BONUS) + CATEGORY_BONUS
    )
    assert compared(question, passage("autre"), "RETOURS")[0] == 0


@pytest.mark.parametrize(
    "more", [{"new": {"retour"}, "weight_of_new": 1.0}, {"hinted": {"retour", "robot"}}]
)
def test_what_was_just_said_and_what_is_hinted_raise_the_rank_and_not_the_score(
    more: dict[str, Any],
) -> None:
    with_it, without = passage("delai retour"), passage("delai colis")
    assert compared(asked(), with_it, "")[1] == compared(asked(), without, "")[1]
    assert compared(asked(**more), with_it, "")[1] > compared(asked(**more), without, "")[1]
    assert compared(asked(**more), with_it, "")[0] == compared(asked(**more), without, "")[0]
