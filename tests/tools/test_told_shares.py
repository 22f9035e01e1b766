"""Shares and rates told in words, and sentences that tell none."""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("on est six à table, l'addition fait cent vingt euros, ça fait combien chacun ?", "20"),
        ("un four à 600 €, payé en quatre fois, combien par mois ?", "150,00\u00a0€"),
        ("9,99 par mois pendant un an, ça fait combien", "119,88\u00a0€"),
        ("une mensualité de 25 euros et 50 centimes pendant 4 mois, combien au total ?",
         "102,00\u00a0€"),
        ("à trente euros le mois, combien de mois pour payer 450 euros ?", "15"),
        ("Si 2 kilos de lessive coûtent 9 euros, à combien reviennent 6 kilos ?", "27,00\u00a0€"),
        ("prix à l'unité si 12 piles coûtent 9,60 €", "0,80\u00a0€"),
        ("Quelle différence de prix entre un four à 299 € et un autre à 249,50 € ?",
         "49,50\u00a0€"),
        ("combien de boîtes de 6 pour avoir 42 œufs", "7"),
        ("cb de moins coute le four à 300 € par rapport à celui à 450 €", "150,00\u00a0€"),
        ("6 rentre combien de fois dans 72 ?", "12"),
        ("prix ttc 120 tva 20% combien hors taxe", "100,00\u00a0€"),
        ("Quelle est la TVA à 20 % sur un article à 80 euros hors taxes ?", "16,00\u00a0€"),
        ("Après un acompte de 25 % sur 400 euros, il me restera combien à payer ?",
         "300,00\u00a0€"),
        ("moins 50 % puis encore moins 10 % sur une robe à 80 €, je paie quoi ?", "36,00\u00a0€"),
        ("j'ai 100 €, je dépense 20 €, puis 35 €, il me reste combien ?", "45,00\u00a0€"),
        ("deux douzaines de verres à 3 euros pièce", "72,00\u00a0€"),
        ("3 piasses et demie fois 4, ça donne combien", "14,00\u00a0€"),
    ],
)  # fmt: skip
def test_a_share_is_worked_out(text: str, result: str) -> None:
    assert applies(text, NOW)
    assert run(text, NOW).rpartition(" = ")[2].removesuffix(",00\u00a0€") == result.removesuffix(
        ",00\u00a0€"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Peut-on payer 600 € en quatre fois ?",
        "en combien de fois puis-je payer 450 euros ?",
        "quelle est la différence entre le Zéphyr 300 et le Zéphyr 500 ?",
        "quelle est la TVA sur ma facture 482913 ?",
        "nous sommes 5 et attendons 3 colis, quand arrivent-ils ?",
        "la différence entre les 2 modèles à 3 vitesses",
        "combien de temps pour 2 colis ?",
        "une remise de 10 % est-elle possible en décembre ?",
    ],
)
def test_a_question_about_other_things_is_no_share(text: str) -> None:
    assert not applies(text, NOW)
