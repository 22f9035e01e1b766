"""Figures that are worked out, rounded, stuck to a word or in another one's place."""

import pytest
from checking import DELIVERY, RETURNS, WARRANTY, blocking, checked, warnings

from mistral_assistant.reasoning.checks.sources import read


def test_another_figure_in_the_place_of_an_earlier_one_contradicts_it() -> None:
    earlier = ["La livraison à domicile coûte 4,90 € pour toute la France."]
    consistency = checked("La livraison à domicile coûte 6,90 € pour la France.", earlier=earlier)
    assert blocking(consistency) == [("contradiction", "6,90 €")]
    assert "Une réponse précédente disait" in consistency.findings[0].evidence


def test_a_count_that_the_answer_makes_itself_only_warns() -> None:
    assert blocking(checked("Voici 4 conseils pour le retour d'un article.", RETURNS)) == []


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        (DELIVERY, "Pour deux colis, cela revient à 9,80 €."),
        (DELIVERY, "Un point relais et un domicile coûtent ensemble 8,80 €."),
        (DELIVERY, "Par exemple, pour un panier de 75 €, la livraison est offerte."),
        (WARRANTY, "La garantie est de 730 jours."),
        ("Comptez 150 litres, puis 50 litres par personne.",
         "Pour 4 personnes, cela fait 300 litres, puisque 3 personnes s'ajoutent."),
    ],
)  # fmt: skip
def test_a_figure_that_the_answer_works_out_only_warns(source: str, answer: str) -> None:
    consistency = checked(answer, source)
    assert blocking(consistency) == []
    assert "figure" in warnings(consistency)


def test_a_reckoning_that_is_wrong_blocks() -> None:
    assert blocking(checked("Pour deux colis, cela revient à 12,80 €.", DELIVERY)) == [
        ("figure", "12,80 €")
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Le fonds compte plus de 400 toiles.", True),
        ("Le fonds compte environ 410 toiles.", True),
        ("Le fonds compte plus de 500 toiles.", False),
        ("Le fonds compte moins de 400 toiles.", False),
        ("Le fonds compte 400 toiles.", False),
    ],
)
def test_a_rounded_figure_must_say_so_and_be_near(answer: str, said: bool) -> None:
    assert (blocking(checked(answer, "Le fonds compte 412 toiles.")) == []) is said


def test_figures_that_stick_to_a_word_are_read_on_both_sides() -> None:
    source = "Le médecin répond dans un délai de8 jours après la demande."
    assert checked("Le médecin répond dans un délai de huit jours.", source).findings == ()
    answer = "Le médecin répond dans un délai de8 semaines après la demande."
    assert blocking(checked(answer, source)) == [("unit", "8 semaines")]


def test_grouped_thousands_are_no_loophole() -> None:
    """6 786 and 7 786 share their last three digits."""
    assert blocking(checked("Le plafond est de 6 786 €.", "Le plafond est de 7 786 €.")) == [
        ("figure", "6 786 €")
    ]


def test_what_a_text_says_a_thousand_times_is_compared_once() -> None:
    """A model that loops must not keep the check busy for a minute."""
    text = read("Il reste 31 m. " * 1_000)
    assert len(text.slots) == 1_000
    assert len(text.places) < 10


def test_a_reference_of_thousands_of_digits_is_compared_like_any_other() -> None:
    assert blocking(checked("Il y en a 12.", "Le code est " + "1" * 5_000 + ".")) == [
        ("figure", "12")
    ]


def test_an_amount_does_not_take_the_place_of_a_number_of_people() -> None:
    source = "1 personne seule : 16 723 €. 1 personne avec 1 personne à charge : 20 120 €."
    assert checked("1 personne avec 1 personne à charge : 20 120 €.", source).findings == ()
