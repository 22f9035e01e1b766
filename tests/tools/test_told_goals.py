"""What a told sum asks for: the change, what is missing, a difference, a share, the articles alone.

Each of these was once added up or left alone.
"""

from datetime import datetime

import pytest

from mistral_assistant.tools.calculator import applies, run

NOW = datetime(2026, 3, 12, 10)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("ça coûte 41,80 et je donne 50, il me revient combien", "8,20\u00a0€"),
        ("J'ai remis 60 € à la caisse pour une enceinte à 49,90 €, combien dois-je récupérer ?",
         "10,10\u00a0€"),
        ("deux billets de 50 pour un achat de 65 €, la monnaie ?", "35,00\u00a0€"),
        ("Je règle 29,80 € avec deux billets de vingt, on me rend combien ?", "10,20\u00a0€"),
        ("J'ai une pièce de deux euros pour une baguette à 95 centimes, combien on me rend ?",
         "1,05\u00a0€"),
        ("2 chemises a 24,90 payées avec un billet de 100, combien de monnaie ?", "50,20\u00a0€"),
        ("je donne 20 € pour trois cahiers à 6,50 €, que me rend-on ?", "0,50\u00a0€"),
        ("Avec un bon d'achat de 50 €, je prends un article à 29,50 €. Combien reste-t-il sur"
         " le bon ?", "20,50\u00a0€"),
        ("carte cadeau de 80 €, j'ai dépensé 65, il reste quoi dessus", "15,00\u00a0€"),
        ("Mon plafond est de 300 €, j'ai déjà dépensé 180 €. Combien puis-je encore dépenser ?",
         "120,00\u00a0€"),
        ("Mon panier est à 29,90 €, il faut 49 €, j'ajoute combien pour ne pas payer le port ?",
         "19,10\u00a0€"),
        ("j'ai 138 points, il en faut 200, combien me manque-t-il ?", "62"),
        ("Il faut 200 points pour un bon, j'en suis à 155. Combien de points encore ?", "45"),
        ("Il me faudrait 480 € et je n'ai que 350 €. Combien dois-je emprunter ?", "130,00\u00a0€"),
        ("Le Zéphyr 300 est à 199 € et le 500 à 299 €, il y a combien de différence ?",
         "100,00\u00a0€"),
        ("combien coûte en plus le modèle à 62,90 par rapport à celui à 50 euros", "12,90\u00a0€"),
        ("Quelle somme j'économise avec 20 % de remise sur 120 € ?", "24,00\u00a0€"),
        ("Une remise de 15 % sur 60 €, ça fait combien d'économie ?", "9,00\u00a0€"),
        ("10 % de réduction sur 279 €, je gagne combien ?", "27,90\u00a0€"),
        ("À combien s'élève une réduction de 5 % sur 699 € ?", "34,95\u00a0€"),
        ("Le code JARDIN15 enlève 15 % de 299 €, soit combien d'euros en moins ?", "44,85\u00a0€"),
        ("Les frais sont de 1,5 % sur 840 €, ils sont de combien ?", "12,60\u00a0€"),
        ("Paiement en 4 fois avec 1,5 % de frais sur 300 € : quel est le montant des frais ?",
         "4,50\u00a0€"),
        ("Combien y a-t-il de TVA à 20 % sur 150 € HT ?", "30,00\u00a0€"),
        ("Sur un prix de 250 € hors taxes, la TVA de 20 % se monte à combien ?", "50,00\u00a0€"),
        ("quelle TVA dans 240 € TTC à 20 % ?", "40"),
        ("Un article à 120 € TTC avec une TVA de 20 %, combien de TVA dedans ?", "20"),
        ("120 € toutes taxes comprises avec 20 % de TVA, combien hors taxe ?", "100,00\u00a0€"),
        ("170 HT + TVA 20% = ?", "204,00\u00a0€"),
        ("Avec 5 % de remise sur 640 €, de combien est la remise ?", "32,00\u00a0€"),
        ("J'ai un bon de 15 € à déduire de 59,90 €, je paie quoi ?", "44,90\u00a0€"),
        ("Avec un bon de réduction de 5 €, combien me coûte l'enceinte à 59,90 € ?",
         "54,90\u00a0€"),
        ("La facture de 259 € comprend 29 € de livraison. Quel est le prix de l'article seul ?",
         "230,00\u00a0€"),
        ("J'ai payé 48,90 € dont 3,90 € de port, combien coûtaient les articles ?", "45,00\u00a0€"),
        ("Total de 208,90 € livraison express de 9,90 € comprise, combien sans la livraison ?",
         "199,00\u00a0€"),
        ("Mon lave-linge m'a coûté 517 € avec 29 € de livraison et 39 € de mise en service."
         " Combien coûtait l'appareil seul ?", "449,00\u00a0€"),
        ("8 personnes mettent 15 € chacune, combien au total ?", "120,00\u00a0€"),
        ("On est six et chacun met 15 €, on a combien en tout ?", "90,00\u00a0€"),
        ("vingt collègues donnent chacun dix euros, quelle cagnotte ça fait ?", "200,00\u00a0€"),
        ("Sept amis versent 25 € chacun pour un cadeau. Quelle somme a-t-on ?", "175,00\u00a0€"),
        ("j'ai 30 € et mon frère a 40 €, à nous deux on a combien ?", "70,00\u00a0€"),
        ("Léa met 50, Tom 35 et moi 25, combien on a ensemble ?", "110,00\u00a0€"),
        ("3 billets de 20 et 2 pièces de 2, ça fait combien ?", "64,00\u00a0€"),
        ("j'ai 2 billets de 50 et un de 20 ca me fait combien en tout", "120,00\u00a0€"),
        ("La machine coûte 449 € et le transport 29 €, on partage à deux, chacun paie combien ?",
         "239"),
        ("Le montant est de 270 €, je règle en trois fois sans frais : quel sera chaque"
         " versement ?", "90,00\u00a0€"),
        ("Je mets 20 € de côté chaque mois, j'aurai combien au bout d'un an ?", "240,00\u00a0€"),
        ("si j'économise 40 € par mois, combien aurai-je dans quatre mois ?", "160,00\u00a0€"),
        ("Je mets 30 € de côté par mois, en combien de mois aurai-je 150 € ?", "5"),
        ("À raison de 50 € par mois, combien de mois pour rembourser 500 € ?", "10"),
        ("1 € par jour pendant un an, ça fait combien ?", "365,00\u00a0€"),
        ("Un article à 199 € avec 10 € de bon d'achat et 9,90 € d'express, combien je paie ?",
         "198,90\u00a0€"),
        ("Le Zéphyr 300 à 199 € avec le code de 10 %, ça fait combien ?", "179,10\u00a0€"),
        ("Un grille-pain à 34 € et une bouilloire à 33 €, combien pour les deux ?", "67,00\u00a0€"),
        ("un frigo à 449 plus la livraison à 29 ca fait combien en tout", "478,00\u00a0€"),
        ("50 c'est la moitié de combien ?", "100"),
        ("10 % de remise sur 89,90 €, ça m'enlève combien ?", "8,99\u00a0€"),
        ("La TVA à 20 % sur 75 € hors taxes, elle est de combien ?", "15,00\u00a0€"),
        ("Une enceinte à cinquante-neuf euros nonante et un câble à douze euros dix, le tout"
         " fait combien ?", "72,00\u00a0€"),
        ("quatre-vingt-dix-neuf euros quatre-vingt-dix et neuf euros quatre-vingt-dix, ça fait"
         " combien ?", "109,80\u00a0€"),
        ("Ajoute 12 et 18", "30"),
        ("Soustrayez 14 à 30 s'il vous plaît", "16"),
        ("additionner 5, 7 et 8", "20"),
        ("multiplie 6 et 7", "42"),
        ("moins 15 plus 8", "-7"),
        ("double 136,25 pour moi stp", "272,50"),
        ("J'ai 1000 points et 200 points donnent un bon, combien de bons ?", "5"),
        ("400 points à 5 € les 200, ça fait combien d'euros ?", "10,00\u00a0€"),
        ("si 200 points donnent 5 euros, 1000 points donnent combien", "25,00\u00a0€"),
        ("Je dépense 350 €, à 1 point par euro, combien de points ?", "350"),
        ("3 points par euro, pour 100 € ça fait combien de points ?", "300"),
        ("prix avant remise si je paie 80 € après 20 % de réduction", "100,00\u00a0€"),
        ("Il me restait 80 €, j'en ai dépensé 25, j'ai combien maintenant ?", "55,00\u00a0€"),
        ("j'avais 40 e jen ai mis 25 dedans reste cb", "15,00\u00a0€"),
        ("J'ai 50 € et un article coûte 10 €, combien puis-je en acheter ?", "5"),
        ("Je loue une ponceuse 24 € la journée, six jours, combien au total ?", "144,00\u00a0€"),
        ("Bonjour, si je commande deux câbles à 12,90 € et un chargeur à 34,90 €, plus 3,90 €"
         " de port, j'en aurai pour combien ?", "64,60\u00a0€"),
        ("La caisse m'a demandé 70 €, j'ai donné 100 €. Combien de monnaie ?", "30,00\u00a0€"),
        ("Le montant HT est de 187 € et la TVA de 20 %, à combien s'élève la taxe ?",
         "37,40\u00a0€"),
        ("Dans 187,20 € TTC, quelle est la part de TVA à 20 % ?", "31,20"),
        ("j'ai droit a 15 % sur 299 euros, ca fait combien en moins", "44,85\u00a0€"),
        ("Une remise de 10 % sur un aspirateur à 199 €, cela représente quelle somme ?",
         "19,90\u00a0€"),
        ("Le modèle T40 est à 249 € et l'autre à 309 €, combien de plus ?", "60,00\u00a0€"),
        ("Paiement en 4 fois : 1,5 % de frais sur 200 €, ça coûte combien en frais ?",
         "3,00\u00a0€"),
        ("J'ai 1000 points. 200 points donnent 5 €. Combien d'euros de bons ?", "25,00\u00a0€"),
        ("J'ai 120 points, combien m'en faut-il encore pour en avoir 200 ?", "80"),
        ("Chacun des six cousins donne 25 €. Combien avons-nous ?", "150,00\u00a0€"),
        ("mon bon fait 100 € j'en ai utilisé 30 il en reste combien", "70,00\u00a0€"),
        ("Ma carte cadeau est de 150 €, j'ai déjà dépensé 60 € puis 50 €, combien reste-t-il ?",
         "40,00\u00a0€"),
        ("208,90 € avec l'express à 9,90 €, quel est le prix sans l'express ?", "199,00\u00a0€"),
        ("Total 48,90 € port compris (3,90 €), donc les articles seuls font combien ?",
         "45,00\u00a0€"),
        ("on m'augmente de 20 % sur 1250 € ça fait combien de plus", "250,00\u00a0€"),
        ("Si une boîte de 30 biscuits coûte 6 €, combien coûte un biscuit ?", "0,20\u00a0€"),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_worked_out(text: str, result: str) -> None:
    assert run(text, NOW).rpartition(" = ")[2] == result


@pytest.mark.parametrize(
    "text",
    [
        "Combien coûte la livraison si ma commande fait 45 € ?",
        "J'ai payé 45 € et 30 € de trop, quand serai-je remboursé ?",
        "Vous m'avez débité 89,90 € au lieu de 79,90 €, remboursez-moi !",
        "Il me reste 20 € sur ma carte cadeau de 50 €, elle est valable combien de temps ?",
        "Puis-je payer 150 € par carte et 50 € en carte cadeau ?",
        "Le prix est passé de 349 € à 299 €, puis-je avoir la différence ?",
        "La différence entre le Zéphyr 300 et le Zéphyr 500 ?",
        "On me réclame 29 € pour la livraison alors que j'ai payé 449 €, pourquoi ?",
        "Il me manque 2 articles sur les 5 de ma commande à 89 €, que faire ?",
        "Combien de points j'ai si j'ai dépensé pas mal cette année ?",
        "J'ai dépensé 350 €, combien de points j'ai ?",
        "il manque 2 vis sur les 8, vous me rendez combien ?",
        "En 4 fois avec 1,5 % de frais c'est possible à partir de combien ?",
        "La TVA de 20 % est-elle comprise dans les 199 € ?",
        "Quels sont les frais pour payer 600 € en 4 fois ?",
        "J'ai donné 20 € de pourboire au livreur, il m'en reste 30 à donner ?",
        "Avec 10 % de remise le Zéphyr 300 serait à combien ?",
        "Quelle est la remise à partir de 1 000 € d'achats, 5 % ?",
        "un pack de 6 bouteilles coûte 9 €, combien ?",
    ],
)
def test_amounts_in_a_message_that_asks_for_no_sum_are_left_alone(text: str) -> None:
    assert not applies(text, NOW)
