"""Bills told in words, and messages with prices that ask for no bill."""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Trois chemises à 35 € et une cravate à 22 €, le tout avec 15 % de remise,"
         " combien ?", "107,95\u00a0€"),
        ("une veste à 120 € soldée à -40 % et un pull à 45 €, ça fait combien en tout"
         " ?", "117,00\u00a0€"),
        ("J'achète 12 bouteilles à 6,50 € et j'ai un bon de 20 €, combien je paie"
         " ?", "58,00\u00a0€"),
        ("8 personnes au resto, l'addition est de 236 €, combien par tête ?", "29,50\u00a0€"),
        ("on est 3 colocs, loyer 1 050 euros plus 90 euros de charges, combien chacun ?", "380"),
        ("Je donne un billet de 20 pour 3 pains à 1,40, combien me rendez-vous"
         " ?", "15,80\u00a0€"),
        ("j'ai 80 €, j'achète un livre à 24,90 et deux stylos à 3,50, il me reste quoi"
         " ?", "48,10\u00a0€"),
        ("1,5 kg de pommes à 2,40 € le kilo et 800 g de cerises à 9 € le kilo, combien"
         " ?", "10,80"),
        ("Le plein de 45 litres à 1,89 € le litre coûte combien ?", "85,05\u00a0€"),
        ("4 heures de ménage à 26 € de l'heure, combien je dois ?", "104,00\u00a0€"),
        ("deux places à 14 euros et une enfant à 9, on paie combien", "37,00\u00a0€"),
        ("un canapé à 899 €, payé en 3 fois sans frais, chaque mensualité sera de"
         " combien ?", "299,6666666666… €, soit 299,67 € au centime près"),
        ("Facture de 600 € en 4 fois avec 2 % de frais, la mensualité ?", "153,00\u00a0€"),
        ("Un écran à 249 euros, 30 euros de cashback, il me revient à combien"
         " ?", "219,00\u00a0€"),
        ("3 mètres de tissu à 12,90 le mètre, ça donne quoi ?", "38,70\u00a0€"),
        ("un smartphone à 600 euros perd 35 % de sa valeur, il vaut combien ?", "390,00\u00a0€"),
        ("Vingt timbres à 1,16 euro pièce svp combien", "23,20\u00a0€"),
        ("deux cafés à 2,20 et trois croissants à 1,30, je donne 10 euros, on me rend"
         " combien", "1,70\u00a0€"),
        ("Mon salaire est de 1 850 € net, il augmente de 3 %, combien je toucherai"
         " ?", "1905,50\u00a0€"),
        ("2 adultes à 11 € et 3 enfants à 6,50 €, l'entrée fait combien ?", "41,50\u00a0€"),
        ("Je gagne 12,50 de l'heure et je bosse 35 heures, combien par semaine"
         " ?", "437,50\u00a0€"),
        ("60 euros de courses, 20 % de remise sur le tout puis 5 euros de bon, je paie"
         " ?", "43,00\u00a0€"),
        ("je tends 20 euros pour 13,60, quelle monnaie ?", "6,40\u00a0€"),
        ("le four à 300 euros en quatre fois avec 2 % de frais, total à payer ?", "306,00\u00a0€"),
        ("240 euros moins 15 % puis encore 5 %", "193,80\u00a0€"),
        ("49,90 l'un, j'en prends 4, plus 100 euros de pose, combien ?", "299,60\u00a0€"),
        ("on achète à trois un cadeau de 67,50, combien chacun ?", "22,50\u00a0€"),
    ],
)  # fmt: skip
def test_a_bill_is_worked_out(text: str, result: str) -> None:
    assert run(text, NOW).rpartition(" = ")[2] == result


@pytest.mark.parametrize(
    "text",
    [
        "Le lot de 3 lampes à 45 € est-il encore en stock ?",
        "J'ai 2 commandes, une à 30 € et une à 45 €, où sont-elles ?",
        "Combien de temps pour livrer 3 tapis à 40 € ?",
        "Puis-je payer 300 € en 3 fois avec 2 cartes ?",
        "On est 4 et la lampe à 40 € éclaire mal",
        "Avez-vous 2 fauteuils à moins de 150 € ?",
    ],
)
def test_a_message_that_asks_for_no_bill_is_left_alone(text: str) -> None:
    assert not applies(text, NOW)
