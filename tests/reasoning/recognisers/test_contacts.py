"""Postcodes, e-mail and web addresses and parcel numbers in messages."""

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ines.d@exemple.example", ["ines.d@exemple.example"]),
        ("Ines.D@Exemple.FR", ["ines.d@exemple.fr"]),
        ("écrivez à jean+test@mail.exemple.fr.", ["jean+test@mail.exemple.fr"]),
        ("a@b.fr, c@d.be", ["a@b.fr", "c@d.be"]),
        ("😀 léa@exemple.fr", ["léa@exemple.fr"]),
        ("@pseudo", []),
        ("a@b", []),
        ("3 @ 5", []),
    ],
)
def test_email_addresses(values: Values, text: str, expected: list[str]) -> None:
    assert values("email", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://exemple.fr/a?b=1, merci", ["https://exemple.fr/a?b=1"]),
        ("www.exemple.fr.", ["www.exemple.fr"]),
        ("sur exemple.fr !", ["exemple.fr"]),
        ("(http://exemple.example)", ["http://exemple.example"]),
        ("ines@exemple.fr", []),
        ("fin.Merci", []),
    ],
)
def test_web_addresses(values: Values, text: str, expected: list[str]) -> None:
    assert values("url", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LA123456785FR", ["LA123456785FR"]),
        ("la 123456785 fr", ["LA123456785FR"]),
        ("la123456785fr", ["LA123456785FR"]),
        ("LX 123 456 789 FR", ["LX123456789FR"]),
        ("le 123456789 en", []),
        ("123456789", []),
        ("LA12345678FR", []),
    ],
)
def test_parcel_numbers(values: Values, text: str, expected: list[str]) -> None:
    assert values("tracking", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("69003 Lyon", ["69003"]),
        ("33000 bordeaux", ["33000"]),
        ("Lyon (69003)", ["69003"]),
        ("code postal 75011", ["75011"]),
        ("mon code postal est le 75011", ["75011"]),
        ("CP : 20000", ["20000"]),
        ("12 rue du Port 44317", ["44317"]),
        ("j'habite le 59000", ["59000"]),
        ("commande 69003 Lyon", []),
        ("12345 euros", []),
        ("le code 99999", []),
        ("482913", []),
        ("12345", ["12345"]),
    ],
)
def test_postcodes(values: Values, text: str, expected: list[str]) -> None:
    assert values("postcode", text) == expected
