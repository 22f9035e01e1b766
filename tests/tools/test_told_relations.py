"""Units, prices of each, rules of three and rates told in words; and what only looks like them."""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("6 yaourts coûtent 2,70 €, quel est le prix d'un yaourt ?", "0,45\u00a0€"),
        ("Un rouleau de 25 m coûte 40 €, ça fait combien le mètre ?", "1,60\u00a0€"),
        ("Si 5 places coûtent 62,50 €, combien coûtent 8 places ?", "100,00\u00a0€"),
        ("avec 100 euros combien de livres à 12 euros je peux acheter", "8"),
        ("combien de cartons de 12 pour ranger 100 verres ?", "9"),
        ("l'abonnement coûte 8,99 par mois, combien sur un an ?", "107,88\u00a0€"),
        ("L'assurance est à 264 € par an, combien par mois ?", "22,00\u00a0€"),
        ("1 500 g en kg", "1,5"),
        ("combien de centilitres dans 1,5 litre ?", "150"),
        ("2 h 30 ça fait combien de minutes", "150"),
        ("75 cl en litre ?", "0,75"),
        ("Prix passé de 1 200 € à 1 020 €, quel pourcentage de baisse ?", "15"),
        ("Il coûtait 59,90 €, il est à 47,92 €, j'économise combien ?", "11,98\u00a0€"),
        ("Le prix après 20 % de remise est de 64 €, quel était le prix avant la remise"
         " ?", "80,00\u00a0€"),
        ("350 € TTC, TVA 20 %, combien hors taxe"
         " ?", "291,6666666666… €, soit 291,67 € au centime près"),
        ("Montant HT 1 480 €, TVA 5,5 %, quel est le total TTC ?", "1561,40\u00a0€"),
        ("ma note de gaz passe de 90 à 117 euros, hausse de combien en % ?", "30"),
        ("Pour 4 personnes il faut 300 g de riz, combien pour 6 personnes ?", "450"),
        ("la recette demande 250 g de farine pour 4, combien pour 10 ?", "625"),
        ("un vélo à 480 €, acompte de 30 %, combien à verser ?", "144,00\u00a0€"),
        ("acompte de 30 % sur 480 €, il reste combien à payer ?", "336,00\u00a0€"),
        ("Si je roule 450 km et que je consomme 5,8 l aux 100 à 1,75 € le litre, ça"
         " coûte combien ?", "45,675\u00a0€"),
        ("Le sac de 15 kg est à 42 €, ça met le kilo à combien ?", "2,80\u00a0€"),
        ("3 pour le prix de 2 à 19,99 l'unité, je paie combien ?", "39,98\u00a0€"),
        ("Le premier à 40 €, le deuxième à moitié prix, combien les deux ?", "60,00\u00a0€"),
        ("59,90 € à moitié prix, ça donne combien ?", "29,95\u00a0€"),
        ("4 personnes mangent 3 kg, 48 personnes combien de kilos ?", "36"),
        ("90 centimes en euros", "0,9"),
        ("trois fois moins que 90", "30"),
        ("20 % de pourboire sur 700, ça fait combien", "140,00\u00a0€"),
        ("250 grammes de café à 35 euros le kilo, combien je paie ?", "8,75\u00a0€"),
    ],
)  # fmt: skip
def test_a_relation_is_worked_out(text: str, result: str) -> None:
    assert run(text, NOW).rpartition(" = ")[2] == result


@pytest.mark.parametrize(
    "text",
    [
        "Zéphyr 300 ou Zéphyr 500, quelle différence ?",
        "Combien de kilos supporte la tablette de 40 cm ?",
        "Le sac de 15 kg à 42 € est-il en stock ?",
        "Combien de litres fait le frigo de 340 litres ?",
        "La garantie passe de 2 ans à 5 ans avec quel produit ?",
        "Combien de places dans un canapé de 220 cm ?",
    ],
)
def test_what_is_no_relation_is_left_alone(text: str) -> None:
    assert not applies(text, NOW)
