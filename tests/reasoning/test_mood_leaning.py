"""What the words of a message lean to where the rules find no sign."""

import pytest

from mistral_assistant.reasoning.mood_leaning import THRESHOLD, leanings, learned_mood
from mistral_assistant.reasoning.sentiment import by_rules, sentiment

NEGATIVE = "aucun effort de votre part depuis des semaines c'est vraiment lamentable".split()


def test_nothing_said_leans_nowhere() -> None:
    assert learned_mood([]) == "neutral"
    assert learned_mood("la prise est derriere le meuble".split()) == "neutral"


def test_the_same_words_lean_the_same_way_and_more_of_them_further() -> None:
    negative, positive = leanings(NEGATIVE)
    assert negative > positive
    assert negative >= THRESHOLD
    assert leanings(NEGATIVE) == (negative, positive)


@pytest.mark.parametrize(
    "text",
    [
        "Est-ce que j'ai relancé trois fois et on me promet toujours la lune",
        "Quelle est la couleur du bouton ?",
        "C'est pour ma belle-mère",
    ],
)
def test_questions_and_plain_statements_stay_neutral(text: str) -> None:
    assert sentiment(text) == "neutral"


def test_the_rules_decide_wherever_they_find_a_sign() -> None:
    assert by_rules("Ce n'est pas génial") == sentiment("Ce n'est pas génial") == "negative"


def test_words_that_no_rule_knows_may_still_lean() -> None:
    text = "J'ai relancé trois fois et on me promet toujours la lune"
    assert by_rules(text) == "neutral"
    assert sentiment(text) == "negative"
