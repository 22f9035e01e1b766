"""How many articles a message means."""

from collections.abc import Callable

import pytest

Values = Callable[[str, str], list[str]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jvoudrais trois bouilloires svp", ["3"]),
        ("jveux 2 casque un noir", ["2"]),
        ("un seul écouteur", ["1"]),
        ("une seule lampe", ["1"]),
        ("prenez neuf plateaux", ["9"]),
        ("deux aspirateurs", ["2"]),
        ("qté: 7", ["7"]),
        ("dix sèche-cheveux", ["10"]),
        ("mes 2 colis", ["2"]),
        ("j'en ai reçu 2 au lieu de 4", ["2", "4"]),
        ("j'en ai commandé 3", ["3"]),
        ("il en manque 2", ["2"]),
        ("mettez-m'en 5", ["5"]),
        ("ajoutez 2 filtres", ["2"]),
        ("une douzaine d'œufs", ["12"]),
        ("une douzaine de verres", ["12"]),
        ("une dizaine d'ampoules", ["10"]),
        ("2 téléviseurs", ["2"]),
        ("2 tv", ["2"]),
        ("2 grands écrans", ["2"]),
        ("2 petites enceintes", ["2"]),
        ("deux autres lampes", ["2"]),
        ("2 autres casques", ["2"]),
        ("2 casques noirs", ["2"]),
        ("il manque trois vis", ["3"]),
        ("j'ai acheté 2 Zéphyr 300", ["2"]),
        ("2 lave-linges", ["2"]),
        ("2 lave-linge", ["2"]),
        ("reçu 1 casque au lieu de 2", ["1", "2"]),
        ("1 casque", ["1"]),
        ("1 seul article", ["1"]),
    ],
)
def test_quantities_are_found(values: Values, text: str, expected: list[str]) -> None:
    assert values("quantity", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "je renvoie les deux",
        "un colis",
        "5 personnes",
        "10 kg",
        "6 chiffres",
        "3 heures",
        "20 balles",
        "4 programmes",
        "2 enfants",
        "deux tours",
        "les deux",
        "3 en 1",
        "1er colis",
        "cinq étoiles",
        "2 étages",
        "2 messages",
        "2 conseillers",
        "3 conseillers différents",
        "deux adresses",
        "2 adresses",
        "3 chiffres",
        "4 couleurs",
        "2 problèmes",
        "deux cartes bancaires",
        "2 comptes",
        "trois livreurs",
        "2 livreurs",
        "2 livraisons",
        "2 remboursements",
        "2 paiements",
        "4 échéances",
        "2 ans",
        "6 feux",
        "14 couverts",
        "7 positions",
        "2 usb",
        "2 secondes",
        "100 avis",
        "2 magasins",
        "deux boutiques",
        "3 allée des Roses",
        "version 2",
        "norme 5",
        "il y a deux ans",
        "deux possibilités",
        "2 options",
        "50 premiers",
    ],
)
def test_what_is_no_quantity_is_left_alone(values: Values, text: str) -> None:
    assert values("quantity", text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 exemplaires", ["3"]),
        ("un exemplaire", ["1"]),
        ("deux paires", ["2"]),
        ("x2", ["2"]),
        ("×3", ["3"]),
        ("2x", ["2"]),
        ("trois bouilloires", ["3"]),
        ("je veux 2 lampes", ["2"]),
        ("j'en veux 2", ["2"]),
        ("quantité : 4", ["4"]),
        ("je voudrais commander 2 Zéphyr 300", ["2"]),
        ("une douzaine d'œufs", ["12"]),
        ("3 colis", ["3"]),
        ("modèle X20", []),
        ("Zéphyr 300 garantis", []),
        ("en 3x sans frais", []),
        ("en 4 fois", []),
        ("3 jours", []),
        ("2 ans", []),
        ("20 euros", []),
        ("un produit", []),
        ("deux fois", []),
        ("3 x 49,90 €", []),
        ("1,5 exemplaires", []),
    ],
)
def test_quantities(values: Values, text: str, expected: list[str]) -> None:
    assert values("quantity", text) == expected
