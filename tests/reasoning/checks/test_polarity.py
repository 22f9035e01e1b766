"""No where a source says yes: what differs from a source in its negation only."""

import pytest
from checking import DELIVERY, RETURNS, blocking, checked, warnings


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (RETURNS, "Les articles personnalisés sont repris."),
        (RETURNS, "Les frais de retour ne sont pas à votre charge, sauf en cas de défaut."),
        (DELIVERY, "Elle n'est pas offerte dès 60 € d'achat."),
        ("Oui. Vous pouvez changer d'adresse.", "Non, vous pouvez changer d'adresse."),
        (
            "Le retour en magasin est gratuit pour tous.",
            "Le retour en magasin est payant pour tous.",
        ),
    ],
)
def test_a_turned_negation_warns(source: str, answer: str) -> None:
    consistency = checked(answer, source)
    assert "negation" in warnings(consistency)
    assert blocking(consistency) == []


def test_a_negation_that_another_source_shares_is_none_turned() -> None:
    sources = (
        "Le modèle Ondine est vendu avec un chargeur.",
        "Le modèle Brume n'est pas vendu avec un chargeur.",
    )
    answer = "Le modèle Brume n'est pas vendu avec un chargeur."
    assert checked(answer, *sources).findings == ()


def test_denying_an_earlier_answer_warns() -> None:
    earlier = ["Votre garantie est valable dans toute la France."]
    answer = "Votre garantie n'est pas valable dans toute la France."
    assert warnings(checked(answer, earlier=earlier)) == ["contradiction"]


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("La réponse est immédiate.", "La réponse n'est pas immédiate."),
        ("Vous devez être majeur.", "Vous devez être mineur."),
        ("Le mot de passe a 12 caractères au moins.", "Le mot de passe a 12 caractères au plus."),
        ("La remise vaut jusqu'à 500 € d'achat.", "La remise vaut à partir de 500 € d'achat."),
        ("Oui ! Vous pouvez changer d'adresse.", "Non ! Vous pouvez changer d'adresse."),
        ("Le retour est à notre charge.", "Le retour est à votre charge."),
    ],
)
def test_a_short_sentence_turned_round_warns(source: str, answer: str) -> None:
    assert "negation" in warnings(checked(answer, source))
