"""Amounts of money in messages."""

from collections.abc import Callable
from datetime import datetime

import pytest

from mistral_assistant.reasoning.entities import BUILTINS
from mistral_assistant.reasoning.recognisers.message import Message

NOW = datetime(2026, 3, 12, 10)
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 234,50 €", ["1234.50"]),
        ("49,90€", ["49.90"]),
        ("49 euros", ["49.00"]),
        ("1.234 €", ["1234.00"]),
        ("1,234.50 €", ["1234.50"]),
        ("€49", ["49.00"]),
        ("EUR 49,90", ["49.90"]),
        ("12 balles", ["12.00"]),
        ("12 balles de tennis", []),
        ("deux cents euros", ["200.00"]),
        ("neuf euros", ["9.00"]),
        ("un euro", ["1.00"]),
        ("3k€", ["3000.00"]),
        ("3 k€", ["3000.00"]),
        ("1,5 million d'euros", ["1500000.00"]),
        ("49€90", ["49.90"]),
        ("12 euros 50 de port", ["12.50"]),
        ("49 euros et 90 centimes", ["49.90"]),
        ("deux euros cinquante", ["2.50"]),
        ("50 centimes", ["0.50"]),
        ("ça coûte 20 e.", ["20.00"]),
        ("49,90 e", ["49.90"]),
        ("20 e", []),
        ("le 20e arrondissement", []),
        ("au 3 e étage", []),
        ("0 €", ["0.00"]),
        ("0,125 €", ["0.125"]),
        ("entre 10 € et 20 €", ["10.00", "20.00"]),
        ("12 % de 349 €", ["349.00"]),
        ("3 x 49,90 €", ["49.90"]),
        ("12 jours", []),
        ("CMD-482913", []),
    ],
)
def test_amounts(values: Values, text: str, expected: list[str]) -> None:
    assert values("amount", text) == expected


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("20 €", "EUR"),
        ("20$", "USD"),
        ("20 francs suisses", "CHF"),
        ("CHF 20", "CHF"),
        ("£20", "GBP"),
    ],
)
def test_an_amount_carries_its_currency(text: str, unit: str) -> None:
    (found,) = BUILTINS["amount"](Message.of(text, NOW))
    assert (found.value, found.unit) == ("20.00", unit)
