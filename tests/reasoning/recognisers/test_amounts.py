"""Amounts of money in messages."""

from collections.abc import Callable

import pytest

Values = Callable[[str, str], list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,50 €", ["1234.50"]),
        ("20€ et des poussières", ["20.00"]),
        ("EUR12,50", ["12.50"]),
        ("1200euros", ["1200.00"]),
        ("12€50", ["12.50"]),
        ("trente-neuf euros quatre-vingt-dix", ["39.90"]),
        ("deux centaines d'euros", ["200.00"]),
        ("vingt balles", ["20.00"]),
        ("0,99 €", ["0.99"]),
        ("20 e de port", ["20.00"]),
        ("49,90e", ["49.90"]),
        ("j'ai 50e sur ma carte cadeau", ["50.00"]),
        ("c 15e le port", ["15.00"]),
        ("pour 80e je prends", ["80.00"]),
        ("2'000 €", ["2000.00"]),
        ("3x20€", ["20.00"]),
        ("2 x 49,90 €", ["49.90"]),
        ("entre 20 et 30 €", ["20.00", "30.00"]),
        ("entre 20 et 30 euros", ["20.00", "30.00"]),
        ("de 20 à 30 euros", ["20.00", "30.00"]),
        ("20 à 30 €", ["20.00", "30.00"]),
        ("20-30 €", ["20.00", "30.00"]),
        ("20 ou 30 euros", ["20.00", "30.00"]),
        ("20/30€", ["20.00", "30.00"]),
        ("cent à cent cinquante euros", ["100.00", "150.00"]),
        ("10 % de 349 €", ["349.00"]),
        ("29 € par mois", ["29.00"]),
        ("29€??", ["29.00"]),
        ("à29€", ["29.00"]),
        ("29euros50", ["29.50"]),
        ("29e50", ["29.50"]),
        ("cmd 482913 de 49 €", ["49.00"]),
        ("commande de 150 000 €", ["150000.00"]),
        ("commande de 150000 euros", ["150000.00"]),
        ("quatre-vingts euros", ["80.00"]),
        ("deux-cents euros", ["200.00"]),
        ("349euros90", ["349.90"]),
        ("5 euro de port", ["5.00"]),
        ("20€x3", ["20.00"]),
        ("un écart de 0,01 €", ["0.01"]),
        ("le 1er à 50€", ["50.00"]),
        ("49,- €", ["49.00"]),
        ("49,-€", ["49.00"]),
        ("49 € 90 cts", ["49.90"]),
    ],
)
def test_amounts_are_found(values: Values, text: str, expected: list[str]) -> None:
    assert values("amount", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "90 ct",
        "le 20e arrondissement",
        "mon 2e colis",
        "la 2e commande",
        "habite paris 20e",
        "cent fois merci",
        "349",
        "budget 300",
        "249,99 ttc",
        "un coup à 1000 boules",
    ],
)
def test_what_is_no_amount_is_left_alone(values: Values, text: str) -> None:
    assert values("amount", text) == []
