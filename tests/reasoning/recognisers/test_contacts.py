"""Postcodes in messages."""

from collections.abc import Callable

import pytest

Values = Callable[[str, str], list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("69003", ["69003"]),
        ("69003 Lyon", ["69003"]),
        ("au 56000, pas au 56100", ["56000", "56100"]),
        ("1000 Bruxelles", ["1000"]),
        ("4000 Liège", ["4000"]),
        ("1000 bruxelles", ["1000"]),
        ("B-1000 Bruxelles", ["1000"]),
        ("mon pere est au 11000 a carcassonne", ["11000"]),
        ("j'habite le 33000", ["33000"]),
        ("dans le 33000", ["33000"]),
        ("75011", ["75011"]),
        ("F-67000 Strasbourg", ["67000"]),
        ("01000 Bourg-en-Bresse", ["01000"]),
        ("97110", ["97110"]),
        ("98000 Monaco", ["98000"]),
        ("24200 Sarlat", ["24200"]),
        ("29300 Quimperlé", ["29300"]),
        ("pour le 13008", ["13008"]),
        ("secteur 44000", ["44000"]),
        ("75011 et 75012", ["75011", "75012"]),
        ("de 69003 à 13008", ["69003", "13008"]),
        ("11000 a carcassonne", ["11000"]),
    ],
)
def test_postcodes_are_found(values: Values, text: str, expected: list[str]) -> None:
    assert values("postcode", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "1000 euros Bruxelles",
        "département 44",
        "96000",
        "commande 12345",
        "modèle 12345",
        "le produit 12345",
        "code 45678",
        "code erreur 45678",
        "code promo 45678",
        "numéro 45678",
        "10000 km",
        "10000 tours",
        "15000 BTU",
    ],
)
def test_what_is_no_postcode_is_left_alone(values: Values, text: str) -> None:
    assert values("postcode", text) == []
