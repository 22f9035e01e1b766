"""The closed lists of packs are those of the reasoning layer, which packs must not import."""

import pytest

from mistral_assistant.domains import vocabulary
from mistral_assistant.domains.vocabulary import nearest, suggest
from mistral_assistant.reasoning import approach, turn
from mistral_assistant.reasoning.recognisers import BUILTINS
from mistral_assistant.tools import TOOLS


def test_the_lists_are_those_of_the_reasoning_layer() -> None:
    assert vocabulary.APPROACHES == turn.APPROACHES
    assert vocabulary.CHOICES["decision"] == turn.DECISIONS
    assert vocabulary.CHOICES["moderation"] == turn.MODERATION_LEVELS
    assert vocabulary.CHOICES["sentiment"] == turn.SENTIMENTS


def test_every_condition_of_a_rule_is_known_to_the_reasoning_layer() -> None:
    assert set(vocabulary.CONDITIONS) == set(approach.CONDITIONS)


def test_built_in_recognisers_and_tools_are_the_ones_that_exist() -> None:
    assert set(vocabulary.BUILTINS) == set(BUILTINS)
    assert set(vocabulary.TOOLS) == set(TOOLS)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("LIVRASON", "LIVRAISON"),
        ("livraison", "LIVRAISON"),
        ("numero", "numero_commande"),
        ("zzz", ""),
    ],
)
def test_a_typo_finds_the_nearest_name(name: str, near: str) -> None:
    assert nearest(name, ["LIVRAISON", "RETOUR", "numero_commande"]) == near


def test_without_a_near_name_the_remedy_lists_the_valid_ones() -> None:
    assert suggest("zzz", ["b", "a"]) == "Valeurs possibles : a, b."


def test_without_any_valid_name_the_remedy_says_to_declare_one() -> None:
    assert suggest("zzz", []) == "Déclarez « zzz », ou retirez cette ligne."
