"""Calculations told in words, and sentences with numbers that tell none."""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run
from mistral_assistant.tools.worded_arithmetic import told

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("divise 100 par 8", "12,5"),
        ("peux-tu diviser 48 en 3 ?", "16"),
        ("multiplie 30 par 5 stp", "150"),
        ("ajoute 25 à 50", "75"),
        ("ajoute 10 % à 45", "49,5"),
        ("augmente 200 de 5 %", "210"),
        ("diminue 80 de 25 %", "60"),
        ("retire 25 de 60", "35"),
        ("soustrais quatre de douze", "8"),
        ("la somme de 7 et 8", "15"),
        ("la différence entre 10 et 7", "3"),
        ("le produit de 5 et 8", "40"),
        ("quel est le reste de la division de 22 par 7 ?", "1"),
        ("le reste de 17 divisé par 6", "5"),
        ("7 et 8, ça fait combien ?", "15"),
        ("combien font 7 et 8", "15"),
        ("quel pourcentage représente 30 sur 120", "25"),
        ("Avec 15 % de remise, je paie combien un article à 249 € ?", "211,65\u00a0€"),
        ("199 € avec 10 % de réduction, ça fait combien ?", "179,10\u00a0€"),
        ("quel est le prix TTC de 90 euros HT avec 20 % de TVA ?", "108,00\u00a0€"),
        ("combien font 3 bouilloires à 34,90 € ?", "104,70\u00a0€"),
        ("moyenne de 8, 11 et 14", "11"),
        ("mes factures : 90, 100 et 110 euros, en moyenne combien ?", "100,00\u00a0€"),
        ("le triple de 12,5 svp", "37,5"),
        ("2 exposant 6", "64"),
        ("30 sur 40 ça fait quel pourcentage", "75"),
        ("le loyer de 500 monte de 4 pour cent, combien ?", "520"),
        ("ôtez donc 5.000 de 1.200.000", "1\u202f195\u202f000"),
        ("nonante euros plus septante euros", "160,00\u00a0€"),
        ("la somme de 4, 5 et 6", "15"),
        ("trois septièmes de 70", "30"),
        ("59 € augmentés de 20 %, ça fait combien", "70,80\u00a0€"),
        ("80 euros diminués de 25 %", "60,00\u00a0€"),
        ("partager 60 euros entre 4 amis", "15,00\u00a0€"),
        ("on est 3 pour régler 81 €, combien chacun ?", "27,00\u00a0€"),
        ("quel est le prix HT de 60 € TTC à 20 % ?", "50,00\u00a0€"),
        ("payé 60 au lieu de 80, quel pourcentage de remise ?", "25"),
        ("le prix passe de 100 à 125 €, ça fait combien en pourcentage ?", "25"),
    ],
)
def test_a_told_calculation_is_worked_out(text: str, result: str) -> None:
    assert applies(text, NOW)
    assert run(text, NOW).rpartition(" = ")[2] == result


@pytest.mark.parametrize(
    "text",
    [
        "la différence entre 2,4 et 5 GHz",
        "quelle différence entre le Zéphyr 300 et le Zéphyr 500 ?",
        "le produit 482913 est-il en stock ?",
        "combien coûte le port d'un petit colis à 30 € ?",
        "J'ai 10 % de remise avec mon code",
        "À partir de combien d'euros a-t-on 15 % de réduction ?",
        "livraison en 3 jours à 9,90 €, combien pour la Belgique ?",
        "paiement en 4 fois avec 1,5 % de frais pour 400 €, combien en plus ?",
        "ajoutez 2 bouilloires à ma commande",
        "je retire 2 articles de la commande 482913",
        "une télé et 2 casques, ça fait combien de points ?",
        "le prix est passé de 120 à 90 €, pourquoi ?",
        "on m'a débité 80 € au lieu de 100",
        "un tiers de mes articles sont cassés",
        "écris 7 puissance 1 milliard",
        "le double de ma commande est arrivé",
        "divise " * 200,
    ],
)
def test_numbers_in_other_sentences_are_left_alone(text: str) -> None:
    assert told(text) is None
