"""The pattern for order numbers that the e-commerce pack brings, with typos and lists."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from mistral_assistant.domains.loader import load_pack
from mistral_assistant.domains.pack import DomainPack, EntityType
from mistral_assistant.reasoning.entities import EntityRecogniser

PACK = Path(__file__).parents[3] / "domains" / "ecommerce"


@pytest.fixture(scope="module")
def orders() -> Callable[[str], list[str]]:
    """Return a function from message to order numbers."""
    recogniser = EntityRecogniser(load_pack(PACK))

    def find(text: str) -> list[str]:
        found = recogniser.find(text, datetime(2026, 3, 12, 10))
        return [entity.value for entity in found if entity.type == "numero_commande"]

    return find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CMD-482913", ["CMD-482913"]),
        ("cmd n°482913", ["CMD-482913"]),
        ("cmd#482913", ["CMD-482913"]),
        ("cmd_482913", ["CMD-482913"]),
        ("CMD – 482913", ["CMD-482913"]),
        ("CMD—482913", ["CMD-482913"]),
        ("CMD‑482913", ["CMD-482913"]),
        ("CMD/482913", ["CMD-482913"]),
        ("CMD, 482913", ["CMD-482913"]),
        ("n° de commande : 482913", ["CMD-482913"]),
        ("mon numéro de commande est le 482913", ["CMD-482913"]),
        ("num de commande c 482913", ["CMD-482913"]),
        ("mon num de cmd c le 482913", ["CMD-482913"]),
        ("commande num 482913", ["CMD-482913"]),
        ("commande nº 482913", ["CMD-482913"]),
        ("commande № 482913", ["CMD-482913"]),
        ("commande (482913)", ["CMD-482913"]),
        ('commande "482913"', ["CMD-482913"]),
        ("commande « 482913 »", ["CMD-482913"]),
        ("commande *482913*", ["CMD-482913"]),
        ("commande ref 482913", ["CMD-482913"]),
        ("commande réf. 482913", ["CMD-482913"]),
        ("commande portant le numéro 482913", ["CMD-482913"]),
        ("commande qui porte le numéro 482913", ["CMD-482913"]),
        ("commandes 482913 et 482914", ["CMD-482913", "CMD-482914"]),
        ("mes commandes 482913, 482914 et 482915", ["CMD-482913", "CMD-482914", "CMD-482915"]),
        ("cmd 482913 et 482914", ["CMD-482913", "CMD-482914"]),
        ("comande 482913", ["CMD-482913"]),
        ("commende 482913", ["CMD-482913"]),
        ("comende 482913", ["CMD-482913"]),
        ("commmande 482913", ["CMD-482913"]),
        ("comand 482913", ["CMD-482913"]),
        ("commande482913", ["CMD-482913"]),
        ("cde 482913", ["CMD-482913"]),
        ("cde n°482913", ["CMD-482913"]),
        ("CMD 4 8 2 9 1 3", ["CMD-482913"]),
        ("cmd 48 29 13", ["CMD-482913"]),
        ("ma commande du 3 mars n° 482913", ["CMD-482913"]),
        ("ma commande du 3 mars (482913)", ["CMD-482913"]),
    ],
)
def test_order_numbers_are_found(
    orders: Callable[[str], list[str]], text: str, expected: list[str]
) -> None:
    assert orders(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "482913",
        "commande 48291",
        "commande de 482913 euros",
        "commande de 150 000 €",
        "commande de 150 000 euros",
        "commande du 12/03/2026",
        "commande 06 12 34 56 78",
        "code 482913",
        "commande de 100 000 pièces",
        "CMD-48291",
        "commande pour le 75 012",
    ],
)
def test_what_is_no_order_number_is_left_alone(
    orders: Callable[[str], list[str]], text: str
) -> None:
    assert orders(text) == []


def test_a_pattern_of_a_pack_may_begin_and_end_with_an_accent(template_pack: DomainPack) -> None:
    season = EntityType(id="saison", label="saison", pattern=r"\b(été|hiver)\b")
    recogniser = EntityRecogniser(replace(template_pack, entities={"saison": season}))
    text = "J’ai répété : cet été, pas l’hiver"
    found = recogniser.find(text, datetime(2026, 3, 12, 10))
    assert [(one.value, text[one.start : one.end]) for one in found] == [
        ("été", "été"),
        ("hiver", "hiver"),
    ]
