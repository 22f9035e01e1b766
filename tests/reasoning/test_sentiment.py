"""Mood with negation, urgency, and one's own thing against a general question."""

import pytest

from mistral_assistant.reasoning.sentiment import personal, sentiment, urgent


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Je suis mécontent", "negative"),
        ("Je suis insatisfait de la livraison", "negative"),
        ("Où est le supermarché ?", "neutral"),
        ("Ce n'est pas génial", "negative"),
        ("C'est génial, merci", "positive"),
        ("Je suis ravie de mon achat", "positive"),
        ("C'est inadmissible !", "negative"),
        ("je ne suis pas content du tout", "negative"),
        ("Quels sont vos horaires ?", "neutral"),
        ("Pouvez-vous me donner une bonne adresse ?", "neutral"),
        ("VOUS VOUS MOQUEZ DE MOI", "negative"),
        ("ce n'est pas nul", "neutral"),
    ],
)
def test_sentiment(text: str, expected: str) -> None:
    assert sentiment(text) == expected


NEGATIVE = """
On s'est fait avoir comme des bleus
votre accueil laisse vraiment à désirer
Je n'y reviendrai pas
J'ai connu des escargots plus rapides
Bravo, deux mois pour une bouilloire
ça sent le brûlé
Bravo, encore un colis écrasé
Ça ne vaut pas ce prix
Quelle déception
Je ne recommanderai pas votre enseigne
ca marche jamais votre appli
pas ouf
j'aime pas cette couleur
Peu satisfaite de la finition
Je ne suis guère convaincu
C'est loin d'être parfait
On ne peut pas dire que ce soit une merveille
Cet appareil ne vaut rien
J'en ai assez
J'ai perdu mon temps
On se moque du client
super déçue
trop cher pour ce que c'est
Ça ne tient pas ses promesses
la qualité n'est pas au rendez-vous
La livraison était rapide mais le produit est minable
c'est nuuuul
encore en retard 😡
Je ne vous félicite pas
""".strip().splitlines()
POSITIVE = """
Je ne regrette pas mon choix
Je ne suis pas déçu
Ce n'est pas mal du tout
On ne peut pas faire mieux
Aucun souci, tout fonctionne
Rien à reprocher
jkiffe ce casque
vraiment bien
Ça marche à merveille
Jamais eu de problème avec vous
La couleur est moche mais quel plaisir de cuisiner avec
Un grand merci pour votre gentillesse
Arrivé plus vite que prévu
Génial votre robot, il existe en bleu ?
livré ce matin 👍
Je m'attendais à pire
""".strip().splitlines()
NEUTRAL = """
Est-ce que le robot est bruyant ?
Quel est le bon numéro ?
Faites-vous la livraison rapide ?
Mon fils aime les robots, lequel choisir ?
J'envoie un recommandé
Le plus silencieux, c'est lequel ?
Je n'ai pas de question
Pas besoin de sac
Le topinambour passe-t-il au blender ?
Je vous renvoie le bon de retour
Je m'appelle Félicité
Il est rangé sur le dessus de la pile
Quel est le modèle le moins cher ?
Je cherche un bon aspirateur
merci
D'accord, très bien
J'ai bien reçu votre courriel
C'est pour ma belle-mère
""".strip().splitlines()


@pytest.mark.parametrize("text", NEGATIVE)
def test_a_complaint_is_negative(text: str) -> None:
    assert sentiment(text) == "negative"


@pytest.mark.parametrize("text", POSITIVE)
def test_praise_is_positive(text: str) -> None:
    assert sentiment(text) == "positive"


@pytest.mark.parametrize("text", NEUTRAL)
def test_a_plain_message_is_neutral(text: str) -> None:
    assert sentiment(text) == "neutral"


def test_urgency() -> None:
    assert urgent("J'en ai besoin d'urgence")
    assert urgent("répondez VITE")
    assert not urgent("Prenez votre temps")


@pytest.mark.parametrize(
    "text",
    [
        "Où en est ma commande ?",
        "je veux annuler ma commande",
        "ou est mon colis",
        "annulez ma commande svp",
        "J'attends mon colis depuis une semaine",
        "j'ai pas reçu mon colis",
        "Je voudrais être remboursé",
        "ma commande ?",
    ],
)
def test_ones_own_thing_is_personal(text: str) -> None:
    assert personal(text)


@pytest.mark.parametrize(
    "text",
    [
        "Comment annuler une commande ?",
        "Peut-on modifier l'adresse ?",
        "Quel délai pour être remboursé ?",
        "Combien coûte la livraison ?",
        "Quels sont vos horaires ?",
        "bonjour",
    ],
)
def test_a_general_question_is_not_personal(text: str) -> None:
    assert not personal(text)
