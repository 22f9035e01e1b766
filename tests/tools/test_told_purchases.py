"""Purchases told in words, and shop questions with prices that ask for no sum."""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("prix de 6 bols a 3.50 piece", "21,00\u00a0€"),
        ("4 fauteuils à 99,90 € l'unité, ça fait combien ?", "399,60\u00a0€"),
        ("si jachete 3 lampes a 20 et ke jai 10% de remise je paye cb", "54,00\u00a0€"),
        ("2 bols à 4 € et 3 tasses à 6 €, combien au total ?", "26,00\u00a0€"),
        ("une lampe à 40 et un tapis à 35,50, total ?", "75,50\u00a0€"),
        ("2 bols à 10 € et un plat à 20 €, avec 25 % de remise, combien ?", "30,00\u00a0€"),
        ("J'ai un budget de 300 euros, je prends un four à 180 et un bol à 9,90 :"
         " combien me reste-t-il ?", "110,10\u00a0€"),
        ("avec 100 €, j'achète 2 coussins à 15 €, il me reste combien ?", "70,00\u00a0€"),
        ("je donne 2 billets de 20 pour 31,50, rendez la monnaie", "8,50\u00a0€"),
        ("le plombier a pris 100 € et le peintre 50 € sur mes 400 €, il me reste combien ?",
         "250,00\u00a0€"),
        ("4 € 25, 7 € 50 et 12 €, ça monte à combien ?", "23,75\u00a0€"),
        ("rends-moi la monnaie sur 20 € pour un achat de 13,40 €", "6,60\u00a0€"),
    ],
)  # fmt: skip
def test_a_purchase_is_worked_out(text: str, result: str) -> None:
    assert applies(text, NOW)
    assert run(text, NOW).rpartition(" = ")[2] == result


@pytest.mark.parametrize(
    "text",
    [
        "Je veux 2 chaises à 45 euros",
        "j'ai un budget de 500 euros pour une télé",
        "j'ai commandé 3 lampes à 19 € et 2 tapis à 40 €, quand arrivent-ils ?",
        "remboursez-moi les 3 vases à 20 €, combien de temps ça prend ?",
        "combien de jours pour 2 colis à 30 € ?",
        "combien coûte la livraison de 2 colis à 30 € ?",
        "combien de télés à 300 € avez-vous ?",
        "2 sacs de 20 kg, combien pèsent-ils ?",
        "j'ai 2 bons à 10 € et 3 codes, combien je paie pour 7 verres à 3 € et 12 ?",
        "une lampe à 40 €, combien en stock ?",
    ],
)
def test_a_question_about_other_things_is_no_sum(text: str) -> None:
    assert not applies(text, NOW)
