"""Kinds of facts in pages and questions, and ages."""

import pytest

from mistral_assistant.french import fold
from mistral_assistant.knowledge.facts import OLDEST, age_of, age_ranges, asked, names_holiday, told


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Tradition : 1,25 €", "price"),
        ("L'eau filtrée est offerte.", "price"),
        ("de 6 h 45 à 19 h 30", "hour"),
        ("Fermé le lundi", "day"),
        ("du 3 au 24 août", "date"),
        ("deux semaines à l'avance", "span"),
        ("8 rue des Tanneurs", "place"),
        ("Téléphone : 02 61 91 14 07", "phone"),
        ("etude@astruc.example", "mail"),
        ("espèces et chèques", "pay"),
    ],
)
def test_a_page_tells(text: str, kind: str) -> None:
    assert kind in told(fold(text))


def test_hours_that_last_are_no_time_of_day() -> None:
    assert "hour" not in told("prevenez 48 h a l'avance")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("c combien un balayage", "price"),
        ("vous fermez à quelle heure ?", "hour"),
        ("c'est quand la rando ?", "date"),
        ("au bout de combien de temps je le reçois", "span"),
        ("Où peut-on se garer ?", "place"),
        ("comment vous joindre ?", "phone"),
        ("on peut payer en plusieurs fois", "pay"),
        ("on peut prendre combien de livres", "count"),
    ],
)
def test_a_question_asks_for(question: str, kind: str) -> None:
    assert kind in asked(fold(question))


def test_how_long_is_no_question_for_a_price() -> None:
    assert "price" not in asked("combien de temps ca dure")
    assert "place" not in asked("au four ou a la poele")


def test_ages_and_their_ranges() -> None:
    assert age_of("pour ma fille de 8 ans") == 8
    assert age_of("mon bebe a 18 mois") == 1.5
    assert age_of("ouvert depuis 30 ans") is None
    found = list(age_ranges("de 6 a 12 ans, moins de 3 ans, des 14 ans, 5-11 ans"))
    assert set(found) == {(6, 12), (0, 3), (14, OLDEST), (5, 11)}


def test_holidays_by_date_and_name() -> None:
    assert names_holiday("vous serez la le 14 juillet ?")
    assert not names_holiday("vous serez la le 13 juillet ?")
